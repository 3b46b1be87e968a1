"""The recurrent network: forward through a name, back through it, one step of gradient descent.

The letters are the field's own: n_a hidden units, n_x input symbols, n_y output symbols, T steps (the letters of a
name).

    a[t] = tanh(Wax x[t] + Waa a[t-1] + b)      (n_a, 1)
    p[t] = softmax(Wya a[t] + by)               (n_y, 1)

All that needs no memory is done for the whole name at once: one gather for the inputs, one product for the logits and
one for each weight's gradient. Only the recurrence is a Python loop. The gradients are those of backpropagation
through time (Werbos, 1990).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from .arguments import WEIGHTS, has_nan, indices, no_nan, same_length, shaped, unpack
from .text import softmax

__all__ = [
    "initialize_parameters",
    "rnn_backward",
    "rnn_forward",
    "rnn_step_backward",
    "rnn_step_forward",
    "update_parameters",
]

FAR = 300.0**2
SLOPES = tuple((name, "d" + name) for name in WEIGHTS)


def initialize_parameters(n_a, n_x, n_y):
    """Small random weights and zero biases, the same at every call (legacy seed 1).

    Returns a dictionary with `Wax (n_a, n_x)`, `Waa (n_a, n_a)`, `Wya (n_y, n_a)`, `b (n_a, 1)` and `by (n_y, 1)`.
    """
    if min(n_a, n_x, n_y) < 1:
        raise ValueError(f"initialize_parameters: n_a, n_x, n_y are {n_a}, {n_x}, {n_y}, but each has to be at least 1")
    np.random.seed(1)
    Wax = np.random.randn(n_a, n_x) * 0.01
    Waa = np.random.randn(n_a, n_a) * 0.01
    Wya = np.random.randn(n_y, n_a) * 0.01
    return {"Wax": Wax, "Waa": Waa, "Wya": Wya, "b": np.zeros((n_a, 1)), "by": np.zeros((n_y, 1))}


def rnn_step_forward(parameters, a_prev, x):
    """One step: from the state `a_prev (n_a, 1)` and the input `x (n_x, 1)` to the new state and the probabilities.

    Returns `a (n_a, 1)` and `p (n_y, 1)`. Raises ValueError where a shape does not fit or a number is NaN.
    """
    Wax, Waa, Wya, b, by = unpack(parameters, "rnn_step_forward")
    shaped(a_prev, b.shape, "a_prev", "rnn_step_forward", "Waa", Waa)
    shaped(x, (Wax.shape[1], 1), "x", "rnn_step_forward", "Wax", Wax)
    no_nan((a_prev, x, Wax, Waa, Wya, b, by), ("a_prev", "x", *WEIGHTS), "rnn_step_forward")
    a = np.tanh(Wax @ x + Waa @ a_prev + b)  # (n_a, 1)
    p = softmax(Wya @ a + by)  # (n_y, 1)
    return a, p


def rnn_forward(X, Y, a_prev, parameters):
    """Read a name and add up the surprise at each of its letters.

    `X` are the T input indices, of which the first may be `None` (a zero vector); `Y` the T targets; `a_prev (n_a,
    1)` the state before the name. Returns the loss (cross-entropy in nats, summed over the name) and a cache for
    `rnn_backward`: the arrays `p (T, n_y, 1)`, `a (T + 1, n_a, 1)` and `x (T, n_x, 1)`. The state before the name is
    the last row of `a`, so that `a[-1]` is what comes before `a[0]`.

    Raises ValueError, with the argument's name and both shapes, for shapes that do not fit, indices outside the
    vocabulary, an empty `X`, `X` and `Y` of different length, and NaN.
    """
    Wax, Waa, Wya, b, by = unpack(parameters, "rnn_forward")
    (n_a, n_x), n_y = Wax.shape, by.shape[0]
    T = same_length(X, Y, "rnn_forward")
    shaped(a_prev, (n_a, 1), "a_prev", "rnn_forward", "Waa", Waa)
    first = 1 if X[0] is None else 0
    ix = indices(X[first:], n_x, "X", "rnn_forward", "Wax", Wax)
    targets = indices(Y, n_y, "Y", "rnn_forward", "Wya", Wya)

    x = np.zeros((T, n_x))
    x[first:] = _one_hot(n_x).take(ix, axis=0)
    a = np.empty((T + 1, n_a))
    a[0], a[T] = b.T, a_prev.T
    np.add(Wax.T[ix], b.T, out=a[first:T])  # what does not depend on the state before: Wax x + b
    _recur(Waa, a)

    logits = Wya.dot(a[:T].T)  # (n_y, T)
    logits += by
    if np.vdot(logits, logits) > FAR:  # so far from zero that an exponential might overflow
        logits -= np.maximum.reduce(logits)
    p = np.exp(logits)
    total = np.add.reduce(p)  # (T,)
    loss = np.add.reduce(np.log(total) - logits[targets, np.arange(T)])
    p /= total
    # A NaN anywhere else reaches the loss; a column of Wax may be unused.
    if loss != loss or has_nan(Wax):
        no_nan((a_prev, Wax, Waa, Wya, b, by), ("a_prev", *WEIGHTS), "rnn_forward")
    return loss, (p.T[:, :, None], a[:, :, None], x[:, :, None])


@lru_cache(maxsize=8)
def _one_hot(n):
    """The identity, whose rows are the one-hot vectors of length n; kept, since each iteration needs it."""
    return np.eye(n)


@lru_cache(maxsize=64)
def _ones(T):
    """A column of T ones, to add up steps by; kept too."""
    return np.ones((T, 1))


def _recur(Waa, a):
    """Turn the rows of `a` into `tanh(row + Waa a[t-1])`, in place; `a[-1]` is the state before the first step."""
    dot, add, tanh = Waa.dot, np.add, np.tanh
    before, carried = a[-1], np.empty(a.shape[1])
    for row in a[:-1]:
        add(row, dot(before, carried), row)
        before = tanh(row, row)


def rnn_step_backward(dy, gradients, parameters, x, a, a_prev):
    """Add one step's part to `gradients`, in place, and return them.

    `dy (n_y, 1)` is the gradient of the loss with respect to the logits, `a` and `a_prev` (n_a, 1) are the states
    after and before the step, `x (n_x, 1)` is its input. `gradients["da_next"] (n_a, 1)` carries the gradient from
    step to step.
    """
    where = "rnn_step_backward"
    Wax, Waa, Wya, b, by = unpack(parameters, where)
    shaped(dy, by.shape, "dy", where, "Wya", Wya)
    shaped(x, (Wax.shape[1], 1), "x", where, "Wax", Wax)
    shaped(a, b.shape, "a", where, "Waa", Waa)
    shaped(a_prev, b.shape, "a_prev", where, "Waa", Waa)
    no_nan((dy, x, a, a_prev, Waa, Wya), ("dy", "x", "a", "a_prev", "Waa", "Wya"), where)
    gradients["dWya"] += dy @ a.T  # (n_y, n_a)
    gradients["dby"] += dy
    da = Wya.T @ dy + gradients["da_next"]  # (n_a, 1)
    dz = (1 - a * a) * da  # (n_a, 1), through the tanh
    gradients["db"] += dz
    gradients["dWax"] += dz @ x.T  # (n_a, n_x)
    gradients["dWaa"] += dz @ a_prev.T  # (n_a, n_a)
    gradients["da_next"] = Waa.T @ dz  # (n_a, 1)
    return gradients


def rnn_backward(X, Y, parameters, cache):
    """Go back through the name that `rnn_forward` has read.

    `cache` is what `rnn_forward` returned, or the classic three dictionaries of step -> column `(p, a, x)`. Returns
    the gradients of the loss (keys `dWax dWaa dWya db dby`, and `da_next`, that of the state before the name) and the
    states `a`: `a[t]` is (n_a, 1) for t = 0 .. T - 1, and `a[-1]` the state before the name.
    """
    Wax, Waa, Wya, _, by = unpack(parameters, "rnn_backward")
    T = same_length(X, Y, "rnn_backward")
    targets = indices(Y, by.shape[0], "Y", "rnn_backward", "Wya", Wya)
    p, a, x = _stacked(cache, T, Wax, by.shape[0], Y)

    dy = _one_hot(by.shape[0]).take(targets, axis=0)
    np.subtract(p[:, :, 0], dy, out=dy)  # (T, n_y)
    after = a[:T, :, 0]  # (T, n_a)
    before = np.concatenate((a[T:, :, 0], after[:-1]))  # (T, n_a)
    dz = dy.dot(Wya)  # (T, n_a), still without the tanh and the steps to come
    da_next = _recur_back(Waa, dz, 1.0 - after * after)
    ones = _ones(T)
    gradients = {
        "dWax": dz.T.dot(x[:, :, 0]),  # (n_a, n_x)
        "dWaa": dz.T.dot(before),  # (n_a, n_a)
        "dWya": dy.T.dot(after),  # (n_y, n_a)
        "db": dz.T.dot(ones),  # (n_a, 1)
        "dby": dy.T.dot(ones),  # (n_y, 1)
        "da_next": da_next[:, None],  # (n_a, 1)
    }
    if has_nan(da_next):  # any NaN that came in goes through all the steps and ends here
        no_nan((p, a, Waa, Wya), ("the cache's p", "the cache's a", "Waa", "Wya"), "rnn_backward")
    return gradients, a


def _recur_back(Waa, dz, slope):
    """Turn the rows of `dz` into the gradients before the tanh, last step first, in place; returns `da_next (n_a,)`."""
    back, add, multiply = Waa.T.dot, np.add, np.multiply
    carried = np.zeros(dz.shape[1])
    for row, tilt in zip(dz[::-1], slope[::-1], strict=True):
        add(row, carried, row)
        back(multiply(row, tilt, row), carried)
    return carried


def _stacked(cache, T, Wax, n_y, Y):
    """The cache as three arrays; dictionaries of columns, as the textbook has them, are stacked."""
    p, a, x = cache
    if isinstance(a, dict):
        p = np.stack([p[t] for t in range(T)])
        a = np.stack([a[t] for t in (*range(T), -1)])
        x = np.stack([x[t] for t in range(T)])
    n_a, n_x = Wax.shape
    shaped(p, (T, n_y, 1), "the cache's p", "rnn_backward", "X and Y", Y)
    shaped(a, (T + 1, n_a, 1), "the cache's a", "rnn_backward", "Wax", Wax)
    shaped(x, (T, n_x, 1), "the cache's x", "rnn_backward", "Wax", Wax)
    return p, a, x


def update_parameters(parameters, gradients, lr):
    """One step downhill: each parameter, in place, less `lr` times its gradient. Returns `parameters`.

    Raises ValueError, and changes nothing, where a gradient is missing, holds NaN or has a shape of its own.
    """
    if lr != lr:
        raise ValueError("update_parameters: lr is NaN")
    steps = []
    for name, key in SLOPES:
        weight, slope = parameters[name], gradients.get(key)
        shaped(slope, weight.shape, key, "update_parameters", name, weight)
        square = np.vdot(slope, slope)
        if square != square:
            no_nan((slope,), (key,), "update_parameters")
        steps.append((weight, slope))
    for weight, slope in steps:
        weight -= lr * slope
    return parameters
