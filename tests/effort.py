"""What a piece of work costs, in units of a fixed workload that is measured beside it,
in turn: no machine's seconds.

Of both the best of several rounds counts. So another process on the same cores makes no
difference: it slows down both, or only some rounds.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np

ROUNDS = 7


def unit() -> None:
    """A few milliseconds of what the kit does all day: small arrays, and Python between
    them."""
    state, words = np.linspace(-1.0, 1.0, 100), {}
    for i in range(1000):
        state = np.tanh(state * 1.01 + 0.01)
        words[f"step {i}"] = repr(float(state[i % 100]))


def spent(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def units(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """How many times the processor time of `unit` the work takes; it runs once before,
    to fill caches."""
    work()
    pairs = [(spent(unit), spent(work)) for _ in range(rounds)]
    ones, works = zip(*pairs, strict=True)
    return min(works) / min(ones)


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
