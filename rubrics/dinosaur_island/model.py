# %% [markdown]
# The questions to `model`: spies in the place of `optimize` and `sample`, and short
# runs with the right ones lent.

# %% questions="model"
from dataclasses import replace

import numpy as np

from dinosaur_grader.assignments import (
    Question,
    classes,
    fault,
    hidden,
    public,
    see,
    variants,
    when,
    words,
    written,
)
from dinosaur_grader.checks.calls import Call, Lent, Spy
from utils import get_initial_loss, vocabulary

from .observe import PARAMETERS, model_corpus

ALL_ALONG = ("X", "Y", "a_prev", "learning_rate")
# What was asked of the spies, what was printed, and the parameters that came back.
_ALL = {
    "calls": "calls.optimize",
    "draws": "calls.sample",
    "X": "asked.optimize.X",
    "Y": "asked.optimize.Y",
    "a_prev": "asked.optimize.a_prev",
    "learning_rate": "asked.optimize.learning_rate",
    "seed": "asked.sample.seed",
    "drawn_with": "asked.sample.parameters.by",
    "drawn_by": "asked.sample.char_to_ix",
    "iterations": "log.iterations",
    "losses": {"from": "log.losses", "fits": "rounded"},
    "names": {"from": "log.names", "fits": "contained"},
    **{name: {"from": f"trained.{name}", "fits": "array"} for name in PARAMETERS},
    "dictionaries": "dictionaries",
}
MODEL_ALL = see(_ALL)
# Of a run on one name, again and again: how a step is made. Which name it is is asked for
# elsewhere. Who makes steps without optimize is judged by what they leave.
_LEFT = {"calls": "calls.optimize"} | {name: _ALL[name] for name in PARAMETERS}
MODEL_STEP = see({name: f"step.{name}" for name in ALL_ALONG} | _LEFT)
# Of names of a letter each: whose turn it is, too, whatever X makes of the name.
MODEL_TURNS = see(_ALL | {"order": "turns.order", "turn": "turns.again"})
# A smoothed loss of single precision is right: over 2,001 iterations it may be off by 3e-5.
MODEL_LONG = see(_ALL | {"losses": {"from": "log.losses", "fits": "rounded", "rtol": 1e-4}})
# The names that are drawn after one step may not show it, but the bias does.
MODEL_LOG = see(
    {
        "iterations": "log.iterations",
        "losses": {"from": "log.losses", "fits": "rounded"},
        "names": {"from": "log.names", "fits": "contained"},
        "by": {"from": "trained.by", "fits": "array"},
    }
)

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


def _with_a_blank(data: str) -> str:
    """The names with a blank in the first one: who splits at blanks has one name more."""
    return f"{data[:1]} {data[1:]}"


def _beside_other_names(call: Call) -> Call:
    """The same with other names in the folder's file than in `data`, each turned round and
    longer by a letter: who reads the file learns those."""
    names = str(call.positional[0]).split("\n")
    others = "\n".join(name[::-1] + name[0] for name in names)
    return replace(call, files={"dinos.txt": others})


def _as_in_a_list(rng: np.random.Generator, data: str) -> str:
    """The names as a list of real ones has them: a blank in one, and a hyphen in another."""
    names = data.split("\n")
    blank, hyphen = rng.permutation(len(names))[:2]
    names[blank] = f"{names[blank][:1]} {names[blank][1:]}"
    names[hyphen] = f"{names[hyphen][:2]}-{names[hyphen][2:]}"
    return "\n".join(names)


def _with_one_twice(rng: np.random.Generator, data: str) -> str:
    """The names, and one of them again: who drops what comes twice learns others."""
    names = data.split("\n")
    names.insert(int(rng.integers(len(names))), names[int(rng.integers(len(names)))])
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
    # in no order of their indices: who takes the one for the other is wrong
    char_to_ix = {char: ix for ix, char in reversed(ix_to_char.items())}
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
    record: tuple[str, ...] = ALL_ALONG,
    add: tuple[str, ...] = PARAMETERS,
    newline: int = 0,
    digest: tuple[str, ...] = (),
) -> Call:
    """A run in which spies answer, with so many `scripted` losses and states, and what
    they were asked is kept, or its `digest`. They add to the parameters in `add` as if they
    were learned; `newline` is its index."""
    n_x = len(set(data)) + ("\n" not in data)
    slopes = {
        "dWax": (n_a, n_x),
        "dWaa": (n_a, n_a),
        "dWya": (n_x, n_a),
        "db": (n_a, 1),
        "dby": (n_x, 1),
        "da_next": (n_a, 1),
    }
    gradients = {k: np.full(size, 0.25) for k, size in slopes.items()}
    # so far from the loss at the beginning that smoothing always shows in a report
    least = get_initial_loss(n_x, names) + 10
    answers = tuple(
        (
            round(float(rng.uniform(least, least + 50)), 4),
            gradients,
            np.round(rng.uniform(-0.9, 0.9, (n_a, 1)), 4),
        )
        for _ in range(scripted)
    )
    amounts = {f"parameters.{k}": round(float(rng.uniform(0.01, 0.05)), 4) for k in add}
    optimize = Spy(_OPTIMIZE, answers, {"learning_rate": 0.01}, record, amounts, digest)
    letters = np.array([ix for ix, s in enumerate(_symbols(data, newline)) if s.isalpha()])
    drawn = tuple(
        [int(i) for i in rng.choice(letters, rng.integers(2, 6))] + [newline]
        for _ in range(2 * names)
    )
    kept = ("seed", "parameters.by", "char_to_ix")
    sample = Spy(("parameters", "char_to_ix", "seed"), drawn, {}, kept)
    stand_ins: dict[str, Spy | Lent] = {"optimize": optimize, "sample": sample}
    return _call(data, iterations, n_a, names, stand_ins, newline)


def _tells(seen: dict[str, object]) -> bool:
    """An error comes out of many faults; beside the inputs of the steps before, it
    speaks of one."""
    return "failure" not in seen or "X" in seen


def _question(
    name: str, points: float, title: str, call: Call, *about: str, gate: bool = True
) -> Question:
    return Question(name, points, title, call, MODEL_ALL, about, gate=gate, tells=_tells)


def _in_the_long_run(name: str, points: float, title: str, call: Call, *about: str) -> Question:
    return Question(name, points, title, call, MODEL_LONG, about, tells=_tells, slow=True)


def model_public() -> list[Question]:
    """What `optimize` is asked, the reports of a long run, and a short run with
    everything right lent."""
    return _questions(np.random.default_rng(23), model_corpus(), 2, 7)


def model_variants(rng: np.random.Generator) -> list[Question]:
    """The same with other names and numbers; the kit's own in other letters."""
    letters = "".join(str(letter) for letter in rng.permutation(list(_LETTERS)))
    return _questions(rng, _longest_first(model_corpus(letters)), LONGER, FLAT)


def _longest_first(call: Call) -> Call:
    """The same names in an order that the shuffle turns into one by their length: the
    longest has that length alone, so that no other name's loss is the right one by luck,
    and letters more than once."""
    names = call.positional[0].split("\n")
    order = list(range(len(names)))
    np.random.RandomState(0).shuffle(order)
    for place, name in zip(order, sorted(names, key=len, reverse=True), strict=True):
        names[place] = name
    data = "\n".join(names)
    return replace(call, positional=(data, *call.positional[1:]), files={"dinos.txt": data})


def _of_one_name(rng: np.random.Generator, names: int) -> Call:
    """A run on a name that stands there five times, with a letter twice: there is no order
    of names, and none of them comes again. It has more units than letters: who cuts a part
    out of the state by the name's length gets one."""
    letters = [str(letter) for letter in rng.permutation(list(_LETTERS[:4]))]
    data = "\n".join(["".join([*letters, letters[1]])] * 5)
    return spied(rng, data, 4, int(rng.integers(7, 9)), names, 4, newline=2)


def _of_a_letter_each(rng: np.random.Generator, n_names: int) -> str:
    """Names of one letter each, so often that X, cut or not, tells which it is."""
    while True:
        letters = [str(letter) for letter in rng.permutation(list(_LETTERS[:n_names]))]
        if letters != sorted(letters):
            return "\n".join(letter * int(rng.integers(3, 7)) for letter in letters)


def _of_a_step(name: str, points: float, title: str, call: Call, about: str) -> Question:
    return Question(name, points, title, call, MODEL_STEP, (about,), gate=True, tells=_tells)


def _of_turns(name: str, points: float, title: str, call: Call, *about: str) -> Question:
    return Question(name, points, title, call, MODEL_TURNS, about, gate=True, tells=_tells)


REPORTED = ("iterations", "losses", "names", "seed", "drawn_with", "drawn_by")
IN_A_STEP = ("calls", *ALL_ALONG)


def _questions(
    rng: np.random.Generator, names: Call, shortest: int, longest: int
) -> list[Question]:
    """`shortest` are the letters of a name in the short run, `longest` in the long
    one."""
    # a newline that isn't the first symbol, so that a 0 in its place shows here already, and
    # three rounds through the names: one who goes back only once is found out, too
    in_turn = _with_a_blank(_of_a_letter_each(rng, 5))
    asked = spied(rng, in_turn, 11, 4, 2, 11, newline=2)
    # by alone: 2,001 additions to each of the five would cost more than the run
    names_in_turn = corpus(rng, 7, 6, longest=longest)
    long = spied(rng, names_in_turn, 2001, 2, 2, 3, record=(), add=("by",), digest=ALL_ALONG)
    short = _beside_other_names(_call(corpus(rng, 5, 5, shortest), 4, 4, 3, LENT))
    step = _of_one_name(rng, 2)
    return [
        _of_a_step("X", 1, "the inputs X of one name", step, "X"),
        _of_a_step("Y", 1, "the targets Y of one name", step, "Y"),
        _of_a_step("state", 1, "the hidden state from name to name", step, "a_prev"),
        _of_turns("order", 0.5, "the order of the names", asked, "order"),
        _of_turns("again", 1.5, "the names after the last one", asked, "turn"),
        _of_turns(
            "asked", 0.5, "all that optimize is asked", asked, *IN_A_STEP, "dictionaries"
        ),
        _in_the_long_run(
            "when", 0.25, "when a run of 2,001 iterations reports", long, "iterations"
        ),
        _in_the_long_run("reports", 1, "the reports of 2,001 iterations", long, *REPORTED),
        _in_the_long_run(
            "steady", 0.5, "what optimize is asked in 2,001 iterations", long, *IN_A_STEP
        ),
        _in_the_long_run("kept", 0.25, "the bias by after 2,001 iterations", long, "by"),
        Question(
            "corpus",
            0.5,
            "iteration 0 on the kit's names, one name drawn",
            names,
            MODEL_LOG,
            tells=lambda seen: False,  # a log alone comes out of many faults
            slow=True,
        ),
        _question("short", 2, "a short run", short, "losses", "names", *PARAMETERS),
    ]


def model_hidden(rng: np.random.Generator) -> list[Question]:
    """Each requirement by itself; then a run that asks for all of them, with a newline that
    isn't the first symbol, and a short run with the right functions lent."""
    # so many that no other order of them is the alphabet's by luck; and with the blank and the
    # hyphen more symbols than names: who wraps at the vocabulary's size is behind the last one
    n_names = int(rng.integers(8, 10))
    # so many names that it shows where only the first 20 are printed
    n_a, names = int(rng.integers(3, 7)), int(rng.integers(21, 25))
    iterations = 3 * n_names + int(rng.integers(1, n_names - 1))  # over 20, where some change
    run = spied(
        rng,
        _as_in_a_list(rng, _of_a_letter_each(rng, n_names)),
        iterations,
        n_a,
        3,
        iterations,
        newline=int(rng.integers(1, n_names + 1)),
    )
    names_twice = _with_one_twice(rng, corpus(rng, 8, int(rng.integers(9, 13)), LONGER))
    other = _with_a_steep_name(rng, names_twice)
    short = _beside_other_names(_call(other, 12, int(rng.integers(4, 9)), 3, LENT))
    step = _of_one_name(rng, names)
    trained = ("losses", "names", *PARAMETERS)
    return [
        _of_a_step("X", 3, "the inputs X of one name", step, "X"),
        _of_a_step("Y", 2.5, "the targets Y of one name", step, "Y"),
        _of_a_step("state", 2.5, "the hidden state from name to name", step, "a_prev"),
        _of_a_step("rate", 0.5, "the learning rate", step, "learning_rate"),
        _of_turns("order", 1, "the order of the names", run, "order"),
        _of_turns("again", 2.5, "the names after the last one", run, "turn"),
        _question("report", 1.5, "the report at iteration 0", step, *REPORTED),
        _question("returned", 2.5, "the parameters that come back", step, *PARAMETERS),
        _of_turns(
            "all",
            1,
            "all that optimize is asked",
            run,
            *IN_A_STEP,
            *REPORTED,
            *PARAMETERS,
            "dictionaries",
        ),
        _question("short", 3, "a short run on other names", short, *trained),
    ]


public(model_public)
variants(model_variants)
hidden(model_hidden)

# %% questions="model"
# What goes wrong in model, and what to say of it. No mark depends on this cell.
words(
    returns="the dictionary of the trained parameters",
    kinds=["dict", "tuple", "list"],
    advice={
        "calls": (
            "Each iteration should make exactly one optimisation step. Count how often optimize is called."
        ),
        "X": ("X should be None and then the indices of the characters of this round's name."),
        "Y": ("Y should be X one step ahead, with the newline's index at its end."),
        "a_prev": (
            "The hidden state that optimize gives back is the one to start the next name with."
        ),
        "order": (
            "The names should come as examples has them after the two shuffling lines: iteration 0 takes the "
            "first one, iteration 1 the second one."
        ),
        "turn": (
            "Print the example of each call of optimize: one call an iteration, and after the last example the "
            "first one again."
        ),
        "learning_rate": ("optimize should be called with a learning rate of 0.01."),
        "losses": ("The printed loss should be the smoothed one, updated once an iteration."),
        "seed": (
            "At each report the names should be sampled with the seeds 0, 1, 2 and so on."
        ),
        "iterations": (
            "A report is due at iteration 0 and at every 2,000th after it, as `Iteration: 0, Loss: ...`."
        ),
        "names": ("The printed names should be those that sample gave, one after the other."),
        "dictionaries": (
            "model changed ix_to_char or char_to_ix. It may read them only, since the notebook goes on with "
            "them."
        ),
        "drawn_by": ("sample should be given the dictionary char_to_ix as model was given it."),
        "drawn_with": (
            "Compare the parameters that sample is given with those of the beginning after one call of optimize "
            "an iteration."
        ),
        "Wax Waa Wya b by": (
            "The parameters that come back are not what one call of optimize an iteration leaves in those of "
            "the beginning."
        ),
    },
    advice_of_a_run={
        "losses": (
            "The printed loss depends on every step before it. Start with what the other questions say; "
            "if they all pass, look at the smoothing and its starting value."
        ),
        "names": (
            "The names depend on every step before them. Start with what the other questions say; if they"
            " all pass, look at the seeds and at what you print."
        ),
        "Wax Waa Wya b by": (
            "The trained parameters depend on every step before them. Start with what the other questions"
            " say; if they all pass, look at the loop."
        ),
    },
    made_as={"X": "X", "Y": "Y", "a_prev": "a_prev"},
    order={
        "X": "X (steps 1 and 2)",
        "Y": "Y (step 2)",
        "a_prev": "the state that optimize is given (step 3)",
        "learning_rate": "the learning rate (step 3)",
    },
)

# texts of the right answer that several faults swap
index_line = "index = j % len(examples)"
x_line = "X = [None] + [char_to_ix[ch] for ch in examples[index]]"
y_line = 'Y = X[1:] + [char_to_ix["\\n"]]'
step_line = (
    "curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)"
)
smooth_line = "loss = smooth(loss, curr_loss)"
shuffle_line = "np.random.shuffle(examples)"
seed_line = "np.random.seed(0)"
sample_line = "sampled_indices = sample(parameters, char_to_ix, seed)"
initial_line = "loss = get_initial_loss(vocab_size, dino_names)"
fault(
    {
        step_line: "curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, 0.01 if j < 1000 else 0.005)"
    },
    hint="The learning rate changes on the way. It should be 0.01 in every iteration.",
    name="rate_falls",
)
fault(
    {
        "    n_x, n_y": "    first = None\n    n_x, n_y",
        index_line: "index = j % len(examples)\n        first = first or {k: v.copy() for k, v in parameters.items()}",
        sample_line: "sampled_indices = sample(first, char_to_ix, seed)",
    },
    hint="The names are drawn with the parameters of the beginning. sample should be given the trained ones.",
    name="drawn_untrained",
)
fault(
    {index_line: "index = j"},
    hint="The examples ran out. After the last name, begin again with the first: keep the list, and take j's "
    "remainder by its length as the index.",
    name="no_modulo",
)
fault(
    {index_line: "index = 0"},
    hint="Every iteration reads the first example. It should read the one at index, and index should move on "
    "with j.",
    name="same_example",
)
fault(
    {index_line: "index = (j + 1) % len(examples)"},
    hint="The names are one too far on. Iteration 0 should take example 0.",
    name="one_late",
)
fault(
    {index_line: "index = j % (len(examples) - 1)"},
    hint="The last name of the list is never read. All should be read before the first comes again: take j's "
    "remainder by their number.",
    name="modulo_short",
)
fault(
    {index_line: "index = j % vocab_size % len(examples)"},
    hint="The index wraps at the size of the vocabulary. Wrap at the number of examples.",
    name="modulo_vocabulary",
)
fault(
    {index_line: "index = j if j < len(examples) else 0"},
    hint="After the last example only the first one comes. All should come again in turn: the index is the "
    "remainder of j by their number.",
    name="first_for_ever",
)
fault(
    {index_line: "index = min(j, len(examples) - 1)"},
    hint="After the last example it stays with that one. The first one should come again.",
    name="clamped",
)
fault(
    {index_line: "index = -1 - j % len(examples)"},
    hint="The names come in the reverse order. Iteration j should take example j, counted from the front.",
    name="backwards",
)
fault(
    {x_line: "X = [char_to_ix[ch] for ch in examples[index]]"},
    hint="X has no None in front. The first input should be None, a zero vector, so that the first letter is "
    "learned too.",
    name="no_leading_none",
)
fault(
    {x_line: 'X = [char_to_ix["\\n"]] + [char_to_ix[ch] for ch in examples[index]]'},
    hint="X begins with the newline's index. The first input should be None, a zero vector.",
    name="newline_in_front",
)
fault(
    {x_line: 'X = [None] + [char_to_ix[ch] for ch in examples[index]] + [char_to_ix["\\n"]]'},
    hint="X and Y each have a newline too many at the end. X should end with the name's last letter, Y with a "
    "single newline.",
    name="newline_in_X",
)
fault(
    {y_line: "Y = X[1:]"},
    hint="Y does not end with the newline's index. Without it the model never learns where a name "
    "ends.",
    name="no_final_newline",
)
fault(
    {y_line: "Y = X[1:] + [0]"},
    hint="Y ends with 0, whichever index the newline has. Its index stands in char_to_ix, as those of the "
    "letters.",
    name="zero_for_newline",
)
fault(
    {y_line: 'Y = X[:-1] + [char_to_ix["\\n"]]'},
    hint="Y begins with None and lacks the name's last letter. It should be X one step ahead: the first letter"
    " comes first.",
    name="not_shifted",
)
fault(
    {y_line: "Y = X"},
    hint="Y is the same as X. It should be one step ahead, with the newline's index at its end.",
    name="targets_are_inputs",
)
fault(
    {y_line: 'Y = X[2:] + [char_to_ix["\\n"]]'},
    hint="Y lacks the name's first letter: it is two steps ahead of X. It should be one step ahead.",
    name="shifted_twice",
)
fault(
    {y_line: "Y = X[1:] + [None]"},
    hint="Y ends with None. It should end with the newline's index.",
    name="final_none",
)
fault(
    {x_line: "X = [None] + list(examples[index])"},
    hint="X and Y hold characters. Translate each by char_to_ix.",
    name="characters",
)
fault(
    {x_line: "X = [None] + [char_to_ix[ch] for ch in reversed(examples[index])]"},
    hint="The letters of each name come in the reverse order. Read from left to right.",
    name="reversed_letters",
)
fault(
    {x_line: "X = [None] + [char_to_ix[ch] for ch in char_to_ix if ch in examples[index]]"},
    hint="Each letter comes once, in the dictionary's order. Go through the name itself, and look each letter up.",
    name="letters_of_the_dictionary",
)
fault(
    {
        step_line: "curr_loss, gradients, _ = optimize(X, Y, a_prev, parameters, learning_rate=0.01)",
        "        curr_loss, gradients = None, None\n": "",
    },
    hint="Every name starts from the zero state, which section 3.4 tries later. Here it starts from the state "
    "that optimize gave back last.",
    name="state_not_carried",
)
fault(
    {
        step_line: "curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.1)"
    },
    hint="optimize was called with a learning rate other than 0.01.",
    name="rate_tenfold",
)
fault(
    {
        step_line: "curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.001)"
    },
    hint="optimize was called with a learning rate other than 0.01.",
    name="rate_tenth",
)
fault(
    {
        step_line: "curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=1.0)"
    },
    hint="optimize was called with a learning rate other than 0.01.",
    name="rate_one",
)
fault(
    {
        step_line: "curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)\n        curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)"
    },
    hint="Each name is learned twice. One call of optimize an iteration.",
    name="optimized_twice",
)
fault(
    {
        step_line: "curr_loss, gradients, _ = optimize(X, Y, a_prev, parameters)\n        _, _, a_prev = optimize(X, Y, a_prev, parameters)"
    },
    hint="optimize is called for each of its values, so each name is learned twice. Call it once an iteration, "
    "and keep all three.",
    name="called_for_each_value",
)
fault(
    {step_line: f'{step_line}\n        a_prev = gradients["da_next"]'},
    hint="The next name starts from da_next, a gradient. Start it from the third value that optimize returns.",
    name="gradient_for_state",
)
fault(
    {y_line: "Y = X[1:] + X[-1:]"},
    hint="Y ends with the name's last letter twice. Put the newline's index at its end.",
    name="last_letter_twice",
)
fault(
    {y_line: 'Y = X[1:]\n        X = X + [char_to_ix["\\n"]]'},
    hint="The newline's index stands at the end of X and is missing in Y. Append it to Y, and let X end "
    "with the name's last letter.",
    name="newline_in_X_alone",
)
fault(
    {"j % 2000 == 0": "j % 1000 == 0"},
    hint="A report comes every 1,000 iterations. It is due at every 2,000th.",
    name="reports_each_thousand",
)
fault(
    {shuffle_line: "pass"},
    hint="The names come in the order of the file. X should be made from the list examples, in the order that "
    "the shuffling gives it.",
    name="not_shuffled",
)
fault(
    {shuffle_line: "examples.sort()"},
    hint="The names come in alphabetical order. Their order should be the one that the two given shuffling "
    "lines leave in examples.",
    name="sorted",
)
fault(
    {seed_line: "np.random.seed(1)"},
    hint="The names are shuffled in a different order from everyone else's. As it was given, the seed 0 stands "
    "right before the shuffling.",
    name="other_shuffle",
)
fault(
    {seed_line: "pass"},
    hint="The names are shuffled in a different order from everyone else's. As it was given, the seed 0 stands "
    "right before the shuffling.",
    name="shuffle_unseeded",
)
fault(
    {
        step_line: "pass",
        smooth_line: "pass",
        '            print("\\n")\n': '            print("\\n")\n'
        "        curr_loss, gradients, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01)\n"
        "        loss = smooth(loss, curr_loss)\n",
    },
    hint="The report shows what was so before this round's step and smoothing. It is due behind them.",
    name="report_before_the_step",
)
fault(
    {smooth_line: "loss = curr_loss"},
    hint="The printed loss is that of the last name alone. It should be what smooth makes of the loss so far, "
    "kept in loss, and curr_loss.",
    name="unsmoothed",
)
fault(
    {smooth_line: "loss = smooth(curr_loss, loss)"},
    hint="The smoothing is the wrong way round: the newest loss has nearly all the weight. smooth takes the old "
    "loss first.",
    name="smoothing_swapped",
)
fault(
    {smooth_line: "pass"},
    hint="The report shows the loss of the beginning. Each iteration should first put into loss what smooth "
    "makes of it and curr_loss.",
    name="loss_frozen",
)
fault(
    {initial_line: "loss = 0.0"},
    hint="The smoothed loss starts from zero. It should start from what get_initial_loss gives for vocab_size "
    "and dino_names.",
    name="zero_initial_loss",
)
fault(
    {initial_line: "loss = get_initial_loss(dino_names, vocab_size)"},
    hint="The starting loss has its two arguments in each other's place. The vocabulary's size comes "
    "first.",
    name="initial_loss_swapped",
)
fault(
    {"n_x, n_y = vocab_size, vocab_size": "n_x, n_y, vocab_size = 27, 27, 27"},
    hint="The vocabulary is taken to have 27 symbols. Use vocab_size.",
    name="fixed_vocabulary",
)
fault(
    {"range(dino_names)": "range(7)"},
    hint="Always seven names are drawn. Use dino_names.",
    name="fixed_names",
)
fault(
    {"    n_x, n_y": "    n_a = 50\n    n_x, n_y"},
    hint="The number of hidden units is taken to be 50. Use n_a.",
    name="fixed_units",
)
fault(
    {sample_line: "sampled_indices = sample(parameters, char_to_ix, 0)"},
    hint="All names of a report are drawn with the same seed. Their seeds should be 0, 1, 2 and so on.",
    name="same_seed",
)
fault(
    {sample_line: "sampled_indices = sample(parameters, char_to_ix, seed + 1)"},
    hint="The names' seeds start at 1. They should start at 0.",
    name="seed_from_one",
)
fault(
    {step_line: "curr_loss = 0.0", "        curr_loss, gradients = None, None\n": ""},
    hint="model never called optimize in this run. Each iteration should make one step with it.",
    name="never_learns",
)
fault(
    {"    return parameters": "    return initialize_parameters(n_a, n_x, n_y)"},
    hint="The parameters that came back are as they were at the beginning, and not those that were trained.",
    name="fresh_parameters",
)
fault(
    {
        index_line: "index = j % len(examples)\n        parameters = initialize_parameters(n_a, n_x, n_y)"
    },
    hint="Each iteration starts again from the parameters of the beginning. Initialise them once, before the "
    "loop, and go on with the trained ones.",
    name="reinitialised",
)
fault(
    {
        index_line: "index = j % len(examples)\n        if j % 100 == 0:\n            parameters = initialize_parameters(n_a, n_x, n_y)"
    },
    hint="The parameters are initialised again in mid-run, and what was learned is lost. Do it once, "
    "before the loop.",
    name="restarted",
)
fault(
    {
        index_line: "index = j % len(examples)\n        if index == 0:\n            parameters = initialize_parameters(n_a, n_x, n_y)"
    },
    hint="The parameters are initialised again when the first name comes back, and what was learned is"
    " lost. Do it once, before the loop.",
    name="restarted_each_round",
)
fault(
    {
        '            print("\\n")': '            print("\\n")\n            parameters = initialize_parameters(n_a, n_x, n_y)'
    },
    hint="The parameters are initialised again at a report, and what was learned is lost. Do it once, "
    "before the loop.",
    name="restarted_at_reports",
)
fault(
    {smooth_line: "loss = smooth(loss, curr_loss)\n        return parameters"},
    hint="model came back after its first iteration. Something ends the loop there, a return or a break perhaps.",
    name="returns_inside",
)
fault(
    {"range(num_iterations)": "range(num_iterations - 1)"},
    hint="The loop makes one iteration too few. It should run num_iterations times.",
    name="one_short",
)
fault(
    {"range(num_iterations)": "range(num_iterations + 1)"},
    hint="The loop makes one iteration too many. It should run num_iterations times.",
    name="one_more",
)
fault(
    {smooth_line: "loss = smooth(loss, curr_loss / len(X))"},
    hint="The loss of each name is divided by its number of characters. Smooth it as optimize gives it.",
    name="loss_by_length",
)
fault(
    {smooth_line: "loss = smooth(loss, curr_loss)\n        loss = smooth(loss, curr_loss)"},
    hint="The loss is smoothed twice in each iteration. Once is enough.",
    name="smoothed_twice",
)
fault(
    {smooth_line: "loss = smooth(loss, curr_loss) if j % 2000 == 0 else loss"},
    hint="The loss is smoothed at reports only. Smooth it in each iteration.",
    name="smoothed_at_reports",
)
fault(
    {smooth_line: "loss = loss + curr_loss"},
    hint="The losses are added up. Smooth them with smooth.",
    name="loss_added_up",
)
fault(
    {smooth_line: "loss = (loss * j + curr_loss) / (j + 1)"},
    hint="The loss is the mean of all so far. Smooth it with smooth.",
    name="loss_mean",
)
fault(
    {x_line: "X = [None] + [char_to_ix[ch] for ch in examples[index][:-1]]"},
    hint="The last letter of each name is missing in X and in Y. Both should have all of its letters.",
    name="last_letter_left_out",
)
fault(
    {y_line: 'Y = [char_to_ix["\\n"]] + X[1:]'},
    hint="Y begins with the newline's index. It belongs at the end.",
    name="newline_first_in_Y",
)
fault(
    {
        y_line: 'Y = X[1:] + [char_to_ix["\\n"], char_to_ix["\\n"]]\n        X = X + [char_to_ix["\\n"]]'
    },
    hint="X and Y each have a newline too many at the end. X should end with the name's last letter, Y with a "
    "single newline.",
    name="newline_twice",
)
fault(
    {sample_line: "sampled_indices = sample(parameters, char_to_ix, j)"},
    hint="The names are drawn with the iteration's number as seed. Their seeds should be 0, 1, 2 and so on.",
    name="seed_is_j",
)
when(
    {"anything": "absent", "calls": "zero"},
    "model never called the optimize of exercise 3 in this run. Each round of the loop should make one "
    "step with it.",
    "no_optimize",
)
when(
    {"losses": "first", "iterations": "empty"},
    "A report is due at iteration 0 and at every 2,000th after it, as `Iteration: 0, Loss: ...`.",
    "number:losses",
)
written(
    r"^(?:index|idx|i|k|ix) = \w+ % \(?(?:num_iterations\b|len\((?:data|char_to_ix|ix_to_char)\)|vocab_size\b|data_size\b|dino_names\b|n_a\b|n_x\b|\d+\b)",
    "{line} divides by the wrong number. The remainder is taken by the number of examples, the "
    "length of that list.",
    "remainder_of_another_number",
)
written(
    r"^index = .*(?:random|randint|choice)|^(?!examples\b).*(?:choice|randint|randrange)\((?:0, )?(?:len\()?examples\b",
    "{line} draws the example at random. The examples are shuffled already; take them one after "
    "the other, by j.",
    "random_example",
)
written(
    r"^examples = .*(?:\bset|\bsorted)\(|^examples\.sort\(",
    "{line} sorts the names, or leaves out those that occur twice. Shuffle all of them, in the order in which "
    "data has them.",
    "sorted_examples",
)
written(
    r"^X\b.*for \w+ in (?:examples|data)\]|char_to_ix\[\w+\] for \w+ in data(?!\[)",
    "In {line} the characters should be those of one name only, the example at index, and not those of "
    "all of examples or of data.",
    "loops_over_all_names",
)
written(
    r"\.split\(\)(?!\s*\()|\.split\([\x22\x27] [\x22\x27]\)",
    "{line} splits at blanks. A name is a whole line, and a blank in it is one of its characters.",
    "split_at_blanks",
)
written(
    r"ix_to_char\[(?:c|ch|char|letter|l|x|[\x22\x27]\\n)",
    "{line} looks something up in ix_to_char that is not among its keys, the indices. The other "
    "dictionary, char_to_ix, leads from a letter to its index.",
    "other_dictionary",
    error="KeyError",
)
written(
    r"^X = \[None\] \+ list\((?:name|example|word|single_example|examples\[\w+\])\)$",
    "In {line} X needs the index of each letter, from char_to_ix, and not the letters themselves.",
    "letters_for_indices",
)
written(
    r"^(?:char_to_ix|ix_to_char)\[.*?\] = ",
    "{line} writes into a dictionary that was given. It may only be read: others use it, too.",
    "entry_added",
)
written(
    r"^X = \[0[],]|X\.insert\(0, 0\)",
    "{line} puts 0 in front, which is the index of a character. When optimize is called, X should begin "
    "with None, a zero vector.",
    "zero_in_front",
)
written(
    r"\bdata\[index\]|\bdata\[j",
    "{line} takes single characters of data. The names stand in the list examples, one by one.",
    "letter_of_data",
)
written(
    r"\bopen\(|read_text\(|loadtxt\(|data_file\(",
    "{line} opens a file. The names to learn are those in the argument data.",
    "reads_a_file",
)
written(
    r"\bord\(",
    "{line} works the index out of a character's code, which fits one alphabet only. The indices stand in "
    "char_to_ix.",
    "index_by_code",
)
classes(
    nothing="never_learns",
    step="no_modulo same_example first_for_ever clamped no_leading_none newline_in_front "
    "newline_in_X no_final_newline not_shifted targets_are_inputs shifted_twice final_none "
    "characters reversed_letters letters_of_the_dictionary last_letter_left_out "
    "newline_first_in_Y newline_twice state_not_carried optimized_twice called_for_each_value gradient_for_state "
    "last_letter_twice newline_in_X_alone not_shuffled sorted "
    "unsmoothed loss_frozen smoothed_twice smoothed_at_reports loss_added_up loss_mean "
    "drawn_untrained fresh_parameters reinitialised restarted restarted_each_round "
    "restarted_at_reports returns_inside",
    detail="rate_falls rate_tenfold rate_tenth rate_one one_late backwards modulo_short "
    "modulo_vocabulary reports_each_thousand zero_for_newline other_shuffle shuffle_unseeded one_short one_more "
    "fixed_vocabulary fixed_names fixed_units same_seed seed_from_one seed_is_j "
    "report_before_the_step smoothing_swapped zero_initial_loss initial_loss_swapped "
    "loss_by_length",
    because={
        "restarted": "Nothing is lost before iteration 100: only the long run shows it.",
        "restarted_each_round": "Nothing is lost until the first name comes back.",
        "smoothed_at_reports": "The training is right, and so is the report at iteration 0.",
        "drawn_untrained": "The training is right: only the names in the reports aren't.",
    },
)
