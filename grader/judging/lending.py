"""What the right functions make of the arguments that a child asks back with.

Right answers never go to a process that runs a student's code: a question that lends
one gets a stand-in there which asks back. It is answered from what is kept for the same
call, bit for bit, else by a reference child: a child of the same sandbox in which the
right answers were run and nothing else.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from typing import Protocol

import msgspec

from grader.assignments.right_answers import RightAnswers
from grader.inside.wire import Borrow, CellReport, FailureForm, Loan
from grader.judging.bounded import Bounded
from grader.sandbox.sandbox import ChildLost

MOST_CALLS = 400
"""Calls that one question may ask back with. A right answer makes 11."""
MOST_BYTES = 32 * 2**20
"""Bytes of arguments in all that one question may ask back with."""
SECONDS = 1.0
"""Processor time of one right function; each takes milliseconds."""
MOST_SECONDS = 5.0
"""What answering one question's calls may take in all, on the clock."""
KEPT_BYTES = 64 * 2**20
"""What is kept of answers."""
_ENCODER = msgspec.msgpack.Encoder()
_DECODER: msgspec.msgpack.Decoder[Loan] = msgspec.msgpack.Decoder(Loan)


class ReferenceChild(Protocol):
    """What lending asks of a sandbox's child."""

    def run_cell(self, source: str, seconds: float) -> CellReport: ...

    def compute(self, borrow: Borrow, seconds: float) -> Loan: ...

    def end(self) -> object: ...


class Lender:
    """Answers children that ask back, for one assignment and in one thread.

    `child` opens a child of the sandbox at hand; the reference child is opened when a
    call is first not known, and again where one was lost with its sandbox.
    """

    def __init__(self, answers: RightAnswers, child: Callable[[], ReferenceChild]):
        self.answers, self.child = answers, child
        self.reference: ReferenceChild | None = None
        self.kept = Bounded(KEPT_BYTES)
        self.computed = 0

    def question(self) -> Callable[[Borrow], Loan]:
        """What answers one question's calls; the caps count anew."""
        calls, size, spent = 0, 0, 0.0

        def lend(borrow: Borrow) -> Loan:
            nonlocal calls, size, spent
            asked = _ENCODER.encode(
                (borrow.function, borrow.positional, borrow.keywords, borrow.state)
            )
            calls, size = calls + 1, size + len(asked)
            if calls > MOST_CALLS or size > MOST_BYTES or spent > MOST_SECONDS:
                return refused(
                    borrow, f"{borrow.function} was called too often, or with too much"
                )
            started = time.monotonic()
            loan = self._known(hashlib.sha256(asked).digest(), borrow)
            spent += time.monotonic() - started
            return loan

        return lend

    def _known(self, key: bytes, borrow: Borrow) -> Loan:
        known = self.kept.get(key)
        if known is not None:
            return _DECODER.decode(known)
        try:
            loan = self._computed(borrow)
        except ChildLost as lost:
            self.close()
            if lost.kind == "infrastructure":
                raise
            return refused(borrow, f"{borrow.function} did not come back with these arguments")
        self.kept.put(key, _ENCODER.encode(loan))
        return loan

    def _computed(self, borrow: Borrow) -> Loan:
        """From the reference child; once more from a new one where the old one had gone
        with its sandbox."""
        if self.reference is not None:
            try:
                return self._compute(borrow)
            except ChildLost as lost:
                self.close()
                if lost.kind != "infrastructure":
                    raise
        return self._compute(borrow)

    def _compute(self, borrow: Borrow) -> Loan:
        self.computed += 1
        if self.reference is None:
            self.reference = self.child()
            report = self.reference.run_cell(self.answers.cell, 10 * SECONDS)
            if not report.ok:
                raise ChildLost(
                    "infrastructure", f"the right answers don't run: {report.message}"
                )
        return self.reference.compute(borrow, SECONDS)

    def learned(self) -> dict[bytes, bytes]:
        """What is kept of answers, to be told to a later process by `believe`."""
        return dict(self.kept.entries)

    def believe(self, learned: dict[bytes, bytes]) -> None:
        """Take as known what the same right answers gave on the same machine."""
        for key, loan in learned.items():
            self.kept.put(key, loan)

    def close(self) -> None:
        """End the reference child, if there is one; what is kept stays."""
        if self.reference is not None:
            self.reference.end()
            self.reference = None


def refused(borrow: Borrow, why: str) -> Loan:
    """A loan that raises: the arguments stay as they are."""
    places = list(range(len(borrow.positional) + len(borrow.keywords)))
    failure = FailureForm("exception", "RuntimeError", why, "")
    return Loan(borrow.number, None, [None] * len(places), places, [], "", None, failure)
