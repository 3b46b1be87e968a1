"""The recurrent network: forward through a name, back through it, one step downhill.

The letters are the lesson's: n_a hidden units, n_x input symbols, n_y output symbols, T
steps (the letters of a name). One step from t - 1 to t:

    u = Wax x[t] + b + Waa a[t-1]      (n_a, 1)
    a[t] = tanh(u)                     (n_a, 1)
    z = Wya a[t] + by                  (n_y, 1): the logits
    y[t] = softmax(z)                  (n_y, 1)

Read `rnn_step_forward` and `rnn_forward` first, then the two that go back: these are the
whole network, written as a textbook writes it. The gradients are those of
backpropagation through time (Werbos, 1990).

Training takes 35,000 names of a dozen steps each, so names of over `SHORT` steps take a
faster way to the same numbers: see `rnn_fast.py`. What may be asked of arguments is in
`arguments.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from . import rnn_fast
from .arguments import (
    SLOPES,
    WEIGHTS,
    backward_step,
    forward_name,
    forward_step,
    no_nan,
    one_update,
)
from .text import softmax, surprise

__all__ = [
    "initialize_parameters",
    "rnn_backward",
    "rnn_forward",
    "rnn_step_backward",
    "rnn_step_forward",
    "update_parameters",
]

SHORT = 3  # steps; every real name is longer, and takes the fast way


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

    Returns the new state `a (n_a, 1)` and the probabilities `y (n_y, 1)`. Raises
    ValueError where a shape does not fit or a number is NaN.
    """
    Wax, Waa, Wya, b, by = forward_step(parameters, a_prev, x)
    u = Wax @ x + b + Waa @ a_prev  # (n_a, n_x) @ (n_x, 1) + (n_a, n_a) @ (n_a, 1)
    a = np.tanh(u)  # (n_a, 1)
    z = Wya @ a + by  # (n_y, n_a) @ (n_a, 1)
    return a, softmax(z)  # y (n_y, 1)


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
    arrays `y (T, n_y, 1)`, `a (T + 1, n_a, 1)` and `x (T, n_x, 1)`. The state before
    the name is the last row of `a`, so that `a[-1]` is what comes before `a[0]`.

    The loop below is the whole of it. A name of over `SHORT` steps takes the fast way,
    `rnn_fast.forward`: a third of the time, and the same numbers but for rounding.

    Raises ValueError, with the argument's name and both shapes, for shapes that do not
    fit, indices outside the vocabulary, an empty `X`, `X` and `Y` of different lengths,
    and NaN.
    """
    checked = weights, _, _, T = forward_name(X, Y, a_prev, parameters)
    if T > SHORT:
        return rnn_fast.forward(a_prev, checked)
    no_nan((a_prev, *weights), ("a_prev", *WEIGHTS), "rnn_forward")
    Wax, Waa, Wya, b, by = weights
    (n_a, n_x), n_y = Wax.shape, len(by)
    x, a, y = np.zeros((T, n_x, 1)), np.zeros((T + 1, n_a, 1)), np.zeros((T, n_y, 1))
    a[-1] = a_prev
    loss = 0.0
    for t in range(T):
        if X[t] is not None:
            x[t, X[t]] = 1.0  # one-hot
        a[t] = np.tanh(Wax @ x[t] + b + Waa @ a[t - 1])  # (n_a, 1)
        z = Wya @ a[t] + by  # (n_y, 1)
        y[t] = softmax(z)  # (n_y, 1)
        loss += surprise(z, Y[t])  # -log of the target's y, in nats
    return loss, (y, a, x)


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

    `dy (n_y, 1)` is the gradient of the loss with respect to the logits z. The lesson
    calls it dz; the argument has its classic name. `a` and `a_prev (n_a, 1)` are the
    states after and before the step, `x (n_x, 1)` is its input.
    `gradients["da_next"] (n_a, 1)` carries the gradient from step to step. Raises
    ValueError where a shape does not fit or a number is NaN.
    """
    Waa, Wya = backward_step(parameters, dy, x, a, a_prev)
    dz = dy
    gradients["dWya"] += dz @ a.T  # (n_y, 1) @ (1, n_a)
    gradients["dby"] += dz
    da = Wya.T @ dz + gradients["da_next"]  # (n_a, n_y) @ (n_y, 1): now and later
    du = (1 - a * a) * da  # (n_a, 1): the slope of tanh is 1 - a²
    gradients["db"] += du
    gradients["dWax"] += du @ x.T  # (n_a, 1) @ (1, n_x)
    gradients["dWaa"] += du @ a_prev.T  # (n_a, 1) @ (1, n_a)
    gradients["da_next"] = Waa.T @ du  # (n_a, n_a) @ (n_a, 1): for the step before
    return gradients


def backward_by_steps(
    X: Sequence[int | None], Y: Sequence[int], parameters: dict[str, np.ndarray], cache: tuple
) -> tuple[dict[str, np.ndarray], np.ndarray | dict]:
    """`rnn_backward` as a plain loop over time, last step first; see there.

    `cache` is that of `rnn_forward`.
    """
    y, a, x = cache
    gradients = {"d" + name: np.zeros_like(parameters[name]) for name in WEIGHTS}
    gradients["da_next"] = np.zeros_like(parameters["b"])  # nothing comes after the end
    for t in reversed(range(len(X))):
        dz = y[t].copy()  # (n_y, 1): softmax and cross-entropy together have
        dz[Y[t]] -= 1.0  # the slope y - 1 at the target and y elsewhere
        rnn_step_backward(dz, gradients, parameters, x[t], a[t], a[t - 1])
    return gradients, a


def rnn_backward(
    X: Sequence[int | None], Y: Sequence[int], parameters: dict[str, np.ndarray], cache: tuple
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Go back through the name that `rnn_forward` has read: `backward_by_steps`, by the
    fast way.

    `cache` is what `rnn_forward` returned, or the classic three dictionaries of step ->
    column `(y, a, x)`. Returns the gradients of the loss (keys `dWax dWaa dWya db dby`,
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
