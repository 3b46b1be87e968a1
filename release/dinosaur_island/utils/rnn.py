"""The recurrent network: forward through a name, back through it, one step downhill.

The letters are the field's own: n_a hidden units, n_x input symbols, n_y output
symbols, T steps (the letters of a name). One step from t - 1 to t:

    a[t] = tanh(Wax x[t] + b + Waa a[t-1])      (n_a, 1)
    p[t] = softmax(Wya a[t] + by)               (n_y, 1)

Read `rnn_step_forward` and `forward_by_steps` first, then the two that go back: these
four are the whole network, written as a textbook writes it. The gradients are those of
backpropagation through time (Werbos, 1990).

Training takes 35,000 names of a dozen steps each, so `rnn_forward` and
`rnn_backward` go a faster way to the same numbers: see `rnn_fast.py`. What may be asked
of arguments is in `arguments.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from . import rnn_fast
from .arguments import SLOPES, WEIGHTS, backward_step, forward_step, one_update
from .text import softmax

__all__ = [
    "initialize_parameters",
    "rnn_backward",
    "rnn_forward",
    "rnn_step_backward",
    "rnn_step_forward",
    "update_parameters",
]


def initialize_parameters(n_a: int, n_x: int, n_y: int) -> dict[str, np.ndarray]:
    """Small random weights and zero biases, the same at every call (legacy seed 1).

    Returns a dictionary with `Wax (n_a, n_x)`, `Waa (n_a, n_a)`, `Wya (n_y, n_a)`,
    `b (n_a, 1)` and `by (n_y, 1)`. Raises ValueError where a size is below 1.
    """
    if min(n_a, n_x, n_y) < 1:
        sizes = f"n_a, n_x, n_y are {n_a}, {n_x}, {n_y}"
        raise ValueError(f"initialize_parameters: {sizes}, but each has to be at least 1")
    np.random.seed(1)
    Wax = np.random.randn(n_a, n_x) * 0.01
    Waa = np.random.randn(n_a, n_a) * 0.01
    Wya = np.random.randn(n_y, n_a) * 0.01
    b, by = np.zeros((n_a, 1)), np.zeros((n_y, 1))
    return {"Wax": Wax, "Waa": Waa, "Wya": Wya, "b": b, "by": by}


# Forward: a step, then a name.


def rnn_step_forward(
    parameters: dict[str, np.ndarray], a_prev: np.ndarray, x: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """One step: from the state `a_prev (n_a, 1)` and the input `x (n_x, 1)`.

    Returns the new state `a (n_a, 1)` and the probabilities `p (n_y, 1)`. Raises
    ValueError where a shape does not fit or a number is NaN.
    """
    Wax, Waa, Wya, b, by = forward_step(parameters, a_prev, x)
    z = Wax @ x + b + Waa @ a_prev  # (n_a, n_x) @ (n_x, 1) + (n_a, n_a) @ (n_a, 1)
    a = np.tanh(z)  # (n_a, 1)
    logits = Wya @ a + by  # (n_y, n_a) @ (n_a, 1)
    p = softmax(logits)  # (n_y, 1)
    return a, p


def forward_by_steps(
    X: Sequence[int | None],
    Y: Sequence[int],
    a_prev: np.ndarray,
    parameters: dict[str, np.ndarray],
) -> tuple[float, tuple[dict, dict, dict]]:
    """`rnn_forward` as a plain loop over time; see there.

    Here the cache is three dictionaries of step -> column, and `a[-1]` is the state
    before the name.
    """
    n_x = parameters["Wax"].shape[1]
    loss = 0.0
    x, a, p = {}, {-1: a_prev}, {}
    for t in range(len(X)):
        x[t] = np.zeros((n_x, 1))
        if X[t] is not None:
            x[t][X[t]] = 1.0  # one-hot
        a[t], p[t] = rnn_step_forward(parameters, a[t - 1], x[t])
        loss -= np.log(p[t][Y[t], 0])  # the surprise, in nats
    return loss, (p, a, x)


# Back: a step, then a name.


def rnn_step_backward(
    dy: np.ndarray,
    gradients: dict[str, np.ndarray],
    parameters: dict[str, np.ndarray],
    x: np.ndarray,
    a: np.ndarray,
    a_prev: np.ndarray,
) -> dict[str, np.ndarray]:
    """Add one step's part to `gradients`, in place, and return them.

    `dy (n_y, 1)` is the gradient of the loss with respect to the logits, `a` and
    `a_prev (n_a, 1)` are the states after and before the step, `x (n_x, 1)` is its
    input. `gradients["da_next"] (n_a, 1)` carries the gradient from step to step.
    Raises ValueError where a shape does not fit or a number is NaN.
    """
    Waa, Wya = backward_step(parameters, dy, x, a, a_prev)
    gradients["dWya"] += dy @ a.T  # (n_y, 1) @ (1, n_a)
    gradients["dby"] += dy
    da = Wya.T @ dy + gradients["da_next"]  # (n_a, n_y) @ (n_y, 1): now and later
    dz = (1 - a * a) * da  # (n_a, 1): the slope of tanh is 1 - a²
    gradients["db"] += dz
    gradients["dWax"] += dz @ x.T  # (n_a, 1) @ (1, n_x)
    gradients["dWaa"] += dz @ a_prev.T  # (n_a, 1) @ (1, n_a)
    gradients["da_next"] = Waa.T @ dz  # (n_a, n_a) @ (n_a, 1): for the step before
    return gradients


def backward_by_steps(
    X: Sequence[int | None], Y: Sequence[int], parameters: dict[str, np.ndarray], cache: tuple
) -> tuple[dict[str, np.ndarray], np.ndarray | dict]:
    """`rnn_backward` as a plain loop over time, last step first; see there.

    `cache` is that of `forward_by_steps` or of `rnn_forward`.
    """
    p, a, x = cache
    gradients = {"d" + name: np.zeros_like(parameters[name]) for name in WEIGHTS}
    gradients["da_next"] = np.zeros_like(parameters["b"])  # nothing comes after the end
    for t in reversed(range(len(X))):
        dy = p[t].copy()  # (n_y, 1): softmax and cross-entropy together have
        dy[Y[t]] -= 1.0  # the slope p - 1 at the target and p elsewhere
        rnn_step_backward(dy, gradients, parameters, x[t], a[t], a[t - 1])
    return gradients, a


# A whole name, fast; and one step downhill.


def rnn_forward(
    X: Sequence[int | None],
    Y: Sequence[int],
    a_prev: np.ndarray,
    parameters: dict[str, np.ndarray],
) -> tuple[float, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Read a name and add up the surprise at each of its letters.

    `X` are the T input indices, of which the first may be `None` (a zero vector); `Y`
    the T targets; `a_prev (n_a, 1)` the state before the name. Returns the loss
    (cross-entropy in nats, summed over the name) and a cache for `rnn_backward`: the
    arrays `p (T, n_y, 1)`, `a (T + 1, n_a, 1)` and `x (T, n_x, 1)`. The state before
    the name is the last row of `a`, so that `a[-1]` is what comes before `a[0]`.

    Raises ValueError, with the argument's name and both shapes, for shapes that do not
    fit, indices outside the vocabulary, an empty `X`, `X` and `Y` of different lengths,
    and NaN.
    """
    return rnn_fast.forward(X, Y, a_prev, parameters)


def rnn_backward(
    X: Sequence[int | None], Y: Sequence[int], parameters: dict[str, np.ndarray], cache: tuple
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Go back through the name that `rnn_forward` has read.

    `cache` is what `rnn_forward` returned, or the classic three dictionaries of step ->
    column `(p, a, x)`. Returns the gradients of the loss (keys `dWax dWaa dWya db dby`,
    and `da_next`, that of the state before the name) and the states `a`: `a[t]` is
    (n_a, 1) for t = 0 .. T - 1, and `a[-1]` the state before the name.

    Raises ValueError, as `rnn_forward` does, and where the cache is that of another
    name.
    """
    return rnn_fast.backward(X, Y, parameters, cache)


def update_parameters(
    parameters: dict[str, np.ndarray], gradients: dict[str, np.ndarray], lr: float
) -> dict[str, np.ndarray]:
    """One step downhill: each parameter, in place, less `lr` times its gradient.

    Returns `parameters`. Raises ValueError, and changes nothing, where `lr` is NaN or a
    gradient is missing, holds NaN or has a shape that differs from its parameter's.
    """
    one_update(parameters, gradients, lr)
    for name, slope in SLOPES:
        parameters[name] -= lr * gradients[slope]
    return parameters
