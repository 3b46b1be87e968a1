"""Where the processor time of one submission goes, stage by stage, measured around the
grader's own functions.

Both sides of the trust line are counted: this process's time, and that of the sandbox's
processes, read before and after each stage. Beside it stands the student's own
computing: the same cells and calls in one plain process.
"""

from __future__ import annotations

import contextlib
import functools
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from unittest import mock

import msgspec

from bench import classroom
from bench.classroom import Wrong
from bench.costs import plainly
from bench.costs.inside import Inside
from dinosaur_grader.assignments import question_cache
from dinosaur_grader.assignments.assignment import load
from dinosaur_grader.assignments.cell_text import Texts
from dinosaur_grader.assignments.probes import PRACTICE_SEED
from dinosaur_grader.assignments.right_answers import RightAnswers
from dinosaur_grader.judging import marking, verdicts, walk
from dinosaur_grader.judging.lending import Lender
from dinosaur_grader.judging.reading import intake
from dinosaur_grader.records.autograded import autograded
from dinosaur_grader.records.feedback import feedback
from dinosaur_grader.results import NotebookFile, Submission
from dinosaur_grader.sandbox.sandbox import NOTHING, Child, Sandbox
from tests.dinosaur_grader.classroom import record

MAX_OVERHEAD = 30.0
"""Milliseconds of processor time a submission that may go elsewhere than into the
student's own computing."""
RATIOS = (30, 40)
NAMED: tuple[tuple[ModuleType, str, str, str], ...] = (
    (verdicts, "sentence", "judge", ""),
    (marking, "marks", "judge", ""),
    (verdicts, "judged", "words", ""),
    (verdicts, "read", "words", ""),
    (verdicts, "in_words", "words", ""),
    (walk, "explained", "edits: list them", "edits: "),
)
"""The grader's functions that are a stage each: where, its name, the stage, and what the
names of stages within it begin with."""


class Measured(msgspec.Struct, frozen=True):
    """Processor seconds a submission by stage, those of the student's own computing,
    and children a submission."""

    stages: dict[str, float]
    own: dict[str, float]
    children: float

    @property
    def own_all(self) -> float:
        """The student's own computing, all together."""
        return sum(self.own.values())


class Clock:
    """Adds up processor seconds by stage. A stage within another one counts for itself
    only.

    This thread's clock, for the process's own goes by the tick while an alarm is set on
    it, as judging sets one.
    """

    def __init__(self, inside: Callable[[], float]):
        self.seconds: dict[str, float] = defaultdict(float)
        self.inside, self.nested, self.part = inside, 0.0, ""

    @contextlib.contextmanager
    def of(self, name: str, inside: bool = False) -> Iterator[None]:
        """Count the time of the block for the stage `name`; with `inside` that of the
        sandbox's processes too."""
        name = self.part + name
        outer, self.nested, entered = self.nested, 0.0, time.thread_time()
        before = self.inside() if inside else 0.0
        started = time.thread_time()
        try:
            yield
        finally:
            self.seconds[name] += time.thread_time() - started - self.nested
            self.seconds[name] += self.inside() - before if inside else 0.0
            self.nested = outer + time.thread_time() - entered

    def around(self, name: str, function: Callable, part: str = "") -> Callable:
        """`function`, each call of it counted for the stage `name`; the names of stages
        within it begin with `part`."""

        @functools.wraps(function)
        def timed(*args, **kwargs):
            outer = self.part
            with self.of(name):
                self.part = part or outer
                try:
                    return function(*args, **kwargs)
                finally:
                    self.part = outer

        return timed


class TimedSandbox:
    """A sandbox as the walk sees it, with every step timed and noted."""

    def __init__(self, sandbox: Sandbox):
        self.sandbox, self.processes = sandbox, Inside()
        self.clock = Clock(self._inside)
        self.children, self.steps = 0, []
        self._lender: Lender | None = None

    def lender(self, answers: RightAnswers) -> Lender:
        """What answers children that ask back; kept from one student to the next."""
        if self._lender is None:
            self._lender = Lender(answers, self.sandbox.child)
        return self._lender

    def forget(self, walks: list) -> None:
        """Start counting again."""
        self.clock.seconds.clear()
        walks.clear()
        self.children = 0

    def _inside(self) -> float:
        return self.processes.seconds(self.sandbox.server.process.pid)

    @contextlib.contextmanager
    def child(self) -> Iterator[TimedChild]:
        """A fresh child; starting and ending it are stages too."""
        self.children += 1
        with self.clock.of("start a child", inside=True):
            child = self.sandbox.child().__enter__()
        try:
            yield TimedChild(child, self.clock, self.steps)
        finally:
            with self.clock.of("end a child", inside=True):
                child.__exit__(None, None, None)
                self.processes.ended(child.cpu_seconds)


class TimedChild:
    """A child whose cells and questions are timed, and noted in `steps`."""

    def __init__(self, child: Child, clock: Clock, steps: list):
        self.child, self.clock, self.steps = child, clock, steps

    def run_cell(self, source, seconds, keep=NOTHING):
        self._note(plainly.Ran(source))
        with self.clock.of(plainly.CELLS, inside=True):
            return self.child.run_cell(source, seconds, keep)

    def ask(self, call, seconds, lend=None, kept=NOTHING):
        self._note(plainly.Asked(call))
        with self.clock.of(plainly.asked(call), inside=True):
            return self.child.ask(call, seconds, lend, kept)

    def _note(self, step: plainly.Ran | plainly.Asked) -> None:
        if not self.clock.part:  # an edit of ours is no computing of the student's
            self.steps.append(step)


def measure(level: str, students: int, wrong: Wrong = classroom.half) -> Measured:
    """Grade a class of `students` in this process, the demonstration cells emptied, and
    count. `wrong` says which answers are not right."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, Sandbox(level) as sandbox:
        timed, walks = TimedSandbox(sandbox), []
        clock = timed.clock
        ready = Path(folder) / "submitted"
        classroom.write(ready, load(classroom.NAME), students + 1, False, wrong)
        first, *others = intake.students(ready, load(classroom.NAME))
        with contextlib.ExitStack() as patched:
            for home, function, stage, part in NAMED:
                timed_one = clock.around(stage, getattr(home, function), part)
                patched.enter_context(mock.patch.object(home, function, timed_one))
            # what is done once is not a stage
            record([_graded(first, timed, walks)], Path(folder), load(classroom.NAME))
            timed.forget(walks)
            graded = [_graded(place, timed, walks) for place in others]
        with clock.of("record"):
            record(graded, Path(folder), load(classroom.NAME))
        right = load(classroom.NAME).rubric.answers.functions
        own = plainly.computing(walks, Path(folder), right)
    stages = {name: seconds / students for name, seconds in clock.seconds.items()}
    return Measured(
        stages,
        {name: seconds / students for name, seconds in own.items()},
        timed.children / students,
    )


def _graded(place: Path, timed: TimedSandbox, walks: list):
    work, clock, timed.steps = load(classroom.NAME), timed.clock, []
    asked, published = question_cache.questions(work, PRACTICE_SEED)
    lender, texts = timed.lender(work.rubric.answers), Texts(work.texts)
    with clock.of("stage"):
        taken = intake.take(place, work)
        assert isinstance(taken, NotebookFile), taken
        submission = intake.parsed_submission(taken, work, texts)
    assert isinstance(submission, Submission), submission
    with clock.of("the walk itself"):
        result = walk.walk(
            submission,
            asked,
            timed,
            lender,
            seed=PRACTICE_SEED,
            texts=texts,
            published=published,
        )
    with clock.of("feedback page"):
        feedback(result, work)
    with clock.of("autograded notebook"):
        autograded(submission, result, work)
    walks.append(timed.steps)
    return result


def table(measured: Measured, ours: float) -> str:
    """The stages as text; `ours` are the processor seconds a submission of the whole
    command with one worker."""
    head = f"{'stage':32}{'CPU ms':>9}{'own ms':>9}"
    lines = [head, "-" * len(head)]
    for name, seconds in measured.stages.items():
        own = f"{measured.own[name] * 1000:9.2f}" if name in measured.own else ""
        lines.append(f"{name:32}{seconds * 1000:9.2f}{own}".rstrip())
    between = ours - sum(measured.stages.values())
    lines += [f"{'pool, journal, progress: the rest':32}{between * 1000:8.2f}"]
    lines += [f"{'all of it':32}{ours * 1000:9.2f}{measured.own_all * 1000:9.2f}", ""]
    lines += [f"{'the student' + chr(39) + 's own computing':32}{measured.own_all * 1000:9.2f}"]
    lines += [
        f"{'overhead':32}{(ours - measured.own_all) * 1000:9.2f}   (at most {MAX_OVERHEAD:g} are wanted)"
    ]
    lines += [f"{'children a submission':32}{measured.children:9.2f}"]
    return "\n".join(lines)


def beside(classes: Mapping[str, tuple[Measured, float]]) -> str:
    """The stages of several classes as text, a column each, with the processor seconds
    a submission of the whole command."""
    found = classes.values()
    rows = {
        name: [measured.stages.get(name, 0.0) for measured, _ in found]
        for name in dict.fromkeys(name for measured, _ in found for name in measured.stages)
    }
    rows["pool, journal, progress: the rest"] = [
        ours - sum(measured.stages.values()) for measured, ours in found
    ]
    rows["all of it"] = [ours for _, ours in found]
    head = f"{'CPU ms':33}" + "".join(f"{name:>24}" for name in classes)
    lines = [head, "-" * len(head)]
    for name, seconds in rows.items():
        lines.append(f"{name:33}" + "".join(f"{each * 1000:24.2f}" for each in seconds))
    return "\n".join(lines)


def what_more_would_need(measured: Measured, ours: float, theirs: float) -> str:
    """What each ratio to `theirs`, the seconds a submission of nbgrader's batch, asks
    of us, in sentences."""
    own = measured.own_all * 1000
    said = [
        f"nbgrader's batch takes {theirs * 1000:.0f} ms a submission, ours {ours * 1000:.1f}."
    ]
    for ratio in RATIOS:
        most = theirs * 1000 / ratio
        start = f"A ratio of {ratio} needs at most {most:.1f} ms"
        if most >= ours * 1000:
            said.append(f"{start}: it is reached.")
        elif most > own:
            said.append(f"{start}: the overhead would have to shrink to {most - own:.1f} ms.")
        else:
            said.append(f"{start}, and the student's own computing alone takes {own:.1f}: the calls would have to ask "
                        "for less work.")  # fmt: skip
    return "\n".join(said)
