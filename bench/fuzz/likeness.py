"""A second opinion on a passed question, as plain as can be: the answer has the numbers
and the words of the right one, wherever they stand in it.

It knows less than the judge: what fails here has been given a point for another value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import zip_longest

import numpy as np

from dinosaur_grader.checks.calls import Outcome
from dinosaur_grader.checks.comparisons import OF_LOGS, parts
from dinosaur_grader.checks.frames import Frame
from dinosaur_grader.checks.probe import Probe
from dinosaur_grader.checks.values import Drawn, Raised

NEAR = 1e-3
"""A hundred times as far apart as the judge lets most numbers be."""


def alike(probe: Probe, outcome: Outcome) -> bool:
    """Check whether the outcome has the numbers and words of a right one."""
    got = probe.see(outcome)
    return any(_has(probe, right, got) for right in (probe.expected, *probe.others))


def _has(probe: Probe, right: Mapping[str, object], got: Mapping[str, object]) -> bool:
    names = [name for name in probe.asks_for if probe.observe.compares(name) not in OF_LOGS]
    return all(
        name in got and _same(right[name], got[name], probe.observe.compares(name) == "set")
        for name in names
        if name in right
    )


def _same(wanted: object, got: object, as_set: bool) -> bool:
    counted = not isinstance(wanted, Frame) or not _is_numbered(wanted)
    numbers, words = zip(
        *(_leaves(_counted(each, counted)) for each in (wanted, got)), strict=True
    )
    if as_set:
        return set(words[0]) == set(words[1]) and all(
            any(_near(one, other) for other in others)
            for one, others in (
                *((one, numbers[1]) for one in numbers[0]),
                *((one, numbers[0]) for one in numbers[1]),
            )
        )
    return sorted(words[0]) == sorted(words[1]) and all(
        _near(*pair) for pair in zip_longest(*map(_sorted, numbers))
    )


def _is_numbered(frame: Frame) -> bool:
    """Whether a table's index has whole numbers and no name: that of an answer may be any."""
    index = frame.index
    return (
        isinstance(index, np.ndarray) and index.dtype.kind in "iu" and not any(frame.names[0])
    )


def _counted(value: object, index: bool) -> object:
    """What counts of a table that is compared closely: dtypes and names don't."""
    if not isinstance(value, Frame):
        return value
    return [value.columns, value.data, *([value.index] if index else [])]


def _leaves(value: object) -> tuple[list[float], list[str]]:
    """The numbers in a value, real and imaginary parts apart, and all else as words."""
    numbers: list[float] = []
    words: list[str] = []
    for part in parts(value):
        if isinstance(part, np.ndarray):
            numbers += part.real.ravel().tolist()
            numbers += part.imag.ravel().tolist()
        elif isinstance(part, int | float | complex):
            numbers += [_real(part.real), _real(part.imag)]
        elif isinstance(part, str):
            words += part.casefold().split()
        elif part is None or not isinstance(part, Iterable | Drawn | Raised):
            words.append(repr(part))
    return numbers, words


def _real(part: float) -> float:
    try:
        return float(part)
    except OverflowError:
        return float("inf") if part > 0 else float("-inf")


def _sorted(numbers: list[float]) -> list[float]:
    return sorted(numbers, key=lambda one: (one != one, one))


def _near(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return False
    both_none = one != one and other != other
    return one == other or both_none or abs(one - other) <= NEAR * (1 + abs(one))
