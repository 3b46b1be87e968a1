"""What a piece of work costs, in steps: the same number on every machine, whatever else
runs there. Seconds are measured by `make bench`, and by no test."""

from __future__ import annotations

import sys
from collections.abc import Callable


def steps(work: Callable[[], object], modules: str = "") -> int:
    """How many lines are run and functions called, those written in C too, in modules
    whose names begin with `modules`: the same number on every machine."""
    count = 0

    def line(frame, event, _):
        nonlocal count
        if not frame.f_globals.get("__name__", "").startswith(modules):
            return None
        count += 1
        return line

    def call(frame, event, _):
        nonlocal count
        count += event == "c_call" and frame.f_globals.get("__name__", "").startswith(modules)

    sys.setprofile(call)
    sys.settrace(line)
    try:
        work()
    finally:
        sys.settrace(None)
        sys.setprofile(None)
    return count
