"""What earlier hand-ins were given, by the text of their cells: who hands in the same is not
run again."""

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


class ResultCache(threading.local):
    """The results of one thread's hand-ins by the text of all cells that play a part, the
    least recently used dropped first: a submission that says the same is not run again. Most
    of these are blank: one costs a fifteenth of what running it does.

    Only a result in which nothing depends on how busy the machine was is kept, and only
    as long as the process lives. It holds `most` bytes in all.
    """

    def __init__(self, most: int = KEPT_BYTES) -> None:
        self.most, self.bytes = most, 0
        self.entries: OrderedDict[bytes, bytes] = OrderedDict()

    def key(self, submission: Submission, *made_with: object) -> bytes:
        """Return what a result is kept by: the cells, what was said when they were read,
        and all that marks and words are `made_with`."""
        cells = [cell for cell in submission.cells if cell.kind != "markdown"]
        # the notes are in the result: who has others may not be given it
        parts = (cells, submission.assignment, submission.notes, made_with)
        return hashlib.sha256(msgspec.msgpack.encode(parts)).digest()

    def find(self, key: bytes, submission: Submission, today: str) -> Result | None:
        """Return the result of such a hand-in, as this one's, given `today`."""
        if key not in self.entries:
            return None
        self.entries.move_to_end(key)
        # all that is the student's own is put in the place of the first one's
        return msgspec.structs.replace(
            msgspec.msgpack.decode(self.entries[key], type=Result),
            student_id=submission.student_id,
            digest=submission.digest,
            graded_on=today,
            seconds={"walk": 0.0, "judge": 0.0},
        )

    def keep(self, key: bytes, result: Result) -> None:
        """Keep a result as the walk gave it, in the place of what the key had."""
        self._drop(key)
        self.entries[key] = msgspec.msgpack.encode(result)
        self.bytes += len(self.entries[key]) + ENTRY_BYTES
        while self.bytes > self.most:
            self._drop(next(iter(self.entries)))

    def _drop(self, key: bytes) -> None:
        if key in self.entries:
            self.bytes -= len(self.entries.pop(key)) + ENTRY_BYTES
