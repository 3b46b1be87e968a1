"""Plain data as a tree of typed nodes: the only shape in which a value crosses the
trust line.

Both sides import this file. It knows no class by name and builds nothing but the kinds
listed in `Node`. A message's values are counted while they are still packed bytes: a value
of four bytes may take a hundred once it is an object.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
import numpy as np

from dinosaur_grader.checks.frames import Frame, made
from dinosaur_grader.checks.values import (
    KIND_NAMES,
    MAX_BITS,
    MAX_TEXT,
    NAN,
    SETS,
    WRITTEN,
    Drawn,
    Opaque,
    is_wide,
    read_written,
)

MAX_DEPTH = 24
MAX_NODES = 400_000
"""Values in a message, whatever they are: a right answer has a few thousand."""
MAX_ENTRIES = 2_000_000
"""Entries of all arrays in a message, as many as fit into one as 64-bit numbers: of
truth values eight times as many would, and each becomes a float where it is judged."""
MAX_CLASHES = 100_000
"""How often a key of a message may meet others of the same hash. Honest ones hardly do;
made for it, 50,000 whole numbers would take minutes to be put into one set."""
MAX_AXES = 16
DTYPES = frozenset(
    [
        "|b1",
        "|i1",
        "|u1",
        *(f"<{kind}{size}" for kind in "iu" for size in (2, 4, 8)),
        "<f2",
        "<f4",
        "<f8",
        "<c8",
        "<c16",
    ]
)
"""What an array may hold: truth values and numbers, which is all that the judge can
compare."""


class DecodeError(ValueError):
    """The bytes are not a message, or a message that this protocol doesn't allow."""


Name = Annotated[str, msgspec.Meta(max_length=200)]
"""A name in a message, of a type or a parameter. msgspec holds these caps where it
decodes, on the grader's side."""
Text = Annotated[str, msgspec.Meta(max_length=MAX_TEXT)]
"""A text in a message: as long as `dinosaur_grader.checks.calls` lets a value or a printed text
be."""


class Array(msgspec.Struct, tag="a", array_like=True, frozen=True):
    """An array: dtype, shape, and its bytes in C order."""

    dtype: Name
    shape: tuple[int, ...]
    data: bytes


class List(msgspec.Struct, tag="l", array_like=True, frozen=True):
    """A list."""

    items: list[Node]


class Tuple(msgspec.Struct, tag="t", array_like=True, frozen=True):
    """A tuple."""

    items: list[Node]


class Set(msgspec.Struct, tag="s", array_like=True, frozen=True):
    """A set."""

    items: list[Node]


class Frozen(msgspec.Struct, tag="f", array_like=True, frozen=True):
    """A frozen set."""

    items: list[Node]


class Items(msgspec.Struct, tag="g", array_like=True, frozen=True):
    """What is `Drawn` from an iterator."""

    items: list[Node]
    kind: Name


class Table(msgspec.Struct, tag="p", array_like=True, frozen=True):
    """A `Frame`: its kind, and its parts."""

    kind: Literal["DataFrame", "Series"]
    parts: list[Node]


class Dict(msgspec.Struct, tag="d", array_like=True, frozen=True):
    """A dictionary, as pairs."""

    pairs: list[tuple[Node, Node]]


class Typed(msgspec.Struct, tag="w", array_like=True, frozen=True):
    """A value that is `Written` as text, and its kind."""

    kind: Name
    text: Text


class Unknown(msgspec.Struct, tag="o", array_like=True, frozen=True):
    """An `Opaque`."""

    kind: Name


Sequences = List | Tuple | Set | Frozen
Tagged = Items | Table | Dict | Typed | Unknown
Node = None | bool | int | float | Text | Array | Sequences | Tagged
_SEQUENCES: dict[type, type[Sequences]] = {
    list: List,
    tuple: Tuple,
    set: Set,
    frozenset: Frozen,
}
_BUILT: dict[type, type] = {node: kind for kind, node in _SEQUENCES.items()}
_AS_THEY_ARE = frozenset([type(None), bool, int, str])
_SCALARS = frozenset([*_AS_THEY_ARE, float])


def to_node(value: object) -> Node:
    """Make a node of plain data; raises TypeError or OverflowError for what is not plain
    data or too large an int."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, str):
        return sound(value)
    if isinstance(value, int) and not is_wide(value):
        return value
    if type(value) in KIND_NAMES:
        return _typed(value, KIND_NAMES[type(value)])
    if isinstance(value, np.ndarray):
        return _array_node(value)
    if type(value) in _SEQUENCES:
        return _SEQUENCES[type(value)]([to_node(item) for item in value])  # type: ignore[attr-defined]
    if isinstance(value, dict):
        return Dict([(to_node(k), to_node(v)) for k, v in value.items()])
    if isinstance(value, Drawn):
        return Items([to_node(item) for item in value.items], sound(value.kind))
    if isinstance(value, Frame):
        return Table(type(value).__name__, [to_node(part) for part in value.parts])  # type: ignore[arg-type]
    if isinstance(value, Opaque):
        return Unknown(sound(value.kind))
    raise TypeError(f"{type(value).__name__} is not plain data")


def sendable(value: object) -> Node:
    """Make a node as `to_node` does; what can't be sent after all (an int over 64 bits, say)
    goes as an `Opaque`."""
    try:
        return to_node(value)
    except (TypeError, OverflowError):
        return to_node(Opaque(type(value).__name__[:80]))


def sound(text: str) -> str:
    """Return the text without lone surrogates, which UTF-8 can't carry."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _typed(value: object, kind: str) -> Typed:
    if isinstance(value, int) and value.bit_length() > MAX_BITS:
        raise OverflowError(f"an int of a message has at most {MAX_BITS} bits")
    return Typed(kind, WRITTEN[kind].write(value))


def _array_node(value: np.ndarray) -> Array:
    little = np.ascontiguousarray(value, dtype=value.dtype.newbyteorder("<"))
    if little.dtype.str not in DTYPES:
        raise TypeError(f"an array of {value.dtype} can't be sent")
    return Array(little.dtype.str, value.shape, little.tobytes())


def from_node(node: Node) -> object:
    """Build the plain data of a decoded node, arrays fresh and writable; raises DecodeError
    where a cap is broken."""
    return Builder().build(node)


class Builder:
    """Makes plain data of the nodes of one message, and counts them: values, and the
    entries of arrays, of which none has more than `largest`."""

    def __init__(self, largest: int = MAX_ENTRIES) -> None:
        self.left, self.entries, self.largest = MAX_NODES, MAX_ENTRIES, largest
        self.clashes = MAX_CLASHES

    def build(self, node: Node, depth: int = 0) -> object:
        """Build the node's plain data; raises DecodeError where a cap is broken."""
        self.left -= 1
        if self.left < 0 or depth > MAX_DEPTH:
            raise DecodeError("too many or too deeply nested values")
        if type(node) in _SCALARS:  # a decoded message has no subclasses
            return node if node == node else NAN
        if type(node) is Array:
            return self._array(node)
        if type(node) is Dict:
            keys = self._keys([key for key, _ in node.pairs], depth)
            return dict(zip(keys, self._all([v for _, v in node.pairs], depth), strict=True))
        if type(node) is Items:
            return Drawn(tuple(self._all(node.items, depth)), node.kind)
        if type(node) is Table:
            return _table(node, self._all(node.parts, depth))
        if type(node) is Typed:
            return _read(node)
        if type(node) is Unknown:
            return Opaque(node.kind)
        kind = _BUILT[type(node)]
        return kind((self._keys if kind in SETS else self._all)(node.items, depth))  # type: ignore[union-attr]

    def _all(self, nodes: Sequence[Node], depth: int) -> list[object]:
        # lists of whole numbers are most of what is sent
        if _AS_THEY_ARE.issuperset(map(type, nodes)) and depth < MAX_DEPTH:
            self.left -= len(nodes)
            if self.left >= 0:
                return [*nodes]
        return [self.build(node, depth + 1) for node in nodes]

    def _keys(self, nodes: Sequence[Node], depth: int) -> list[object]:
        """Build what is put in a table by its hash."""
        keys, met = self._all(nodes, depth), dict[int, int]()
        for key in keys:
            # nobody knows what a text's hash will be
            if type(key) is str:
                continue
            try:
                code = hash(key)
            except TypeError as error:
                raise DecodeError("a list is no key") from error
            self.clashes -= met.get(code, 0)
            met[code] = met.get(code, 0) + 1
            if self.clashes < 0:
                raise DecodeError("too many keys of the same hash")
        return keys

    def _array(self, node: Array) -> np.ndarray:
        if node.dtype not in DTYPES or len(node.shape) > MAX_AXES:
            raise DecodeError(
                f"an array of {node.dtype[:20]!r} with {len(node.shape)} axes is not allowed"
            )
        entries = math.prod(node.shape)
        self.entries -= entries
        if entries > self.largest or self.entries < 0:
            raise DecodeError("an array is too large, or all arrays are")
        return _array(node, entries)


def _read(node: Typed) -> object:
    try:
        return read_written(node.kind, node.text)
    except (KeyError, ValueError, OverflowError) as error:
        raise DecodeError(f"no {node.kind[:20]!r} is written like this") from error


def _table(node: Table, parts: list[object]) -> Frame:
    try:
        return made(node.kind, parts)
    except (TypeError, ValueError) as error:
        raise DecodeError(f"no table: {error}") from error


def _array(node: Array, entries: int) -> np.ndarray:
    dtype = np.dtype(node.dtype)
    # of two negative lengths the product is positive, and may fit the bytes
    if min(node.shape, default=0) < 0 or max(node.shape, default=0) >= 2**31:
        raise DecodeError("an array's shape is out of bounds")
    if entries * dtype.itemsize != len(node.data):
        raise DecodeError("an array's shape and its bytes disagree")
    if not entries:
        return _empty(node.shape, dtype)
    if dtype.kind == "b":
        # a bool of value 2 would break comparisons
        truths: np.ndarray = np.frombuffer(node.data, np.uint8) != 0
        return truths.reshape(node.shape)
    # a copy, since what lies on the message's bytes can't be written to
    return np.frombuffer(node.data, dtype).reshape(node.shape).copy()


def _empty(shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
    try:
        return np.empty(shape, dtype)
    except ValueError as error:
        # (0, 2**30, 2**30, ...): NumPy multiplies the other axes all the same
        raise DecodeError("an array's shape is too large") from error


_TOLD = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4, 0xC7: 1, 0xC8: 2, 0xC9: 4}
"""First bytes behind which a length stands, in so many bytes: binary, text, extension."""
_EXTENSIONS = (0xC7, 0xC8, 0xC9)
_FIXED = (
    {0xCA: 5, 0xCB: 9, 0xCC: 2, 0xCD: 3, 0xCE: 5, 0xCF: 9}
    | {0xD0: 2, 0xD1: 3, 0xD2: 5, 0xD3: 9}
    | {0xD4: 3, 0xD5: 4, 0xD6: 6, 0xD7: 10, 0xD8: 18}
    | {0xDC: 3, 0xDD: 5, 0xDE: 3, 0xDF: 5}
    | {0xA0 + length: 1 + length for length in range(32)}
)
_WIDTHS = tuple(0 if first in _TOLD else _FIXED.get(first, 1) for first in range(256))
"""Bytes up to the next value, by the first one; 0 where a length is told. What is in a
list or a dictionary are the next values."""


def has_more_than(most: int, body: bytes) -> bool:
    """Check whether MessagePack bytes hold more than `most` values, keys and those in
    others counted. It looks at no more than that, and at none of a message that is
    short."""
    # a value takes a byte at least, and honest messages are short
    if len(body) <= most:
        return False
    at, end, widths = 0, len(body), _WIDTHS
    for _ in range(most):
        # a length that points behind the end is refused by the decoder
        if at >= end:
            return False
        at += widths[body[at]] or _told(body, at)
    return at < end


def _told(body: bytes, at: int) -> int:
    """Return the width of a value whose first byte says that its length comes next."""
    behind = at + 1 + _TOLD[body[at]]
    kind = 1 if body[at] in _EXTENSIONS else 0
    return behind - at + kind + int.from_bytes(body[at + 1 : behind], "big")
