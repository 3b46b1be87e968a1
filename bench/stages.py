"""Where the time of one submission goes, stage by stage, measured in this process around the grader's own functions.

Stages of this side count processor time. Those inside the sandbox, and the judge, are timed from outside by the clock:
on a machine with nothing else to do that is the child's processor time and the pipe's.
"""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import classroom
from grader import reference, stage, walk
from grader.assignment import load
from grader.autograded import autograded
from grader.feedback import feedback
from grader.probes import PRACTICE_SEED, probes
from grader.record import record
from grader.results import Submission
from grader.sandbox import Child, Sandbox


class Clock:
    """Adds up seconds by stage."""

    def __init__(self):
        self.seconds: dict[str, float] = defaultdict(float)

    @contextlib.contextmanager
    def of(self, name: str, read: Callable[[], float] = time.perf_counter) -> Iterator[None]:
        """Count the time of the block for the stage `name`; `read` reads the clock that counts."""
        started = read()
        try:
            yield
        finally:
            self.seconds[name] += read() - started


class TimedSandbox:
    """A sandbox as the walk sees it, with every step timed."""

    def __init__(self, sandbox: Sandbox, clock: Clock):
        self.sandbox, self.clock, self.cpu, self.children = sandbox, clock, 0.0, 0

    @contextlib.contextmanager
    def child(self) -> Iterator[TimedChild]:
        """A fresh child; starting and ending it are stages too."""
        with self.clock.of("start a child"):
            child = self.sandbox.child().__enter__()
        try:
            yield TimedChild(child, self.clock)
        finally:
            with self.clock.of("end a child"):
                child.__exit__(None, None, None)
            self.cpu += child.cpu_seconds
            self.children += 1


class TimedChild:
    """A child whose cells and questions are timed."""

    def __init__(self, child: Child, clock: Clock):
        self.child, self.clock = child, clock

    def run_cell(self, source, seconds):
        with self.clock.of("run the cells"):
            return self.child.run_cell(source, seconds)

    def ask(self, call, seconds, lend=None):
        with self.clock.of(f"ask about {call.function}"):
            return self.child.ask(call, seconds, lend)


def table(level: str, students: int) -> str:
    """Milliseconds a submission by stage, for a class of `students`."""
    clock, work, asked = Clock(), load(), probes(PRACTICE_SEED)
    lend = {name: reference.source(name) for name in reference.FUNCTIONS}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, Sandbox(level) as sandbox:
        folder, timed = Path(folder), TimedSandbox(sandbox, clock)
        classroom.write(folder / "submitted", work, students, False)
        graded = []
        for place in stage.students(folder / "submitted", work):
            with clock.of("stage", time.process_time):
                submission = stage.stage(place, work)
            assert isinstance(submission, Submission), submission
            result = walk.walk(submission, asked, timed, lend, seed=PRACTICE_SEED)
            clock.seconds["judge"] += result.seconds["judge"]
            graded.append(result)
            with clock.of("feedback page", time.process_time):
                feedback(submission, result, work)
            with clock.of("autograded notebook", time.process_time):
                autograded(submission, result, work)
        with clock.of("record", time.process_time):
            record(graded, folder, work)
    lines = [f"{name:28}{seconds / students * 1000:8.2f} ms" for name, seconds in clock.seconds.items()]
    lines.append(f"{'all':28}{sum(clock.seconds.values()) / students * 1000:8.2f} ms")
    lines.append(f"{'CPU inside the sandbox':28}{timed.cpu / students * 1000:8.2f} ms")
    lines.append(f"{'children':28}{timed.children / students:8.2f}")
    return "\n".join(lines)
