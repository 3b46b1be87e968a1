"""The textbook's helpers, a dictionary per step: slow, plain, and the oracle for the
vectorised ones in `utils`.

Also right answers to the four graded functions, which take whichever helpers they are
given: a second reading of the assignment that shares nothing with `utils`.
"""

from __future__ import annotations

import contextlib
import io
from types import SimpleNamespace

import numpy as np


def softmax(x):
    e = np.exp(x - np.max(x))
    return e / e.sum(axis=0)


def rnn_step_forward(parameters, a_prev, x):
    p = parameters
    a = np.tanh(np.dot(p["Wax"], x) + np.dot(p["Waa"], a_prev) + p["b"])
    return a, softmax(np.dot(p["Wya"], a) + p["by"])


def rnn_forward(X, Y, a_prev, parameters):
    vocab_size = parameters["Wax"].shape[1]
    x, a, y_hat = {}, {-1: np.copy(a_prev)}, {}
    loss = 0
    for t in range(len(X)):
        x[t] = np.zeros((vocab_size, 1))
        if X[t] is not None:
            x[t][X[t]] = 1
        a[t], y_hat[t] = rnn_step_forward(parameters, a[t - 1], x[t])
        loss -= np.log(y_hat[t][Y[t], 0])
    return loss, (y_hat, a, x)


def rnn_step_backward(dy, gradients, parameters, x, a, a_prev):
    gradients["dWya"] += np.dot(dy, a.T)
    gradients["dby"] += dy
    da = np.dot(parameters["Wya"].T, dy) + gradients["da_next"]
    daraw = (1 - a * a) * da
    gradients["db"] += daraw
    gradients["dWax"] += np.dot(daraw, x.T)
    gradients["dWaa"] += np.dot(daraw, a_prev.T)
    gradients["da_next"] = np.dot(parameters["Waa"].T, daraw)
    return gradients


def rnn_backward(X, Y, parameters, cache):
    y_hat, a, x = cache
    gradients = {
        "d" + name: np.zeros_like(parameters[name]) for name in ("Wax", "Waa", "Wya", "b", "by")
    }
    gradients["da_next"] = np.zeros_like(a[0])
    for t in reversed(range(len(X))):
        dy = np.copy(y_hat[t])
        dy[Y[t]] -= 1
        gradients = rnn_step_backward(dy, gradients, parameters, x[t], a[t], a[t - 1])
    return gradients, a


def update_parameters(parameters, gradients, lr):
    for name in ("Wax", "Waa", "Wya", "b", "by"):
        parameters[name] += -lr * gradients["d" + name]
    return parameters


def helpers():
    """The helpers above as one object, to stand where `utils` stands."""
    return SimpleNamespace(
        softmax=softmax,
        rnn_forward=rnn_forward,
        rnn_backward=rnn_backward,
        update_parameters=update_parameters,
    )


def clip(gradients, maxValue):
    for name in ("dWaa", "dWax", "dWya", "db", "dby"):
        np.clip(gradients[name], -maxValue, maxValue, out=gradients[name])
    return gradients


def sample(parameters, char_to_ix, seed, kit=None):
    kit = kit or helpers()
    vocab_size, n_a = parameters["by"].shape[0], parameters["Waa"].shape[0]
    x, a_prev = np.zeros((vocab_size, 1)), np.zeros((n_a, 1))
    indices, idx, counter, newline = [], -1, 0, char_to_ix["\n"]
    while idx != newline and counter != 50:
        p = parameters
        a = np.tanh(np.dot(p["Wax"], x) + np.dot(p["Waa"], a_prev) + p["b"])
        y = kit.softmax(np.dot(p["Wya"], a) + p["by"])
        np.random.seed(counter + seed)
        idx = np.random.choice(range(vocab_size), p=y.ravel())
        indices.append(idx)
        x = np.zeros((vocab_size, 1))
        x[idx] = 1
        a_prev = a
        seed += 1
        counter += 1
    if counter == 50:
        indices.append(newline)
    return indices


def optimize(X, Y, a_prev, parameters, learning_rate=0.01, kit=None):
    kit = kit or helpers()
    loss, cache = kit.rnn_forward(X, Y, a_prev, parameters)
    gradients, a = kit.rnn_backward(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    kit.update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X) - 1]


def model(
    data, ix_to_char, char_to_ix, num_iterations=9, n_a=50, dino_names=7, vocab_size=27, **kit
):
    np.random.seed(1)
    shapes = {"Wax": (n_a, vocab_size), "Waa": (n_a, n_a), "Wya": (vocab_size, n_a)}
    parameters = {name: np.random.randn(*shape) * 0.01 for name, shape in shapes.items()}
    parameters |= {"b": np.zeros((n_a, 1)), "by": np.zeros((vocab_size, 1))}
    loss = -np.log(1.0 / vocab_size) * dino_names
    examples = [line.strip() for line in data.lower().split("\n")]
    np.random.seed(0)
    np.random.shuffle(examples)
    a_prev = np.zeros((n_a, 1))
    for j in range(num_iterations):
        X = [None] + [char_to_ix[c] for c in examples[j % len(examples)]]
        Y = [*X[1:], char_to_ix["\n"]]
        cur_loss, _, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01, **kit)
        loss = loss * 0.999 + cur_loss * 0.001
        if j % 2000 == 0:
            drawn = [sample(parameters, char_to_ix, seed, **kit) for seed in range(dino_names)]
            spelled = ["".join(ix_to_char[i] for i in ix).strip().capitalize() for ix in drawn]
            print(f"Iteration: {j}, Loss: {loss:.6f}\n", *spelled, sep="\n")
    return parameters


def train(data, iterations, kit):
    """What `model` prints with these helpers."""
    symbols, printed = sorted(set(data)), io.StringIO()
    tables = dict(enumerate(symbols)), {c: i for i, c in enumerate(symbols)}
    with contextlib.redirect_stdout(printed):
        model(data, *tables, iterations, vocab_size=len(symbols), kit=kit)
    return printed.getvalue()
