"""The questions to `count_pairs`."""

from __future__ import annotations

import numpy as np

from dinosaur_grader.assignments import Question
from dinosaur_grader.checks.calls import Call

_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def _sorted(letters: str) -> dict[str, int]:
    """Indices as in the notebook: the newline first, then the letters."""
    return {symbol: i for i, symbol in enumerate("\n" + "".join(sorted(letters)))}


def _letters(rng: np.random.Generator, n: int) -> str:
    """`n` different letters."""
    return "".join(str(letter) for letter in rng.permutation(list(_ALPHABET))[:n])


def _names(rng: np.random.Generator, letters: str, n: int) -> list[str]:
    """`n` names of 2 to 7 letters, and two more that every list should have: one that
    was there before, and one with a letter three times in a row."""
    lengths = rng.integers(2, 8, n)
    names = ["".join(rng.choice(list(letters), length)) for length in lengths]
    return [*names, names[1], letters[0] + letters[1] * 3]


def public() -> list[Question]:
    """Two short names, names with doubled letters, and an alphabet in another order."""
    return _questions("abc", "ahnot", "dbac")


def twins(rng: np.random.Generator) -> list[Question]:
    """The same names in other letters."""
    return _questions(*(_letters(rng, n) for n in (3, 5, 4)))


def _questions(three: str, five: str, four: str) -> list[Question]:
    """Names that are written in these letters, in the places of abc, ahnot and dbac."""
    few = _written(["ca", "cab"], "abc", three)
    short = Call("count_pairs", (few, _sorted(three)))
    several = ["noah", "anna", "tona", "aaah", "hannah", "tona", "otto"]
    more = Call("count_pairs", (_written(several, "ahnot", five), _sorted(five)))
    d, b, a, c = four
    order = {d: 0, b: 1, "\n": 2, a: 3, c: 4}
    bad = _written(["bad", "dab", "cab", "add", "abba"], "dbac", four)
    other = Call("count_pairs", (bad, order))
    return [
        Question("short", 1, "two names", short, observe="table", gate=True),
        Question(
            "several", 2, "seven names, one of them twice", more, observe="table", gate=True
        ),
        Question(
            "order", 1, "symbols in an order of their own", other, observe="table", gate=True
        ),
    ]


def _written(names: list[str], letters: str, others: str) -> list[str]:
    return [name.translate(str.maketrans(letters, others)) for name in names]


def hidden(rng: np.random.Generator) -> list[Question]:
    """Many names, another order, long runs of a letter, and symbols that never occur."""
    letters = [_letters(rng, int(n)) for n in rng.integers(6, 10, 4)]
    many = Call("count_pairs", (_names(rng, letters[0], 24), _sorted(letters[0])))
    order = _shuffled(rng, letters[1])
    other = Call("count_pairs", (_names(rng, letters[1], 16), order))
    runs = Call("count_pairs", (_runs(rng, letters[2]), _sorted(letters[2])))
    few = Call("count_pairs", (_names(rng, letters[3][:4], 5), _sorted(letters[3])))
    return [
        Question("many", 2, "many names", many, observe="table", gate=True),
        Question("shuffled", 2, "symbols in another order", other, observe="table", gate=True),
        Question("runs", 1, "the same letter many times", runs, observe="table", gate=True),
        Question("rare", 1, "symbols that never occur", few, observe="table", gate=True),
    ]


def _shuffled(rng: np.random.Generator, letters: str) -> dict[str, int]:
    """Indices in any order but the sorted one, the newline not the first."""
    ordered = [str(letter) for letter in rng.permutation(list(letters))]
    if ordered == sorted(ordered):
        ordered.reverse()
    ordered.insert(int(rng.integers(1, len(ordered) + 1)), "\n")
    return {symbol: i for i, symbol in enumerate(ordered)}


def _runs(rng: np.random.Generator, letters: str) -> list[str]:
    """Names such as `aaaab`: a run of 3 to 6, then another letter."""
    lengths = rng.integers(3, 7, len(letters))
    following = letters[1:] + letters[0]
    return [a * int(n) + b for a, n, b in zip(letters, lengths, following, strict=True)]
