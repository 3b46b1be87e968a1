"""A thread's own sandbox, kept from one hand-in to the next: opening one takes a
second, a child of it milliseconds."""

from __future__ import annotations

import atexit
import contextlib
import logging
import threading
from pathlib import Path

from dinosaur_grader.assignments.question_cache import Questions
from dinosaur_grader.assignments.right_answers import RightAnswers
from dinosaur_grader.checks.calls import Call, Lent
from dinosaur_grader.judging.lending import Lender
from dinosaur_grader.sandbox.sandbox import Child, ChildLost, Sandbox

log = logging.getLogger(__name__)

MOST_SUBMISSIONS = 1000  # then it is replaced, so that nothing can pile up in it


class ThreadSandbox(threading.local):
    """Each thread that asks has one of its own, opened when it is first asked for and
    closed at exit. Where `rehearsed` is not set, it is for a hand-in or two."""

    rehearsed = True

    def __init__(self) -> None:
        self.sandbox: Sandbox | None = None
        self.used = 0
        self._lender: Lender | None = None
        self._lends_for: Questions | None = None

    def at(
        self, level: str, beside: Path | None = None, secret: tuple[Path, ...] = ()
    ) -> Sandbox:
        """The open sandbox of `level` that shows the files `beside` a notebook and
        never what is `secret`; a new one at first, after `close`, and after many
        submissions."""
        kept = self.sandbox
        wanted = (level, beside, secret)
        if (
            kept is None
            or (kept.level, kept.beside, kept.secret) != wanted
            or self.used >= MOST_SUBMISSIONS
        ):
            self.close()
            log.info("opening a sandbox at %s", level)
            opened = Sandbox(level, beside=beside, secret=secret, rehearsed=self.rehearsed)
            kept = self.sandbox = opened.__enter__()
            atexit.register(self.close)
        self.used += 1
        return kept

    def lender(self, answers: RightAnswers, asked: Questions) -> Lender:
        """What lends these right answers here for these questions, with all that it
        knows."""
        if self._lender is None or self._lends_for is not asked:
            every = (probe.call for probe in (*asked.asked, *asked.published))
            lend = {id(c): c for c in every if _lends(c)}
            self._lender = Lender(answers, self._child, tuple(lend.values()))
            self._lends_for = asked
        return self._lender

    def _child(self) -> Child:
        if self.sandbox is None:
            raise ChildLost("infrastructure", "the sandbox is closed")
        return self.sandbox.child()

    def close(self) -> None:
        """End the sandbox, whatever state it is in."""
        if self._lender is not None:
            self._lender.close()
        kept, self.sandbox, self.used = self.sandbox, None, 0
        if kept is not None:
            with contextlib.suppress(OSError, RuntimeError):
                kept.__exit__(None, None, None)


def _lends(call: Call) -> bool:
    return any(isinstance(what, Lent) for what in call.stand_ins.values())
