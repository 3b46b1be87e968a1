"""The names that known mistakes in `sample` would draw: a question on a name is drawn
until each of them shows, and as itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from utils import softmax

SHORTEST = 5
"""A wrong name with fewer indices could come out of another mistake by luck."""

Array = np.ndarray
Draw = Callable[[Array, np.random.RandomState], int]


def _by_chance(y: Array, generator: np.random.RandomState) -> int:
    edges = np.cumsum(y)
    return min(int(np.searchsorted(edges, generator.random_sample(), side="right")), y.size - 1)


def _second_chance(y: Array, generator: np.random.RandomState) -> int:
    generator.random_sample()
    return _by_chance(y, generator)


def _likeliest(y: Array, _: np.random.RandomState) -> int:
    return int(np.argmax(y))


def _any_index(y: Array, generator: np.random.RandomState) -> int:
    return int(generator.choice(y.size))


def _if_sums_are_one(y: Array, generator: np.random.RandomState) -> int:
    return _by_chance(y, generator) if abs(y.sum() - 1) < 1e-9 else -1


def _one_hot(x: Array, drawn: int, y: Array) -> Array:
    return np.eye(x.size)[drawn]


def _logistic(z: Array) -> Array:
    return 1 / (1 + np.exp(-z))


def _rounded(places: int) -> Callable[[Array], Array]:
    def y(z: Array) -> Array:
        near = np.round(softmax(z), places)
        return np.asarray(near / near.sum())

    return y


def _five_likeliest(z: Array) -> Array:
    y = softmax(z)
    y[np.argsort(y)[:-5]] = 0
    return np.asarray(y / y.sum())


@dataclass(frozen=True)
class Way:
    """One way to draw a name, by default the right one."""

    first_x: Callable[[Array], Array] = lambda x: x
    first_a: float | Array = 0.0
    Waa: Callable[[Array], Array] = lambda Waa: Waa
    b: float = 1.0
    by: float = 1.0
    state: Callable[[Array], Array] = np.tanh
    y: Callable[[Array], Array] = softmax
    draw: Draw = _by_chance
    next_x: Callable[[Array, int, Array], Array] = _one_hot
    carries: bool = True
    old_logits: bool = False
    ends_at_zero: bool = False
    seed: Callable[[int, int], int | None] = field(default=lambda seed, t: seed + 2 * t)


WRONG = {
    "state not carried": Way(carries=False),
    "x stays zero": Way(next_x=lambda x, drawn, y: x * 0),
    "x piles up": Way(next_x=lambda x, drawn, y: np.maximum(x, np.eye(x.size)[drawn])),
    "x holds the index": Way(next_x=lambda x, drawn, y: np.eye(x.size)[drawn] * drawn),
    "x is y": Way(next_x=lambda x, drawn, y: y),
    "x of the likeliest": Way(next_x=lambda x, drawn, y: np.eye(x.size)[int(np.argmax(y))]),
    "x all ones": Way(next_x=lambda x, drawn, y: np.ones_like(x)),
    "x beside": Way(next_x=lambda x, drawn, y: np.eye(x.size)[drawn - 1]),
    "x begins with ones": Way(first_x=np.ones_like),
    "x begins with the newline": Way(first_x=lambda x: np.eye(x.size)[0]),
    "x begins with the last symbol": Way(first_x=lambda x: np.eye(x.size)[-1]),
    "a begins with ones": Way(first_a=1.0),
    "Waa transposed": Way(Waa=np.transpose),
    "no tanh": Way(state=lambda z: z),
    "sigmoid": Way(state=_logistic),
    "relu": Way(state=lambda z: np.maximum(0, z)),
    "logits of the old state": Way(old_logits=True),
    "softmax twice": Way(y=lambda z: softmax(softmax(z))),
    "sigmoid for softmax": Way(y=lambda z: _logistic(z) / _logistic(z).sum()),
    "mild temperature": Way(y=lambda z: softmax(z / 0.7)),
    "uniform": Way(draw=_any_index),
    "likeliest": Way(draw=_likeliest),
    "two draws": Way(draw=_second_chance),
    "one seed for all": Way(seed=lambda seed, t: seed),
    "seeded once": Way(seed=lambda seed, t: None if t else seed),
    "seed by one": Way(seed=lambda seed, t: seed + t),
}
OF_A_SEED = {
    "seed ignored": Way(seed=lambda seed, t: 2 * t),
    "counter only": Way(seed=lambda seed, t: t),
}
OF_BIASES = {"no b": Way(b=0.0), "no by": Way(by=0.0), "no biases": Way(b=0.0, by=0.0)}
OF_PROBABILITIES = {
    "rounded to two places": Way(y=_rounded(2)),
    "five likeliest": Way(y=_five_likeliest),
}
OF_SUMS = {"rounded sums": Way(y=lambda z: np.round(softmax(z), 3), draw=_if_sums_are_one)}
ROUNDED_FINELY = {"rounded to three places": Way(y=_rounded(3))}
OF_A_NEWLINE = {"newline is zero": Way(ends_at_zero=True)}


def drawn(
    parameters: dict[str, Array], seed: int, most: int, way: Way, newline: int = 0
) -> tuple[int, ...]:
    """The indices of a name that is drawn in this way, `most` at the most. `newline` is
    the index that ends it."""
    return _drawn(parameters, seed, most, way, newline)[0]


def _drawn(
    parameters: dict[str, Array], seed: int, most: int, way: Way, newline: int
) -> tuple[tuple[int, ...], Array]:
    """The indices, and the state in which the name ends."""
    end = 0 if way.ends_at_zero else newline
    n_a, n_x = parameters["Wax"].shape
    b, by = way.b * parameters["b"].ravel(), way.by * parameters["by"].ravel()
    Waa = way.Waa(parameters["Waa"])
    x, a = way.first_x(np.zeros(n_x)), np.full(n_a, way.first_a)
    generator, indices = np.random.RandomState(), list[int]()
    while len(indices) < most and end not in indices[-1:]:
        before, a = a, way.state(parameters["Wax"] @ x + Waa @ a + b)
        y = way.y(parameters["Wya"] @ (before if way.old_logits else a) + by)
        start = way.seed(seed, len(indices))
        if start is not None:
            generator.seed(start)
        indices.append(way.draw(y, generator))
        x = way.next_x(x, indices[-1], y)
        a = a if way.carries else a * 0
    return tuple(indices), a


def all_show(parameters: dict[str, Array], seed: int, most: int) -> bool:
    """Whether each known mistake that biases of zero and a seed of zero leave visible
    draws another name than the right one. That of a second softmax is long enough to be
    told: a cut name alone doesn't tell it from a missing bias."""
    right = drawn(parameters, seed, most, Way())
    names = {what: drawn(parameters, seed, most, way) for what, way in WRONG.items()}
    return right not in names.values() and len(names["softmax twice"]) >= SHORTEST


def all_told_apart(parameters: dict[str, Array], seed: int, most: int) -> bool:
    """Whether each known mistake draws a name of its own, and none a very short one.
    Where the seed is zero, those of the seed can't."""
    ways = [*WRONG.items(), *OF_BIASES.items(), *(OF_A_SEED.items() if seed else ())]
    seen = {drawn(parameters, seed, most, Way())}
    for what, way in ways:
        name = drawn(parameters, seed, most, way)
        # the same for all parameters, so no draw of them makes it longer
        short = len(name) < SHORTEST and what != "uniform"
        if short or name in seen:
            return False
        seen.add(name)
    return True


def kept_shows(parameters: dict[str, Array], seed: int, most: int) -> bool:
    """Whether a name that is drawn twice shows what is kept from the first one: the
    state, or the input, which is the newline's, or both."""
    right, state = _drawn(parameters, seed, most, Way(), 0)
    x = WRONG["x begins with the newline"].first_x
    ways = Way(first_a=state), Way(first_x=x), Way(first_a=state, first_x=x)
    return all(drawn(parameters, seed, most, way) != right for way in ways)


def probabilities_show(
    parameters: dict[str, Array], seed: int, most: int, newline: int = 0, finely: bool = False
) -> bool:
    """Whether a name tells probabilities that were nearly right from right ones; `finely`,
    those that were rounded to three places, too. By luck alone such an answer had every
    point in some courses and lost ten in others."""
    ways = [*OF_PROBABILITIES.values(), *(ROUNDED_FINELY.values() if finely else ())]
    right = drawn(parameters, seed, most, Way(), newline)
    return all(drawn(parameters, seed, most, way, newline) != right for way in ways)


def tame_hides(parameters: dict[str, Array], seed: int, most: int, newline: int) -> bool:
    """Whether logits so near to zero draw the right name where they are doubled, or where a
    sigmoid stands in the place of softmax or of the tanh."""
    doubled = Way(y=lambda z: softmax(2 * z))
    ways = doubled, WRONG["sigmoid for softmax"], WRONG["sigmoid"]
    right = drawn(parameters, seed, most, Way(), newline)
    return all(drawn(parameters, seed, most, way, newline) == right for way in ways)


def newline_shows(parameters: dict[str, Array], seed: int, most: int, newline: int) -> bool:
    """Whether each known mistake that lets a newline be drawn, where `by` forbids it,
    does so, and not at once; and so for one that takes 0 for the newline."""
    again = {what: WRONG[what] for what in ("uniform", "softmax twice")}
    ways = {**OF_BIASES, **again, **OF_A_NEWLINE}
    del ways["no b"]
    lengths = (len(drawn(parameters, seed, most, way, newline)) for way in ways.values())
    return all(SHORTEST <= length < most for length in lengths)
