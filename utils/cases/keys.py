"""The questions whose answers are keys: one for each exercise.

What is asked has the same answer from every right function on every machine: whole
numbers, or numbers far from where they would be rounded to others. A function that is
wrong in one of the ways that are known answers something else.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
from collections.abc import Callable

import numpy as np

__all__ = ["QUESTIONS", "key"]

FIVE = ("dWaa", "dWax", "dWya", "db", "dby")
WEIGHTS = ("Wax", "Waa", "Wya", "b", "by")


def key(name: str, function: Callable, case: int) -> bytes:
    """The key of a case, by what `function` answers to the question of the exercise
    `name`. May raise whatever a student's function raises."""
    with contextlib.redirect_stdout(io.StringIO()):
        answer = QUESTIONS[name](function)
    return hashlib.sha256(json.dumps([case, name, answer]).encode()).digest()


def _random(seed: int, scale: float = 1.0) -> Callable:
    """A function that draws an array of a shape, the same on every machine."""
    rng = np.random.RandomState(seed)
    return lambda *shape: scale * rng.standard_normal(shape)


def _rounded(numbers: list, parts: int) -> list[int]:
    """Whole numbers: `numbers` in `parts` of one."""
    flat = np.concatenate([np.ravel(np.asarray(each, dtype=float)) for each in numbers])
    return [int(each) for each in np.rint(flat * parts)]


def _parameters(draw: Callable, n_a: int, n_x: int) -> dict[str, np.ndarray]:
    shapes = ((n_a, n_x), (n_a, n_a), (n_x, n_a), (n_a, 1), (n_x, 1))
    return {name: draw(*shape) for name, shape in zip(WEIGHTS, shapes, strict=True)}


def _clip(function: Callable) -> list[int]:
    """All entries of five arrays of halves, for two limits."""
    rng = np.random.RandomState(3)
    shapes = ((4, 4), (4, 6), (6, 4), (4, 1), (6, 1))
    answers = []
    for limit in (13, 7):
        arrays = {
            name: rng.randint(-80, 81, shape) / 2
            for name, shape in zip(FIVE, shapes, strict=True)
        }
        clipped = function(arrays, limit)
        answers += _rounded([clipped[name] for name in FIVE], 2)
    return answers


def _sample(function: Callable) -> list[list[int]]:
    """The indices of six names, one of them cut at 50, where the newline is not 0."""
    symbols = {char: ix for ix, char in enumerate("dac\nbe")}
    parameters = _parameters(_random(5, 0.8), 4, 6)
    names = [function(_copy(parameters), symbols, seed) for seed in (0, 1, 7, 12, 40)]
    parameters["by"][symbols["\n"]] = -100.0
    names.append(function(parameters, symbols, 3))
    return [[int(np.ravel(ix)[0]) for ix in name] for name in names]


OPTIMIZE_PARTS, MODEL_PARTS = 100, 1000


def _optimize(function: Callable) -> list[list]:
    steps = optimized(function)
    return [[_rounded(step, OPTIMIZE_PARTS), np.shape(step[-1])[:1]] for step in steps]


def optimized(function: Callable) -> list[list]:
    """Two steps, each as arrays: loss, gradients, new parameters and last state. Some
    gradients are over 10."""
    found = []
    for seed, X, rate in ((1, [None, 3, 0, 2], 0.05), (2, [1] * 14, 0.4)):
        draw = _random(seed, 3.0)
        parameters, a_prev = _parameters(draw, 3, 4), draw(3, 1)
        Y = [3] * len(X)
        loss, gradients, last = function(X, Y, a_prev, parameters, learning_rate=rate)
        found.append([loss, *(gradients[n] for n in FIVE), *map(parameters.get, WEIGHTS), last])
    return found


def _model(function: Callable) -> list[int]:
    return _rounded(trained(function), MODEL_PARTS)


def trained(function: Callable) -> list[np.ndarray]:
    """What a short training on five names leaves, as arrays."""
    data = "abba\ncab\nbaac\nc\nacc"
    to_ix = {char: ix for ix, char in enumerate("ab\nc")}
    to_char = {ix: char for char, ix in to_ix.items()}
    options = {"num_iterations": 600, "n_a": 5, "dino_names": 2, "vocab_size": 4}
    result = function(data, to_char, to_ix, **options)
    return [found_parameters(result)[name] for name in WEIGHTS]


def found_parameters(result: object) -> dict[str, np.ndarray]:
    """The dictionary of parameters in what `model` returned."""
    parts = result if isinstance(result, tuple | list) else (result,)
    return next(part for part in parts if isinstance(part, dict) and "Wax" in part)


def _copy(parameters: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {name: value.copy() for name, value in parameters.items()}


QUESTIONS = {"clip": _clip, "sample": _sample, "optimize": _optimize, "model": _model}
