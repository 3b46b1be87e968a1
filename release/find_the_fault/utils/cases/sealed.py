"""Texts that open with a right function and no other way.

The key is what a right function answers to a question (`keys.py`). Nothing in this
folder holds the answer: it can only be had by computing it. So a function that is wrong
by one line may be shown to those who have solved the exercise, and gives nobody else
the other lines.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

__all__ = ["seal", "unseal"]

MARK = b"find the fault\n"


def seal(value: object, key: bytes) -> str:
    """A JSON value under a key of 32 bytes, as text. The key must not seal two
    different values."""
    text = MARK + json.dumps(value).encode()
    return base64.b64encode(_mixed(text, key)).decode("ascii")


def unseal(sealed: str, key: bytes) -> Any:
    """The value again, or None where it is another key."""
    text = _mixed(base64.b64decode(sealed), key)
    if not hmac.compare_digest(text[: len(MARK)], MARK):
        return None
    return json.loads(text[len(MARK) :])


def _mixed(text: bytes, key: bytes) -> bytes:
    """`text` with a stream of bytes that only the key gives, bit by bit; done twice it
    is `text` again."""
    blocks = range(-(-len(text) // 32))
    stream = b"".join(hashlib.sha256(key + n.to_bytes(4, "big")).digest() for n in blocks)
    return bytes(a ^ b for a, b in zip(text, stream, strict=False))
