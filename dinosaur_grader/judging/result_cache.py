"""A cache of results, by the text of all cells that play a part: a submission that says
the same as an earlier one is not run again.

Only a result in which nothing depends on how busy the machine was is remembered, and
only as long as the process lives.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict

import msgspec

from dinosaur_grader.results import Result, Submission

KEPT_BYTES = 16 * 2**20
"""What is kept of results: some 2,000 of them."""
ENTRY_BYTES = 500
"""What keeping one takes beside it: small ones by the hundred thousand are not free."""
_ENCODER = msgspec.msgpack.Encoder()
_DECODER: msgspec.msgpack.Decoder[Result] = msgspec.msgpack.Decoder(Result)


class LRU:
    """A least-recently-used cache of up to `most` bytes in all."""

    def __init__(self, most: int):
        self.most, self.bytes = most, 0
        self.entries: OrderedDict[bytes, bytes] = OrderedDict()

    def get(self, key: bytes) -> bytes | None:
        """Return what is kept by this key, if it still is."""
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


def cells_digest(submission: Submission) -> bytes:
    """Return the sha256 of the cells that may play a part, whoever handed them in. Prose is
    none of them."""
    cells = [cell for cell in submission.cells if cell.kind != "markdown"]
    return hashlib.sha256(_ENCODER.encode(cells)).digest()


class ResultCache(threading.local):
    """The results of one thread's hand-ins."""

    def __init__(self) -> None:
        self.kept = LRU(KEPT_BYTES)

    def key(self, submission: Submission, *made_with: object) -> bytes:
        """Return what a result is remembered by: the cells, what was said when they were
        read, and all that marks and words are `made_with`."""
        # the notes are in the result: who has others may not be given it
        parts = (
            cells_digest(submission),
            submission.assignment,
            submission.notes,
            made_with,
        )
        return hashlib.sha256(_ENCODER.encode(parts)).digest()

    def find(self, key: bytes, submission: Submission, today: str) -> Result | None:
        """Return the result of such a hand-in, as this one's, given `today`."""
        found = self.kept.get(key)
        if found is None:
            return None
        # all that is the student's own is put in the place of the first one's
        return msgspec.structs.replace(
            _DECODER.decode(found),
            student_id=submission.student_id,
            digest=submission.digest,
            graded_on=today,
            seconds={"walk": 0.0, "judge": 0.0},
        )

    def keep(self, key: bytes, result: Result) -> None:
        """Remember a result as the walk gave it."""
        self.kept.put(key, _ENCODER.encode(result))
