"""Two figures of what gradients do on the way back through a name, measured: they
explode without `clip`, and they vanish.
"""

from __future__ import annotations

import numpy as np

from . import drawings, inventor, recipes
from .corpus import data_file
from .rnn import initialize_parameters, rnn_forward
from .svg import Drawing

BACK = 8  # letters; names with fewer are left out


def clipping(
    clip: recipes.Clip, data: str, char_to_ix: dict[str, int], number: int | None = None
) -> Drawing:
    """Draw two short trainings on the names in `data` beside blind guessing: one uses
    `clip`, one doesn't."""
    blind = ("blind guessing", float(np.log(len(char_to_ix))))
    runs = recipes.clipping(clip, data, char_to_ix)
    losses = {what: run.tolist() for what, run in runs.items()}
    return drawings.curves(
        losses, level=blind, x="names read", y="nats per letter", number=number
    )


def vanishing(data: str, char_to_ix: dict[str, int], number: int | None = None) -> Drawing:
    """Draw what share of a gradient at a name's end is left, letter by letter back: in a
    new network, and in the trained one of the lesson's first cell."""
    new = initialize_parameters(50, len(char_to_ix), len(char_to_ix))
    trained = inventor.parameters(np.load(data_file("network.npy")))
    names = [name for name in data.split("\n") if len(name) > BACK][::7]
    shares = {
        what: measure_decay(names, network, char_to_ix).tolist()
        for what, network in (("trained", trained), ("new", new))
    }
    return drawings.curves(shares, x="letters back", y="share of the gradient", number=number)


def measure_decay(
    names: list[str], parameters: dict[str, np.ndarray], char_to_ix: dict[str, int]
) -> np.ndarray:
    """Measure how much of the gradient of the last letter's loss with respect to the
    state is left 0 to `BACK` letters before it: the median share of its length over
    `names`, to a hundredth."""
    shares = [_decay(name, parameters, char_to_ix) for name in names]
    return np.median(shares, axis=0).round(2)


def _decay(
    name: str, parameters: dict[str, np.ndarray], char_to_ix: dict[str, int]
) -> np.ndarray:
    Y = [char_to_ix[char] for char in name + "\n"]
    nothing = np.zeros_like(parameters["b"])
    _, (y, a, _) = rnn_forward([None, *Y[:-1]], Y, nothing, parameters)
    dz = y[-1].copy()  # (n_y, 1)
    dz[Y[-1]] -= 1.0
    da = parameters["Wya"].T @ dz  # (n_a, n_y) @ (n_y, 1)
    lengths = [np.linalg.norm(da)]
    for t in range(len(name), len(name) - BACK, -1):
        du = (1 - a[t] ** 2) * da  # (n_a, 1)
        da = parameters["Waa"].T @ du  # (n_a, n_a) @ (n_a, 1)
        lengths.append(np.linalg.norm(da))
    return np.array(lengths) / lengths[0]
