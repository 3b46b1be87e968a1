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

MOST_LINES = 3_000_000
"""Of one question: the longest honest one runs some fifty thousand."""
MOST_SECONDS, LOOKED_AT = 10.0, 256
"""Of processor time, looked at each so many lines."""


@contextlib.contextmanager
def counted(namespace: dict):
    """While this lasts, code whose globals are `namespace` raises `Overrun` when it has
    run too many lines. Where a debugger traces already, nothing is counted."""
    if sys.gettrace() is not None:
        yield
        return
    lines, ends = 0, time.process_time() + MOST_SECONDS

    def on_line(_frame, event, _argument):
        nonlocal lines
        if event == "line":
            lines += 1
            late = not lines % LOOKED_AT and time.process_time() > ends
            if late or lines > MOST_LINES:
                raise Overrun
        return on_line

    def on_call(frame, _event, _argument):
        return on_line if frame.f_globals is namespace else None

    sys.settrace(on_call)
    try:
        yield
    finally:
        sys.settrace(None)
