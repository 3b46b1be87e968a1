# %% [markdown]
# The questions to `sample`, on weights that do not let rounding decide.

# %% questions="sample"
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
from dinosaur_grader.assignments.probes import NUDGE
from dinosaur_grader.checks.calls import Call
from utils import softmax

from .observe import PREFIX, alphabet, sample_classic
from .weights import draw
from .wrong_names import (
    OF_BIASES,
    OF_PROBABILITIES,
    OF_SUMS,
    SHORTEST,
    WRONG,
    Way,
    all_show,
    all_told_apart,
    drawn,
    kept_shows,
    newline_shows,
    probabilities_show,
    tame_hides,
)

SAMPLE_ALL = see({"indices": "indices", "sums": "given"})
SAMPLE_BOTH = see({"indices": "both"})
# Of several names: what each begins with; and whether each is as long as it should be and
# ends with a newline.
SAMPLE_FIRST = see({"first": "first"})
SAMPLE_DIFFER = see({"differ": "differ"})
# The indices of one name, whatever each of them is wrapped in.
SAMPLE_DRAWN = see({"indices": "drawn"})
SAMPLE_LENGTH = see({"lengths": "lengths"})
SAMPLE_PREFIX = see({"indices": "prefix", "sums": "given"})

MARGIN = 1e-6  # no uniform draw of a fixture lies nearer than this to the edge of an interval
CAP = 50
TAME, CLEAR = 3e-6, 3e-5  # weights so small that no mistake in a step moves an edge as far
SPREAD, LOW = 1.0, 16.0
SEEDS = 50, 5000  # from, and up to
CLASSIC_SIZES = 100, 27  # hidden units, symbols
CUT_SYMBOLS = 8  # of the published name that is cut


def letters(n: int, newline: int = 0) -> dict[str, int]:
    """The first `n` symbols of the alphabet, the newline at the index `newline`. They stand
    in no order of their indices: who takes the one for the other is wrong."""
    end, *symbols = list(alphabet())[:n]
    symbols.insert(newline, end)
    return {symbol: ix for ix, symbol in reversed([*enumerate(symbols)])}


def margin(
    parameters: dict[str, np.ndarray], seed: int, most: int = CAP, newline: int = 0
) -> tuple[int, float, float]:
    """Follow a name up to `most` characters: how many indices are drawn, how near the
    nearest draw comes to the edge of an interval, and the least sum of exponentials by
    which softmax divides."""
    n_a, n_x = parameters["Wax"].shape
    x, a, nearest, least = np.zeros((n_x, 1)), np.zeros((n_a, 1)), 1.0, np.inf
    drawn: list[int] = []
    generator = np.random.RandomState()
    while len(drawn) < most and (not drawn or drawn[-1] != newline):
        a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
        z = parameters["Wya"] @ a + parameters["by"]
        edges, least = np.cumsum(softmax(z)), min(least, float(np.exp(z).sum()))
        generator.seed(seed + 2 * len(drawn))
        u = generator.random_sample()
        drawn.append(int(np.searchsorted(edges, u, side="right")))
        nearest = min(nearest, float(np.abs(edges[:-1] - u).min()))
        x = np.zeros((n_x, 1))
        x[drawn[-1]] = 1
    return len(drawn), nearest, least


def name_fixture(
    rng: np.random.Generator, n_a: int, n_x: int, seed: int, *, biases: bool = True
) -> Call:
    """Parameters whose name ends by itself after 12 to 36 characters, with every draw
    clear of the edges."""
    while True:
        call = _named(rng, n_a, n_x, seed, biases)
        if call:
            return call


def _named(
    rng: np.random.Generator, n_a: int, n_x: int, seed: int, biases: bool = True
) -> Call | None:
    """One draw of a name, where it is one to ask for."""
    parameters = draw(rng, n_a, n_x)
    parameters["by"][0] -= 1.0
    if not biases:
        parameters["b"][:] = parameters["by"][:] = 0.0
    length, nearest, least = margin(parameters, seed)
    # whose logarithm is below zero in some courses only, a mistake with it shows by luck
    fits = 12 <= length <= 36 and nearest > MARGIN and least > 1
    fits = fits and probabilities_show(parameters, seed, CAP)
    fits = fits and kept_shows(parameters, seed, CAP)
    return Call("sample", (parameters, letters(n_x), seed)) if fits else None


def telling_fixture(
    rng: np.random.Generator, n_a: int, n_x: int, seeds: tuple[int, int]
) -> Call:
    """The same with a seed of this range, and in every course each known mistake draws
    a name of its own. There are seeds with which one never does: each try has
    another."""
    while True:
        call = _named(rng, n_a, n_x, int(rng.integers(*seeds)))
        if call and all_told_apart(call.positional[0], call.positional[2], CAP):
            return call


def plain_fixture(rng: np.random.Generator, n_a: int, n_x: int) -> Call:
    """A name of biases and a seed of zero, in which each mistake shows that they leave
    visible."""
    while True:
        call = name_fixture(rng, n_a, n_x, 0, biases=False)
        if all_show(call.positional[0], 0, CAP):
            return call


def capped_fixture(rng: np.random.Generator, n_a: int, n_x: int, seed: int) -> Call:
    """Tame parameters that never draw a newline, which isn't the first symbol, so that the
    name is cut at 50 characters."""
    newline = n_x // 2
    while True:
        parameters = _tame(rng, n_a, n_x, 0.01, newline)
        length, nearest, _ = margin(parameters, seed, newline=newline)
        clear = length == CAP and nearest > MARGIN
        # what hides in the published one has to hide in every course
        clear = clear and tame_hides(parameters, seed, CAP, newline)
        if clear and probabilities_show(parameters, seed, CAP, newline):
            return Call("sample", (parameters, letters(n_x, newline), seed))


def only_capped_fixture(rng: np.random.Generator) -> Call:
    """The same in the classic sizes, with weights so tame that by and the draws alone
    decide: a mistake in a step changes no index in any course, nor do sizes that are
    written in. This asks for the cap, for by, for the very probabilities, and for a newline
    that isn't the first symbol."""
    n_a, n_x = CLASSIC_SIZES
    # an answer may begin with an idx of 1, and keep the newline of the published name
    newline = int(rng.integers(2, n_x - 1))
    newline += newline >= CUT_SYMBOLS // 2
    while True:
        parameters = _tame(rng, n_a, n_x, TAME, newline, SPREAD)
        seed = int(rng.integers(*SEEDS))
        if newline_shows(parameters, seed, CAP, newline) and probabilities_show(
            parameters, seed, CAP, newline, finely=True
        ):
            length, nearest, _ = margin(parameters, seed, newline=newline)
            if length == CAP and nearest > CLEAR:
                return Call("sample", (parameters, letters(n_x, newline), seed))


def _tame(
    rng: np.random.Generator,
    n_a: int,
    n_x: int,
    scale: float,
    newline: int = 0,
    spread: float = 0.0,
) -> dict[str, np.ndarray]:
    parameters = draw(rng, n_a, n_x, scale)
    if spread:
        # far below zero, which softmax does not see
        parameters["by"] = np.round(rng.normal(scale=spread, size=(n_x, 1)), 6) - LOW
    parameters["by"][newline] = -100.0
    return parameters


def _tells(seen: dict[str, object]) -> bool:
    """An error comes out of many faults, and so does a lone newline."""
    return "failure" not in seen and seen.get("indices") != [0]


def _tells_plainly(seen: dict[str, object]) -> bool:
    """Without biases many mistakes end a name soon, so that a short one says little."""
    indices = seen.get("indices")
    return _tells(seen) and isinstance(indices, list) and len(indices) >= SHORTEST


def _nudged(call: Call) -> Call:
    """The same question with parameters that differ by what another machine's rounding
    might: the classic list parts late with it."""
    parameters, *rest = call.positional
    near = {name: array * (1 + NUDGE) for name, array in parameters.items()}
    return replace(call, positional=(near, *rest))


def _question(name: str, points: float, title: str, call: Call) -> Question:
    return Question(name, points, title, call, SAMPLE_ALL, gate=True, tells=_tells)


def sample_public() -> list[Question]:
    """The classic list as far as every machine agrees, a short name, and a name that is
    cut, of a single unit."""
    rng = np.random.default_rng(21)
    short, cut = name_fixture(rng, 4, 6, 3), capped_fixture(rng, 1, CUT_SYMBOLS, 1)
    return _questions(sample_classic(), short, cut, even_fixture(rng, 3, 5, 8, 20))


def sample_variants(rng: np.random.Generator) -> list[Question]:
    """The same with other weights and seeds."""
    seeds = [int(seed) for seed in rng.integers(1, 40, 2)]
    # odd, as the published one: where counter and seed change places in each step, their sum
    # is right, and counter meets 50 too early
    seeds[1] |= 1
    short = name_fixture(rng, 4, 6, seeds[0])
    return _questions(
        _like_the_classic(rng),
        short,
        capped_fixture(rng, 1, CUT_SYMBOLS, seeds[1]),
        even_fixture(rng, 3, 5, 8, 20),
    )


def _like_the_classic(rng: np.random.Generator) -> Call:
    """Weights of unit variance whose name is cut, as the classic one is, with the first
    draws clear of the edges."""
    while True:
        call = sample_classic(int(rng.integers(3, 2**31)))
        length, nearest, _ = margin(call.positional[0], 0, PREFIX)
        if length == PREFIX and nearest > MARGIN and margin(call.positional[0], 0)[0] == CAP:
            return call


def even_fixture(rng: np.random.Generator, n_a: int, n_x: int, least: int, most: int) -> Call:
    """A name that ends by itself, each symbol of which is as likely as any other."""
    parameters = _alike(rng, n_a, n_x)
    while True:
        seed = int(rng.integers(*SEEDS))
        length, nearest, _ = margin(parameters, seed)
        if least <= length <= most and nearest > 1e-3:
            return Call("sample", (parameters, _in_order(n_x), seed))


def chance_fixture(rng: np.random.Generator) -> Call:
    """Many seeds, in the classic sizes, where each symbol is as likely as any other: who
    draws at random doesn't always begin with the same one. Some names end by themselves and
    some are cut, so that in every course a list that runs backwards shows it, too."""
    n_a, n_x = CLASSIC_SIZES
    parameters = _alike(rng, n_a, n_x)
    given = {"parameters": parameters, "char_to_ix": _in_order(n_x)}
    while True:
        start = int(rng.integers(*SEEDS))
        seeds = [start + 7 * i for i in range(8)]
        cut = [margin(parameters, seed)[0] == CAP for seed in seeds]
        if any(cut) and not all(cut):
            break
    steps = tuple(f"sample(parameters, char_to_ix, {seed})" for seed in seeds)
    return Call("sample", keywords=given, steps=steps)


def _alike(rng: np.random.Generator, n_a: int, n_x: int) -> dict[str, np.ndarray]:
    """Parameters with which all logits are 1, whatever the state and the input. Who divides
    them by their sum is right, too: softmax is asked for elsewhere."""
    flat = {name: 0.0 * own for name, own in draw(rng, n_a, n_x).items()}
    return flat | {"by": np.ones((n_x, 1))}


def _in_order(n: int) -> dict[str, int]:
    """The first `n` symbols in the order of their indices, as the notebook has them."""
    return dict(sorted(letters(n).items(), key=lambda item: item[1]))


def _without(call: Call, *names: str) -> dict[str, np.ndarray]:
    """The parameters of a call, of which these are zero."""
    own = call.positional[0]
    return {name: array * (name not in names) for name, array in own.items()}


def silent_fixture(
    rng: np.random.Generator, n_a: int, n_x: int, names: tuple[str, ...]
) -> Call:
    """A name of parameters of which these are zero, with every draw clear of the edges. What
    depends on them is asked for elsewhere; each other mistake shows in every course."""
    ways = {**WRONG, **OF_PROBABILITIES, **OF_SUMS, **OF_BIASES}
    wrong = [way for what, way in ways.items() if what not in HIDES[names]]
    while True:
        call = Call("sample", (draw(rng, n_a, n_x), _in_order(n_x), 0))
        call.positional[0]["by"][0] -= 1.0
        parameters = _without(call, *names)
        length, nearest, least = margin(parameters, 0)
        right = drawn(parameters, 0, CAP, Way())
        shown = (drawn(parameters, 0, CAP, way) != right for way in wrong)
        # below 1 its logarithm shows by luck, as in any name
        if 12 <= length <= 36 and nearest > MARGIN and least > 1 and all(shown):
            return replace(call, positional=(parameters, _in_order(n_x), 0))


INPUT, STATE = ("Waa", "b", "by"), ("Wax",)
HIDES = {
    INPUT: {"state not carried", "Waa transposed", "a begins with ones", *OF_BIASES},
    STATE: {what for what in WRONG if what.startswith("x ")},
}
"""What is zero, and the mistakes that it hides."""
IN_SOME = (
    *(what for what in WRONG if " begins with " in what),
    *("sigmoid", "relu", "mild temperature", *OF_BIASES),
)
"""Mistakes that show in some first character of several, and not in each."""


def first_fixture(rng: np.random.Generator, many: int) -> Call:
    """So `many` names with a seed of zero, of which only the first characters are looked
    at: what comes after a draw is asked for elsewhere."""
    while True:
        names = [_named_by_its_first(rng) for _ in range(many)]
        ways = ({**WRONG, **OF_BIASES}[what] for what in IN_SOME)
        if all(any(_first_differs(own, way) for own in names) for way in ways):
            break
    given: dict[str, object] = {f"p{i}": own for i, own in enumerate(names)}
    given["char_to_ix"] = _in_order(CLASSIC_SIZES[1])
    steps = tuple(f"sample(p{i}, char_to_ix, 0)" for i in range(many))
    return Call("sample", keywords=given, steps=steps)


def _named_by_its_first(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Parameters of few units whose first character is neither the likeliest one
    nor that of a state without its tanh, and is the right one where probabilities are
    nearly right."""
    while True:
        parameters = draw(rng, 10, CLASSIC_SIZES[1])
        wrong = all(
            _first_differs(parameters, WRONG[what]) for what in ("no tanh", "likeliest")
        )
        near = any(_first_differs(parameters, way) for way in OF_PROBABILITIES.values())
        _, nearest, least = margin(parameters, 0, 1)
        if nearest > 1e-3 and least > 1 and wrong and not near:
            return parameters


def _first_differs(parameters: dict[str, np.ndarray], way: Way) -> bool:
    return drawn(parameters, 0, 1, way) != drawn(parameters, 0, 1, Way())


def length_fixture(rng: np.random.Generator) -> Call:
    """A name that no newline ends, and one that is a newline alone: so they are, too, without
    the tanh, and where a sigmoid stands in the place of softmax."""
    n_a, n_x, seed = 4, 6, 3
    newline = int(rng.integers(1, n_x))
    ways = WRONG["no tanh"], WRONG["sigmoid for softmax"]
    while True:
        endless, ending = draw(rng, n_a, n_x), draw(rng, n_a, n_x)
        endless["by"][newline], ending["by"][newline] = -100.0, 100.0
        cut = all(len(drawn(endless, seed, CAP, way, newline)) == CAP for way in ways)
        cut = cut and margin(endless, seed, newline=newline)[2] > 1
        if cut and all(len(drawn(ending, seed, 2, way, newline)) == 1 for way in ways):
            break
    char_to_ix = letters(n_x, newline)
    given = {"char_to_ix": char_to_ix, "seed": seed, "endless": endless, "ending": ending}
    steps = tuple(f"sample({name}, char_to_ix, seed)" for name in ("endless", "ending"))
    return Call("sample", keywords=given, steps=steps)


def _questions(classic: Call, short: Call, cut: Call, even: Call) -> list[Question]:
    return [
        Question(
            "classic",
            3,
            "the classic list, first 31 indices",
            classic,
            SAMPLE_PREFIX,
            gate=True,
            near=_nudged(classic),
            tells=_tells,
            slow=True,
        ),
        _of_one("even", 3, "a name of even chances", even),
        # twice: a state that is kept from the first name shows in the second
        _question("short", 1, "a name that ends by itself", replace(short, times=2)),
        _question("cut", 3, "a name that is cut at 50", cut),
    ]


def sample_hidden(rng: np.random.Generator) -> list[Question]:
    """Each requirement by itself; then other sizes and seeds: without biases, with them,
    with a larger seed; and at the cap, in the classic sizes, with a newline that isn't the
    first symbol."""
    # no two of a size, so that no course lets a state pass from one name to another
    n_a = rng.choice(range(5, 9), 3, replace=False)
    n_x = n_a + rng.integers(1, 6, 3)
    plain = plain_fixture(rng, n_a[0], n_x[0])
    biased = telling_fixture(rng, n_a[1], n_x[1], (0, 1))
    seeded = telling_fixture(rng, n_a[2], n_x[2], SEEDS)
    # a state that is kept from the first name shows in the second
    seeded = replace(seeded, times=2)
    cut = _and_one_that_ends_at_once(only_capped_fixture(rng))
    input_ = silent_fixture(rng, 6, 8, INPUT)
    state = silent_fixture(rng, 6, 8, STATE)
    return [
        Question(
            "chance",
            5,
            "other seeds, other names",
            chance_fixture(rng),
            SAMPLE_DIFFER,
            gate=True,
        ),
        Question(
            "first",
            2,
            "the first character of six names",
            first_fixture(rng, 6),
            SAMPLE_FIRST,
            gate=True,
        ),
        _of_one("even", 1, "a name of even chances", even_fixture(rng, 4, 7, 8, 30)),
        _of_one("input", 2, "a name that its inputs decide", input_),
        _of_one("state", 2, "a name that its states decide", state),
        Question("length", 1, "where a name ends", length_fixture(rng), SAMPLE_LENGTH),
        replace(
            _question("plain", 0.5, "a name, all biases zero", plain), tells=_tells_plainly
        ),
        _question("biased", 0.5, "a name, with biases", biased),
        _question("seeded", 0.5, "a name, with another seed", seeded),
        Question("cut", 0.5, "a name that is cut", cut, SAMPLE_BOTH, gate=True, tells=_tells),
    ]


def _of_one(name: str, points: float, title: str, call: Call) -> Question:
    return Question(name, points, title, call, SAMPLE_DRAWN, gate=True, tells=_tells)


def _and_one_that_ends_at_once(call: Call) -> Call:
    """The same name, and after it one of which the first character is the newline."""
    parameters, char_to_ix, seed = call.positional
    ending = {**parameters, "by": parameters["by"].copy()}
    ending["by"][char_to_ix["\n"]] = 100.0
    given = {
        "parameters": parameters,
        "ending": ending,
        "char_to_ix": char_to_ix,
        "seed": seed,
    }
    steps = "sample(parameters, char_to_ix, seed)", "sample(ending, char_to_ix, seed)"
    return replace(call, positional=(), keywords=given, steps=steps)


public(sample_public)
variants(sample_variants)
hidden(sample_hidden)

# %% questions="sample"
# What goes wrong in sample, and what to say of it. No mark depends on this cell.
words(
    returns="the list of the drawn indices",
    kinds=["list", "tuple", "array"],
    advice={
        "indices": (
            "The indices differ from the right ones. Compare your lines with the four steps above the cell, "
            "and the seeding and counting lines with those that were given."
        ),
        "indices[0]": (
            "Already the first entry is off. It should be the first draw. There x and a_prev have to be zero, so "
            "that only b, the tanh, Wya, by, softmax, the seed and the draw decide it. Print x, a_prev, a, z, y "
            "and the list there."
        ),
        "sums": (
            "sample changed the parameters or the dictionary that it was given. It may read them only, since "
            "the training goes on with them."
        ),
    },
)

# texts of the right answer that several faults swap
z_line = "a = np.tanh(Wax @ x + Waa @ a_prev + b)"
logits_line = "z = Wya @ a + by"
draw_line = "idx = np.random.choice(range(vocab_size), p=y.ravel())"
append_line = "indices.append(idx)"
x_line = "x = np.zeros((vocab_size, 1))\n    a_prev = np.zeros((n_a, 1))"
next_line = "x = np.zeros((vocab_size, 1))\n        x[idx] = 1"
carry_line = "a_prev = a\n"
seeding_line = "np.random.seed(counter + seed)"
cap_line = '    if counter == 50:\n        indices.append(char_to_ix["\\n"])'
seed_step_line = "        seed += 1\n"
newline = 'newline_character = char_to_ix["\\n"]'
fault(
    {carry_line: "a_prev = np.zeros((n_a, 1))\n"},
    hint="This is what comes out when every step starts from the zero state, or without Waa. Pass the new "
    "state a on as a_prev, and use it.",
    name="state_not_carried",
)
fault(
    {next_line: "x = np.zeros((vocab_size, 1))"},
    hint="This is what comes out when the input stays zero, or isn't used. The drawn index becomes the next "
    "one-hot x.",
    name="x_not_updated",
)
fault(
    {next_line: "x[idx] = 1", "        x = None\n        a_prev = None\n": ""},
    hint="This is what comes out when the ones of earlier indices stand in x, too. Make x of new zeros in each"
    " step, and set a 1 at idx alone.",
    name="x_accumulates",
)
fault(
    {z_line: "a = np.tanh(Wax @ x + Waa @ a_prev)"},
    hint="This is what comes out when the bias b is missing from the new state. Compare it with the equation.",
    name="no_b",
)
fault(
    {logits_line: "z = Wya @ a"},
    hint="This is what comes out when softmax gets the logits without the bias by. Compare what goes into "
    "softmax with the equation.",
    name="no_by",
)
fault(
    {z_line: "a = np.tanh(Wax @ x + Waa @ a_prev)", logits_line: "z = Wya @ a"},
    hint="This is what comes out when both biases are missing. Compare state and logits with the equations.",
    name="no_biases",
)
fault(
    {z_line: "a = Wax @ x + Waa @ a_prev + b"},
    hint="This is what comes out when the state is the sum without its tanh. Use the tanh for the logits and "
    "as the next a_prev.",
    name="no_tanh",
)
fault(
    {
        z_line: "h = Wax @ x + Waa @ a_prev + b\n        a = np.tanh(h)",
        carry_line: "a_prev = h\n",
    },
    hint="This is what comes out when the sum is passed on without its tanh. The next a_prev is the new state.",
    name="sum_passed_on",
)
fault(
    {z_line: "a = 1 / (1 + np.exp(-(Wax @ x + Waa @ a_prev + b)))"},
    hint="This is what comes out with a sigmoid in place of the tanh. The new state is the tanh of the"
    " sum.",
    name="sigmoid",
)
fault(
    {z_line: "a = np.maximum(0, Wax @ x + Waa @ a_prev + b)"},
    hint="This is what comes out with a ReLU in place of the tanh. The new state is the tanh of the "
    "sum.",
    name="relu",
)
fault(
    {logits_line: "z = Wya @ a_prev + by"},
    hint="This is what comes out when the state of the step before is used for the logits z. They need"
    " the new state a.",
    name="old_state_in_logits",
)
fault(
    {z_line: "a = np.tanh(Wax @ x + Waa.T @ a_prev + b)"},
    hint="This is what comes out when Waa is transposed, or stands behind a_prev. The product is Waa times "
    "a_prev.",
    name="waa_transposed",
)
fault(
    {draw_line: "idx = int(np.argmax(y))"},
    hint="This is what comes out when the likeliest index is taken each time. Draw one at random, with"
    " the probabilities y.",
    name="argmax",
)
fault(
    {draw_line: "idx = np.random.choice(range(vocab_size))"},
    hint="This is what comes out when all indices are equally likely. Give the draw the probabilities "
    "y.",
    name="uniform",
)
fault(
    {"y = softmax(z)": "y = 1 / (1 + np.exp(-z))\n        y = y / y.sum()"},
    hint="This is what comes out when y is the sigmoid of the logits, divided by its sum. Let softmax turn z "
    "into probabilities.",
    name="sigmoid_output",
)
fault(
    {"y = softmax(z)": "y = softmax(softmax(z))"},
    hint="This is what comes out when softmax is applied twice. Once is enough, and the y of rnn_step_forward "
    "has had it already.",
    name="softmax_twice",
)
fault(
    {"y = softmax(z)": "y = np.round(softmax(z), 2)\n        y = y / y.sum()"},
    hint="This is what comes out when the probabilities are rounded. Draw with y as softmax gives it.",
    name="rounded",
)
fault(
    {"y = softmax(z)": "y = np.round(softmax(z), 3)"},
    hint="Rounded probabilities need not sum to 1. Draw with y as softmax gives it.",
    name="rounded_sums",
)
fault(
    {"y = softmax(z)": "y = softmax(z / 0.5)"},
    hint="This is what comes out when the logits are doubled before softmax. Give it z as it is.",
    name="temperature",
)
fault(
    {"y = softmax(z)": "y = softmax(z / 0.7)"},
    hint="This is what comes out when the logits are made larger before softmax, as by a temperature. Give it z as it is.",
    name="mild_temperature",
)
fault(
    {next_line: "x = (y == y.max()).astype(float)"},
    hint="This is what comes out when the next x has its 1 at the likeliest index. It belongs at the index that was drawn.",
    name="x_of_the_likeliest",
)
fault(
    {
        "y = softmax(z)": "y = softmax(z)\n        y[np.argsort(y.ravel())[:-5]] = 0\n        y = y / y.sum()"
    },
    hint="This is what comes out when only the likeliest indices can be drawn. Give the draw the whole"
    " of y.",
    name="five_likeliest",
)
fault(
    {
        seeding_line: "np.random.seed(first)",
        "    counter = 0\n": "    counter = 0\n    first = seed\n",
    },
    hint="This is what comes out when each draw has the same seed. Keep the seeding line and both counting "
    "lines as given, and add no other.",
    name="seed_fixed",
)
fault(
    {seeding_line: "pass", "    counter = 0\n": "    counter = 0\n    np.random.seed(seed)\n"},
    hint="This is what comes out when only the first draw is seeded. As given, the seeding line runs in every "
    "step, right before the draw.",
    name="seed_once",
)
fault(
    {seed_step_line: ""},
    hint="This is what comes out when the seed grows by one a step. Keep the seeding line and both counting "
    "lines as given, and add no other.",
    name="seed_by_one",
)
fault(
    {seeding_line: "np.random.seed(2 * counter)"},
    hint="This is what comes out with the seeds 0, 2, 4 and so on, whatever seed is. Keep the seeding line as "
    "given, and don't set seed anew.",
    name="seed_ignored",
)
fault(
    {seeding_line: "np.random.seed(counter)"},
    hint="This is what comes out with the seeds 0, 1, 2 and so on, whatever seed is. Keep the given seeding "
    "and counting lines; don't set seed anew.",
    name="seed_counter_only",
)
fault(
    {
        draw_line: "np.random.choice(range(vocab_size), p=y.ravel())\n        idx = np.random.choice(range(vocab_size), p=y.ravel())"
    },
    hint="This is what comes out when a second number is drawn in each step. Draw once, and keep the "
    "index.",
    name="draws_twice",
)
fault(
    {append_line: "indices.append(np.random.choice(range(vocab_size), p=y.ravel()))"},
    hint="The list and the next input come from two different draws. Draw once, and use the same index"
    " for both.",
    name="draws_for_list",
)
fault(
    {
        cap_line: '    indices = indices[:-1] if indices[-1] == newline_character else indices\n    if counter == 50:\n        indices.append(char_to_ix["\\n"])'
    },
    hint="The final newline is missing from a name that ended by itself. Each index that is drawn belongs in "
    "the list, the newline's too.",
    name="no_last_newline",
)
fault(
    {cap_line: ""},
    hint="After 50 characters a newline has to be appended, as the given lines after the loop do where "
    "counter is 50.",
    name="no_newline_at_cap",
)
fault(
    {cap_line: "    if counter == 50:\n        indices.append(0)"},
    hint="A name that is cut at 50 ends with 0, whatever the newline's index is. Leave the lines after the "
    "loop as they were given.",
    name="zero_at_the_cap",
)
fault(
    {"counter != 50": "counter != 60"},
    hint="The name goes on after 50 characters. It is cut there.",
    name="never_capped",
)
fault(
    {"counter != 50": "counter != 49", "counter == 50": "counter == 49"},
    hint="The name stops at 49 characters. A name that is cut has 50, and then a newline.",
    name="cap_49",
)
fault(
    {"counter != 50": "counter != 51", "counter == 50": "counter == 51"},
    hint="The name stops at 51 characters, one too late. A name that is cut has 50, and then a newline.",
    name="cap_51",
)
fault(
    {"counter != 50": "counter != 49"},
    hint="The name stops at 49 characters. A name that is cut has 50, and then a newline.",
    name="cap_49_bare",
)
fault(
    {"idx != newline_character and counter": "counter"},
    hint="The newline does not end the name. The loop has to end as soon as idx, the index drawn last, is the "
    "newline's index.",
    name="newline_ignored",
)
fault(
    {newline: "newline_character = 0"},
    hint="Somewhere 0 is taken for the newline, whichever index it has. newline_character holds the right one.",
    name="zero_for_newline",
)
fault(
    {"    if counter == 50:\n        indices": "    if True:\n        indices"},
    hint="A second newline was appended. Only a name that was cut at 50 characters needs one.",
    name="newline_always",
)
fault(
    {append_line: "indices.append(idx)\n        return indices"},
    hint="Only the first index came back. The list holds one for each step.",
    name="one_step",
)
fault(
    {x_line: "x = np.ones((vocab_size, 1))\n    a_prev = np.zeros((n_a, 1))"},
    hint="This is what comes out when the first input is not the zero vector. Start with x all zero.",
    name="starts_with_one",
)
fault(
    {x_line: "x = np.zeros((vocab_size, 1))\n    x[0] = 1\n    a_prev = np.zeros((n_a, 1))"},
    hint="This is what comes out when the first input is the newline. Start with x all zero.",
    name="starts_with_newline",
)
fault(
    {x_line: "x = np.zeros((vocab_size, 1))\n    x[-1] = 1\n    a_prev = np.zeros((n_a, 1))"},
    hint="This is what comes out when the first input is the last symbol, as an idx of -1 makes it. Start with x all zero.",
    name="starts_with_the_last",
)
fault(
    {x_line: "x = np.zeros((vocab_size, 1))\n    a_prev = np.ones((n_a, 1))"},
    hint="This is what comes out when the first state is not zero. Start with a_prev all zero.",
    name="starts_with_state_one",
)
fault(
    {"x[idx] = 1": "x[idx - 1] = 1"},
    hint="This is what comes out when the 1 stands one place beside the drawn index. Set x at the "
    "index itself.",
    name="x_next_to",
)
fault(
    {"x[idx] = 1": "x[idx] = idx"},
    hint="This is what comes out when x holds the index as a number. A one-hot vector has a single 1.",
    name="x_holds_index",
)
fault(
    {"x[idx] = 1": "x[:] = 1"},
    hint="This is what comes out when the next input is all ones. A one-hot vector has a single 1.",
    name="x_all_ones",
)
fault(
    {next_line: "x = y"},
    hint="This is what comes out when the probabilities are fed back. The next input is the one-hot "
    "vector of the drawn index.",
    name="x_is_y",
)
fault(
    {append_line: "indices.append(idx)\n        indices.append(idx)"},
    hint="Each index stands twice in the list. Append it once a step.",
    name="repeated",
)
fault(
    {draw_line: "idx = np.random.choice(list(char_to_ix.values()), p=y.ravel())"},
    hint="This is what comes out when the order of char_to_ix is taken for the order of the indices. "
    "Draw out of range(vocab_size).",
    name="order_of_the_dictionary",
)
fault(
    {append_line: "indices.append([idx])"},
    hint="The indices are right, but each came back in a list or an array of its own. Append the number "
    "itself.",
    name="one_in_a_list",
)
fault(
    {append_line: "indices.insert(0, idx)"},
    hint="The list runs backwards. Append each index at the end.",
    name="reversed",
)
fault(
    {z_line: "a = np.tanh(Wax @ x + Waa @ a_prev) + b"},
    hint="This is what comes out when b is added outside of the tanh. It belongs inside, to the sum.",
    name="b_outside_tanh",
)
fault(
    {
        next_line: "x = np.eye(vocab_size)[idx]",
        draw_line: "idx = np.random.choice(range(vocab_size), p=y[:, 0])",
    },
    hint="This is what comes out when the next x, or its product with Wax, is flat. Make it a column: its "
    "shape has to end with a 1.",
    name="flat_input",
)
fault(
    {next_line: "x = np.full((vocab_size, 1), idx)"},
    hint="This is what comes out when the index fills the whole next x. A one-hot vector has a single 1, at that index.",
    name="x_full_of_index",
)
fault(
    {
        append_line: "pass",
        cap_line: '    indices.append(idx)\n    if counter == 50:\n        indices.append(char_to_ix["\\n"])',
    },
    hint="Only the last index came back. The list holds one for each step.",
    name="last_alone",
)
fault(
    {append_line: "indices.extend([idx] if counter else [])"},
    hint="The first index is missing from the list. Each index that is drawn belongs in the list that is "
    "returned, the first one, too.",
    name="first_index_left_out",
)
fault(
    {logits_line: "z = np.tanh(Wya @ a + by)"},
    hint="This is what comes out when the logits go through a tanh, too. Only the state does.",
    name="tanh_of_logits",
)
fault(
    {
        z_line: "a = a_prev\n        for k in range(n_a):\n            a[k] = np.tanh(Wax[k] @ x + Waa[k] @ a_prev + b[k])"
    },
    hint="This is what comes out when the new state is written over the old one, which is still read. Make a second array.",
    name="state_written_over",
)
fault(
    {next_line: "x = np.zeros((vocab_size, 1))\n        x[indices[-2:][0]] = 1"},
    hint="This is what comes out when the next input is the index of the step before. Set x by the one just drawn.",
    name="x_late",
)
fault(
    {seeding_line: "np.random.seed(seed + 2 * counter)"},
    hint="This is what comes out when the seed grows by three a step. Keep the seeding line and both counting "
    "lines as given, and add no other.",
    name="seed_by_three",
)
fault(
    {"y = softmax(z)": "y = np.exp(-z) / np.sum(np.exp(-z))"},
    hint="This is what comes out when the logits have changed their sign on the way to y. It is the softmax of"
    " z, and z is Wya times a plus by.",
    name="softmax_of_minus",
)
fault(
    {"y = softmax(z)": "y = np.abs(z) / np.sum(np.abs(z))"},
    hint="This is what comes out when the logits, or their absolute values, are divided by their sum. Let "
    "softmax turn z into y.",
    name="no_exponential",
)
fault(
    {next_line: "x = np.zeros((vocab_size, 1))\n        x[0] = idx"},
    hint="This is what comes out when the index is written into x as a value, in row 0. A one-hot vector has a 1 at that index.",
    name="index_as_value",
)
fault(
    {
        "        idx = None\n": "        x = np.zeros_like(by)\n        x[idx] = 1.0\n",
        next_line: "pass",
        "        x = None\n        a_prev = None\n": "",
    },
    hint="This is what comes out when the next x has its 1 at the index before the one just drawn. Make x "
    "after the draw, from the new idx.",
    name="x_before_the_draw",
)
when(
    {"value": "nested"},
    "What sample gave back has a list, a tuple or a dictionary inside of it. It should return the list of"
    " the drawn indices alone, each of them a single number.",
    "type",
)
when(
    {"value": "arrays"},
    "What came back holds a whole array where single indices are asked for. Draw one number in each step,"
    " append that number itself, and return the list alone.",
    "arrays_in_the_list",
)
when(
    {"value": "text"},
    "Characters or other texts came back where indices are asked for. Append the drawn index itself, and "
    "where a name is cut the newline's index.",
    "characters",
)
when(
    {"indices": "empty"},
    "The list came back empty. Each step of the loop has to put its drawn index into the very list that "
    "is returned.",
    "number:indices",
)
written(
    r"^(?!.* if )(?:.*(?:(?:zeros|ones|eye|choice)\(\(?(?:26|27|50|100)|range\((?:26|27|100))\b|\(?(?:vocab_size|vocab|n_[axy]|hidden\w*|units)\b.* = .*\b(?:26|27|50|100)\b)",
    "{line} has a size written in as a number. Vectors and the draw take n_a or vocab_size, since the "
    "check draws models of other sizes; the list of the indices begins empty.",
    "size_written_in",
)
written(
    r"^(?:x|a_prev)\b.*np\.zeros\(\(?(?:vocab_size|n_a)(?:,?\))?\)$|^(?:x|a_prev) = \[0(?:\.0)?\] \* \w+$",
    "{line} makes something flat. x and a_prev are columns: unless it is reshaped later, a second "
    "dimension of size 1 belongs in the shape.",
    "flat_column",
)
written(
    r"(?:(?:dot|matmul)\(Wax, | Wax @ |\(Wax @ |Wax\.dot\()a(?:_prev)?\b|(?:(?:dot|matmul)\(W[ay]a, |W[ay]a @ |W[ay]a\.dot\()x\b",
    "In {line} a weight matrix meets the wrong vector: Wax belongs with the input x, Waa with the state "
    "before, Wya with the new state.",
    "weights_swapped",
)
written(
    r"^(?:b|by|W(?:ax|aa|ya)) [-+*/@]=",
    "{line} changes the array itself, and with it every later step. Give the sum a name of its own.",
    "changed_in_place",
)
written(
    r"^\w+ = np\.random\.(?:randn|rand|normal|uniform|random)\(.*(?:n_a|shape)\b",
    "{line} begins with random numbers. The state and the input before the first draw are zero.",
    "random_beginning",
)
written(
    r"^\w+ = (\w+) / (?:np\.sum\(\1\b|\1\.sum\()",
    "{line} divides by the sum, and some numbers are negative. Take np.exp of the logits first, or let softmax do both.",
    "divided_without_exp",
    error="probabilities are not non-negative",
)
written(
    r"\bW(?:ax|aa|ya) \* \w+|np\.multiply\(W",
    "In {line} the product is taken entry by entry, as * and np.multiply do. A product of matrices, which"
    " also adds up each row, is written with @ or with np.dot.",
    "entry_by_entry",
)
written(
    r"choice\([^=]*(?:\), |, )(?:y|p|probs?|y_hat)\b[^=]*\)$",
    "In {line} the probabilities are given by their place, and the second place is that of the number of "
    "draws. Give them by their name: p=...",
    "probabilities_by_place",
)
written(
    r"(?<![\w.])random\.(?:choice|choices|sample|randint|seed)\(",
    "{line} calls Python's own random, and not NumPy's: neither seeds the other. Seed and draw with np.random.",
    "python_s_random",
)
written(
    r"choice\((?:list\()?(?:y|p|probs?|y_hat|z)\b(?!\.(?:size|shape))",
    "In {line} an index has to be drawn, out of range(vocab_size), and not one of the probabilities or "
    "logits themselves.",
    "chooses_a_probability",
)
written(
    r"choice\((?:list\()?(?:np\.a)?range\(1, ?(?:vocab_size|len)",
    "{line} counts from 1, while indices begin at 0. Draw out of range(vocab_size).",
    "counts_from_one",
)
written(
    r"ix_to_char\[",
    "{line} has to do with letters. sample needs none: what the list holds, and where x has its 1, is the"
    " drawn index itself.",
    "letters_in_the_list",
)
written(
    r"^(?!.*Wya).*Waa.*\+ by\b|^(?!.*Waa).*Wya.*\+ b\b",
    "In {line} stands the bias of the other equation: b belongs to the state, by to the logits.",
    "biases_exchanged",
)
written(
    r"np\.random\.(?:multinomial|randint|permutation|shuffle)\(",
    "{line} draws differently from np.random.choice with p=, so the same seed gives other characters.",
    "other_draw",
)
written(
    r"default_rng|RandomState|Generator\(",
    "{line} makes a generator of its own, which np.random.seed doesn't seed. Unless it is a RandomState "
    "of counter + seed in each step, draw with np.random itself.",
    "generator_of_its_own",
)
written(
    r"^indices(?:\[:\])? = \[(?:idx|int\(idx\))\]$",
    "{line} replaces the whole list by the index that was just drawn. Append each index to the list.",
    "list_replaced",
)
written(
    r"\bsorted\(|\bset\(indices|indices\.sort\(",
    "{line} loses the order of the draws, or an index that came twice. The list is the name: return it as it was "
    "drawn.",
    "order_of_the_draws",
)
written(
    r"^x = (?:np\.a?s?array\()?\[?(?:idx|int\(idx\))\]?\)?$",
    "{line} makes x the index itself. The input is a one-hot column: zeros, and a 1 at the index.",
    "index_for_a_column",
)
written(
    r"softmax\(a(?:_prev|_next)?\)",
    "{line} gives softmax the hidden state. It takes the logits z, one for each index.",
    "softmax_of_the_state",
)
written(
    r"^x = np\.zeros\(\(1, ",
    "{line} makes x a row. It is a column, with a row for each symbol, since Wax stands in front of it.",
    "row_for_a_column",
)
classes(
    nothing="argmax uniform",
    step="x_of_the_likeliest no_tanh sum_passed_on sigmoid relu no_b no_by no_biases b_outside_tanh "
    "waa_transposed state_not_carried state_written_over old_state_in_logits "
    "starts_with_state_one starts_with_one starts_with_newline starts_with_the_last "
    "x_not_updated x_accumulates x_next_to x_holds_index x_all_ones x_is_y flat_input "
    "x_full_of_index x_late index_as_value x_before_the_draw softmax_twice softmax_of_minus "
    "no_exponential sigmoid_output tanh_of_logits draws_twice draws_for_list one_step "
    "last_alone first_index_left_out repeated reversed seed_fixed seed_once seed_by_one "
    "seed_by_three seed_ignored seed_counter_only newline_ignored newline_always "
    "no_last_newline rounded_sums",
    detail="rounded temperature mild_temperature five_likeliest order_of_the_dictionary "
    "one_in_a_list no_newline_at_cap zero_at_the_cap zero_for_newline never_capped cap_49 "
    "cap_51 cap_49_bare",
    because={
        "rounded_sums": "Nearly every name ends with an error, since the sum isn't 1.",
        "seed_counter_only": "No seed changes what it draws, and the seeds are others.",
    },
)
