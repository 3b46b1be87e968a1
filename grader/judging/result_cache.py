"""What hand-ins were given, by the text of all their cells that play a part: one that
says the same as an earlier one is not run again.

Only a result in which nothing depends on how busy the machine was is remembered, and
only as long as the process lives.
"""

from __future__ import annotations

import hashlib
import threading

import msgspec

from grader.judging.lru import LRU
from grader.results import Result, Submission

KEPT_BYTES = 16 * 2**20
"""What is kept of results: some 2,000 of them."""
_ENCODER = msgspec.msgpack.Encoder()
_DECODER: msgspec.msgpack.Decoder[Result] = msgspec.msgpack.Decoder(Result)


def cells_digest(submission: Submission) -> bytes:
    """The sha256 of the cells that may play a part, whoever handed them in. Prose is
    none of them."""
    cells = [cell for cell in submission.cells if cell.kind != "markdown"]
    return hashlib.sha256(_ENCODER.encode(cells)).digest()


class ResultCache(threading.local):
    """The results of one thread's hand-ins."""

    def __init__(self) -> None:
        self.kept = LRU(KEPT_BYTES)

    def key(self, submission: Submission, *made_with: object) -> bytes:
        """What a result is remembered by: the cells, what was said when they were read,
        and all that marks and words are `made_with`."""
        parts = (
            cells_digest(submission),
            submission.assignment,
            submission.notes,
            made_with,
        )
        return hashlib.sha256(_ENCODER.encode(parts)).digest()

    def find(self, key: bytes, submission: Submission, today: str) -> Result | None:
        """The result of such a hand-in, as this one's, given `today`."""
        found = self.kept.get(key)
        if found is None:
            return None
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
