"""What a network has to beat: how well letters can be guessed by counting, on names
that nobody learned from.

A loss here is the mean cross-entropy of a letter in nats, the newline that ends a name
included. Each name begins from nothing, as in `sample`.
"""

from __future__ import annotations

import csv
import math
from collections import Counter

import numpy as np

from .corpus import data_file
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


def tables(kept: str, held: str) -> dict[str, float]:
    """The loss on `held` of tables counted in `kept`, the smallest table first."""
    names = ("letters", "pairs", "triples", "quadruples")
    return {f"table of {name}": counting(kept, held, n) for n, name in enumerate(names)}


def standing(
    kept: str, held: str, parameters: dict[str, np.ndarray], char_to_ix: dict[str, int]
) -> dict[str, float]:
    """The loss on `held` of each way to guess, the simplest one first."""
    return {
        "blind guessing": math.log(len(char_to_ix)),
        **tables(kept, held),
        "your network": network(held, parameters, char_to_ix),
    }


def classic_recipe() -> tuple[float, float]:
    """The least and the largest loss on held-out names of ten networks with the classic
    recipe, from `data/recipes.csv`, which `python -m bench.lesson --write` makes."""
    with data_file("recipes.csv").open(encoding="utf-8", newline="") as file:
        nats = [
            float(row["nats"])
            for row in csv.DictReader(file)
            if (row["state"], row["rate"]) == ("carried", "fixed")
        ]
    return min(nats), max(nats)


def try_pairs(pairs: np.ndarray, data: str, char_to_ix: dict[str, int], count: int = 8) -> None:
    """Check a table of pairs, and print `count` names drawn from it and the loss of
    such a table on held-out names.

    Arguments:
    pairs -- (n, n): how often the symbol of the column follows that of the row; a name
             begins after a newline and ends with one
    data -- the names, one a line
    char_to_ix -- dictionary from each of the n symbols to its index
    """
    right = np.zeros((len(char_to_ix), len(char_to_ix)))
    for window in _windows(data, 2):
        right[char_to_ix[window[0]], char_to_ix[window[1]]] += 1
    if said := _unlike(np.asarray(pairs), right, list(char_to_ix)):
        print(said)
        return
    drawn = ", ".join(_drawn(right, list(char_to_ix), count))
    loss = counting(*split(data), before=1)
    print(
        f"Your table is right: {right.sum():,.0f} pairs. You have a language model. It invents:\n"
        f"{drawn}\n"
        f"Counted on nine names in ten, it has {loss:.2f} nats per letter on the held-out ones;\n"
        f"blind guessing has {math.log(len(char_to_ix)):.2f}."
    )


def _unlike(pairs: np.ndarray, right: np.ndarray, symbols: list[str]) -> str:
    """What is wrong with a table of pairs, as a sentence; empty where nothing is."""
    if pairs.shape != right.shape:
        return f"pairs has the shape {pairs.shape}; a row and a column for each symbol make {right.shape}."
    if not pairs.any():
        return (
            "Nothing is counted yet. Write the loops in the cell above, run it, then this one."
        )
    if np.array_equal(pairs, right):
        return ""
    if np.array_equal(pairs, right.T):
        return "Rows and columns are changed over: the symbol before chooses the row."
    row, column = np.argwhere(pairs != right)[0]
    return (
        f"{symbols[column]!r} follows {symbols[row]!r} {right[row, column]:.0f} times in the names; "
        f"your table says {pairs[row, column]:g}. (The newline stands before the first letter and after the last.)"
    )


def _drawn(pairs: np.ndarray, symbols: list[str], count: int, longest: int = 20) -> list[str]:
    """Names drawn from a table of pairs, the same ones each time."""
    generator = np.random.default_rng(0)
    shares = pairs / pairs.sum(axis=1, keepdims=True)
    names = []
    for _ in range(count):
        name, at = "", symbols.index("\n")
        while len(name) < longest:
            at = generator.choice(len(symbols), p=shares[at])
            if symbols[at] == "\n":
                break
            name += symbols[at]
        names.append(name.capitalize())
    return names
