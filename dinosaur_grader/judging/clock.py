"""A clock around a judgement: what takes too long is ended, whatever it is busy with.

It counts processor time, so that a busy machine or a lid that was closed costs nobody a
point.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import threading
import time
from collections.abc import Callable
from typing import TypeVar

AGAIN = 0.1
"""Seconds after which it strikes again, for code that swallowed it."""
_Value = TypeVar("_Value")
_Work = Callable[[], _Value]


class TooLong(BaseException):
    """The time is over. No Exception, so that an observer's own `except Exception`
    doesn't keep it."""


def today() -> str:
    """Return the day, as `2026-09-01`. Where `SOURCE_DATE_EPOCH` is set it is that
    moment's, in UTC: runs that are compared may then have midnight between them."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    if fixed.isdecimal():
        return time.strftime("%Y-%m-%d", time.gmtime(int(fixed)))
    return time.strftime("%Y-%m-%d")


def within(seconds: float, work: _Work[_Value]) -> _Value:
    """Run `work` and return what it returns. Raises TooLong once it has used up `seconds`
    of processor time.

    Once the clock has struck, no value counts: the work may have swallowed TooLong, and
    Python does, with a note, in a `__del__` and where it tidies up after an import.

    In the main thread a signal ends it, also in the middle of a regular expression.
    Signals reach no other thread: there, as on a cluster's node, it is a second thread
    that ends what comes between two steps of Python.
    """
    main = threading.current_thread() is threading.main_thread()
    strikes: list[float] = []
    value = (_by_signal if main else _by_thread)(seconds, work, strikes)
    if strikes:
        raise TooLong
    return value


def in_time(seconds: float, work: _Work[_Value], instead: _Work[_Value]) -> _Value:
    """Return what `work` gives; where it raises or takes longer than `seconds`, what
    `instead` does: it reads a stranger's values, and those may not stop a class."""
    with contextlib.suppress(Exception, TooLong):
        return within(seconds, work)
    return instead()


def _by_signal(seconds: float, work: Callable[[], _Value], strikes: list[float]) -> _Value:
    over = False

    def strike(*_: object) -> None:
        if not over:
            strikes.append(seconds)
            raise TooLong

    handler = signal.signal(signal.SIGPROF, strike)
    timer = signal.setitimer(signal.ITIMER_PROF, seconds, AGAIN)
    try:
        return work()
    finally:
        over = True  # first of all: a signal may come in the midst of what follows
        signal.setitimer(signal.ITIMER_PROF, *timer)  # a profiler's, where there is one
        # never the default, which ends the process: another thread may still have to
        # take a signal that was sent in time
        if handler != signal.SIG_DFL:
            signal.signal(signal.SIGPROF, handler)


def _by_thread(seconds: float, work: Callable[[], _Value], strikes: list[float]) -> _Value:
    ident = threading.get_ident()
    used = time.pthread_getcpuclockid(ident)
    until = time.clock_gettime(used) + seconds
    over, lock, ended = False, threading.Lock(), threading.Event()

    def left() -> float:
        return until - time.clock_gettime(used)

    def watch() -> None:
        while not over and not ended.wait(max(left(), AGAIN)):
            with lock:
                if not over and left() <= 0:
                    strikes.append(seconds)
                    _raise_in(ident, TooLong)

    threading.Thread(target=watch, daemon=True).start()
    try:
        return work()
    finally:
        over = True  # first of all, as above
        with lock:
            _raise_in(ident, None)  # take back what was struck and not yet felt
        ended.set()


def _raise_in(ident: int, kind: type[BaseException] | None) -> None:
    raised = ctypes.py_object(kind) if kind else None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(ident), raised)
