"""How strongly an outcome speaks for a known fault: the fewer other mistakes would give
it, the more."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np

from ..comparisons import close, number

if TYPE_CHECKING:
    from ..probe import Probe

ENOUGH = 10.0
"""Bits: another mistake gives this by chance in less than 1 of 1,000 answers."""
COMPUTED, COPIED, MAX_COPIED = 10.0, 2.0, 8.0
"""For a number that had to be worked out, and agrees to five digits; and for one that is
whole, or was among the arguments, which many mistakes leave as it was: for each, and for
all of a question."""
MAX_SHOWN = 200
"""Characters by which two such values are known apart."""


def bits(probe: Probe, seen: dict) -> float:
    """Count the bits of what a fault gives and a right answer does not, entry by entry. In
    an array each number counts once: where one entry is the limit, many are. Numbers that
    nobody had to work out count once in all, and are never enough by themselves."""
    given = {_short(one) for one in _numbers((probe.call.positional, probe.call.keywords))}
    computed, copied = 0, set()
    for name, value in seen.items():
        right = probe.expected.get(name)
        pairs = zip_longest(_entries(right), _entries(value))
        off = [own for due, own in pairs if own is not None and not close(due, own)]
        for own in dict.fromkeys(off) if isinstance(right, np.ndarray) else off:
            worked_out = isinstance(own, float) and math.isfinite(own) and not own.is_integer()
            if worked_out and _short(own) not in given:
                computed += 1
            else:
                copied.add(repr(own)[:MAX_SHOWN])
    return COMPUTED * computed + min(COPIED * len(copied), MAX_COPIED)


def _short(number: float) -> str:
    # published numbers have ten digits
    return f"{abs(number):.8g}"


def _numbers(value: object) -> Iterator[float]:
    return (one for one in map(number, _entries(value)) if one is not None)


def _entries(value: object) -> Iterator[object]:
    """Yield what stands in a value, row by row."""
    if isinstance(value, np.ndarray):
        yield from value.ravel().tolist()
    elif isinstance(value, dict):
        for key in value:
            yield from _entries(value[key])
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _entries(part)
    else:
        yield value
