"""Parameters for questions, drawn."""

from __future__ import annotations

import numpy as np

_SPREAD = {"Wax": 1.2, "Waa": 0.6, "Wya": 1.5, "b": 0.7, "by": 0.5}


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
