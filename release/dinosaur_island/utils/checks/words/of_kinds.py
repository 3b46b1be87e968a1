"""Words for a value that must be equal, type included: which kind came and which is due,
at the first place where they differ, and in how many places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from ..comparisons import equal
from ..frames import Frame
from ..generators import GeneratorState
from ..values import SETS, Drawn, Opaque

KINDS: dict[type, str] = {
    type(None): "None",
    bool: "a truth value",
    int: "a whole number",
    float: "a number with a decimal point",
    complex: "a complex number",
    str: "a text",
    bytes: "a bytes object",
    list: "a list",
    tuple: "a tuple",
    set: "a set",
    frozenset: "a frozenset",
    dict: "a dictionary",
    Drawn: "an iterator",
    GeneratorState: "a generator",
}
OF_ARRAYS = {
    "b": "truth values",
    "i": "whole numbers",
    "u": "whole numbers",
    "c": "complex numbers",
}
Show = Callable[[object], str]


class Unlike(NamedTuple):
    """A place where something else came than is due, what is said of it, and, where it is
    another kind, the words for both."""

    place: str
    said: str
    kinds: tuple[str, str] = ("", "")


def of_equal(name: str, wanted: object, got: object, show: Show) -> str:
    """Say where two values are not equal: the first place, or at how many entries it is
    the same wrong kind. It is empty where they are equal. `show` words a value."""
    found = list(_unlike(name, wanted, got, show))
    if not found:
        return ""
    first = found[0]
    alike = sum(each.kinds == first.kinds for each in found)
    entries = len(wanted) if isinstance(wanted, list | tuple | dict) else 0
    if not first.kinds[0] or not 1 < alike <= entries:
        return first.said
    due, came = map(_many, first.kinds)
    return (
        f"{alike} of {entries} entries of {name} are {came} where {due} are due. "
        f"The first is {first.place}."
    )


def _unlike(place: str, wanted: Any, got: Any, show: Show) -> Iterator[Unlike]:
    if equal(wanted, got):
        return
    due, came = _kind(wanted), _kind(got)
    if due != came:
        yield Unlike(place, f"{place} is {came} where {due} is due.", (due, came))
    elif isinstance(wanted, np.ndarray):
        yield from _of_arrays(place, wanted, got, show)
    elif isinstance(wanted, dict):
        yield from _of_items(place, {*wanted}, {*got}, "the key ", show)
        own = {key: key for key in got}
        for key in (key for key in wanted if key in got):
            yield from _unlike(f"a key of {place}", key, own[key], show)
            yield from _unlike(f"{place}[{key!r:.40}]", wanted[key], got[key], show)
    elif isinstance(wanted, SETS):
        yield from _of_items(place, wanted, got, "", show)
    elif isinstance(wanted, list | tuple | Drawn):
        mine, other = (
            each.items if isinstance(each, Drawn) else each for each in (wanted, got)
        )
        if len(mine) != len(other):
            yield _should(f"the length of {place}", len(mine), len(other), show)
        for i, pair in enumerate(zip(mine, other, strict=False)):
            yield from _unlike(f"{place}[{i}]", *pair, show)
    elif isinstance(wanted, Frame):
        yield from _unlike(place, wanted.fields, got.fields, show)
    else:
        yield _should(place, wanted, got, show)


def _of_arrays(place: str, wanted: np.ndarray, got: np.ndarray, show: Show) -> Iterator[Unlike]:
    if wanted.shape != got.shape:
        yield Unlike(
            place, f"{place} should have the shape {wanted.shape} and has {got.shape}."
        )
        return
    same = (wanted == got) | ((wanted != wanted) & (got != got))
    for index in np.argwhere(~same)[:1]:
        at = tuple(map(int, index))
        where = place + "".join(f"[{i}]" for i in at)
        yield _should(where, wanted[at].item(), got[at].item(), show)


def _of_items(place: str, wanted: Any, got: Any, what: str, show: Show) -> Iterator[Unlike]:
    for one in sorted(wanted - got, key=repr)[:1]:
        yield Unlike(place, f"{place} lacks {what}{show(one)}.")
    for one in sorted(got - wanted, key=repr)[:1]:
        yield Unlike(place, f"{place} has {what}{show(one)}, which doesn't belong there.")


def _should(place: str, wanted: object, got: object, show: Show) -> Unlike:
    due, came = show(wanted), show(got)
    if due == came:  # they differ behind the digits that are shown
        due, came = f"exactly {wanted!r:.60}", f"{got!r:.60}"
    return Unlike(place, f"{place} should be {due} and is {came}.")


def _kind(value: object) -> str:
    if isinstance(value, np.ndarray):
        numbers = OF_ARRAYS.get(value.dtype.kind, "numbers with a decimal point")
        return f"an array of {numbers}"
    name = value.kind if isinstance(value, Opaque) else type(value).__name__
    return KINDS.get(type(value), f"a {name}")


def _many(kind: str) -> str:
    """Put the words for a kind into the plural."""
    word = re.sub(r"^an? ", "", kind)
    first, *rest = re.split(r"(?= of | with )", word, maxsplit=1)
    plural = first if first == "None" else re.sub(r"y$", "ie", first) + "s"
    return plural + "".join(rest)
