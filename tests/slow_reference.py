"""A second reading of the assignment: the four graded functions in pure Python floats.

NumPy draws the random numbers, for the draws are part of what was asked; every sum,
product, tanh and logarithm is Python's own. Nothing is shared with `utils`, with
`tests/oracle.py` or with the notebook, so that one mistake can't hide in both.
Gradients come from the chain rule written out by index. Arrays go in and come out as
NumPy arrays.
"""

from __future__ import annotations

import math

import numpy as np

NAMES = ("Wax", "Waa", "Wya", "b", "by")


def _rows(array):
    return [[float(entry) for entry in row] for row in array]


def _column(array):
    return [float(row[0]) for row in array]


def _times(matrix, vector):
    return [math.fsum(m * v for m, v in zip(row, vector, strict=True)) for row in matrix]


def _softmax(logits):
    top = max(logits)
    powers = [math.exp(logit - top) for logit in logits]
    total = math.fsum(powers)
    return [power / total for power in powers]


def _step(weights, a_prev, ix):
    """State and probabilities after reading index `ix`, or nothing where it is None."""
    Wax, Waa, Wya, b, by = weights
    from_state = _times(Waa, a_prev)
    a = [
        math.tanh((Wax[i][ix] if ix is not None else 0.0) + from_state[i] + b[i])
        for i in range(len(b))
    ]
    logits = [z + bias for z, bias in zip(_times(Wya, a), by, strict=True)]
    return a, _softmax(logits)


def _weights(parameters):
    matrices = [_rows(parameters[name]) for name in NAMES[:3]]
    return [*matrices, _column(parameters["b"]), _column(parameters["by"])]


def clip(gradients, maxValue):
    clipped = {}
    for name, array in gradients.items():
        rows = [[min(max(entry, -maxValue), maxValue) for entry in row] for row in _rows(array)]
        clipped[name] = np.array(rows)
    return clipped


def sample(parameters, char_to_ix, seed):
    weights = _weights(parameters)
    newline, n_y = char_to_ix["\n"], len(weights[4])
    a, ix, drawn = [0.0] * len(weights[3]), None, []
    while len(drawn) < 50 and ix != newline:
        a, p = _step(weights, a, ix)
        np.random.seed(seed + 2 * len(drawn))
        ix = int(np.random.choice(n_y, p=p))
        drawn.append(ix)
    return [*drawn, newline] if len(drawn) == 50 else drawn


def _forward(X, Y, a_prev, weights):
    states, probabilities, loss = [_column(a_prev)], [], 0.0
    for ix, target in zip(X, Y, strict=True):
        a, p = _step(weights, states[-1], ix)
        states.append(a)
        probabilities.append(p)
        loss -= math.log(p[target])
    return loss, states, probabilities


def _backward(X, Y, weights, states, probabilities):
    Wax, Waa, Wya, b, by = weights
    n_a, n_y = len(b), len(by)
    dWax, dWaa, dWya = [[[0.0] * len(row) for row in matrix] for matrix in (Wax, Waa, Wya)]
    db, dby, carried = [0.0] * n_a, [0.0] * n_y, [0.0] * n_a
    for t in reversed(range(len(X))):
        before, after = states[t], states[t + 1]
        dy = [p - (k == Y[t]) for k, p in enumerate(probabilities[t])]
        da = [math.fsum(Wya[k][i] * dy[k] for k in range(n_y)) + carried[i] for i in range(n_a)]
        dz = [(1 - after[i] ** 2) * da[i] for i in range(n_a)]
        for i in range(n_a):
            db[i] += dz[i]
            if X[t] is not None:
                dWax[i][X[t]] += dz[i]
            for j in range(n_a):
                dWaa[i][j] += dz[i] * before[j]
        for k in range(n_y):
            dby[k] += dy[k]
            for i in range(n_a):
                dWya[k][i] += dy[k] * after[i]
        carried = [math.fsum(Waa[i][j] * dz[i] for i in range(n_a)) for j in range(n_a)]
    columns = [[value] for value in db], [[value] for value in dby]
    return dict(
        zip(
            ("dWax", "dWaa", "dWya", "db", "dby"),
            map(np.array, (dWax, dWaa, dWya, *columns)),
            strict=True,
        )
    )


def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    weights = _weights(parameters)
    loss, states, probabilities = _forward(X, Y, a_prev, weights)
    gradients = clip(_backward(X, Y, weights, states, probabilities), 5.0)
    for name in NAMES:
        slope = gradients["d" + name]
        for i, row in enumerate(_rows(parameters[name])):
            for j, entry in enumerate(row):
                parameters[name][i, j] = entry - learning_rate * float(slope[i, j])
    return loss, gradients, np.array([[value] for value in states[-1]])


def model(
    data, ix_to_char, char_to_ix, num_iterations=35000, n_a=50, dino_names=7, vocab_size=27
):
    np.random.seed(1)
    shapes = {"Wax": (n_a, vocab_size), "Waa": (n_a, n_a), "Wya": (vocab_size, n_a)}
    parameters = {name: np.random.randn(*shape) * 0.01 for name, shape in shapes.items()}
    parameters |= {"b": np.zeros((n_a, 1)), "by": np.zeros((vocab_size, 1))}
    examples = [line.strip() for line in data.lower().splitlines()]
    np.random.seed(0)
    np.random.shuffle(examples)
    loss, state = math.log(vocab_size) * dino_names, np.zeros((n_a, 1))
    for j in range(num_iterations):
        letters = [char_to_ix[letter] for letter in examples[j % len(examples)]]
        now, _, state = optimize(
            [None, *letters], [*letters, char_to_ix["\n"]], state, parameters
        )
        loss = 0.999 * loss + 0.001 * now
        if j % 2000 == 0:
            print(f"Iteration: {j}, Loss: {loss:f}\n")
            for seed in range(dino_names):
                name = "".join(ix_to_char[ix] for ix in sample(parameters, char_to_ix, seed))
                print(name[0].upper() + name[1:], end="")
            print("\n")
    return parameters
