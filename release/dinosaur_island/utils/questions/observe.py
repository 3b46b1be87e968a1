"""What a judge looks at in these four functions where general observers don't do, the
classic fixtures, and the training log of the corpus in use.

A notebook's folder has a copy of this file: nothing here knows a right answer.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from utils.checks.calls import Call, Lent, Outcome
from utils.checks.comparisons import array, number
from utils.checks.observers import entry
from utils.checks.perform import perform
from utils.checks.values import NOTHING
from utils.corpus import data_file, read_text

GRADIENTS = ("dWaa", "dWax", "dWya", "db", "dby")
PARAMETERS = ("Wax", "Waa", "Wya", "b", "by")
CLASSIC_LIMIT = 10  # of clip
PREFIX = 31  # rounding decides what comes after this entry of the classic sample
LONGEST_LINE = 300  # of a log; what stands behind it is not looked at
_ITERATION = re.compile(r"iter[a-z]*+\D{0,3}(\d{1,12})(?!\d)", re.IGNORECASE)
_LOSS = re.compile(
    r"loss\D{0,3}?(-?(?:\d{1,20}(?:\.\d+)?(?:e[-+]?\d{1,4})?|nan|inf))", re.IGNORECASE
)
_NAME = re.compile(r"[\W\d]*([A-Za-z]+)\W*")


def indices(outcome: Outcome) -> object:
    """The entries of a list or of an array of one dimension in order, each as a number
    where it is one. A list or an array of one is none: `print_sample` could not look it
    up."""
    value = outcome.value
    if isinstance(value, np.ndarray) and value.ndim == 1:
        value = value.tolist()
    if not isinstance(value, list | tuple):
        return NOTHING
    return [_index(one) for one in value]


def both(outcome: Outcome) -> object:
    """The same of each of two names that were sampled one after the other."""
    names = outcome.value if isinstance(outcome.value, list) else []
    return [indices(replace(outcome, value=name)) for name in names]


def drawn(outcome: Outcome) -> object:
    """The same as numbers, where each came back in a list or an array of its own, too."""
    found = indices(outcome)
    if not isinstance(found, list):
        return found
    given = outcome.value if isinstance(outcome.value, list | tuple) else found
    return [
        one if number(each) is None else number(each)
        for each, one in zip(given, found, strict=False)
    ]


def _names(outcome: Outcome) -> list[object]:
    names = outcome.value if isinstance(outcome.value, list) else []
    return [drawn(replace(outcome, value=name)) for name in names]


def first(outcome: Outcome) -> object:
    """The first index of each of several names."""
    return [own[:1] if isinstance(own, list) else own for own in _names(outcome)]


def differ(outcome: Outcome) -> object:
    """Whether several names begin with more than one index."""
    begins = [own[0] for own in _names(outcome) if isinstance(own, list) and own]
    return len({one for one in begins if isinstance(one, int | float)}) > 1


def lengths(outcome: Outcome) -> object:
    """How many indices each of several names has, and which is its last."""
    found = _names(outcome)
    return [[len(own), own[-1]] if isinstance(own, list) and own else 0 for own in found]


def _index(one: object) -> object:
    found = number(one)
    if isinstance(one, list | tuple | np.ndarray):
        return f"[{found:g}]" if found is not None else "[...]"
    return one if found is None else found


def given(outcome: Outcome) -> object:
    """A sum over each array of parameters that `sample` was given, and the dictionary, as
    they are after the call: it may read them, and the network goes on with them. No entry
    is so large that the others don't show beside it, and none makes up for another."""
    parameters = entry(outcome.arguments, 0)
    if not isinstance(parameters, dict):
        return NOTHING
    arrays = {name: a for name, a in parameters.items() if isinstance(a, np.ndarray)}
    sums = {
        name: float(np.tanh(a.ravel()) @ np.linspace(1, 2, a.size))
        for name, a in arrays.items()
        if a.dtype.kind in "fiu"
    }
    return {**sums, "char_to_ix": entry(outcome.arguments, 1)}


def spared(outcome: Outcome) -> object:
    """Of each array that `clip` was given the sum of the entries well inside the limit, as
    they are after the call: where it was clipped in place these are what they were. It is
    None where entries stand at the limit and others beyond it: half of it was clipped."""
    gradients, limit = (entry(outcome.arguments, place) for place in (0, 1))
    most = number(limit)
    if not isinstance(gradients, dict) or most is None:
        return NOTHING
    found = {name: gradients.get(name) for name in GRADIENTS}
    return {
        name: None if _half_clipped(a, most) else float(a[np.abs(a) < 0.99 * most].sum())
        for name, a in found.items()
        if isinstance(a, np.ndarray) and a.dtype.kind in "fiu"
    }


def _half_clipped(entries: np.ndarray, most: float) -> bool:
    # no entry of a question lies near the limit before it is clipped
    sizes = np.abs(entries)
    beyond = sizes > 1.01 * most
    return bool(beyond.any() and (~beyond & (sizes > 0.99 * most)).any())


def within(outcome: Outcome) -> object:
    """Of each array that the second of two calls of `clip` gave back, whether all its entries
    came down to a few times the classic limit."""
    found = {name: array(entry(outcome.value, 1, name)) for name in GRADIENTS}
    # what is no number lies nowhere
    return {
        name: bool((np.abs(entries) <= 2.5 * CLASSIC_LIMIT).all())
        for name, entries in found.items()
        if entries is not None
    }


def ends(outcome: Outcome) -> object:
    """Where the entries of each array are that are as large as its largest, on either side of
    zero: who clips has several there, wherever the limit is."""
    found = {name: array(entry(outcome.value, name)) for name in GRADIENTS}
    return {
        name: [np.flatnonzero(_at_the_end(entries, side)).tolist() for side in (1, -1)]
        for name, entries in found.items()
        if entries is not None and entries.size
    }


def _at_the_end(entries: np.ndarray, side: int) -> np.ndarray:
    return np.isclose(entries, side * np.abs(entries).max())


def prefix(outcome: Outcome) -> object:
    """The first entries, as many as every machine draws alike."""
    found = indices(outcome)
    return found[:PREFIX] if isinstance(found, list) else found


def summed(outcome: Outcome) -> object:
    """The loss of `optimize`, if it is a number: `model` goes on with it, and one in a list
    can't be smoothed."""
    loss = entry(outcome.value, 0)
    held = isinstance(loss, list | tuple) or (isinstance(loss, np.ndarray) and loss.ndim > 0)
    return f"[{number(loss)}]" if held else loss


def parts(outcome: Outcome) -> object:
    """How many things `optimize` returned, and what its parameters hold after the call."""
    value, parameters = outcome.value, entry(outcome.arguments, 3)
    if not isinstance(value, tuple | list) or not isinstance(parameters, dict):
        return NOTHING
    return [len(value), sorted(map(str, parameters))]


def far(outcome: Outcome) -> object:
    """How far each parameter moved: the second value against the third, which is what it
    was before."""
    return {name: np.abs(moved) for name, moved in _moved(outcome).items()}


def way(outcome: Outcome) -> object:
    """On which side of where it was each parameter is: -1, 0 or 1."""
    return {name: np.sign(np.round(moved, 9)) for name, moved in _moved(outcome).items()}


def _moved(outcome: Outcome) -> dict[str, np.ndarray]:
    found = {}
    for name in PARAMETERS:
        after, before = (array(entry(outcome.value, place, name)) for place in (1, 2))
        if after is not None and before is not None and after.shape == before.shape:
            found[name] = after - before
    return found


def largest(outcome: Outcome) -> object:
    """Where the largest entry of `dWax` stands, the rows behind one another."""
    slopes = array(entry(outcome.value, 1, "dWax"))
    return NOTHING if slopes is None or not slopes.size else int(np.argmax(slopes))


def log(outcome: Outcome) -> dict:
    """What was printed, read as a log: the iterations that were reported, their losses,
    and the names below them."""
    iterations, losses, names = [], [], []
    for line in (whole[:LONGEST_LINE] for whole in outcome.printed.splitlines()):
        iteration = _ITERATION.search(line)
        loss = _LOSS.search(line, iteration.end()) if iteration else None
        if loss:
            iterations.append(int(iteration[1]))
            losses.append(float(loss[1]))
        elif iterations and (name := _NAME.fullmatch(line)):
            names.append(name[1])
    return {"iterations": iterations, "losses": losses, "names": names}


def step(outcome: Outcome) -> object:
    """What `optimize` was asked first: inputs, targets and rate of the first step, and the
    states of the first three."""
    asked = _asked(outcome)
    if not asked:
        return NOTHING
    states = [each.get("a_prev") for each in asked[:3]]
    first = {name: asked[0].get(name) for name in ("X", "Y", "learning_rate")}
    return first | {"a_prev": states}


def turns(outcome: Outcome) -> object:
    """Which name each step took, told by the letter that X has most often, whatever stands
    before and behind: `order` has those of the first round but its last, `again` the places
    in that round of those that came in the next one."""
    data, char_to_ix = entry(outcome.arguments, 0), entry(outcome.arguments, 2)
    asked = _asked(outcome)
    if not asked or not isinstance(data, str) or not isinstance(char_to_ix, dict):
        return NOTHING
    n = len(data.splitlines())
    taken = [_commonest(each.get("X"), char_to_ix) for each in asked[: 2 * n]]
    places: dict[float | None, int] = {}
    for place, letter in enumerate(taken[:n]):
        places.setdefault(letter, place)
    again = [places.get(letter, -1) for letter in taken[n:]]
    return {"order": taken[: n - 1], "again": again}


def _asked(outcome: Outcome) -> list[dict]:
    return [each.arguments for each in outcome.spied if each.function == "optimize"]


def _commonest(X: object, char_to_ix: dict) -> float | None:
    """The index that a list of inputs has most often, but for the newline's; a letter counts
    as its index."""
    inputs = X if isinstance(X, list | tuple) else []
    found = Counter(number(char_to_ix.get(x) if isinstance(x, str) else x) for x in inputs)
    for none in (None, number(char_to_ix.get("\n"))):
        del found[none]
    return next((ix for ix, _ in found.most_common(1)), None)


def dictionaries(outcome: Outcome) -> object:
    """The two dictionaries that `model` was given, as they are after the call."""
    return [entry(outcome.arguments, place) for place in (1, 2)]


def trained(outcome: Outcome) -> object:
    """The parameters that came back, alone or among other things."""
    value = outcome.value
    if isinstance(value, tuple | list):
        return next((part for part in value if isinstance(part, dict) and "Wax" in part), None)
    return value


def clip_classic(seed: int = 3) -> Call:
    """Seed 3, five arrays of ten times randn, limit 10."""
    rng = np.random.RandomState(seed)
    sizes = {"dWax": (5, 3), "dWaa": (5, 5), "dWya": (2, 5), "db": (5, 1), "dby": (2, 1)}
    gradients = {name: rng.randn(*size) * 10 for name, size in sizes.items()}
    return Call("clip", (gradients, CLASSIC_LIMIT))


def _unit_parameters(rng: np.random.RandomState, n_a: int, n_x: int) -> dict[str, np.ndarray]:
    sizes = {
        "Wax": (n_a, n_x),
        "Waa": (n_a, n_a),
        "Wya": (n_x, n_a),
        "b": (n_a, 1),
        "by": (n_x, 1),
    }
    return {name: rng.randn(*size) for name, size in sizes.items()}


def alphabet() -> dict[str, int]:
    """The classic 27 symbols: newline 0, a to z 1 to 26."""
    return {char: ix for ix, char in enumerate("\nabcdefghijklmnopqrstuvwxyz")}


def sample_classic(weights: int = 2, seed: int = 0) -> Call:
    """Weights of unit variance from seed 2, 100 units, seed 0."""
    parameters = _unit_parameters(np.random.RandomState(weights), 100, 27)
    return Call("sample", (parameters, alphabet(), seed))


def optimize_classic(
    seed: int = 1,
    X: tuple[int, ...] = (12, 3, 5, 11, 22, 3),
    Y: tuple[int, ...] = (4, 14, 11, 22, 25, 26),
) -> Call:
    """Seed 1, 100 units, weights of unit variance, six letters."""
    rng = np.random.RandomState(seed)
    a_prev = rng.randn(100, 1)
    parameters = _unit_parameters(rng, 100, 27)
    given = (list(X), list(Y), a_prev, parameters, 0.01)
    return Call("optimize", given, stand_ins={"clip": Lent()})


def model_corpus(letters: str = "abcdefghijklmnopqrstuvwxyz") -> Call:
    """One iteration on the kit's own names, a to z written as these letters, with the
    classic sizes, the right functions lent. One name is drawn: how many are is asked
    elsewhere, and each costs as much as the rest."""
    data = read_text(data_file("dinos.txt"))
    data = data.translate(str.maketrans("abcdefghijklmnopqrstuvwxyz", letters))
    char_to_ix = alphabet()
    ix_to_char = {ix: char for char, ix in char_to_ix.items()}
    stand_ins = {name: Lent() for name in ("clip", "sample", "optimize")}
    keywords = {"num_iterations": 1, "n_a": 50, "dino_names": 1, "vocab_size": 27}
    return Call(
        "model", (data, ix_to_char, char_to_ix), keywords, stand_ins, {"dinos.txt": data}
    )


CALLS = {
    "model.corpus": model_corpus,
    "clip.classic": clip_classic,
    "sample.classic": sample_classic,
    "optimize.classic": optimize_classic,
}
"""The questions, by id, whose calls are drawn here, since they are too large to
ship."""


def long_run(functions: Mapping[str, Callable], data: str, iterations: int) -> Outcome:
    """The `model` among these functions on a corpus, by its defaults."""
    symbols = sorted(set(data))
    call = Call(
        "model",
        (data, dict(enumerate(symbols)), {symbol: ix for ix, symbol in enumerate(symbols)}),
        {"num_iterations": iterations},
    )
    return perform(call, dict(functions))


LOGS = Path(__file__).with_name("training_log.json")
ITERATIONS = 2_001
ROUNDED = 0.006  # a loss may be printed with two digits


def afterwards(function: str, namespace: dict) -> tuple[bool, str] | None:
    """Whether a right `model` prints the right log on the notebook's `data`, beside the
    one that every correct program prints, and what to say; None where that is not
    known.

    It is asked in a student's notebook only and carries no points: it takes a second,
    and it stands on the student's own `clip`, `sample` and `optimize`. The right rows
    are told apart by the corpus's sha256.
    """
    data, right = namespace.get("data"), known_log(namespace.get("data"))
    if function != "model" or right is None:
        return None
    call = Call(
        "model",
        (data, namespace.get("ix_to_char"), namespace.get("char_to_ix")),
        {"num_iterations": ITERATIONS},
    )
    title = f"the log of {right['corpus']} at iterations 0 and 2,000, with your own functions"
    outcome = perform(call, namespace)
    if outcome.failure is not None:
        return False, f"{title}: model raised {outcome.failure.type}: {outcome.failure.message}"
    difference = first_difference(right, log(outcome))
    return not difference, f"{title}: {difference or 'as it should be.'}"


def known_log(data: object) -> dict | None:
    """The right log of a corpus, or None for one that the kit does not know."""
    if not isinstance(data, str):
        return None
    digest = hashlib.sha256(data.lower().encode()).hexdigest()
    logs = json.loads(LOGS.read_text(encoding="utf-8"))["logs"]
    return next((one for one in logs if one["sha256"] == digest), None)


def first_difference(right: dict, printed: dict) -> str:
    """The first thing in which a printed log differs from the right one, or nothing."""
    if printed["iterations"] != right["iterations"]:
        return f"it should report the iterations {right['iterations']} and reports {printed['iterations'][:9]}."
    for iteration, due, loss in zip(
        right["iterations"], right["losses"], printed["losses"], strict=True
    ):
        if not abs(due - loss) <= ROUNDED:
            return f"the loss at iteration {iteration:,} should be {due:.6f} and is {loss:.6f}."
    names = [name.lower() for name in printed["names"]]
    for due, name in zip(right["names"], names, strict=False):
        if due != name:
            return f"the name {due.capitalize()} should stand where {name.capitalize()} stands."
    return (
        ""
        if len(names) == len(right["names"])
        else f"it has {len(names)} names where {len(right['names'])} are due."
    )
