"""Counting the values in packed bytes before they are decoded: a value of four bytes
may take a hundred once it is an object."""

from __future__ import annotations

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
