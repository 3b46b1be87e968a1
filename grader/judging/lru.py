"""What is kept for later by its digest, as bytes and within bounds: a small value takes a
hundred bytes as an object, and a stranger decides how many there are."""

from __future__ import annotations

from collections import OrderedDict

ENTRY_BYTES = 500
"""What keeping one takes beside it: small ones by the hundred thousand are not free."""


class LRU:
    """Up to `most` bytes in all, those not asked for the longest let go first."""

    def __init__(self, most: int):
        self.most, self.bytes = most, 0
        self.entries: OrderedDict[bytes, bytes] = OrderedDict()

    def get(self, key: bytes) -> bytes | None:
        """What is kept by this key, if it still is."""
        if key not in self.entries:
            return None
        self.entries.move_to_end(key)
        return self.entries[key]

    def put(self, key: bytes, value: bytes) -> None:
        """Keep this, in the place of what the key had."""
        self._let_go(key)
        self.entries[key] = value
        self.bytes += len(value) + ENTRY_BYTES
        while self.bytes > self.most:
            self._let_go(next(iter(self.entries)))

    def _let_go(self, key: bytes) -> None:
        gone = self.entries.pop(key, None)
        if gone is not None:
            self.bytes -= len(gone) + ENTRY_BYTES
