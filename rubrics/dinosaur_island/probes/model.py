"""The questions to `model`: spies in the place of `optimize` and `sample`, and short
runs with the right ones lent."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dinosaur_grader.assignments import Question
from dinosaur_grader.checks.calls import Call, Lent, Spy
from utils import vocabulary

from ..observe import PARAMETERS, model_corpus

_OPTIMIZE = ("X", "Y", "a_prev", "parameters", "learning_rate")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
# letters: a loss that starts at three must not stand still at a name of two
LONGER = 3
# so few that no gradient passes 5: only the short run tells whether an own step clips
FLAT = 3
LENT: dict[str, Spy | Lent] = {"clip": Lent(), "sample": Lent(), "optimize": Lent()}


def corpus(
    rng: np.random.Generator, n_names: int, n_letters: int, shortest: int = 2, longest: int = 7
) -> str:
    """Distinct made-up names over the first letters of the alphabet; every letter
    occurs, lengths `shortest` to `longest`."""
    while True:
        names = [
            "".join(
                rng.choice(list(_LETTERS[:n_letters]), int(rng.integers(shortest, longest + 1)))
            )
            for _ in range(n_names)
        ]
        if (
            len(set(names)) == n_names
            and len(set("".join(names))) == n_letters
            and names != sorted(names)
        ):
            return "\n".join(names)


def _with_a_steep_name(rng: np.random.Generator, data: str) -> str:
    """One name more, of a single letter so many times that gradients pass 5 and 10 on
    both sides: a step of a student's own that doesn't clip them shows."""
    names = data.split("\n")
    often = 11 * len(set(data))
    names.insert(int(rng.integers(len(names))), str(rng.choice(list(names[0]))) * often)
    return "\n".join(names)


def _call(
    data: str,
    iterations: int,
    n_a: int,
    names: int,
    stand_ins: dict[str, Spy | Lent],
    newline: int = 0,
) -> Call:
    ix_to_char = dict(enumerate(_symbols(data, newline)))
    char_to_ix = {char: ix for ix, char in ix_to_char.items()}
    keywords = {
        "num_iterations": iterations,
        "n_a": n_a,
        "dino_names": names,
        "vocab_size": len(char_to_ix),
    }
    return Call(
        "model", (data, ix_to_char, char_to_ix), keywords, stand_ins, {"dinos.txt": data}
    )


def _symbols(data: str, newline: int) -> list[str]:
    """The vocabulary's symbols in their order, the newline at the index `newline`."""
    end, *symbols = vocabulary(data)[0]
    symbols.insert(newline, end)
    return symbols


def spied(
    rng: np.random.Generator,
    data: str,
    iterations: int,
    n_a: int,
    names: int,
    scripted: int,
    record: tuple[str, ...] = ("X", "Y", "a_prev", "learning_rate"),
    add: tuple[str, ...] = PARAMETERS,
    newline: int = 0,
) -> Call:
    """A run in which spies answer, with so many `scripted` losses and states, and what
    they were asked is kept. They add to the parameters in `add` as if they were
    learned; `newline` is its index."""
    n_x = len(set(data)) + ("\n" not in data)
    slopes = {
        "dWax": (n_a, n_x),
        "dWaa": (n_a, n_a),
        "dWya": (n_x, n_a),
        "db": (n_a, 1),
        "dby": (n_x, 1),
    }
    gradients = {k: np.full(size, 0.25) for k, size in slopes.items()}
    answers = tuple(
        (
            round(float(rng.uniform(40, 90)), 4),
            gradients,
            np.round(rng.uniform(-0.9, 0.9, (n_a, 1)), 4),
        )
        for _ in range(scripted)
    )
    amounts = {f"parameters.{k}": round(float(rng.uniform(0.01, 0.05)), 4) for k in add}
    optimize = Spy(_OPTIMIZE, answers, {"learning_rate": 0.01}, record, amounts)
    letters = np.delete(np.arange(n_x), newline)
    drawn = tuple(
        [int(i) for i in rng.choice(letters, rng.integers(2, 6))] + [newline]
        for _ in range(2 * names)
    )
    sample = Spy(("parameters", "char_to_ix", "seed"), drawn, {}, ("seed",))
    stand_ins: dict[str, Spy | Lent] = {"optimize": optimize, "sample": sample}
    return _call(data, iterations, n_a, names, stand_ins, newline)


def _tells(seen: dict[str, object]) -> bool:
    """An error comes out of many faults; beside the inputs of the steps before, it
    speaks of one."""
    return "failure" not in seen or "X" in seen


def _question(
    name: str, points: float, title: str, call: Call, *about: str, gate: bool = True
) -> Question:
    return Question(name, points, title, call, "model_all", about, gate=gate, tells=_tells)


def public() -> list[Question]:
    """What `optimize` is asked, the reports of a long run, and a short run with
    everything right lent."""
    return _questions(np.random.default_rng(23), model_corpus(), 2, 7)


def twins(rng: np.random.Generator) -> list[Question]:
    """The same with other names and numbers; the kit's own in other letters."""
    letters = "".join(str(letter) for letter in rng.permutation(list(_LETTERS)))
    return _questions(rng, _rare_first(model_corpus(letters)), LONGER, FLAT)


def _rare_first(call: Call) -> Call:
    """The same names in another order, in which two of the shortest are learned first:
    so few have their length that no other name's loss is the right one by luck."""
    names = call.positional[0].split("\n")
    order = list(range(len(names)))
    np.random.RandomState(0).shuffle(order)
    for place in order[:2]:
        others = [other for other in range(len(names)) if other not in order[:2]]
        shortest = min(others, key=lambda other: len(names[other]))
        names[place], names[shortest] = names[shortest], names[place]
    data = "\n".join(names)
    return replace(call, positional=(data, *call.positional[1:]), files={"dinos.txt": data})


def _questions(
    rng: np.random.Generator, names: Call, shortest: int, longest: int
) -> list[Question]:
    """`shortest` are the letters of a name in the short run, `longest` in the long
    one."""
    asked = spied(rng, corpus(rng, 5, 6), 8, 3, 2, 8)
    # by alone: 2,001 additions to each of the five would cost more than the run
    long = spied(rng, corpus(rng, 3, 4, longest=longest), 2001, 2, 2, 3, record=(), add=("by",))
    short = _call(corpus(rng, 5, 5, shortest), 4, 4, 3, LENT)
    reported = ("iterations", "losses", "names", "seed")
    in_a_step = ("calls", "X", "Y", "a_prev", "learning_rate")
    return [
        _question("asked", 3, "what optimize is asked", asked, *in_a_step),
        replace(
            _question("reports", 2, "the reports of 2,001 iterations", long, *reported),
            slow=True,
        ),
        replace(
            _question("kept", 1, "the bias by after 2,001 iterations", long, "by"), slow=True
        ),
        Question(
            "corpus",
            1,
            "iteration 0 on the kit's names, one name drawn",
            names,
            "model_log",
            tells=lambda seen: False,  # a log alone comes out of many faults
            slow=True,
        ),
        _question("short", 3, "a short run", short, "losses", "names", *PARAMETERS),
    ]


def hidden(rng: np.random.Generator) -> list[Question]:
    """One spied run, looked at in six ways, with a newline that isn't the first symbol,
    and a short run with the right functions lent."""
    # so many that no other order of them is the alphabet's by luck
    n_names = int(rng.integers(8, 10))
    # more symbols than names: an index that wraps at the vocabulary's size always ends behind the last one
    n_letters = n_names + int(rng.integers(0, 4))
    n_a, names = int(rng.integers(3, 7)), int(rng.integers(2, 5))
    iterations = 2 * n_names + int(rng.integers(1, n_names - 1))
    newline = int(rng.integers(1, n_letters + 1))
    run = spied(
        rng,
        corpus(rng, n_names, n_letters),
        iterations,
        n_a,
        names,
        iterations,
        newline=newline,
    )
    other = _with_a_steep_name(rng, corpus(rng, 8, int(rng.integers(9, 13)), LONGER))
    short = _call(other, 12, int(rng.integers(4, 9)), 3, LENT)
    reported = ("iterations", "losses", "names", "seed")
    trained = ("losses", "names", *PARAMETERS)
    return [
        _question("X", 5, "the inputs X, name after name", run, "calls", "X"),
        _question("Y", 3, "the targets Y", run, "Y"),
        _question("state", 3, "the hidden state from name to name", run, "a_prev"),
        _question("rate", 1, "the learning rate", run, "calls", "learning_rate", gate=False),
        _question("report", 2, "the report at iteration 0", run, *reported, gate=False),
        _question("returned", 2, "the parameters that come back", run, "calls", *PARAMETERS),
        _question("short", 4, "a short run on other names", short, *trained),
    ]
