"""The student's own computing: the cells that a walk ran and the calls that it put, in
this process, nothing around.

No sandbox, no messages, no IPython, no budget: what is left is what any grader that
runs these cells and puts these calls has to spend. The class is our own, so that
running it here is safe.
"""

from __future__ import annotations

import contextlib
import io
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from dinosaur_grader.checks.calls import Call
from dinosaur_grader.checks.perform import perform

CELLS = "run the cells"


class Ran(msgspec.Struct, frozen=True):
    """A step of a walk: a cell's source was run."""

    source: str


class Asked(msgspec.Struct, frozen=True):
    """A step of a walk: a call was put."""

    call: Call


def asked(call: Call) -> str:
    """The name of the stage of a call."""
    return f"ask about {call.function}"


def computing(
    walks: Sequence[Sequence[Ran | Asked]], folder: Path, right: Mapping[str, Callable]
) -> dict[str, float]:
    """Processor seconds by stage over all walks, after one for warming up. Files that
    calls bring go to `folder`; `right` are the functions that questions lend."""
    seconds: dict[str, float] = defaultdict(float)
    with contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()):
        _follow(walks[0], defaultdict(float), right)
        for steps in walks:
            _follow(steps, seconds, right)
    return dict(seconds)


def _follow(
    steps: Sequence[Ran | Asked], seconds: dict[str, float], right: Mapping[str, Callable]
) -> None:
    """One submission. A cell that was run again in a second child counts once: that it
    was run again is ours."""
    namespace: dict = {"__name__": "__main__"}
    done: set[str] = set()
    for step in steps:
        if isinstance(step, Asked):
            with _timed(seconds, asked(step.call)):
                perform(step.call, namespace, right)
        elif step.source not in done:
            done.add(step.source)
            with _timed(seconds, CELLS), contextlib.suppress(Exception):
                exec(compile(step.source, "<cell>", "exec"), namespace)  # noqa: S102  our own class


@contextlib.contextmanager
def _timed(seconds: dict[str, float], name: str):
    started = time.process_time()
    try:
        yield
    finally:
        seconds[name] += time.process_time() - started
