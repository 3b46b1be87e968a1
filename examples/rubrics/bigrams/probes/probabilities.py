"""The questions to `probabilities`. No row of counts is all zeros where the smoothing is 0."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dinosaur_grader.assignments import Question
from dinosaur_grader.checks.calls import Call


def public() -> list[Question]:
    """Whole numbers, a row without any count, no smoothing, and whether the counts are
    left alone."""
    return _questions(lambda counts: counts)


def twins(rng: np.random.Generator) -> list[Question]:
    """The same with other counts: what is zero stays zero, and no other count is the
    same as it was."""

    def others(counts: np.ndarray) -> np.ndarray:
        more = rng.integers(1, 9, counts.shape).astype(counts.dtype)
        return np.where(counts > 0, counts + more, counts)

    return _questions(others)


def _questions(drawn: Callable[[np.ndarray], np.ndarray]) -> list[Question]:
    whole = np.array([[0, 2, 1], [3, 0, 1], [1, 4, 0]])
    empty = np.array([[0, 3, 1, 0], [2, 0, 0, 5], [0, 0, 0, 0], [4, 1, 0, 1]], dtype=float)
    full = np.array([[1, 3, 0, 0], [0, 2, 5, 1], [4, 0, 1, 0], [1, 1, 0, 7]], dtype=float)
    kept = np.array([[5, 1, 0], [2, 2, 3], [0, 1, 1]], dtype=float)
    return [
        Question(
            "whole", 1, "integers, smoothing 1.5", _ask(drawn(whole), 1.5), "rows", gate=True
        ),
        Question(
            "empty",
            1,
            "a row of zeros, smoothing 0.5",
            _ask(drawn(empty), 0.5),
            "rows",
            gate=True,
        ),
        Question("plain", 1, "smoothing 0", _ask(drawn(full), 0), "rows", gate=True),
        Question("kept", 1, "the counts afterwards", _ask(drawn(kept), 2), "rows_and_argument"),
    ]


def hidden(rng: np.random.Generator) -> list[Question]:
    """The same four kinds with other sizes, counts and smoothing."""
    n = [int(size) for size in rng.integers(5, 9, 4)]
    alpha = [round(float(a), 3) for a in rng.uniform(1.2, 1.8, 2)]
    low = round(float(rng.uniform(0.3, 0.8)), 3)
    whole = _counts(rng, n[0])
    empty = _counts(rng, n[1]).astype(float)
    empty[rng.permutation(n[1])[:2]] = 0
    full, kept = _counts(rng, n[2]).astype(float), _counts(rng, n[3]).astype(float)
    return [
        Question(
            "integers", 2, "integers, other smoothing", _ask(whole, alpha[0]), "rows", gate=True
        ),
        Question(
            "zeros",
            2,
            "two rows of zeros, a small smoothing",
            _ask(empty, low),
            "rows",
            gate=True,
        ),
        Question("frequencies", 1, "no smoothing", _ask(full, 0), "rows", gate=True),
        Question(
            "untouched",
            1,
            "other counts afterwards",
            _ask(kept, alpha[1]),
            "rows_and_argument",
        ),
    ]


def _ask(counts: np.ndarray, smoothing: float) -> Call:
    return Call("probabilities", (counts, smoothing))


def _counts(rng: np.random.Generator, n: int) -> np.ndarray:
    """Counts of 0 to 9 with a zero and a large count in each row, so that no row is
    empty, and all rows have different sums."""
    counts = rng.integers(0, 10, (n, n))
    rows = np.arange(n)
    zeros = rng.permutation(n)
    counts[rows, zeros] = 0
    largest = (zeros + 1) % n
    counts[rows, largest] = 0
    counts[rows, largest] = 60 + 11 * rows - counts.sum(axis=1)
    return counts
