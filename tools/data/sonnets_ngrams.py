"""The baseline of the Sonnets' model: counting which character follows the last few
(Witten and Bell, 1991)."""

from __future__ import annotations

import math
from collections import Counter, defaultdict

ORDERS = (3, 4, 5)

Level = dict[str, Counter]


def witten_bell(train: str, test: str, order: int, vocab_size: int) -> float:
    """The loss in bits a character, on `test`, of an n-gram model of `train` with n =
    `order`.

    A character's probability after a context h mixes what was counted with p', that
    after the shorter context:

        p(x | h) = (count(h x) + kinds(h) p'(x)) / (count(h) + kinds(h))

    where kinds(h) is the number of different characters seen after h. The shortest
    context mixes with 1 / vocab_size. The first character of `test` is given, as it is
    to the LSTM.
    """
    levels = [_count(train, length) for length in range(order)]
    bits = 0.0
    for place in range(1, len(test)):
        bits -= math.log2(_probability(levels, test, place, 1 / vocab_size))
    return bits / (len(test) - 1)


def _count(text: str, length: int) -> Level:
    """What follows each context of `length` characters, and how often."""
    level: Level = defaultdict(Counter)
    for place in range(length, len(text)):
        level[text[place - length : place]][text[place]] += 1
    return dict(level)


def _probability(levels: list[Level], text: str, place: int, p: float) -> float:
    for length, level in enumerate(levels[: place + 1]):
        seen = level.get(text[place - length : place])
        if seen is None:
            break  # a longer context was not seen either
        p = (seen[text[place]] + len(seen) * p) / (seen.total() + len(seen))
    return p


def best(text: str) -> tuple[int, float]:
    """The order, of 3 to 5, that does best on the last tenth of `text` after learning
    from the rest, and its loss."""
    cut = len(text) * 9 // 10
    losses = {
        order: witten_bell(text[:cut], text[cut:], order, len(set(text))) for order in ORDERS
    }
    return min(losses.items(), key=lambda item: item[1])
