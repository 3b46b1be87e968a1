"""Runs a notebook's cells and questions inside a child, as a kernel would: IPython, one
namespace, captured output.

This file runs in the sandbox only, beside the student's code. It holds nothing secret;
what it reports is not trusted.
"""

from __future__ import annotations

import builtins
import io
import os
import random
import signal
import sys
from types import FrameType
from typing import NoReturn, cast

import numpy as np
from IPython.core.displayhook import DisplayHook
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from grader.inside import plain_cells
from grader.inside.borrowed import Exchange, compute, stand_in
from grader.inside.outcomes import outcome_form
from grader.inside.wire import (
    HEADER,
    Answered,
    Ask,
    CellReport,
    Compute,
    Loan,
    RunCell,
    call_form,
    decode_request,
    encode,
    to_call,
)
from utils.checks.calls import Call, Failure, Lent, Outcome, Spy, errno_of, perform
from utils.checks.cells import own_line

MAX_OUTPUT = 64_000
MAX_REASON = 500
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
            signal.ITIMER_REAL: (wall, AGAIN),
            signal.ITIMER_VIRTUAL: (last, 0),
        }

    def __enter__(self) -> Alarm:
        for timer, (first, again) in self.timers.items():
            signal.setitimer(timer, first, again)
        return self

    def __exit__(self, *_: object) -> None:
        for timer in self.timers:
            signal.setitimer(timer, 0)


RINGS = (signal.SIGPROF, signal.SIGALRM)
"""The signals by which an `Alarm` rings in Python code."""


def listen() -> None:
    """Let the timers of an `Alarm` ring; code that stops its ears is ended by the
    grader's own clock."""
    for ring in RINGS:
        signal.signal(ring, _ring)
    signal.signal(signal.SIGVTALRM, signal.SIG_DFL)


def _ring(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Timeout("the time for this step is used up")


class Paper(io.TextIOBase):
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
        """What was kept, and a clean sheet."""
        text, self.parts, written = "".join(self.parts), [], self.written
        self.written = 0
        return (
            text
            if written <= MAX_OUTPUT
            else f"{text}\n[{written - MAX_OUTPUT} more characters]"
        )


class Hook(DisplayHook):
    """Keeps the last expression's text in place of printing it."""

    text = source = ""

    def quiet(self) -> bool:
        """Whether the cell ends in a semicolon. IPython's own looks into the history,
        which is switched off."""
        return bool(self.semicolon_at_end_of_expression(self.source))

    def __call__(self, result: object = None) -> None:
        self.check_for_underscore()
        if result is not None and not self.quiet():
            self.text = str(self.compute_format_data(result)[0].get("text/plain", ""))[
                :MAX_OUTPUT
            ]
            self.update_user_ns(result)
            self.fill_exec_result(result)


class Shell(InteractiveShell):
    """An IPython that has no window system to be hooked into, and no voice of its own
    for errors."""

    def enable_gui(self, gui: object = None) -> None:
        """Nothing to do: figures are drawn in memory."""

    def showtraceback(self, *_: object, **__: object) -> None:
        """Nothing to do: the error is in the result."""

    showsyntaxerror = showtraceback
    showindentationerror = showtraceback


def make_shell() -> InteractiveShell:
    """An IPython without history, colours or tracebacks. Made once, by the server; the
    children inherit it."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    shell = Shell.instance(config=config, displayhook_class=Hook)
    assert shell.display_formatter is not None  # it has one from its birth
    shell.display_formatter.active_types = ["text/plain"]
    builtins.input = _no_input
    return shell


def _no_input(_prompt: object = "") -> NoReturn:
    raise RuntimeError("input() has nobody to answer it while the notebook is graded")


REHEARSAL = """
import random
import numpy as np
from utils import *
from utils import findings, lesson, plots
parameters = initialize_parameters(4, 3, 3)
for seed in range(8):
    np.random.seed(seed)
    state, p = rnn_step_forward(parameters, np.zeros((4, 1)), np.zeros((3, 1)))
    np.random.choice(range(3), p=p.ravel())
    loss, cache = rnn_forward([None, 1], [1, 0], np.zeros((4, 1)), parameters)
    gradients, a = rnn_backward([None, 1], [1, 0], parameters, cache)
    update_parameters(parameters, gradients, 0.01)
    loss = smooth(get_initial_loss(3, 2), loss)
def asked(data, step):
    for name in data * 20:
        loss, gradients, state = step(name, np.zeros((2, 1)))
    print(loss)
    return {"gradients": gradients, "state": state}
def broken():
    raise ValueError("a rehearsal")
"""
"""What a right notebook calls, on made-up numbers: no student's source, no question and
no answer."""


def rehearse(shell: InteractiveShell) -> None:
    """Go through the motions once, in the server: what is loaded, compiled and
    specialised here, no child has to do.

    Leaves the namespace as it was.
    """
    before = set(shell.user_ns)
    ran = shell.run_cell(REHEARSAL, store_history=False)
    ran.raise_error()
    spy = Spy(
        ("name", "state"),
        ((1.5, {"db": np.zeros((2, 1))}, np.zeros((2, 1))),),
        record=("name",),
    )
    for call in [
        Call("asked", (["a", "b"],), stand_ins={"step": spy}),
        Call("asked", (["a"],)),
        Call("broken"),
    ] * 3:
        request = decode_request(encode(Ask(0, call_form(call), 1.0))[HEADER.size :])
        assert isinstance(request, Ask)
        sent = to_call(request.call)
        encode(Answered(0, outcome_form(perform(sent, shell.user_ns), sent.positional)))
    for name in set(shell.user_ns) - before:
        del shell.user_ns[name]


class Notebook:
    """One child's notebook: a namespace that lasts, a home folder, and what is
    printed."""

    def __init__(self, shell: InteractiveShell, home: str, wall_factor: float, grace: float):
        self.shell, self.home = shell, home
        self.wall_factor, self.grace = wall_factor, grace
        self.out, self.err = Paper(), Paper()
        listen()
        sys.stdout, sys.stderr = self.out, self.err
        self.untouched = True
        """Whether no cell has spoken to IPython yet, which may have changed how it runs
        the next ones."""

    def run_cell(self, message: RunCell) -> CellReport:
        """Run a cell; every end of it short of the process's own becomes a report."""
        hook = cast(Hook, self.shell.displayhook)
        hook.text, hook.source = "", message.source
        try:
            with self._alarm(message.seconds):
                error = self._run(message)
        except BaseException as raised:  # noqa: BLE001  a cell may raise anything; the report says what
            error = raised
        kind, reason, line = (
            error_in_words(error, self.shell.user_ns) if error else ("", "", "")
        )
        output, stderr = self.out.take(), bool(self.err.take())
        return CellReport(
            message.number,
            error is None,
            kind,
            reason,
            line,
            output,
            str(hook.text),
            stderr,
            errno_of(error),
        )

    def _run(self, message: RunCell) -> BaseException | None:
        parts = self.untouched and plain_cells.compiled(
            message.source, message.number, self.shell.user_ns
        )
        if not parts:
            self.untouched = False
            result = self.shell.run_cell(message.source, store_history=False)
            error: BaseException | None = result.error_before_exec or result.error_in_exec
            return error
        with self.shell.display_trap:
            for part in parts:
                exec(part, self.shell.user_ns)  # noqa: S102  a sandbox is for running this
        return None

    def ask(self, message: Ask, exchange: Exchange) -> tuple[Outcome, tuple[object, ...]]:
        """Put a question to the notebook's function; what came of it, and the
        positional arguments that were sent. `exchange` asks back for what is lent.

        Random numbers start alike, so the order plays no part.
        """
        os.chdir(self.home)
        random.seed(0)
        np.random.seed(0)
        call = Call("")
        try:
            call = to_call(message.call)
            lend = {
                name: stand_in(name, message.number, exchange)
                for name, what in call.stand_ins.items()
                if isinstance(what, Lent)
            }
            with self._alarm(message.seconds):
                return _with_memory(perform(call, self.shell.user_ns, lend)), call.positional
        except BaseException as raised:  # noqa: BLE001  whatever the student's function raised is the outcome
            kind, reason, line = error_in_words(raised, self.shell.user_ns)
            failure = {"Timeout": "timeout", "MemoryError": "memory"}.get(kind, "exception")
            return Outcome(failure=Failure(failure, kind, reason, line)), call.positional
        finally:
            self.out.take(), self.err.take()

    def compute(self, message: Compute) -> Loan:
        """Call a right function, which a cell has defined here. Only a child without a
        student's code is asked to."""
        os.chdir(self.home)
        with self._alarm(message.seconds):
            return compute(message, self.shell.user_ns)

    def _alarm(self, seconds: float) -> Alarm:
        return Alarm(seconds, seconds * self.wall_factor, seconds + self.grace)


def _with_memory(outcome: Outcome) -> Outcome:
    failure = outcome.failure
    if failure is None or failure.type not in ("MemoryError", "_ArrayMemoryError"):
        return outcome
    return Outcome(failure=Failure("memory", "MemoryError", failure.message, failure.line))


def error_in_words(error: BaseException, namespace: dict[str, object]) -> tuple[str, str, str]:
    """An error's type, its message and the notebook's own line where it came up."""
    kind = "MemoryError" if isinstance(error, MemoryError) else type(error).__name__[:80]
    try:
        reason = str(error)[:MAX_REASON]
    except Exception:  # noqa: BLE001  a student's __str__ may raise anything
        reason = ""
    if isinstance(error, SyntaxError):
        return kind, str(error.msg)[:MAX_REASON], str(error.text or "").strip()[:200]
    return kind, reason, own_line(error, namespace)[:200]
