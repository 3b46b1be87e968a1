"""Measure what clipping does to this network: `python -m rubrics.dinosaur_island.gradients
[--check]` writes `data/gradients.csv`, which Figure 2 draws.

The classic training, but at a rate of 0.05 in the place of 0.01: at 0.01 no gradient
explodes. A row an iteration: the norm of the whole gradient, before it is clipped, in a
training that never clips and in one that clips at 5.

It is measured here and not in the notebook, since the loop around it is what a student
has to write.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np

from utils import (
    initialize_parameters,
    rnn_backward,
    rnn_forward,
    update_parameters,
    vocabulary,
)
from utils.corpus import data_file, load_names

RATE, LIMIT, ITERATIONS = 0.05, 5.0, 400
HEAD = "iteration,without,with"
WEIGHTS = ("dWax", "dWaa", "dWya", "db", "dby")
# Rounding grows after the explosion; up to here machines agree on the written digits.
CALM = 150


def gradients(rate: float, limit: float, iterations: int):
    """The gradient of each iteration, as it is before clipping at `limit` (infinity for
    never); yields a vector."""
    data = load_names(data_file("dinos.txt"), quiet=True)
    to_ix, _ = vocabulary(data)
    examples = data.split("\n")
    np.random.seed(0)
    np.random.shuffle(examples)
    parameters = initialize_parameters(50, len(to_ix), len(to_ix))
    a_prev = np.zeros((50, 1))
    for j in range(iterations):
        name = examples[j % len(examples)]
        X = [None, *(to_ix[char] for char in name)]
        Y = [*X[1:], to_ix["\n"]]
        _, cache = rnn_forward(X, Y, a_prev, parameters)
        found, a = rnn_backward(X, Y, parameters, cache)
        yield np.concatenate([found[weight].ravel() for weight in WEIGHTS])
        held = {weight: np.clip(found[weight], -limit, limit) for weight in WEIGHTS}
        parameters = update_parameters(parameters, held, rate)
        a_prev = a[len(X) - 1]


def norms(iterations: int = ITERATIONS) -> np.ndarray:
    """The norms (iterations, 2): never clipped, and clipped."""
    limits = (np.inf, LIMIT)
    return np.transpose(
        [[np.linalg.norm(g) for g in gradients(RATE, limit, iterations)] for limit in limits]
    )


def table(rows: np.ndarray) -> str:
    """The file's text."""
    lines = [f"{j},{free:.4g},{held:.4g}" for j, (free, held) in enumerate(rows)]
    return "\n".join([HEAD, *lines]) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Write the file, or with `--check` compare it up to the explosion; 0 if it fits."""
    parser = argparse.ArgumentParser(prog="python -m rubrics.dinosaur_island.gradients")
    parser.add_argument("--check", action="store_true", help="write nothing; compare")
    path = data_file("gradients.csv" if parser.parse_args(arguments).check else "dinos.txt")
    if path.name == "dinos.txt":
        path.with_name("gradients.csv").write_text(table(norms()), encoding="utf-8")
        return 0
    written = np.loadtxt(path, delimiter=",", skiprows=1)[:CALM, 1:]
    alike = np.allclose(written, norms(CALM), rtol=1e-3)
    print(
        f"{path.name} is {'what' if alike else 'not what'} this network does", file=sys.stderr
    )
    return 0 if alike else 1


if __name__ == "__main__":
    sys.exit(main())
