"""Asking the public questions in a student's notebook: `check(clip)` and what it
prints."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile

import numpy as np

from .calls import Lent, perform
from .probe import Verdict, agree, judge, score
from .published import own, public_probes

TICK, CROSS = "✓", "✗"


def check_in_notebook(function) -> float:
    """Ask, print a line for each question, and return the points of the function's
    visible cell."""
    namespace, name = _home(function)
    if name is None:
        *others, last = own().functions
        known = f"{', '.join(others)} and {last}" if others else last
        print(f"{CROSS} check works on {known}, as in check({own().functions[0]}).")
        return 0.0
    with _called(namespace, name, function):
        verdicts = agree(_asked(name, namespace, _helpers(name, namespace)), public_probes())
        more = _afterwards(name, namespace, verdicts)
    for verdict in verdicts:
        _show(verdict)
    if more:
        print(f"{TICK if more[0] else CROSS} {more[1]}")
    asked = [probe for probe in public_probes() if probe.function == name]
    points = sum(score(asked, verdicts).values())
    full = sum(probe.points for probe in asked)
    if not points and any(verdict.passed and verdict.points for verdict in verdicts):
        print(
            "  No points yet: an answer that fits one example only, or gives its input back, does not count."
        )
    print(f"{name}: {points:g} of {full:g} points here.")
    return float(points)


@contextlib.contextmanager
def quietly():
    """A scratch folder to work in, NumPy's global random state kept, no warnings of
    numbers that overflow."""
    state = np.random.get_state()
    here = os.getcwd()
    with tempfile.TemporaryDirectory() as scratch, np.errstate(all="ignore"):
        os.chdir(scratch)
        try:
            yield
        finally:
            os.chdir(here)
            np.random.set_state(state)


def ask(probes, namespace, lend) -> list[Verdict]:
    """Ask each probe in `namespace` and judge what comes."""
    with quietly():
        return [judge(probe, perform(probe.call, namespace, lend)) for probe in probes]


def _asked(name, namespace, lend):
    probes = [probe for probe in public_probes() if probe.function == name]
    verdicts = []
    for probe in probes:
        wrong = [
            helper
            for helper, what in probe.call.stand_ins.items()
            if isinstance(what, Lent) and helper not in lend
        ]
        if wrong:
            message = (
                f"{probe.title}: this needs a right {wrong[0]}, and yours does not pass its own check yet. "
                f"Mend {wrong[0]} first."
            )
            verdicts.append(Verdict(probe.id, False, 0.0, probe.points, message, "helper"))
        else:
            verdicts += ask([probe], namespace, lend)
    return verdicts


def _afterwards(name, namespace, verdicts):
    """For a function that passes: what the assignment's own `observe.afterwards` says
    of it, where it has one. It carries no points."""
    afterwards = getattr(own().special, "afterwards", None)
    if afterwards is None or not all(verdict.passed for verdict in verdicts):
        return None
    with quietly():
        return afterwards(name, namespace)


def _helpers(name, namespace) -> dict:
    """The student's own functions that pass their public probes: they may stand in for
    themselves."""
    wanted = {
        helper
        for probe in public_probes()
        if probe.function == name
        for helper, what in probe.call.stand_ins.items()
        if isinstance(what, Lent)
    }
    good = {}
    for helper in (f for f in own().functions if f in wanted and f in namespace):
        if all(verdict.passed for verdict in _asked(helper, namespace, good)):
            good[helper] = namespace[helper]
    return good


def _home(function):
    """The globals in which `function` stands, and the graded name that it answers to
    (None if there is none)."""
    # the notebook's own: check, check_in_notebook and this one lie above it
    frame = sys._getframe(3)
    namespace = getattr(function, "__globals__", None) or frame.f_globals
    for place in (namespace, frame.f_globals):
        for name in own().functions:
            if place.get(name) is function and function is not None:
                return place, name
    name = getattr(function, "__name__", None)
    return namespace, name if name in own().functions else None


@contextlib.contextmanager
def _called(namespace, name, function):
    """`function` under its graded name, whatever stood there before."""
    before = namespace.get(name)
    namespace[name] = function
    try:
        yield
    finally:
        if before is None:
            del namespace[name]
        else:
            namespace[name] = before


def _show(verdict):
    print(f"{TICK if verdict.passed else CROSS} {verdict.message}")
