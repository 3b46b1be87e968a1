"""What an outcome looks like, in the few words that a rubric's `[[when]]` may use."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import numpy as np

from ..comparisons import array, number
from ..frames import DataFrame, Frame, Series
from ..observers import GENERAL, entry
from ..values import NOTHING, SETS, Drawn, Opaque

KINDS = {
    "none": type(None),
    "number": (bool, int, float),
    "text": str,
    "list": list,
    "tuple": tuple,
    "dict": dict,
    "array": np.ndarray,
    "complex": complex,
    "bytes": bytes,
    "set": SETS,
    "date": date,
    "datetime": datetime,
    "timedelta": timedelta,
    "iterator": Drawn,
    "dataframe": DataFrame,
    "series": Series,
}
"""The kinds of value that a function may give back, by a rubric's word."""
_LIST = list | tuple | np.ndarray
_PARTS = re.compile(r"not (\d+) parts")
ANYTHING = "anything"
"""In the place of an observation's name: any of those that the question asks for."""


def _none(value):
    return value is None


def _empty(value):
    return isinstance(value, _LIST | dict | str | bytes | set | frozenset | Frame) and not len(
        value
    )


def _zero(value):
    entries = array([value] if isinstance(value, int | float | complex) else value)
    return entries is not None and entries.size > 0 and not entries.any()


def _text(value):
    return isinstance(value, list | tuple) and any(
        isinstance(each, str) or _text(each) for each in value
    )


def _not_finite(value):
    entries = array([value] if isinstance(value, int | float | complex) else value)
    return entries is not None and not np.isfinite(entries).all()


def _nested(value):
    return isinstance(value, list | tuple) and any(
        isinstance(each, list | tuple | dict) and number(each) is None for each in value
    )


def _arrays(value):
    return isinstance(value, list | tuple) and any(
        isinstance(each, np.ndarray) and each.size > 1 for each in value
    )


def _single(value):
    one = value.ravel().tolist() if isinstance(value, np.ndarray) else value
    return isinstance(one, list | tuple) and len(one) == 1 and number(one[0]) is not None


LOOKS = {
    "none": _none,
    "empty": _empty,
    "zero": _zero,
    "not finite": _not_finite,
    "text": _text,
    "nested": _nested,
    "arrays": _arrays,
    "single": _single,
}
_OF_THE_QUESTION = ("absent", "alone", "first")


def known(look: str) -> bool:
    """Check whether `look` is a word that `looks_like` understands."""
    kind = look.removeprefix("is not ").removeprefix("is ")
    return (
        look in LOOKS
        or look in _OF_THE_QUESTION
        or (kind != look and kind in KINDS)
        or bool(_PARTS.fullmatch(look))
    )


def looks_like(look: str, name: str, probe, outcome, got: dict, first: str) -> bool:
    """Check whether the observation or path `name` looks like that, and the right
    answer's does not. `first` is the first observation that differs."""
    absent = [each for each in probe.asks_for if each not in got]
    if look == "absent":
        return bool(absent) if name == ANYTHING else name in absent
    if look == "alone":
        return absent == [name]
    if look == "first":
        return name == first
    root, *steps = name.split(".")
    if root in GENERAL and name not in probe.expected:
        path = [int(step) if step.isdigit() else step for step in steps]
        return _is(look, entry(getattr(outcome, root), *path))
    return (
        name in got
        and _is(look, got[name])
        and not _is(look, probe.expected.get(name, NOTHING))
    )


def _is(look, value):
    if look in LOOKS:
        return LOOKS[look](value)
    if parts := _PARTS.fullmatch(look):
        return not isinstance(value, _LIST | dict) or len(value) != int(parts[1])
    wanted = KINDS[look.removeprefix("is not ").removeprefix("is ")]
    there = isinstance(value, wanted) and not isinstance(value, Opaque)
    return there != look.startswith("is not ")
