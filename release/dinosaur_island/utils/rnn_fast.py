"""The fast way through a name, behind `rnn_forward` and `rnn_backward`.

Read `rnn.py` first: this is the same mathematics, three times as fast, for training. A
call of NumPy costs about as much as the arithmetic of one step, so the aim is few
calls:

- What needs no memory is done for all T steps at once: one product for the inputs, one
  for the logits, one for each weight's gradient. A sum over the steps is then the inside
  of a product: (n_y, T) @ (T, n_a).
- What needs memory stays a loop (`_recur`, `_recur_back`) of three calls a step, in
  place. Cutting a row out of an array costs, too: the scratch arrays keep theirs cut.

The states are those of the plain loop bit for bit. The other sums have the same terms
in another order, that of the machine's matrix product: they are equal bit for bit where
no sum has to be rounded, and otherwise differ by some 1e-15 of the largest entry. The
training log is the same to its last digit. Tests hold all of this.

Here time goes along the rows: `a (T + 1, n_a)`, `dz (T, n_y)`. Where a call of NumPy has
one argument more than its arithmetic needs, it writes into the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from threading import get_ident

import numpy as np
from numpy import empty  # not np.empty: `check` fills what that gives while it asks

from .arguments import WEIGHTS, has_nan, indices, no_nan, same_length, shaped, squares, unpack

FAR = 300.0**2  # the square of a logit whose exponential is still far from overflow


def forward(
    a_prev: np.ndarray, checked: tuple
) -> tuple[float, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """The loss in nats and the cache, as `rnn_forward` describes them; `checked` is what
    `arguments.forward_name` gave."""
    (Wax, Waa, Wya, b, by), ix, targets, T = checked
    n_a, n_x = Wax.shape

    x = np.zeros((T, n_x))
    x[T - len(ix) :] = _one_hot(n_x).take(ix, axis=0)
    scratch, states, before, rows, steps = _forward_scratch(T, n_a, get_ident())
    before[:] = a_prev[:, 0]
    x.dot(Wax.T, states)  # (T, n_x) @ (n_x, n_a)
    states += b.T
    _recur(Waa, before, rows)
    a = scratch.copy()  # (T + 1, n_a)

    z = Wya.dot(states.T)  # (n_y, n_a) @ (n_a, T)
    z += by
    if squares(z) > FAR:  # an exponential might overflow
        z -= np.maximum.reduce(z)
    y = np.exp(z)  # (n_y, T)
    total = np.add.reduce(y)  # (T,)
    loss = np.add.reduce(np.log(total) - z[targets, steps])
    y /= total
    if loss != loss:  # any NaN that came in ends here
        no_nan((a_prev, Wax, Waa, Wya, b, by), ("a_prev", *WEIGHTS), "rnn_forward")
    return loss, (y.T[:, :, None], a[:, :, None], x[:, :, None])


def backward(
    X: Sequence[int | None], Y: Sequence[int], parameters: dict[str, np.ndarray], cache: tuple
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """The gradients and the states, as `rnn_backward` describes them."""
    Wax, Waa, Wya, _, by = unpack(parameters, "rnn_backward")
    n_a, n_y = Waa.shape[0], by.shape[0]
    T = same_length(X, Y, "rnn_backward")
    targets = indices(Y, n_y, "Y", "rnn_backward", "Wya", Wya)
    y, a, x = _stacked(cache, T, Wax, n_y, Y)

    dz = _one_hot(n_y).take(targets, axis=0)
    np.subtract(y[:, :, 0], dz, dz)  # (T, n_y)
    states = a[:, :, 0]  # (T + 1, n_a)
    du, rows, slope, slopes, earlier = _backward_scratch(T, n_a, get_ident())
    after, before = states[:T], states.take(earlier, 0)  # (T, n_a)
    dz.dot(Wya, du)  # (T, n_y) @ (n_y, n_a): what the outputs say about each state
    np.multiply(after, after, slope)
    np.subtract(1.0, slope, slope)
    da_next = _recur_back(Waa, rows, slopes)
    ones = _ones(T)
    gradients = {
        "dWax": du.T.dot(x[:, :, 0]),  # (n_a, T) @ (T, n_x)
        "dWaa": du.T.dot(before),  # (n_a, T) @ (T, n_a)
        "dWya": dz.T.dot(after),  # (n_y, T) @ (T, n_a)
        "db": du.T.dot(ones),  # (n_a, T) @ (T, 1)
        "dby": dz.T.dot(ones),  # (n_y, T) @ (T, 1)
        "da_next": da_next[:, None],  # (n_a, 1)
    }
    if has_nan(da_next):  # any NaN that came in goes through all the steps and ends here
        names = ("the cache's y", "the cache's a", "Waa", "Wya")
        no_nan((y, a, Waa, Wya), names, "rnn_backward")
    return gradients, a


def _recur(Waa: np.ndarray, before: np.ndarray, rows: list[np.ndarray]) -> None:
    """The states, in place: for t = 0 .. T - 1, `a[t] = tanh(a[t] + Waa a[t-1])`.

    Row t comes in as `Wax x[t] + b`; `before` is the state before the name.
    """
    dot, add, tanh = Waa.dot, np.add, np.tanh  # looked up once, not at each step
    carried = empty(len(before))
    for row in rows:
        add(row, dot(before, carried), row)  # (n_a, n_a) @ (n_a,)
        before = tanh(row, row)  # (n_a,)


def _recur_back(
    Waa: np.ndarray, rows: list[np.ndarray], slopes: list[np.ndarray]
) -> np.ndarray:
    """The gradients before the tanh, in place, last step first; returns `da_next
    (n_a,)`.

    The row of step t comes in as `Wya.T dz[t]`; `slopes` are those of tanh.
    """
    dot, add, multiply = Waa.T.dot, np.add, np.multiply
    da_next = np.zeros(len(Waa))
    for row, slope in zip(rows, slopes, strict=True):
        add(row, da_next, row)  # (n_a,): da
        dot(multiply(row, slope, row), da_next)  # (n_a, n_a) @ (n_a,), into da_next
    return da_next


# Each name overwrites the scratch arrays. So each thread has its own, and nothing that
# leaves this file is a part of them.


@lru_cache(maxsize=32)
def _forward_scratch(T: int, n_a: int, thread: int) -> tuple:
    """States `(T + 1, n_a)` as in a cache; of them those of the steps, the one before
    the name, and a list of the steps' rows; and the steps, 0 .. T - 1."""
    a = empty((T + 1, n_a))
    return a, a[:T], a[T], list(a[:T]), np.arange(T)


@lru_cache(maxsize=32)
def _backward_scratch(T: int, n_a: int, thread: int) -> tuple:
    """`du (T, n_a)` and a list of its rows, last step first; `slope`, and the same of
    it; and the steps before, -1 .. T - 2."""
    du, slope = empty((2, T, n_a))
    return du, list(du[::-1]), slope, list(slope[::-1]), np.arange(-1, T - 1)


@lru_cache(maxsize=8)
def _one_hot(n: int) -> np.ndarray:
    """The identity, whose rows are the one-hot vectors of length n; made once."""
    return np.eye(n)


@lru_cache(maxsize=64)
def _ones(T: int) -> np.ndarray:
    """A column of T ones: a product with it adds up the steps; made once."""
    return np.ones((T, 1))


def _stacked(
    cache: tuple, T: int, Wax: np.ndarray, n_y: int, Y: Sequence[int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The cache as three arrays; the textbook's dictionaries of columns are stacked."""
    y, a, x = cache
    if isinstance(a, dict):
        y = np.stack([y[t] for t in range(T)])
        a = np.stack([a[t] for t in (*range(T), -1)])
        x = np.stack([x[t] for t in range(T)])
    n_a, n_x = Wax.shape
    shaped(y, (T, n_y, 1), "the cache's y", "rnn_backward", "X and Y", Y)
    shaped(a, (T + 1, n_a, 1), "the cache's a", "rnn_backward", "Wax", Wax)
    shaped(x, (T, n_x, 1), "the cache's x", "rnn_backward", "Wax", Wax)
    return y, a, x
