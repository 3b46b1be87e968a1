"""A stacked LSTM of two layers for characters: forward, backward, Adam.

B streams of text are read side by side, T characters at a time. A row of an array is
one stream, so products are written from the right, `x W`, where the first notebook
writes `W x`. Letters: V symbols, n_e numbers in a symbol's embedding, n_a memory cells
in a layer, n_x numbers that come into a layer.

A layer's step (Hochreiter and Schmidhuber, 1997, with the forget gate of Gers and
others, 2000):

    i = sigmoid(x Wi + h_prev Ui + bi)     input gate: how much of the candidate is
    written      (B, n_a) f = sigmoid(x Wf + h_prev Uf + bf)     forget gate: how much
    of the memory is kept           (B, n_a) g = tanh   (x Wg + h_prev Ug + bg)
    candidate: what could be written                      (B, n_a) o = sigmoid(x Wo +
    h_prev Uo + bo)     output gate: how much of the memory is shown          (B, n_a) c
    = f * c_prev + i * g                 the memory
    (B, n_a) h = o * tanh(c)                        what the layer shows to the next one
    (B, n_a)

The four gates stand side by side in one array, in the order i, f, g, o (as Keras has
them), so one product makes them all: `W (n_x, 4 n_a)`, `U (n_a, 4 n_a)`, `b (4 n_a,)`.
"""

from __future__ import annotations

import math

import numpy as np
from numpy import empty, empty_like  # not np.empty: `check` fills what that gives while it asks

__all__ = [
    "adam_step",
    "backward",
    "clip_to_norm",
    "forward",
    "initialize",
    "initialize_adam",
    "loss_and_dlogits",
    "lstm_backward",
    "lstm_forward",
    "lstm_step",
    "zero_state",
]

EMBEDDED, FIRST, SECOND = 0.1, 0.4, 0.4  # dropout after the embedding and after each layer


def initialize(
    vocab_size: int, n_e: int = 64, n_a: int = 192, seed: int = 0, dtype: type = np.float32
) -> dict[str, np.ndarray]:
    """Random weights, the same for the same `seed`.

    Returns a dictionary: `E (V, n_e)`, for the layers `W1 (n_e, 4 n_a)`, `U1 (n_a, 4
    n_a)`, `b1 (4 n_a,)` and `W2 (n_a, 4 n_a)`, `U2`, `b2`, and for the logits `Wy (n_a,
    V)`, `by (V,)`. The forget gates' biases begin at 1, so that a new model remembers
    rather than forgets.
    """
    rng = np.random.default_rng(seed)
    # with 0.05 it takes an epoch to tell symbols apart
    parameters = {"E": rng.uniform(-0.5, 0.5, (vocab_size, n_e))}
    for layer, n_x in (("1", n_e), ("2", n_a)):
        parameters["W" + layer] = _glorot(rng, n_x, 4 * n_a)
        parameters["U" + layer] = _orthogonal(rng, n_a, 4 * n_a)
        parameters["b" + layer] = np.repeat([0.0, 1.0, 0.0, 0.0], n_a)
    parameters["Wy"] = _glorot(rng, n_a, vocab_size)
    parameters["by"] = np.zeros(vocab_size)
    return {name: value.astype(dtype) for name, value in parameters.items()}


def _glorot(rng: np.random.Generator, n_in: int, n_out: int) -> np.ndarray:
    """Uniform weights that keep the size of a signal alike on its way forward and back
    (Glorot and Bengio, 2010)."""
    limit = np.sqrt(6 / (n_in + n_out))
    return rng.uniform(-limit, limit, (n_in, n_out))


def _orthogonal(rng: np.random.Generator, n_in: int, n_out: int) -> np.ndarray:
    """Rows at right angles and of length 1: a state that runs through them again and
    again neither grows nor fades."""
    q, r = np.linalg.qr(rng.standard_normal((n_out, n_in)))
    return (q * np.sign(np.diag(r))).T


def zero_state(parameters: dict[str, np.ndarray], streams: int = 1) -> tuple[np.ndarray, ...]:
    """The state before the first character: `(h1, c1, h2, c2)`, each of shape (streams,
    n_a)."""
    U1 = parameters["U1"]
    return tuple(np.zeros((streams, U1.shape[0]), U1.dtype) for _ in range(4))


# ----------------------------------------------------------------------------------------------------------
# one layer


def lstm_step(
    z: np.ndarray, h_prev: np.ndarray, c_prev: np.ndarray, U: np.ndarray
) -> tuple[np.ndarray, ...]:
    """One step of one layer, from `z = x W + b` of shape (B, 4 n_a), and the state
    before it, each (B, n_a).

    Returns `h`, `c` and `tanh(c)`, each (B, n_a), and the gates i, f, g, o side by
    side, (B, 4 n_a).
    """
    gates = _open(z + h_prev @ U)  # (B, 4 n_a)
    i, f, g, o = _four(gates)  # each (B, n_a)
    c = f * c_prev + i * g  # (B, n_a)
    tanh_c = np.tanh(c)  # (B, n_a)
    return o * tanh_c, c, tanh_c, gates


def _four(side_by_side: np.ndarray) -> tuple[np.ndarray, ...]:
    """The four parts (B, n_a) of an array (B, 4 n_a), as views: what is written into
    them is written into it."""
    n_a = side_by_side.shape[1] // 4
    return tuple(side_by_side[:, k * n_a : (k + 1) * n_a] for k in range(4))


def _open(z: np.ndarray) -> np.ndarray:
    """Turn what comes into the gates, (B, 4 n_a), into the gates, in place: sigmoids
    for i, f, o and tanh for g.

    sigmoid(z) = tanh(z / 2) / 2 + 1 / 2, so one call of tanh serves all four.
    """
    n_a = z.shape[1] // 4
    sigmoids = z[:, : 2 * n_a], z[:, 3 * n_a :]  # i with f, and o
    for gate in sigmoids:
        gate *= 0.5
    np.tanh(z, out=z)
    for gate in sigmoids:
        gate *= 0.5
        gate += 0.5
    return z


def lstm_forward(
    x: np.ndarray, h0: np.ndarray, c0: np.ndarray, W: np.ndarray, U: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """A whole layer over T steps: `x (T, B, n_x)`, the state before them `h0`, `c0 (B,
    n_a)`.

    Returns the outputs `h (T, B, n_a)` and a cache for `lstm_backward`, whose `h` and
    `c` (T + 1, B, n_a) begin with the state before the first step.
    """
    T, B, _ = x.shape
    n_a = U.shape[0]
    z = x @ W + b  # (T, B, 4 n_a), for all steps at once: it needs no memory
    h, c = empty((2, T + 1, B, n_a), z.dtype)
    tanh_c, gates = empty((T, B, n_a), z.dtype), empty_like(z)
    h[0], c[0] = h0, c0
    for t in range(T):
        h[t + 1], c[t + 1], tanh_c[t], gates[t] = lstm_step(z[t], h[t], c[t], U)
    return h[1:], {"x": x, "h": h, "c": c, "tanh_c": tanh_c, "gates": gates, "W": W, "U": U}


def lstm_backward(dh_out: np.ndarray, cache: dict[str, np.ndarray]) -> tuple[np.ndarray, ...]:
    """Backpropagation through time for one layer. `dh_out (T, B, n_a)` is the loss's
    gradient at the outputs.

    Returns `dx (T, B, n_x)` and the gradients `dW`, `dU`, `db` of the weights, of the
    weights' shapes. Nothing flows in from behind the last step: training cuts the text
    there (truncated backpropagation).
    """
    x, h, c, W, U = (cache[name] for name in ("x", "h", "c", "W", "U"))
    T, B, n_a = dh_out.shape
    dz = empty_like(cache["gates"])  # (T, B, 4 n_a)
    dh_next = np.zeros((B, n_a), dz.dtype)
    dc_next = np.zeros((B, n_a), dz.dtype)
    for t in reversed(range(T)):
        i, f, g, o = _four(cache["gates"][t])  # each (B, n_a)
        tanh_c = cache["tanh_c"][t]
        dh = dh_out[t] + dh_next
        dc = dh * o * (1 - tanh_c * tanh_c) + dc_next
        dzi, dzf, dzg, dzo = _four(dz[t])
        dzi[:] = dc * g * i * (1 - i)
        dzf[:] = dc * c[t] * f * (1 - f)
        dzg[:] = dc * i * (1 - g * g)
        dzo[:] = dh * tanh_c * o * (1 - o)
        dh_next = dz[t] @ U.T  # (B, n_a)
        dc_next = dc * f
    flat = dz.reshape(T * B, -1)
    dW = x.reshape(T * B, -1).T @ flat
    dU = h[:-1].reshape(T * B, -1).T @ flat
    return dz @ W.T, dW, dU, flat.sum(axis=0)


# ----------------------------------------------------------------------------------------------------------
# the model


def forward(
    parameters: dict[str, np.ndarray],
    ix: np.ndarray,
    state: tuple[np.ndarray, ...],
    rng: np.random.Generator | None = None,
) -> tuple[np.ndarray, tuple[np.ndarray, ...], tuple]:
    """Read the indices `ix (T, B)` from `state` on and give the logits of the character
    behind each of them.

    With a random generator `rng` dropout is on, as in training. Returns `logits (T, B,
    V)`, the state after the last step and a cache for `backward`.
    """
    p = parameters
    h1, c1, h2, c2 = state
    x, keep0 = _drop(p["E"][ix], EMBEDDED, rng)  # (T, B, n_e)
    a1, layer1 = lstm_forward(x, h1, c1, p["W1"], p["U1"], p["b1"])  # (T, B, n_a)
    x2, keep1 = _drop(a1, FIRST, rng)
    a2, layer2 = lstm_forward(x2, h2, c2, p["W2"], p["U2"], p["b2"])  # (T, B, n_a)
    x3, keep2 = _drop(a2, SECOND, rng)
    logits = x3 @ p["Wy"] + p["by"]  # (T, B, V)
    state = layer1["h"][-1], layer1["c"][-1], layer2["h"][-1], layer2["c"][-1]
    return logits, state, (ix, layer1, layer2, x3, (keep0, keep1, keep2))


def _drop(
    x: np.ndarray, rate: float, rng: np.random.Generator | None
) -> tuple[np.ndarray, np.ndarray | int]:
    """Silence a random part `rate` of `x` and strengthen the rest, so that the sum
    stays the same on average.

    Returns the new `x` and what it was multiplied by, or 1 where `rng` is None
    (Srivastava and others, 2014).
    """
    if rng is None:
        return x, 1
    keep = (rng.random(x.shape, dtype=np.float32) >= rate).astype(x.dtype) / x.dtype.type(
        1 - rate
    )
    return x * keep, keep


def loss_and_dlogits(logits: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray]:
    """The mean cross-entropy, in nats a character, of `targets (T, B)`, and its
    gradient at `logits (T, B, V)`."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    p = np.exp(shifted)
    total = p.sum(axis=-1, keepdims=True)  # (T, B, 1)
    picked = np.take_along_axis(shifted, targets[..., None], axis=-1)
    loss = float(np.mean(np.log(total) - picked))
    p /= total
    np.put_along_axis(
        p, targets[..., None], np.take_along_axis(p, targets[..., None], -1) - 1, axis=-1
    )
    return loss, p / targets.size


def backward(
    parameters: dict[str, np.ndarray], dlogits: np.ndarray, cache: tuple
) -> dict[str, np.ndarray]:
    """The gradients of all parameters, under the parameters' names, from `dlogits (T,
    B, V)`."""
    p = parameters
    ix, layer1, layer2, x3, (keep0, keep1, keep2) = cache
    T, B, V = dlogits.shape
    flat = dlogits.reshape(T * B, V)
    gradients = {"Wy": x3.reshape(T * B, -1).T @ flat, "by": flat.sum(axis=0)}
    dx2, gradients["W2"], gradients["U2"], gradients["b2"] = lstm_backward(
        dlogits @ p["Wy"].T * keep2, layer2
    )
    dx1, gradients["W1"], gradients["U1"], gradients["b1"] = lstm_backward(dx2 * keep1, layer1)
    gradients["E"] = np.zeros_like(p["E"])
    # a symbol that comes twice gathers both gradients
    np.add.at(gradients["E"], ix, dx1 * keep0)
    return gradients


def clip_to_norm(gradients: dict[str, np.ndarray], largest: float = 1.0) -> float:
    """Shorten all gradients together, in place, to the length `largest`, where they are
    longer. Returns their length.

    The first notebook's `clip` cuts each entry and may turn the direction; this keeps
    the direction (Pascanu, 2013).
    """
    norm = math.sqrt(sum(float(np.vdot(g, g)) for g in gradients.values()))
    if norm > largest:
        for gradient in gradients.values():
            gradient *= largest / norm
    return norm


def initialize_adam(parameters: dict[str, np.ndarray]) -> dict:
    """What Adam remembers: the number of steps, and for each parameter the running
    means of gradient and square."""
    zeros = {
        name: (np.zeros_like(value), np.zeros_like(value)) for name, value in parameters.items()
    }
    return {"steps": 0, "means": zeros}


def adam_step(
    parameters: dict[str, np.ndarray],
    gradients: dict[str, np.ndarray],
    adam: dict,
    lr: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-7,
) -> None:
    """One step of Adam (Kingma and Ba, 2015): `parameters` and `adam` change in
    place."""
    adam["steps"] += 1
    t = adam["steps"]
    # both means begin at 0 and are too small at first
    rate = lr * math.sqrt(1 - beta2**t) / (1 - beta1**t)
    for name, gradient in gradients.items():
        mean, square = adam["means"][name]
        mean += (1 - beta1) * (gradient - mean)
        square += (1 - beta2) * (gradient * gradient - square)
        parameters[name] -= rate * mean / (np.sqrt(square) + epsilon)
