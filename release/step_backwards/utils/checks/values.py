"""Plain data: the values that a question gives and takes, copied free of a student's
classes.

They are None, numbers (whole, real and complex), truth values, texts, bytes, dates and
times, lists, tuples, dictionaries and sets of these, numeric NumPy arrays, tables of such
columns, and the states of generators of random numbers; an array of texts becomes lists of
them. What an iterator gives is `Drawn`. What is none of these is an `Opaque` that names its
type.
"""

from __future__ import annotations

import math
import random
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from .frames import Frame, of_pandas
from .generators import GeneratorState, get_state, read_state

MAX_DEPTH = 8
MAX_ITEMS = 200_000
MAX_TEXT = 200_000
MAX_BYTES = MAX_TEXT // 2
"""Bytes cross as text, two letters each."""
MAX_BITS = 8_192
"""Of a whole number: the factorial of 900 has fewer, and so has the 10,000th Fibonacci
number."""
MAX_DRAWN = 10_000
"""Items that are taken from an iterator, which may have no end."""
MAX_VALUES = 400_000
"""Parts of one value: a list that holds another one many times has more than it
seems."""
NAN = math.nan
"""The only NaN of plain data, so that it is found again among keys and in sets."""


@dataclass(frozen=True)
class Opaque:
    """A value that is not plain data, known by the name of its type."""

    kind: str

    def __repr__(self) -> str:
        """Show it to a student inside of what came."""
        return f"<{self.kind}>"


NOTHING = Opaque("nothing")
"""What stands for something that is not there."""


@dataclass(frozen=True)
class Drawn:
    """The items that an iterator gave, or the first `MAX_DRAWN` of them."""

    items: tuple
    kind: str


@dataclass(frozen=True)
class Raised:
    """In the place of a step's value: it raised an error, which goes by these names."""

    names: tuple[str, ...]


class Written(NamedTuple):
    """How a kind of value that neither JSON nor MessagePack has is written as text, and
    read."""

    kind: type
    write: Callable[[Any], str]
    read: Callable[[str], Any]


def _read_time(text: str) -> timedelta:
    days, seconds, microseconds = map(int, text.split())
    return timedelta(days, seconds, microseconds)


WRITTEN: dict[str, Written] = {
    "int": Written(int, hex, lambda text: int(text, 16)),
    "complex": Written(complex, repr, complex),
    "bytes": Written(bytes, bytes.hex, bytes.fromhex),
    "datetime": Written(datetime, datetime.isoformat, datetime.fromisoformat),
    "date": Written(date, date.isoformat, date.fromisoformat),
    "timedelta": Written(
        timedelta, lambda one: f"{one.days} {one.seconds} {one.microseconds}", _read_time
    ),
    "generator": Written(GeneratorState, lambda state: state.text, read_state),
}
"""The kinds by name; a kind before the one that it is a special case of."""
KIND_NAMES = {written.kind: name for name, written in WRITTEN.items()}
SETS = (set, frozenset)


def is_wide(value: int) -> bool:
    """Check whether a whole number has more than 64 bits."""
    return not -(2**63) <= value < 2**63


def read_written(kind: str, text: str) -> object:
    """Read a value of the kind `kind` in `WRITTEN`. Raises ValueError or OverflowError."""
    if kind == "int" and len(text) > MAX_BITS // 4 + len("-0x"):
        raise ValueError("a whole number is too long")
    return WRITTEN[kind].read(text)


def plain_data(value: object, draw: bool = False) -> object:
    """Copy `value` as plain data. Parts that are none, lie deeper than `MAX_DEPTH`, or
    come after `MAX_VALUES` others become `Opaque`. Iterators are such parts unless they
    may be drawn from, which runs whatever code they are made of."""
    return _Copy(draw).of(value, 0)


class _Copy:
    """A copy that is being made. It asks a value for its parts by the methods of
    Python's own classes, since those of a student's may say anything."""

    def __init__(self, draw: bool):
        self.draw, self.left = draw, MAX_VALUES

    def of(self, value: Any, depth: int) -> object:
        kind = type(value)
        self.left -= 1
        if value is None or kind is bool:
            return value
        # what is built in needs no search; a class of another type may lie about its hash
        built_in = type(kind) is type
        base = kind if built_in and kind in _COPIED else _base(kind)
        if base in _SCALARS:
            return _SCALARS[base](value)
        if base is np.ndarray:
            return self._array(value, depth)
        if kind is np.random.Generator or kind is random.Random:
            return get_state(value) or Opaque(name_of(kind))
        if depth >= MAX_DEPTH or self.left < 0:
            return Opaque(name_of(kind))
        if base is not None:
            return self._parts(value, base, depth + 1)
        if self.draw and ((built_in and kind in _SERIES) or hasattr(kind, "__next__")):
            items = islice(value, MAX_DRAWN)
            return Drawn(tuple([self.of(item, depth + 1) for item in items]), name_of(kind))
        other = Opaque(name_of(kind))
        return of_pandas(value, kind, lambda part: self.of(part, depth + 1), other)

    def _array(self, value: Any, depth: int) -> object:
        # an entry is far smaller than a value of its own
        self.left -= np.ndarray.size.__get__(value) // 8
        if self.left >= 0 and np.ndarray.size.__get__(value) <= MAX_ITEMS:
            plain = np.array(value, subok=False)
            if plain.dtype.kind in "biufc":
                return plain
            if plain.dtype.kind in "US":
                texts = plain if plain.dtype.kind == "U" else np.char.decode(plain, "latin-1")
                return self.of(texts.tolist(), depth)
        return Opaque(name_of(type(value)))

    def _parts(self, value: Any, base: Any, depth: int) -> object:
        if base.__len__(value) > MAX_ITEMS:
            return Opaque(name_of(type(value)))
        if base is dict:
            copied = {self._key(k, depth): self.of(v, depth) for k, v in dict.items(value)}
        elif base in SETS:
            copied = base([self._key(item, depth) for item in base.__iter__(value)])
        else:
            items = [*base.__iter__(value)]
            return base([self.of(item, depth) for item in items])
        # two keys have become one: a hash that lies, or several NaN
        return copied if len(copied) == base.__len__(value) else Opaque(name_of(type(value)))

    def _key(self, value: object, depth: int) -> object:
        key = self.of(value, depth)
        try:
            hash(key)
        except TypeError:  # a list of a student's own class, say, that has a hash
            return Opaque(name_of(type(value)))
        return key


def _base(kind: type) -> Any:
    return next((base for base in _COPIED if issubclass(kind, base)), None)


def name_of(kind: type) -> str:
    """Return a class's own name, whatever it says of itself."""
    return type.__dict__["__name__"].__get__(kind)[:80]


def _whole(value: int) -> object:
    whole = int.__index__(value)
    return whole if whole.bit_length() <= MAX_BITS else Opaque("int")


def _real(value: float) -> float:
    real = float.__float__(value)
    return real if real == real else NAN


def _date(value: date) -> object:
    return date.fromisoformat(date.isoformat(value))


def _datetime(value: datetime) -> object:
    # pandas' NaT is a date in the year 1
    if name_of(type(value)) == "NaTType":
        return None
    # any other class of time zone would be asked for its offset
    zone = datetime.tzinfo.__get__(value)
    if zone is not None and type(zone) is not timezone:
        return Opaque("datetime")
    return datetime.fromisoformat(datetime.isoformat(value))


def _timedelta(value: timedelta) -> object:
    kind = timedelta
    parts = (kind.days, kind.seconds, kind.microseconds)
    return timedelta(*(part.__get__(value) for part in parts))


def _numpys(value: np.generic) -> object:
    own = np.generic.item(value)
    # the widest of NumPy's has no like in Python
    return plain_data(float(own) if isinstance(own, np.generic) else own)


_SCALARS: dict[type, Callable[[Any], object]] = {
    float: _real,
    str: lambda value: str.__getitem__(value, slice(MAX_TEXT)),
    int: _whole,
    complex: complex.__complex__,
    bytes: lambda value: bytes.__getitem__(value, slice(MAX_BYTES)),
    datetime: _datetime,
    date: _date,
    timedelta: _timedelta,
    **dict.fromkeys((np.bool_, np.integer, np.floating, np.complexfloating), _numpys),
}
_COPIED = dict.fromkeys((*_SCALARS, np.ndarray, list, tuple, dict, *SETS))
_SERIES = frozenset(
    [range, deque, *(type(part) for part in ({}.keys(), {}.values(), {}.items()))]
)
"""Python's own classes that have items and are neither lists nor iterators."""


def same_bits(was: object, now: object) -> bool:
    """Check whether two values of plain data have the same types and the same bits."""
    if type(was) is not type(now):
        return False
    if isinstance(was, np.ndarray) and isinstance(now, np.ndarray):
        same: bool = (
            was.dtype == now.dtype and was.shape == now.shape and was.tobytes() == now.tobytes()
        )
        return same
    if isinstance(was, Frame) and isinstance(now, Frame):
        return same_bits(was.parts, now.parts)
    if isinstance(was, list | tuple) and isinstance(now, list | tuple):
        return len(was) == len(now) and all(map(same_bits, was, now))
    if isinstance(was, dict) and isinstance(now, dict):
        return same_bits(list(was), list(now)) and all(
            map(same_bits, was.values(), now.values())
        )
    if isinstance(was, SETS) and isinstance(now, SETS):
        return same_bits(in_order(was), in_order(now))
    if isinstance(was, Drawn) and isinstance(now, Drawn):
        return was.kind == now.kind and same_bits(was.items, now.items)
    # a NaN is no other NaN, 0.0 is -0.0
    return repr(was) == repr(now) if isinstance(was, float | complex) else was == now


def in_order(values: Iterable[object]) -> list:
    """Sort values of plain data by a rule of our own, whatever kinds are among them."""
    return sorted(values, key=place)


def place(value: Any) -> tuple:
    """Return what a value of plain data is sorted by: equal values have equal places,
    and numbers stand together, NaN behind them."""
    if isinstance(value, np.ndarray | Drawn):
        value = value.items if isinstance(value, Drawn) else value.tolist()
    if isinstance(value, Frame):
        value = value.parts
    if isinstance(value, int | float | complex):
        parts = (value.real, value.imag)
        return (0, *((part != part, 0 if part != part else part) for part in parts))
    if isinstance(value, str):
        return (1, value)
    if isinstance(value, list | tuple):
        return (2, tuple(map(place, value)))
    if isinstance(value, SETS):
        return (3, tuple(sorted(map(place, value))))
    if isinstance(value, dict):
        return (4, tuple(sorted((place(key), place(part)) for key, part in value.items())))
    return (5, type(value).__name__, repr(value))
