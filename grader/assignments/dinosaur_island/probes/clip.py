"""The questions to `clip`."""

from __future__ import annotations

import numpy as np

from utils.checks import Probe
from utils.checks.calls import Call
from utils.checks.published import clip_classic

_WEIGHTS, _BIASES = ("dWaa", "dWax", "dWya"), ("db", "dby")


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


def _probe(
    name: str,
    cell: str,
    points: float,
    title: str,
    call: Call,
    about: tuple[str, ...] = (),
    gate: bool = False,
) -> Probe:
    public = cell == "clip_expected"
    return Probe(
        f"clip.{name}",
        "clip",
        cell,
        points,
        title,
        call,
        "clip_all",
        {},
        about,
        public=public,
        gate=gate,
    )


def public() -> list[Probe]:
    """The classic fixture and a small one with another limit."""
    rng = np.random.default_rng(20)
    small = Call("clip", (_gradients(rng, 3.2, 4, 5, 5, reach=4.0), 3.2))
    tight = Call("clip", (_gradients(rng, 0.3, 5, 4, 4), 0.3))
    return [
        Probe(
            "clip.classic",
            "clip",
            "clip_expected",
            3,
            "the five classic values",
            clip_classic(),
            "clip_classic",
            {},
        ),
        _probe(
            "small",
            "clip_expected",
            3,
            "the three weight gradients, limit 3.2",
            small,
            about=_WEIGHTS,
            gate=True,
        ),
        _probe(
            "biases",
            "clip_expected",
            2,
            "the two bias gradients, limit 0.3",
            tight,
            about=_BIASES,
            gate=True,
        ),
    ]


def hidden(rng: np.random.Generator) -> list[Probe]:
    """Other sizes and limits: weights, biases, a small limit, and gradients that need
    no clipping."""
    cell = "clip_hidden"
    sizes = [[int(n) for n in rng.integers(4, 9, 3)] for _ in range(3)]
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
        _probe(
            "hidden.weights",
            cell,
            4,
            "the weight gradients, another limit",
            usual,
            about=_WEIGHTS,
            gate=True,
        ),
        _probe(
            "hidden.biases",
            cell,
            3,
            "the bias gradients, another limit",
            usual,
            about=_BIASES,
            gate=True,
        ),
        _probe("hidden.tiny", cell, 3, "a small limit", tiny, gate=True),
        _probe("hidden.inside", cell, 2, "gradients that are inside already", inside),
    ]
