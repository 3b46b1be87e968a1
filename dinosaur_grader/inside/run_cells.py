"""Runs a notebook's cells and questions inside a child, as a kernel would: one
namespace, captured output, IPython where a cell needs it.

This file runs in the sandbox only, beside the student's code. It holds nothing secret;
what it reports is not trusted.
"""

from __future__ import annotations

import io
import os
import random
import signal
import sys
from types import FrameType
from typing import Any, NoReturn

import numpy as np

from dinosaur_grader.checks.calls import Call, Failure, Lent, Outcome
from dinosaur_grader.checks.cell_source import own_line
from dinosaur_grader.checks.failures import MAX_REASON, errno_of, message_of
from dinosaur_grader.checks.perform import in_place_of, missing, perform
from dinosaur_grader.checks.values import name_of
from dinosaur_grader.inside.kernel import MAX_OUTPUT, Kernel, compiled
from dinosaur_grader.inside.proxies import Exchange, compute, proxy
from dinosaur_grader.inside.wire import Ask, CellReport, Compute, LentResult, RunCell, to_call

_NOTHING = object()
"""What is kept where a name had no value, which a variable may have later."""
AGAIN = 0.25
"""Seconds after which the alarm rings again, for code that swallowed it."""


class Timeout(BaseException):
    """The budget of a cell or a question is used up. No Exception, so that `except
    Exception` doesn't swallow it."""


class Alarm:
    """Rings in the student's code after `seconds` of processor time, or `wall` seconds;
    `last` seconds end the process.

    `listen` comes first, once. Python code sees `Timeout`. Code in C that never comes
    back is ended by the kernel: SIGVTALRM has no handler.
    """

    def __init__(self, seconds: float, wall: float, last: float):
        self.timers = {
            signal.ITIMER_PROF: (seconds, AGAIN),
            # who sleeps uses no processor time (attack sleep)
            signal.ITIMER_REAL: (wall, AGAIN),
            # and who never comes back from C hears no Python handler (attack endless-c)
            signal.ITIMER_VIRTUAL: (last, 0),
        }

    def __enter__(self) -> Alarm:
        for timer, (first, again) in self.timers.items():
            signal.setitimer(timer, first, again)
        return self

    def __exit__(self, *_: object) -> None:
        for timer in self.timers:
            signal.setitimer(timer, 0)


ALARMS = (signal.SIGPROF, signal.SIGALRM)
"""The signals by which an `Alarm` rings in Python code."""


def listen() -> None:
    """Let the timers of an `Alarm` ring; code that stops its ears is ended by the
    grader's own clock."""
    for ring in ALARMS:
        signal.signal(ring, _ring)
    signal.signal(signal.SIGVTALRM, signal.SIG_DFL)


def _ring(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Timeout("the time for this step is used up")


class CappedOutput(io.TextIOBase):
    """What stdout and stderr write on: keeps the first `MAX_OUTPUT` characters, counts
    the rest."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.written = 0

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        room = MAX_OUTPUT - self.written
        if room > 0:
            self.parts.append(text[:room])
        self.written += len(text)
        return len(text)

    def writable(self) -> bool:
        return True

    def take(self) -> str:
        """Return what was kept, and begin with a clean sheet."""
        text, more = "".join(self.parts), self.written - MAX_OUTPUT
        self.parts, self.written = [], 0
        return f"{text}\n[{more} more characters]" if more > 0 else text


class Notebook:
    """One child's notebook: a namespace that lasts, a home folder, and what is
    printed."""

    def __init__(self, kernel: Kernel, home: str, wall_factor: float, grace: float):
        self.kernel, self.home = kernel, home
        self.wall_factor, self.grace = wall_factor, grace
        self.out, self.err = CappedOutput(), CappedOutput()
        listen()
        sys.stdout, sys.stderr = self.out, self.err
        self.kept: dict[str, object] = {}
        self.untouched = True
        """Whether no cell has spoken to IPython yet, which may have changed how it runs
        the next ones."""

    def run_cell(self, message: RunCell) -> CellReport:
        """Run a cell; every end of it short of the process's own becomes a report."""
        for test, function in message.keep.items():
            self.kept[test] = self.kernel.namespace.get(function, _NOTHING)
        self.kernel.begin(message.source)
        try:
            with self._alarm(message.seconds):
                error = self._run(message)
        except BaseException as raised:  # noqa: BLE001  a cell may raise anything; the report says what
            error = raised
        # not by its truth: a student's error may say of itself that it is false
        said = ("", "", "") if error is None else error_in_words(error, self.kernel.namespace)
        output, stderr = self.out.take(), bool(self.err.take())
        shown, errno = self.kernel.text, errno_of(error)
        return CellReport(message.number, error is None, *said, output, shown, stderr, errno)

    def _run(self, message: RunCell) -> BaseException | None:
        parts = self.untouched and compiled(
            message.source, message.number, self.kernel.namespace
        )
        if not parts:
            self.untouched = False
            return self.kernel.run(message.source)
        with self.kernel.shows_values():
            for part in parts:
                exec(part, self.kernel.namespace)  # noqa: S102  a sandbox is for running this
        return None

    def ask(self, message: Ask, exchange: Exchange) -> tuple[Outcome, tuple[object, ...]]:
        """Put a question to the notebook's function; what came of it, and the
        positional arguments that were sent. `exchange` asks back for what is lent.

        Random numbers start alike, so the order plays no part.
        """
        # a cell may have gone elsewhere, and drawn any number of times
        os.chdir(self.home)
        random.seed(0)
        np.random.seed(0)
        call = Call("")
        try:
            call, namespace = to_call(message.call), self.kernel.namespace
            # a name that was bound again behind its test cell costs no point: what
            # stood there was kept
            own: dict[str, Any] = {
                function: self.kept.get(test, namespace.get(function, _NOTHING))
                for function, test in message.kept.items()
            }
            if own.get(call.function) is _NOTHING:
                return missing(call), call.positional
            lend = {
                name: own[name] if name in own else proxy(name, message.number, exchange)
                for name, what in call.stand_ins.items()
                if isinstance(what, Lent)
            }
            with self._alarm(message.seconds), in_place_of(namespace, own):
                return _with_memory(perform(call, namespace, lend)), call.positional
        except BaseException as raised:  # noqa: BLE001  whatever the student's function raised is the outcome
            kind, reason, line = error_in_words(raised, self.kernel.namespace)
            failure = {"Timeout": "timeout", "MemoryError": "memory"}.get(kind, "exception")
            return Outcome(failure=Failure(failure, kind, reason, line)), call.positional
        finally:
            # what a question printed is no part of the next cell's output
            self.out.take(), self.err.take()

    def compute(self, message: Compute) -> LentResult:
        """Call a right function, which a cell has defined here. Only a child without a
        student's code is asked to."""
        os.chdir(self.home)
        with self._alarm(message.seconds):
            return compute(message, self.kernel.namespace)

    def _alarm(self, seconds: float) -> Alarm:
        return Alarm(seconds, seconds * self.wall_factor, seconds + self.grace)


def _with_memory(outcome: Outcome) -> Outcome:
    failure = outcome.failure
    if failure is None or failure.type not in ("MemoryError", "_ArrayMemoryError"):
        return outcome
    return Outcome(failure=Failure("memory", "MemoryError", failure.message, failure.line))


def error_in_words(error: BaseException, namespace: dict[str, object]) -> tuple[str, str, str]:
    """Say an error's type, its message and the notebook's own line where it came up."""
    # NumPy has a class of its own for it; a name is as long as a student likes
    kind = "MemoryError" if isinstance(error, MemoryError) else name_of(type(error))
    if isinstance(error, SyntaxError):
        return kind, str(error.msg)[:MAX_REASON], str(error.text or "").strip()[:200]
    return kind, message_of(error), own_line(error, namespace)[:200]
