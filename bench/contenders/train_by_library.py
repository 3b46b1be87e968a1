"""The same training by PyTorch or JAX, for `bench.training`, in an environment that has
them: `python train_by_library.py torch|jax JOB`.

For each line on stdin it trains the job from its start and prints the seconds of processor
time and the smoothed loss at the end. As people write it: PyTorch's own layers and
optimizer, step by step; JAX's one compiled function, a compilation for each length of a
name before the clock starts.
"""

import math
import runpy
import sys
import time
from pathlib import Path

import numpy as np

LIMIT, RATE = 5.0, 0.01


def read(path):
    """The five starting weights and the names `(X, Y)`, as `bench.training.job` wrote
    them."""
    n_a, n = map(int, Path(path).with_suffix(".sizes").read_text().split())
    numbers, weights = np.fromfile(path), []
    for rows, columns in ((n_a, n), (n_a, n_a), (n, n_a), (n_a, 1), (n, 1)):
        weights.append(numbers[: rows * columns].reshape(rows, columns))
        numbers = numbers[rows * columns :]
    names = []
    while numbers.size:
        T = int(numbers[0])
        X, Y = numbers[1 : 1 + 2 * T].astype(int).reshape(2, T)
        names.append((X, Y))
        numbers = numbers[1 + 2 * T :]
    return weights, names


def by_torch(weights, names):
    """A function that trains with PyTorch, by the lines that the lesson shows, and returns
    the smoothed loss."""
    import torch

    lines = runpy.run_path(str(Path(__file__).with_name("in_torch.py")))

    torch.set_num_threads(1)
    ready = [(torch.from_numpy(X), torch.from_numpy(Y)) for X, Y in names]
    start = math.log(len(weights[4])) * 7

    def train():
        return lines["train"](lines["Network"](*weights), ready, start)

    return train


def by_jax(weights, names):
    """A function that trains with JAX and returns the smoothed loss."""
    import jax

    jax.config.update("jax_enable_x64", True)
    jnp, n = jax.numpy, weights[0].shape[1]
    one_hot = jnp.concatenate((jnp.eye(n), jnp.zeros((1, n))))  # the last row is no letter

    def cost(weights, a_prev, X, Y):
        Wax, Waa, Wya, b, by = weights

        def step(a, z):
            a = jnp.tanh(z + Waa @ a)
            return a, a

        last, states = jax.lax.scan(step, a_prev, one_hot[X] @ Wax.T + b[:, 0])
        logits = states @ Wya.T + by[:, 0]
        picked = jnp.take_along_axis(logits, Y[:, None], 1)[:, 0]
        return (jax.nn.logsumexp(logits, 1) - picked).sum(), last

    @jax.jit
    def optimize(weights, a_prev, X, Y):
        (loss, last), slopes = jax.value_and_grad(cost, has_aux=True)(weights, a_prev, X, Y)
        step = [
            w - RATE * jnp.clip(d, -LIMIT, LIMIT) for w, d in zip(weights, slopes, strict=True)
        ]
        return loss, last, step

    start, none = list(map(jnp.asarray, weights)), jnp.zeros(weights[1].shape[0])
    for X, Y in {len(X): (X, Y) for X, Y in names}.values():
        optimize(start, none, X, Y)

    def train():
        current, a, loss = start, none, math.log(n) * 7
        for X, Y in names:
            cost, a, current = optimize(current, a, X, Y)
            loss = loss * 0.999 + float(cost) * 0.001
        return loss

    return train


if __name__ == "__main__":
    train = {"torch": by_torch, "jax": by_jax}[sys.argv[1]](*read(sys.argv[2]))
    for _ in sys.stdin:
        began = time.process_time()
        loss = train()
        print(time.process_time() - began, loss, flush=True)
