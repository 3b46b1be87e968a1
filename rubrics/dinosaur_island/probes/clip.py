"""The questions to `clip`."""

from __future__ import annotations

import numpy as np

from dinosaur_grader.assignments import Question
from dinosaur_grader.checks.calls import Call

from ..observe import clip_classic

_WEIGHTS, _BIASES = ("dWaa", "dWax", "dWya"), ("db", "dby")
_LIMITS = (3.2, 0.3)
"""The limits of the two small published questions."""


def _gradients(
    rng: np.random.Generator, limit: float, n_a: int, n_x: int, n_y: int, *, reach: float = 3.0
) -> dict[str, np.ndarray]:
    """Arrays with entries on both sides of the interval and inside it, none close to
    its ends."""
    sizes = {
        "dWaa": (n_a, n_a),
        "dWax": (n_a, n_x),
        "dWya": (n_y, n_a),
        "db": (n_a, 1),
        "dby": (n_y, 1),
    }
    return {name: _entries(rng, size, limit, reach) for name, size in sizes.items()}


def _entries(
    rng: np.random.Generator, size: tuple[int, int], limit: float, reach: float
) -> np.ndarray:
    inside = rng.uniform(-0.9, 0.9, size)
    outside = rng.choice([-1.0, 1.0], size) * rng.uniform(1.2, max(reach, 2.0), size)
    entries = np.where(rng.random(size) < 0.5, inside, outside).ravel()
    if reach > 1:
        entries[rng.permutation(entries.size)[:4]] = (0.87 * reach, -0.93 * reach, 0.37, -0.53)
    else:
        entries = inside.ravel()
    return np.round(entries.reshape(size) * limit, 6)


def public() -> list[Question]:
    """The classic fixture and a small one with another limit."""
    return _questions(np.random.default_rng(20), clip_classic(), *_LIMITS)


def twins(rng: np.random.Generator) -> list[Question]:
    """The same with other numbers."""
    limits = [round(float(limit), 2) for limit in rng.uniform((2.8, 0.25), (3.6, 0.35))]
    # one course in ten drew 0.3 again: whoever knew that limit by heart had its points
    limits = [round(limit + 0.01, 2) if limit in _LIMITS else limit for limit in limits]
    return _questions(rng, _like_the_classic(rng), *limits)


def _like_the_classic(rng: np.random.Generator) -> Call:
    """Five arrays of ten times randn in which the five classic places are where they
    were: over the limit, under it, inside, over, inside; none of them close to it."""
    while True:
        call = clip_classic(int(rng.integers(4, 2**31)))
        arrays = call.positional[0]
        over, inside = (
            [arrays["dWaa"][1, 2], -arrays["dWax"][3, 1], arrays["db"][4, 0]],
            [arrays["dWya"][1, 2], arrays["dby"][1, 0]],
        )
        if min(over) > 11 and min(map(abs, inside)) > 0.1 and max(map(abs, inside)) < 9:
            return call


def _questions(
    rng: np.random.Generator, classic: Call, limit: float, low: float
) -> list[Question]:
    small = Call("clip", (_gradients(rng, limit, 4, 5, 5, reach=4.0), limit))
    tight = Call("clip", (_gradients(rng, low, 5, 4, 4), low))
    return [
        Question("classic", 3, "the five classic values", classic, "clip_classic"),
        Question(
            "small",
            3,
            "the three weight gradients, limit 3.2",
            small,
            "clip_all",
            about=_WEIGHTS,
            gate=True,
        ),
        Question(
            "biases",
            2,
            "the two bias gradients, limit 0.3",
            tight,
            "clip_all",
            about=_BIASES,
            gate=True,
        ),
    ]


def hidden(rng: np.random.Generator) -> list[Question]:
    """Other sizes and limits: weights, biases, a small limit, and gradients that need
    no clipping."""
    # three different sizes: a mistake of names or axes then shows in the shapes
    sizes = [[int(n) for n in rng.permutation(range(4, 9))[:3]] for _ in range(3)]
    limit, small, wide = (
        float(rng.uniform(3.2, 4.5)),
        float(rng.uniform(0.02, 0.08)),
        float(rng.uniform(11, 19)),
    )
    wide = round(wide, 3)
    usual = Call("clip", (_gradients(rng, limit, *sizes[0], reach=4.0), limit))
    tiny = Call("clip", (_gradients(rng, small, *sizes[1]), small))
    inside = Call("clip", (_gradients(rng, wide, *sizes[2], reach=0.9), wide))
    return [
        Question(
            "weights",
            4,
            "the weight gradients, another limit",
            usual,
            "clip_all",
            about=_WEIGHTS,
            gate=True,
        ),
        Question(
            "biases",
            3,
            "the bias gradients, another limit",
            usual,
            "clip_all",
            about=_BIASES,
            gate=True,
        ),
        Question("tiny", 3, "a small limit", tiny, "clip_all", gate=True),
        Question("inside", 2, "gradients that are inside already", inside, "clip_all"),
    ]
