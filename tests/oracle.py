"""The textbook's helpers, a dictionary per step: slow, plain, and the oracle for the
vectorised ones in `utils`.

Also right answers to the four graded functions, which take whichever helpers they are
given, and the classic log.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

# ruff: noqa: E501  (a line of the log is a line)
CLASSIC_LOG = """\
0 23.087336 Nkzxwtdmfqoeyhsqwasjkjvu Kneb Kzxwtdmfqoeyhsqwasjkjvu Neb Zxwtdmfqoeyhsqwasjkjvu Eb Xwtdmfqoeyhsqwasjkjvu
2000 27.884160 Liusskeomnolxeros Hmdaairus Hytroligoraurus Lecalosapaus Xusicikoraurus Abalpsamantisaurus Tpraneronxeros
4000 25.901815 Mivrosaurus Inee Ivtroplisaurus Mbaaisaurus Wusichisaurus Cabaselachus Toraperlethosdarenitochusthiamamumamaon
6000 24.608779 Onwusceomosaurus Lieeaerosaurus Lxussaurus Oma Xusteonosaurus Eeahosaurus Toreonosaurus
8000 24.070350 Onxusichepriuon Kilabersaurus Lutrodon Omaaerosaurus Xutrcheps Edaksoje Trodiktonus
10000 23.844446 Onyusaurus Klecalosaurus Lustodon Ola Xusodonia Eeaeosaurus Troceosaurus
12000 23.291971 Onyxosaurus Kica Lustrepiosaurus Olaagrraiansaurus Yuspangosaurus Eealosaurus Trognesaurus
"""


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


def train(data, iterations, kit=None, n_a=50, names=7, every=2000):
    """Train as `model` does; returns the log as lines `iteration loss name name ...`,
    and the parameters."""
    import utils

    symbols = sorted(set(data))
    char_to_ix, ix_to_char = {c: i for i, c in enumerate(symbols)}, dict(enumerate(symbols))
    parameters = utils.initialize_parameters(n_a, len(symbols), len(symbols))
    loss = -np.log(1.0 / len(symbols)) * names
    examples = [line.strip() for line in data.lower().split("\n")]
    np.random.seed(0)
    np.random.shuffle(examples)
    a_prev, log = np.zeros((n_a, 1)), []
    for j in range(iterations):
        X = [None] + [char_to_ix[c] for c in examples[j % len(examples)]]
        Y = [*X[1:], char_to_ix["\n"]]
        cur_loss, _, a_prev = optimize(X, Y, a_prev, parameters, learning_rate=0.01, kit=kit)
        loss = loss * 0.999 + cur_loss * 0.001
        if j % every == 0:
            drawn = [sample(parameters, char_to_ix, seed, kit) for seed in range(names)]
            spelled = ["".join(ix_to_char[i] for i in ix).strip().capitalize() for ix in drawn]
            log.append(f"{j} {loss:.6f} {' '.join(spelled)}\n")
    return "".join(log), parameters
