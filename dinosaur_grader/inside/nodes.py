"""Plain data as a tree of typed nodes: the only shape in which a value crosses the
trust line.

Both sides import this file. It knows no class by name and builds nothing but the kinds
listed in `Node`. A message's values are counted while they are still packed bytes: a value
of four bytes may take a hundred once it is an object.
"""

from __future__ import annotations

import math
from typing import Annotated

import msgspec
import numpy as np

from dinosaur_grader.checks.calls import MAX_TEXT, Opaque

MAX_DEPTH = 24
MAX_NODES = 400_000
"""Values in a message, whatever they are: a right answer has a few thousand."""
MAX_ENTRIES = 2_000_000
"""Entries of all arrays in a message, as many as fit into one as 64-bit numbers: of
truth values eight times as many would, and each becomes a float where it is judged."""
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
    ]
)
"""What an array may hold: truth values and real numbers, which is all that the judge
can compare."""


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


class Dict(msgspec.Struct, tag="d", array_like=True, frozen=True):
    """A dictionary, as pairs."""

    pairs: list[tuple[Text | int | bool, Node]]


class Unknown(msgspec.Struct, tag="o", array_like=True, frozen=True):
    """An `Opaque`."""

    kind: Name


Node = None | bool | int | float | Text | Array | List | Tuple | Dict | Unknown
_SCALARS = frozenset([type(None), bool, int, float, str])


def to_node(value: object) -> Node:
    """Make a node of plain data; raises TypeError or OverflowError for what is not plain
    data or too large an int."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, str):
        return sound(value)
    if isinstance(value, int):
        return _in_range(value)
    if isinstance(value, np.ndarray):
        return _array_node(value)
    if isinstance(value, list | tuple):
        return (List if isinstance(value, list) else Tuple)([to_node(item) for item in value])
    if isinstance(value, dict):
        return Dict([(_key(k), to_node(v)) for k, v in value.items()])
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


def _in_range(value: int) -> int:
    if not -(2**63) <= value < 2**63:
        raise OverflowError("an int of a message has at most 64 bits")
    return value


def _key(key: object) -> str | int:
    if isinstance(key, str):
        return sound(key)
    if not isinstance(key, int):
        raise TypeError(f"a key is str or int, not {type(key).__name__}")
    return _in_range(key)


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

    def build(self, node: Node, depth: int = 0) -> object:
        """Build the node's plain data; raises DecodeError where a cap is broken."""
        self.left -= 1
        if self.left < 0 or depth > MAX_DEPTH:
            raise DecodeError("too many or too deeply nested values")
        if type(node) in _SCALARS:  # a decoded message has no subclasses
            return node
        if type(node) is Array:
            return self._array(node)
        if type(node) is List:
            return [self.build(item, depth + 1) for item in node.items]
        if type(node) is Tuple:
            return tuple([self.build(item, depth + 1) for item in node.items])
        if type(node) is Dict:
            return {k: self.build(v, depth + 1) for k, v in node.pairs}
        return Opaque(node.kind) if type(node) is Unknown else node

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


def _array(node: Array, entries: int) -> np.ndarray:
    dtype = np.dtype(node.dtype)
    # of two negative lengths the product is positive, and may fit the bytes
    if min(node.shape, default=0) < 0 or max(node.shape, default=0) >= 2**31:
        raise DecodeError("an array's shape is out of bounds")
    if entries * dtype.itemsize != len(node.data):
        raise DecodeError("an array's shape and its bytes disagree")
    if dtype.kind == "b":
        # a bool of value 2 would break comparisons
        truths: np.ndarray = np.frombuffer(node.data, np.uint8) != 0
        return truths.reshape(node.shape)
    if not entries:
        return _empty(node.shape, dtype)
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
