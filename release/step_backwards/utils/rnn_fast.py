"""The fast way through a name, behind `rnn_forward` and `rnn_backward`.

Read `rnn.py` first: this is the same mathematics, three times as fast, for training. A
call of NumPy costs about as much as the arithmetic of one step, so the aim is few
calls:

- What needs no memory is done for all T steps at once: one gather of columns for the
  inputs, one product for the logits, one for each weight's gradient. A sum over the
  steps is then the inside of a product: (n_y, T) @ (T, n_a).
- What needs memory stays a loop (`_recur`, `_recur_back`), of two products and sums a
  step, whose results are written where they will be needed.

The states are those of the plain loop bit for bit. The other sums have the same terms
in another order, that of the machine's matrix product: they are equal bit for bit where
no sum has to be rounded, and otherwise differ by some 1e-15 of the largest entry. The
training log is the same to its last digit. Tests hold all of this.

Here time goes along the rows: `a (T + 1, n_a)`, `dy (T, n_y)`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from .arguments import WEIGHTS, has_nan, indices, no_nan, same_length, shaped, unpack

FAR = 300.0**2  # the square of a logit whose exponential is still far from overflow


def forward(
    X: Sequence[int | None],
    Y: Sequence[int],
    a_prev: np.ndarray,
    parameters: dict[str, np.ndarray],
) -> tuple[float, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """The loss in nats and the cache, as `rnn_forward` describes them."""
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
    np.add(Wax.take(ix, axis=1).T, b.T, out=a[first:T])  # (T, n_a): Wax x + b
    _recur(Waa, a)

    logits = Wya.dot(a[:T].T)  # (n_y, n_a) @ (n_a, T)
    logits += by
    if np.vdot(logits, logits) > FAR:  # an exponential might overflow
        logits -= np.maximum.reduce(logits)
    p = np.exp(logits)  # (n_y, T)
    total = np.add.reduce(p)  # (T,)
    loss = np.add.reduce(np.log(total) - logits[targets, _steps(T)])
    p /= total
    # A NaN anywhere else reaches the loss; a column of Wax may be unused.
    if loss != loss or has_nan(Wax):
        no_nan((a_prev, Wax, Waa, Wya, b, by), ("a_prev", *WEIGHTS), "rnn_forward")
    return loss, (p.T[:, :, None], a[:, :, None], x[:, :, None])


def backward(
    X: Sequence[int | None], Y: Sequence[int], parameters: dict[str, np.ndarray], cache: tuple
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """The gradients and the states, as `rnn_backward` describes them."""
    Wax, Waa, Wya, _, by = unpack(parameters, "rnn_backward")
    n_y = by.shape[0]
    T = same_length(X, Y, "rnn_backward")
    targets = indices(Y, n_y, "Y", "rnn_backward", "Wya", Wya)
    p, a, x = _stacked(cache, T, Wax, n_y, Y)

    dy = _one_hot(n_y).take(targets, axis=0)
    np.subtract(p[:, :, 0], dy, out=dy)  # (T, n_y)
    after = a[:T, :, 0]  # (T, n_a)
    before = np.concatenate((a[T:, :, 0], after[:-1]))  # (T, n_a)
    dz = dy.dot(Wya)  # (T, n_y) @ (n_y, n_a): what the outputs say about each state
    da_next = _recur_back(Waa, dz, 1.0 - after * after)
    ones = _ones(T)
    gradients = {
        "dWax": dz.T.dot(x[:, :, 0]),  # (n_a, T) @ (T, n_x)
        "dWaa": dz.T.dot(before),  # (n_a, T) @ (T, n_a)
        "dWya": dy.T.dot(after),  # (n_y, T) @ (T, n_a)
        "db": dz.T.dot(ones),  # (n_a, T) @ (T, 1)
        "dby": dy.T.dot(ones),  # (n_y, T) @ (T, 1)
        "da_next": da_next[:, None],  # (n_a, 1)
    }
    if has_nan(da_next):  # any NaN that came in goes through all the steps and ends here
        names = ("the cache's p", "the cache's a", "Waa", "Wya")
        no_nan((p, a, Waa, Wya), names, "rnn_backward")
    return gradients, a


def _recur(Waa: np.ndarray, a: np.ndarray) -> None:
    """The states, in place: for t = 0 .. T - 1, `a[t] = tanh(a[t] + Waa a[t-1])`.

    Row t of `a (T + 1, n_a)` comes in as `Wax x[t] + b`; the last row, `a[-1]`, is the
    state before the name.
    """
    dot, add, tanh = Waa.dot, np.add, np.tanh  # looked up once, not at each step
    before, carried = a[-1], np.empty(a.shape[1])
    for row in a[:-1]:
        add(row, dot(before, carried), row)  # (n_a, n_a) @ (n_a,)
        before = tanh(row, row)  # (n_a,)


def _recur_back(Waa: np.ndarray, dz: np.ndarray, slope: np.ndarray) -> np.ndarray:
    """The gradients before the tanh, in place, last step first; returns `da_next
    (n_a,)`.

    Row t of `dz (T, n_a)` comes in as `Wya.T dy[t]`; `slope (T, n_a)` is that of tanh.
    """
    dot, add, multiply = Waa.T.dot, np.add, np.multiply
    da_next = np.zeros(dz.shape[1])
    for row, tilt in zip(dz[::-1], slope[::-1], strict=True):
        add(row, da_next, row)  # (n_a,): da
        dot(multiply(row, tilt, row), da_next)  # (n_a, n_a) @ (n_a,), into da_next
    return da_next


@lru_cache(maxsize=8)
def _one_hot(n: int) -> np.ndarray:
    """The identity, whose rows are the one-hot vectors of length n; made once."""
    return np.eye(n)


@lru_cache(maxsize=64)
def _steps(T: int) -> np.ndarray:
    """The steps 0 .. T - 1; made once."""
    return np.arange(T)


@lru_cache(maxsize=64)
def _ones(T: int) -> np.ndarray:
    """A column of T ones: a product with it adds up the steps; made once."""
    return np.ones((T, 1))


def _stacked(
    cache: tuple, T: int, Wax: np.ndarray, n_y: int, Y: Sequence[int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The cache as three arrays; the textbook's dictionaries of columns are stacked."""
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
