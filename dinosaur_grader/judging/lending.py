"""What the right functions make of the arguments that a child asks back with.

Right answers never go to a process that runs a student's code: a question that lends
one gets a stand-in there which asks back. It is answered from what is kept for the same
call, bit for bit, else by a reference child: a child of the same sandbox in which the
right answers were run and nothing else. Kept is what the right answers themselves ask
back with, and no more: a cache that a hand-in could write into would tell the next one,
by the time that an answer takes.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Sequence

import msgspec

from dinosaur_grader.assignments.right_answers import RightAnswers
from dinosaur_grader.checks.calls import Call
from dinosaur_grader.inside.wire import FailureForm, LentCall, LentResult
from dinosaur_grader.sandbox.sandbox import Child, ChildLost

log = logging.getLogger(__name__)

MAX_CALLS = 400
"""Calls that one question may ask back with. A right answer makes 11."""
MAX_BYTES = 32 * 2**20
"""Bytes of arguments in all that one question may ask back with."""
SECONDS = 1.0
"""Processor time of one right function; each takes milliseconds."""
MAX_SECONDS = 5.0
"""What answering one question's calls may take in all, on the clock."""
_ENCODER = msgspec.msgpack.Encoder()
_DECODER: msgspec.msgpack.Decoder[LentResult] = msgspec.msgpack.Decoder(LentResult)


class Lender:
    """Answers children that ask back, for one assignment and in one thread.

    `child` opens a child of the sandbox at hand; the reference child is opened when a
    call is first not known, and again where one was lost with its sandbox. What the
    right answers ask back with in `calls` is what `learn` has kept.
    """

    def __init__(
        self, answers: RightAnswers, child: Callable[[], Child], calls: Sequence[Call] = ()
    ):
        self.answers, self.child, self.calls = answers, child, calls
        self.reference: Child | None = None
        # as bytes: 64 MB of them, as objects, could be two gigabytes
        self.kept: dict[bytes, bytes] = {}
        self.knows = not calls
        self.computed = 0

    def to_keep(self) -> dict[bytes, bytes]:
        """Return what is kept of answers, to be told to a later process by `restore`."""
        self.learn()
        return self.kept

    def restore(self, kept: dict[bytes, bytes]) -> None:
        """Take as known what the same right answers gave on the same machine."""
        self.kept, self.knows = kept, True

    def learn(self) -> None:
        """Have the right answers asked, with the right functions lent to them, where that
        was not done. That is before a hand-in has a child: one that shared a disk with these
        could end them, and with them the walk."""
        if self.knows:
            return
        child = self.child()
        try:
            # where they don't run each question gives nothing, and nothing is kept
            child.run_cell(self.answers.cell, 10 * SECONDS)
            for call in self.calls:
                child.ask(call, MAX_SECONDS, self._keeping)
        except ChildLost as lost:
            if lost.kind == "infrastructure":
                raise
            # what is not kept is computed when a child asks back
            log.warning("not all that is lent is kept: %s", lost)
        finally:
            # the reference child, too: it would share a disk with the hand-in's own children
            child.end()
            self.close()
        self.knows = True

    def _keeping(self, lent_call: LentCall) -> LentResult:
        lent_result = self._computed(lent_call)
        self.kept[_key(_asked(lent_call))] = _ENCODER.encode(lent_result)
        return lent_result

    def question(self) -> Callable[[LentCall], LentResult]:
        """Return what answers one question's calls; the caps count again."""
        calls, size, spent = 0, 0, 0.0

        def lend(lent_call: LentCall) -> LentResult:
            nonlocal calls, size, spent
            asked = _asked(lent_call)
            calls, size = calls + 1, size + len(asked)
            # a student's loop around it would have the grader compute for as long as it likes
            # (attack packed-loans)
            if calls > MAX_CALLS or size > MAX_BYTES or spent > MAX_SECONDS:
                return refused(
                    lent_call, f"{lent_call.function} was called too often, or with too much"
                )
            started = time.monotonic()
            lent_result = self._known(_key(asked), lent_call)
            # the question's own clock stands still meanwhile, so this one has to run
            spent += time.monotonic() - started
            return lent_result

        return lend

    def _known(self, key: bytes, lent_call: LentCall) -> LentResult:
        known = self.kept.get(key)
        if known is not None:
            return _DECODER.decode(known)
        # kept nowhere: how long an answer takes would tell the next
        # hand-in what this one asked
        try:
            return self._computed(lent_call)
        except ChildLost as lost:
            self.close()
            if lost.kind == "infrastructure":
                raise
            # arguments on which the right function never ends are the notebook's own
            return refused(
                lent_call, f"{lent_call.function} did not come back with these arguments"
            )

    def _computed(self, lent_call: LentCall) -> LentResult:
        """Have the reference child answer, and a new one where the old one had gone with
        its sandbox."""
        if self.reference is not None:
            try:
                return self._compute(lent_call)
            except ChildLost as lost:
                self.close()
                # its sandbox was renewed meanwhile, which is no fault of this call
                if lost.kind != "infrastructure":
                    raise
        return self._compute(lent_call)

    def _compute(self, lent_call: LentCall) -> LentResult:
        self.computed += 1
        if self.reference is None:
            log.debug("opening a reference child for %s", lent_call.function)
            self.reference = self.child()
            report = self.reference.run_cell(self.answers.cell, 10 * SECONDS)
            # they ran when the questions were drawn, so it is this machine that fails
            if not report.ok:
                raise ChildLost(
                    "infrastructure", f"the right answers don't run: {report.message}"
                )
        return self.reference.compute(lent_call, SECONDS)

    def close(self) -> None:
        """End the reference child, if there is one; what is kept stays."""
        if self.reference is not None:
            self.reference.end()
            self.reference = None


def _asked(lent_call: LentCall) -> bytes:
    """Return what a call asks for, whichever question it belongs to."""
    parts = (lent_call.function, lent_call.positional, lent_call.keywords, lent_call.state)
    return _ENCODER.encode(parts)


def _key(asked: bytes) -> bytes:
    return hashlib.sha256(asked).digest()


def refused(lent_call: LentCall, why: str) -> LentResult:
    """Make a reply that raises: the arguments stay as they are."""
    places = list(range(len(lent_call.positional) + len(lent_call.keywords)))
    failure = FailureForm("exception", "RuntimeError", why, "")
    return LentResult(
        lent_call.number, None, [None] * len(places), places, [], "", None, failure
    )
