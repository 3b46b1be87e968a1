"""Asking the public questions in a student's notebook: `check(clip)` and what it
prints."""

from __future__ import annotations

import contextlib
import inspect
import os
import re
import shutil
import sys
import tempfile
import warnings
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from .cell_source import where_stopped
from .counting import EDIT_LINES, MAX_SECONDS, WARY_SECONDS, counted
from .panel import CROSS, Panel
from .perform import in_place_of, perform
from .probe import Verdict, agree, failed, judge, passes, score, what_opens
from .published import own, public_probes
from .words.reading.broken import UNREADABLE


class Points(float):
    """The points of a cell, out of `full`. A person has them in the panel already, so
    that a notebook shows nothing of them; a terminal shows a sentence."""

    full: float

    def __new__(cls, points: float, full: float) -> Points:
        """Make a number that is the points."""
        made = super().__new__(cls, points)
        made.full = full
        return made

    def __repr__(self) -> str:
        return f"{self:g} of {self.full:g} points." if self.full else "No points."

    def _ipython_display_(self) -> None:
        """Leave out the notebook's second output, below the panel."""


def check_in_notebook(function) -> float:
    """Ask, show what passed and what did not, and return the points of the function's
    visible cell."""
    namespace, name = _home(function)
    if name is None:
        *others, last = own().functions
        known = f"{', '.join(others)} and {last}" if others else last
        print(f"{CROSS} check works on {known}, as in check({own().functions[0]}).")
        return _given(0.0, 0.0)
    panel = looked_at(namespace.get(name) if function == name else function, name, namespace)
    if panel is None:
        return _given(0.0, 0.0)
    if name == own().functions[0]:  # the first check that a student runs says it, and no other
        panel = replace(panel, after=(*panel.after, *own().asked_later))
    _show(panel)
    return _given(panel.points, panel.full)


def _given(points: float, full: float) -> float:
    """Return the points: what nbgrader marks or validates by is the printed number."""
    return points if "NBGRADER_EXECUTION" in os.environ else Points(points, full)


def looked_at(function, name: str, namespace: dict) -> Panel | None:
    """Ask `function`, under its graded `name`, the public questions, and return what
    there is to show. None where the student stopped it, which is said."""
    asked = _asked_of(name)
    full = sum(probe.points for probe in asked)
    if unread := not_run(name, namespace):
        # the function is still that of the cell before: its points would not be given
        nothing = f"The newest version of {name} can't be read, so nothing counts yet."
        return Panel(name, (), 0.0, full, (nothing, unread))
    reading = own().words[name].reading(name, source_of(function))
    if reading.untouched:
        return Panel(name, (), 0.0, full, (reading.slips[0].hint,), untouched=True)
    try:
        there = namespace.get(name) is function
        with in_place_of(namespace, {} if there else {name: function}):
            helpers = _helpers(name, namespace)
            verdicts = agree(_asked(name, namespace, helpers, reading), public_probes())
            verdicts = _with_edits_tried(name, namespace, helpers, reading, verdicts)
            after = _afterwards(name, namespace, verdicts)
    except KeyboardInterrupt as stopped:
        where = where_stopped(stopped, namespace)
        print(f"{CROSS} You stopped the check of {name}{where}. No points were given.")
        return None
    points = float(sum(score(asked, verdicts).values()))
    passed = [verdict for verdict in verdicts if verdict.passed and verdict.points]
    if passed and not points:
        gates = [probe.title for probe in asked if probe.gate]
        earned = sum(verdict.points for verdict in passed)
        after += (what_opens(earned, [verdict.title for verdict in passed], gates),)
    return Panel(name, tuple(verdicts), points, full, after=after)


def _asked_of(name):
    return [probe for probe in public_probes() if probe.function == name]


def not_run(name, namespace) -> str:
    """Say why the newest cell that defines the function can't be read; empty where it can.
    IPython keeps the text of each cell."""
    cells = namespace.get("In")
    texts = [text for text in cells if isinstance(text, str)] if isinstance(cells, list) else []
    start = re.compile(rf"^(?:(?:def|class)\s+{name}\b|{name}\s*=(?!=))", re.MULTILINE)
    newest = next((text for text in reversed(texts) if start.search(text)), "")
    slips = own().words[name].reading(name, newest).slips
    return slips[0].hint if slips and slips[0].fault == UNREADABLE else ""


def _show(panel):
    """Display the panel in a notebook, or print it as text elsewhere."""
    ipython = sys.modules.get("IPython")
    if ipython and hasattr(ipython.get_ipython(), "kernel"):
        ipython.display.display(panel)
    else:
        print(panel)


@contextlib.contextmanager
def quietly(files: Mapping[str, Path]):
    """Work in a scratch folder while this lasts, with a link to each of these files under
    its name. NumPy's global random state is kept, and numbers that overflow bring no
    warnings."""
    state = np.random.get_state()
    here = os.getcwd()
    # where Windows keeps a file open, cleaning up is not worth a student's marks
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch,
        np.errstate(all="ignore"),
    ):
        for name, path in files.items():
            _link(Path(scratch, name), path.absolute())
        os.chdir(scratch)
        try:
            yield
        finally:
            os.chdir(here)
            np.random.set_state(state)


def _link(name: Path, path: Path) -> None:
    name.parent.mkdir(parents=True, exist_ok=True)
    try:
        name.symlink_to(path)
    except OSError:  # Windows asks for a right that few have
        shutil.copyfile(path, name)


def beside_notebook() -> dict[str, Path]:
    """Find the files that this notebook was handed out with, as far as they are there."""
    there = {name: Path(name) for name in own().files}
    return {name: path for name, path in there.items() if path.is_file()}


def ask(probes, namespace, lend, files, reading=None) -> list[Verdict]:
    """Ask each probe in `namespace`, with these `files` beside it, and judge what comes.
    `reading` is what the function's text shows."""
    with quietly(files):
        return [judge(p, perform(p.call, namespace, lend), reading) for p in probes]


def source_of(function) -> str:
    """Find the text of the cell that defines `function`, as far as Python still has it."""
    if not callable(function):  # a variable, which may answer anything
        return ""
    try:
        lines, _ = inspect.findsource(function)
    except (OSError, TypeError):
        return ""
    return "".join(lines)


def _asked(name, namespace, lend, reading=None):
    verdicts, seconds = [], MAX_SECONDS
    for probe in _asked_of(name):
        wrong = [helper for helper in probe.call.lent if helper not in lend]
        if wrong:
            hint = (
                f"This needs a right {wrong[0]}, and yours does not pass its own check yet. "
                f"Fix {wrong[0]} first."
            )
            verdicts.append(failed(probe, "helper", hint))
        else:
            with counted(namespace, seconds) as count:
                verdicts += ask([probe], namespace, lend, beside_notebook(), reading)
            if count.over:
                seconds = WARY_SECONDS  # nobody waits for the same loop three times
    return verdicts


def _with_edits_tried(name, namespace, lend, reading, verdicts):
    """Try edits of a wrong function, each in its place for as long as it is asked."""
    if all(verdict.passed for verdict in verdicts):
        return verdicts
    from .words.edits.search import explained  # only a wrong answer is edited

    def right(text, probes):
        made = {}
        try:
            with warnings.catch_warnings(action="ignore"):
                exec(compile(text, "<edit>", "exec", dont_inherit=True), namespace, made)  # noqa: S102  the student's own text, but for one edit
        except Exception:  # noqa: BLE001  a default that is edited may raise anything
            return False
        with in_place_of(namespace, made):
            for probe in probes:
                with counted(namespace, WARY_SECONDS, EDIT_LINES[probe.slow]) as count:
                    outcome = perform(probe.call, namespace, lend)
                if count.over:
                    return None
                if not passes(probe, outcome):
                    return False
        return True

    with quietly(beside_notebook()):
        return explained(verdicts, _asked_of(name), reading, right)


def _afterwards(name, namespace, verdicts):
    """Ask the assignment's own `observe.afterwards`, where it has one, about a function
    that passes. What it says carries no points."""
    afterwards = getattr(own().special, "afterwards", None)
    if afterwards is None or not all(verdict.passed for verdict in verdicts):
        return ()
    with quietly(beside_notebook()):
        more = afterwards(name, namespace)
    # it is no question, so a tick would not be among those that are counted
    return (more[1] if more[0] else f"{CROSS} {more[1]}",) if more else ()


def _helpers(name, namespace) -> dict:
    """Find the student's own functions that pass their public probes. They may stand in
    for themselves."""
    wanted = {
        helper
        for probe in public_probes()
        if probe.function == name
        for helper in probe.call.lent
    }
    good = {}
    for helper in (f for f in own().functions if f in wanted and f in namespace):
        if all(verdict.passed for verdict in _asked(helper, namespace, good)):
            good[helper] = namespace[helper]
    return good


def _home(function):
    """Find the globals in which `function` stands, and the graded name that it answers
    to (None if there is none)."""
    # the notebook's own: check, check_in_notebook and this one lie above it
    frame = sys._getframe(3)
    if type(function) is str and function in own().functions:
        return frame.f_globals, function
    namespace = getattr(function, "__globals__", None) or frame.f_globals
    for place in (namespace, frame.f_globals):
        for name in own().functions:
            if place.get(name) is function and function is not None:
                return place, name
    name = getattr(function, "__name__", None)
    return namespace, name if name in own().functions else None
