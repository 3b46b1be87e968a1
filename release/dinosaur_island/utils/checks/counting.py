"""Stopping a loop that never ends, in a notebook, where nobody else would: the lines
that the student's own code runs are counted.

A clock alone won't do: a page in a browser has none that rings, and a busy machine's is
wrong. What runs in C between two lines is not counted, so a clock is looked at as well.
"""

from __future__ import annotations

import contextlib
import sys
import time

from .calls import Overrun

MAX_LINES = 3_000_000
"""Of one question: the longest honest one runs some fifty thousand."""
MAX_SECONDS, LOOKED_AT = 10.0, 256
"""Of processor time, looked at each so many lines."""
EDIT_LINES = {False: 20_000, True: 200_000}
"""Of a function that was edited: in a question, and in one that is slow."""
WARY_SECONDS = 1.0
"""The same, once a question to that function took too long."""


class Count:
    """How many lines ran, and whether they were too many."""

    def __init__(self):
        self.lines, self.over = 0, False


@contextlib.contextmanager
def counted(namespace: dict, seconds: float = MAX_SECONDS, most: int = 0):
    """Count the lines run by code whose globals are `namespace` while this lasts. The
    code raises `Overrun` when it has run more than `most`, or `MAX_LINES`, or for longer than `seconds`.
    Yields the Count. Where a debugger traces already, nothing is counted."""
    count, ends = Count(), time.process_time() + seconds
    most = most or MAX_LINES
    if sys.gettrace() is not None:
        yield count
        return

    def on_line(_frame, event, _argument):
        if event == "line":
            count.lines += 1
            late = not count.lines % LOOKED_AT and time.process_time() > ends
            if late or count.lines > most:
                count.over = True
                raise Overrun
        return on_line

    def on_call(frame, _event, _argument):
        return on_line if frame.f_globals is namespace else None

    sys.settrace(on_call)
    try:
        yield count
    finally:
        sys.settrace(None)
