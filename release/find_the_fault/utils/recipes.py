"""Recipes of training: with what state a name begins, and how fast the network learns.

The lesson's `model` has the classic recipe: the state is carried from name to name, and
the learning rate stays the same. Here both can be chosen, and the step is the student's
own `optimize`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np

from .rnn import initialize_parameters, rnn_backward, rnn_forward, update_parameters

Clip = Callable[[dict[str, np.ndarray], float], dict[str, np.ndarray]]
"""Clips a dictionary of gradients at a limit, as exercise 1 does."""
RATE, HIGH_RATE, LOW_LIMIT = 0.01, 0.07, 0.5
LONG = 8_000 if sys.platform == "emscripten" else 24_000  # names: a browser takes its time


def train(
    optimize: Callable,
    data: str,
    char_to_ix: dict[str, int],
    num_iterations: int = LONG,
    carried: bool = False,
    falling: bool = True,
    order: int = 0,
) -> dict[str, np.ndarray]:
    """Train a new network of 50 hidden units with `optimize`, a name an iteration.

    Arguments:
    optimize -- as in exercise 3: returns loss, gradients and the last state (50, 1)
    data -- the names, one a line
    num_iterations -- how many names to read: 24,000, and 8,000 in a browser
    carried -- whether a name begins with the state that the one before it left; a name
               begins with zeros otherwise, as in `sample`
    falling -- whether the rate falls in a line from 0.01 to 0; it stays 0.01 otherwise
    order -- the seed of the order of the names

    Returns the parameters, which `optimize` changes in place.
    """
    parameters = initialize_parameters(50, len(char_to_ix), len(char_to_ix))
    nothing = np.zeros_like(parameters["b"])  # (50, 1)
    a_prev = nothing
    names = _shuffled(data, order)
    for j in range(num_iterations):
        X, Y = _example(names[j % len(names)], char_to_ix)
        rate = RATE * (1 - j / num_iterations) if falling else RATE
        before = a_prev if carried else nothing.copy()
        _, _, a_prev = optimize(X, Y, before, parameters, learning_rate=rate)
    return parameters


def clipping(
    clip: Clip, data: str, char_to_ix: dict[str, int], count: int = 400, order: int = 0
) -> dict[str, np.ndarray]:
    """The losses (nats per letter, the mean of 50 names, to a hundredth) of two trainings
    on `count` names at the high rate 0.07: one uses `clip`, with the limit 0.5, one
    doesn't clip. Each ends once it is worse than blind guessing. `order` is the seed of
    the order of the names."""
    # From there on what explodes is rounding: ten names later each processor has another
    # loss. With the limit 5 at the rate 0.05 only one order of eleven explodes.
    ways = {"clipped": clip, "not clipped": lambda gradients, limit: gradients}
    return {what: _losses(way, data, char_to_ix, count, order) for what, way in ways.items()}


def _losses(
    clip: Clip, data: str, char_to_ix: dict[str, int], count: int, order: int
) -> np.ndarray:
    network = initialize_parameters(50, len(char_to_ix), len(char_to_ix))
    state = np.zeros_like(network["b"])
    losses, letters, means = [], [], []
    for name in _shuffled(data, order)[:count]:
        example = _example(name, char_to_ix)
        of_name, passed = rnn_forward(*example, state, network)
        slopes, states = rnn_backward(*example, network, passed)
        update_parameters(network, clip(slopes, LOW_LIMIT), HIGH_RATE)
        state = states[len(name)]
        losses.append(of_name)
        letters.append(len(name) + 1)
        if len(losses) >= min(50, count):
            means.append(sum(losses[-50:]) / sum(letters[-50:]))
            if means[-1] > np.log(len(char_to_ix)):
                break
    return np.round(means, 2)


def _shuffled(data: str, order: int) -> list[str]:
    """The names in an order of their own for each seed; that of `model` for 0."""
    names = data.split("\n")
    np.random.RandomState(order).shuffle(names)
    return names


def _example(name: str, char_to_ix: dict[str, int]) -> tuple[list, list]:
    X = [None, *(char_to_ix[char] for char in name)]
    return X, [*X[1:], char_to_ix["\n"]]
