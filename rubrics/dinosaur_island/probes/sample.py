"""The questions to `sample`, on weights that do not let rounding decide."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dinosaur_grader.assignments import Question
from dinosaur_grader.assignments.probes import NUDGE
from dinosaur_grader.checks.calls import Call
from utils import softmax

from ..observe import PREFIX, alphabet, sample_classic
from .wrong_names import SHORTEST, all_show, all_told_apart, newline_shows

MARGIN = 1e-6  # no uniform draw of a fixture lies nearer than this to the edge of an interval
CAP = 50
TAME, CLEAR = 3e-6, 3e-5  # weights so small that no mistake in a step moves an edge as far
SEEDS = 50, 5000  # from, and up to
CLASSIC_SIZES = 100, 27  # hidden units, symbols
_SPREAD = {"Wax": 1.2, "Waa": 0.6, "Wya": 1.5, "b": 0.7, "by": 0.5}


def letters(n: int, newline: int = 0) -> dict[str, int]:
    """The first `n` symbols of the alphabet, the newline at the index `newline`."""
    end, *symbols = list(alphabet())[:n]
    symbols.insert(newline, end)
    return {symbol: ix for ix, symbol in enumerate(symbols)}


def draw(
    rng: np.random.Generator, n_a: int, n_x: int, scale: float | None = None
) -> dict[str, np.ndarray]:
    """Parameters with `scale` (all alike) or the usual spread, rounded so that they are
    short to publish."""
    sizes = {
        "Wax": (n_a, n_x),
        "Waa": (n_a, n_a),
        "Wya": (n_x, n_a),
        "b": (n_a, 1),
        "by": (n_x, 1),
    }
    return {
        k: np.round(rng.standard_normal(size) * (scale or _SPREAD[k]), 6)
        for k, size in sizes.items()
    }


def margin(
    parameters: dict[str, np.ndarray], seed: int, most: int = CAP, newline: int = 0
) -> tuple[int, float]:
    """Follow a name up to `most` characters: how many indices are drawn, and how near
    the nearest draw comes to the edge of an interval."""
    n_a, n_x = parameters["Wax"].shape
    x, a, nearest = np.zeros((n_x, 1)), np.zeros((n_a, 1)), 1.0
    drawn: list[int] = []
    generator = np.random.RandomState()
    while len(drawn) < most and (not drawn or drawn[-1] != newline):
        a = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
        edges = np.cumsum(softmax(parameters["Wya"] @ a + parameters["by"]))
        generator.seed(seed + 2 * len(drawn))
        u = generator.random_sample()
        drawn.append(int(np.searchsorted(edges, u, side="right")))
        nearest = min(nearest, float(np.abs(edges[:-1] - u).min()))
        x = np.zeros((n_x, 1))
        x[drawn[-1]] = 1
    return len(drawn), nearest


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
    length, nearest = margin(parameters, seed)
    fits = 12 <= length <= 36 and nearest > MARGIN
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
    """Tame parameters that never draw a newline, so that the name is cut at 50
    characters."""
    while True:
        parameters = _tame(rng, n_a, n_x, 0.01)
        length, nearest = margin(parameters, seed)
        if length == CAP and nearest > MARGIN:
            return Call("sample", (parameters, letters(n_x), seed))


def only_capped_fixture(rng: np.random.Generator) -> Call:
    """The same in the classic sizes, so tame that the draws alone decide: a mistake in
    a step changes no index in any course, nor do sizes that are written in. This asks
    for the cap, for by, and for a newline that isn't the first symbol."""
    n_a, n_x = CLASSIC_SIZES
    newline = int(rng.integers(2, n_x))  # an answer may begin with an idx of 1
    parameters = _tame(rng, n_a, n_x, TAME, newline)
    while True:
        seed = int(rng.integers(*SEEDS))
        if newline_shows(parameters, seed, CAP, newline):
            length, nearest = margin(parameters, seed, newline=newline)
            if length == CAP and nearest > CLEAR:
                return Call("sample", (parameters, letters(n_x, newline), seed))


def _tame(
    rng: np.random.Generator, n_a: int, n_x: int, scale: float, newline: int = 0
) -> dict[str, np.ndarray]:
    parameters = draw(rng, n_a, n_x, scale)
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
    return Question(name, points, title, call, "sample_all", gate=True, tells=_tells)


def public() -> list[Question]:
    """The classic list as far as every machine agrees, a short name, and a name that is
    cut."""
    rng = np.random.default_rng(21)
    short, cut = name_fixture(rng, 4, 6, 3), capped_fixture(rng, 5, 8, 1)
    return _questions(sample_classic(), short, cut)


def twins(rng: np.random.Generator) -> list[Question]:
    """The same with other weights and seeds."""
    seeds = [int(seed) for seed in rng.integers(1, 40, 2)]
    short = name_fixture(rng, 4, 6, seeds[0])
    return _questions(_like_the_classic(rng), short, capped_fixture(rng, 5, 8, seeds[1]))


def _like_the_classic(rng: np.random.Generator) -> Call:
    """Weights of unit variance whose name is long enough, with the first draws clear of
    the edges."""
    while True:
        call = sample_classic(int(rng.integers(3, 2**31)))
        length, nearest = margin(call.positional[0], 0, PREFIX)
        if length == PREFIX and nearest > MARGIN:
            return call


def _questions(classic: Call, short: Call, cut: Call) -> list[Question]:
    return [
        Question(
            "classic",
            4,
            "the classic list, first 31 indices",
            classic,
            "sample_prefix",
            near=_nudged(classic),
            tells=_tells,
            slow=True,
        ),
        _question("short", 3, "a name that ends by itself", short),
        _question("cut", 3, "a name that is cut at 50", cut),
    ]


def hidden(rng: np.random.Generator) -> list[Question]:
    """Other sizes and seeds: without biases, with them, with a larger seed; and at the
    cap, in the classic sizes, with a newline that isn't the first symbol."""
    n_a = rng.integers(5, 9, 3)
    n_x = n_a + rng.integers(1, 6, 3)
    plain = plain_fixture(rng, n_a[0], n_x[0])
    biased = telling_fixture(rng, n_a[1], n_x[1], (0, 1))
    seeded = telling_fixture(rng, n_a[2], n_x[2], SEEDS)
    cut = only_capped_fixture(rng)
    return [
        replace(_question("plain", 4, "a name, all biases zero", plain), tells=_tells_plainly),
        _question("biased", 4, "a name, with biases", biased),
        _question("seeded", 4, "a name, with another seed", seeded),
        _question("cut", 3, "a name that is cut", cut),
    ]
