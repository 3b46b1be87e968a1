"""Inputs that the assignment can give to its functions, drawn more widely than any
question: what a mutant that got every point is compared on with its right answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from dinosaur_grader.assignments.rubric import Rubric
from dinosaur_grader.checks.calls import Call, Lent, Spy

GRADIENTS = ("dWaa", "dWax", "dWya", "db", "dby")
Generator = np.random.Generator


def drawn(rubric: Rubric, function: str, number: int) -> list[Call]:
    """The first `number` inputs of a function; the same on every machine."""
    rng = np.random.default_rng([17, *function.encode()])
    draw, module = DRAWS[function], rubric.written(function)
    return [draw(module, rng, i) for i in range(number)]


def _clip(_: Any, rng: Generator, i: int) -> Call:
    """Any sizes, any limit, entries about it, on it and far from it; the keys in any
    order, with or without the one more that `rnn_backward` gives."""
    n_a, n_x, n_y = (int(n) for n in rng.integers(1, 9, 3))
    limit: float = float(10 ** rng.uniform(-2, 1.5))
    if i % 4 == 0:
        limit = int(rng.integers(1, 12))
    sizes = {
        "dWaa": (n_a, n_a),
        "dWax": (n_a, n_x),
        "dWya": (n_y, n_a),
        "db": (n_a, 1),
        "dby": (n_y, 1),
    }
    if i % 2:
        sizes["da_next"] = (n_a, 1)
    names = [str(name) for name in rng.permutation(list(sizes))]
    scale = limit * rng.choice([0.2, 1.0, 5.0])
    arrays = {name: rng.standard_normal(sizes[name]) * scale for name in names}
    for array in arrays.values():
        array[rng.random(array.shape) < 0.1] = limit
        array[rng.random(array.shape) < 0.1] = 0.0
    return Call("clip", (arrays, limit))


def _sample(module: Any, rng: Generator, i: int) -> Call:
    """Any sizes, seeds and places of the newline, names of all lengths, with every draw
    clear of the edges. No name ends by itself with its last character: right answers
    differ there."""
    while True:
        n_a, n_x = int(rng.integers(1, 10)), int(rng.integers(2, 28))
        seed = int(rng.integers(0, 5000)) if i % 3 else int(rng.integers(0, 4))
        newline = int(rng.integers(n_x)) if i % 2 else 0
        parameters = module.draw(rng, n_a, n_x)
        parameters["by"][newline] += rng.choice([0.0, 1.0, -1.0, -3.0, -100.0])
        if i % 5 == 0:
            parameters["b"][:] = parameters["by"][:] = 0.0
        length, nearest, _ = module.margin(parameters, seed, newline=newline)
        cut = parameters["by"][newline] < -90
        if nearest > module.MARGIN and cut == (length == module.CAP):
            return Call("sample", (parameters, module.letters(n_x, newline), seed))


def _optimize(_: Any, rng: Generator, i: int) -> Call:
    """Names of any length, flat and steep, with or without the None at their front; the
    rate by position, by keyword or left out."""
    n_a, n_x, length = (int(n) for n in rng.integers((1, 2, 1), (10, 12, 25)))
    letters = [int(n) for n in rng.integers(1, n_x, length)]
    X: list[int | None] = [*letters]
    Y = [*letters[1:], 0]
    if i % 3:
        X, Y = [None, *letters], [*letters, 0]
    scale = rng.choice([0.1, 1.0, 3.0])
    sizes = {
        "Wax": (n_a, n_x),
        "Waa": (n_a, n_a),
        "Wya": (n_x, n_a),
        "b": (n_a, 1),
        "by": (n_x, 1),
    }
    parameters = {k: rng.standard_normal(size) * scale for k, size in sizes.items()}
    a_prev = rng.uniform(-0.9, 0.9, (n_a, 1)) * (i % 5 > 0)
    rate = round(float(10 ** rng.uniform(-3, 0)), 4)
    positional, keywords = (X, Y, a_prev, parameters), {"learning_rate": rate}
    if i % 4 == 0:
        keywords = {}
    elif i % 4 == 1:
        positional, keywords = (*positional, rate), {}
    return Call("optimize", positional, keywords, {"clip": Lent()})


def _model(module: Any, rng: Generator, i: int) -> Call:
    """Any list of names and place of the newline; spies that answer, or the right functions lent; a few runs
    that report more than once; some of the settings left to their defaults."""
    n_names, n_letters = int(rng.integers(2, 12)), int(rng.integers(2, 12))
    data = module.corpus(rng, n_names, n_letters)
    if i % 8 == 0:  # a name whose gradients are steep
        data = f"{data}\n{data[0] * int(rng.integers(20, 80))}"
    n_a, names = int(rng.integers(1, 8)), int(rng.integers(1, 9)) * (3 if i % 6 == 0 else 1)
    iterations = int(rng.integers(1, 3 * n_names))
    long = i % 80 == 7
    if long:
        iterations = int(rng.integers(2001, 4500))
    record = () if long else ("X", "Y", "a_prev", "learning_rate")
    newline = int(rng.integers(n_letters + 1)) if i % 3 else 0
    call = module.spied(rng, data, iterations, n_a, names, 8, record, newline=newline)
    if i % 4 == 0:
        short = {**call.keywords, "num_iterations": min(iterations, 10)}
        call = replace(call, keywords=short, stand_ins=module.LENT)
    elif not long:
        sample = call.stand_ins["sample"]
        asked = replace(sample, record=("parameters", "char_to_ix", "seed"))
        call = replace(call, stand_ins={**call.stand_ins, "sample": asked})
    if i % 10 == 1:
        fewer = {k: v for k, v in call.keywords.items() if k not in ("dino_names", "n_a")}
        call = replace(call, keywords=fewer, stand_ins=_any_size(call))
    return call


def _any_size(call: Call) -> dict[str, Spy | Lent]:
    """Stand-ins for a run of a default size: states of 50 units."""
    optimize = call.stand_ins["optimize"]
    if isinstance(optimize, Lent):
        return call.stand_ins
    answers = tuple((loss, g, np.resize(a, (50, 1))) for loss, g, a in optimize.answers)
    return {**call.stand_ins, "optimize": replace(optimize, answers=answers)}


DRAWS: dict[str, Callable[[Any, Generator, int], Call]] = {
    "clip": _clip,
    "sample": _sample,
    "optimize": _optimize,
    "model": _model,
}
