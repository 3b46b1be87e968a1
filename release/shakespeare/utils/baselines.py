"""What a network has to beat: how well letters can be guessed by counting, on names
that nobody learned from.

A loss here is the mean cross-entropy of a letter in nats, the newline that ends a name
included. Each name begins from nothing, as in `sample`.
"""

from __future__ import annotations

import math
from collections import Counter

import numpy as np

from .rnn import rnn_forward

ADDED = 0.1  # to each count, so that what was never seen is not impossible


def split(data: str, every: int = 10) -> tuple[str, str]:
    """The text of the names to learn from, and that of each `every`-th one, held
    out."""
    names = data.split("\n")
    held = names[every - 1 :: every]
    del names[every - 1 :: every]
    return "\n".join(names), "\n".join(held)


def counting(kept: str, held: str, before: int) -> float:
    """The loss on `held` of the shares counted in `kept`: how often a letter follows
    the `before` letters in front of it; a name begins after newlines."""
    symbols = len(set(f"{kept}\n{held}"))
    follows = Counter(_windows(kept, before + 1))
    contexts = Counter(window[:-1] for window in _windows(kept, before + 1))
    shares = [
        (follows[window] + ADDED) / (contexts[window[:-1]] + ADDED * symbols)
        for window in _windows(held, before + 1)
    ]
    return -float(np.mean(np.log(shares)))


def _windows(text: str, size: int) -> list[str]:
    """Each letter of each name with the `size - 1` letters in front of it."""
    padded = ["\n" * (size - 1) + name + "\n" for name in text.split("\n")]
    return [name[i : i + size] for name in padded for i in range(len(name) - size + 1)]


def network(held: str, parameters: dict[str, np.ndarray], char_to_ix: dict[str, int]) -> float:
    """The loss on `held` of a trained network."""
    names = held.split("\n")
    total = 0.0
    for name in names:
        Y = [char_to_ix[char] for char in name + "\n"]
        X = [None, *Y[:-1]]
        total += rnn_forward(X, Y, np.zeros_like(parameters["b"]), parameters)[0]
    return total / sum(len(name) + 1 for name in names)


def standing(
    kept: str, held: str, parameters: dict[str, np.ndarray], char_to_ix: dict[str, int]
) -> dict[str, float]:
    """The loss on `held` of each way to guess, the simplest one first."""
    return {
        "guess blindly": math.log(len(char_to_ix)),
        "count letters": counting(kept, held, 0),
        "count pairs": counting(kept, held, 1),
        "count triples": counting(kept, held, 2),
        "your network": network(held, parameters, char_to_ix),
    }
