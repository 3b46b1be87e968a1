"""The questions to `optimize`; the right `clip` is lent to it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dinosaur_grader.assignments import Question
from dinosaur_grader.checks.calls import Call, Lent
from utils import rnn_backward, rnn_forward

from ..observe import GRADIENTS, PARAMETERS, optimize_classic
from .sample import draw


def steep_fixture(
    rng: np.random.Generator, n_a: int, n_x: int, length: int, rate: float, lead: bool = False
) -> Call:
    """A name whose gradients pass 5 and 10 on several arrays, so that a missing or
    wrong clip shows."""
    while True:
        call = _fixture(rng, n_a, n_x, length, rate, lead)
        X, Y, a_prev, parameters = call.positional[:4]
        parameters["by"][Y[0]] -= 3.0
        largest = _largest(X, Y, a_prev, parameters)
        if largest["dby"] > 11 and largest["dWya"] > 6 and min(largest.values()) > 0.5:
            return call


def remembered_fixture(
    rng: np.random.Generator, n_a: int, n_x: int, length: int, rate: float
) -> Call:
    """The same, of a name on whose loss and last state the state before it shows: a
    long one may have forgotten it."""
    while True:
        call = steep_fixture(rng, n_a, n_x, length, rate)
        X, Y, a_prev, parameters = call.positional[:4]
        (loss, cache), (other, others) = (
            rnn_forward(X, Y, start, parameters) for start in (a_prev, a_prev * 0)
        )
        moved = np.abs(cache[1][length - 1] - others[1][length - 1]).max()
        if abs(loss - other) > 0.1 and moved > 0.01:
            return call


def gentle_fixture(
    rng: np.random.Generator,
    n_a: int,
    n_x: int,
    length: int,
    rate: float,
    least: float = 0.0,
    most: float = 4.0,
) -> Call:
    """A name whose largest gradient lies between `least` and `most`: clipping at 5
    changes nothing."""
    while True:
        call = _fixture(rng, n_a, n_x, length, rate, lead=True)
        parameters = call.positional[3]
        for name in PARAMETERS:
            parameters[name] *= 0.2
        if least < max(_largest(*call.positional[:4]).values()) < most:
            return call


def _fixture(
    rng: np.random.Generator, n_a: int, n_x: int, length: int, rate: float, lead: bool
) -> Call:
    letters = [int(i) for i in rng.integers(1, n_x, length)]
    X: list[int | None] = [*letters]
    Y = [*letters[1:], 0]
    if lead:
        X[0] = None
    else:
        Y = [int(rng.integers(1, n_x))] * (length - 2) + [
            int(i) for i in rng.integers(0, n_x, 2)
        ]
    a_prev = np.round(rng.uniform(-0.9, 0.9, (n_a, 1)), 6)
    return Call(
        "optimize", (X, Y, a_prev, draw(rng, n_a, n_x), rate), stand_ins={"clip": Lent()}
    )


def _largest(
    X: list[int | None], Y: list[int], a_prev: np.ndarray, parameters: dict[str, np.ndarray]
) -> dict[str, float]:
    _, cache = rnn_forward(X, Y, a_prev, parameters)
    gradients, _ = rnn_backward(X, Y, parameters, cache)
    return {name: float(np.abs(gradients[name]).max()) for name in GRADIENTS}


def _question(
    name: str, points: float, title: str, call: Call, about: tuple[str, ...] = ()
) -> Question:
    return Question(name, points, title, call, "optimize_all", about, gate=True)


def public() -> list[Question]:
    """The classic seven values, and a small steep name: gradients and parameters."""
    small = steep_fixture(np.random.default_rng(22), 3, 5, 18, 0.05)
    return _questions(optimize_classic(), small)


def twins(rng: np.random.Generator) -> list[Question]:
    """The same with other numbers."""
    return _questions(_like_the_classic(rng), steep_fixture(rng, 3, 5, 18, 0.05))


def _like_the_classic(rng: np.random.Generator) -> Call:
    """A name whose seven values show whether the gradients are clipped, but not at
    which limit, and which state came back, as the classic ones."""
    while True:
        X, Y = (tuple(int(i) for i in rng.integers(1, 27, 6)) for _ in range(2))
        call = optimize_classic(int(rng.integers(2, 2**31)), X, Y)
        inputs, targets, state, parameters = call.positional[:4]
        _, cache = rnn_forward(inputs, targets, state, parameters)
        slopes, states = rnn_backward(inputs, targets, parameters, cache)
        places = {"dWaa": (1, 2), "dWya": (1, 2), "db": (4, 0), "dby": (1, 0)}
        shown = [abs(slopes[name][place]) for name, place in places.items()]
        tight, wide = (
            {int(np.argmax(np.clip(slopes["dWax"], -limit, limit))) for limit in limits}
            for limits in ((1, 5, 10), (20, 50, np.inf))
        )
        seen = [states[step][4, 0] for step in range(len(inputs))]
        apart = min(abs(seen[-1] - other) for other in [*seen[:-1], state[4, 0], 0.0])
        clear = max(shown) < 0.95 and apart > 1e-3
        if clear and len(tight) == len(wide) == 1 and tight != wide:
            return call


def _questions(classic: Call, small: Call) -> list[Question]:
    return [
        Question("classic", 4, "the seven classic values", classic, "optimize_classic"),
        _question("steep", 3, "steep gradients", small, ("loss", "state", *GRADIENTS)),
        _question("moved", 3, "parameters after a step of rate 0.05", small, PARAMETERS),
    ]


def hidden(rng: np.random.Generator) -> list[Question]:
    """Loss and state, gradients and parameters of a steep name, a gentle name, and a
    name of one step."""
    n_a = rng.integers(4, 9, 3)
    n_x = n_a + rng.integers(1, 4, 3)
    rates = [round(float(r), 4) for r in rng.uniform(0.02, 0.2, 3)]
    steep = remembered_fixture(rng, n_a[0], n_x[0], int(rng.integers(16, 24)), rates[0])
    # over 1, so that clipping there shows in every course
    gentle = gentle_fixture(rng, n_a[1], n_x[1], int(rng.integers(6, 9)), rates[1], 1.2)
    gentle = replace(  # the rate by its name, as `model` gives it
        gentle, positional=gentle.positional[:4], keywords={"learning_rate": rates[1]}
    )
    # under 1, as a single step's are in nearly every course, so that clipping there never shows
    single = gentle_fixture(rng, n_a[2], n_x[2], 1, 0.01, most=0.99)
    single = replace(single, positional=single.positional[:4])  # without a rate: the default
    return [
        _question("loss", 2, "the loss of a name", steep, ("loss",)),
        _question("state", 2, "the state after a name", steep, ("state",)),
        _question("gradients", 4, "steep gradients", steep, GRADIENTS),
        _question("moved", 4, "parameters after a step", steep, PARAMETERS),
        _question("gentle", 2, "a name with small gradients", gentle),
        _question("single", 1, "a name of a single step, the usual rate", single),
    ]
