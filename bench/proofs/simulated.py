"""A batch in which everything that runs a student's code is only simulated.

The engine's own code grades: the pool (`Batch`), `grade_one`, its cache of results and
its sandbox for each thread, and the walk. Simulated are the processes that grade, the
sandbox, its children and the clock. A child follows a script until something secret is
sent to one of its hand-in's children; from then on all of them do what an `Act` says.
What happens from outside (`Trouble`) is no child's choice.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple, Protocol
from unittest import mock

from bench.proofs import drawn
from bench.proofs.drawn import Case, Draw, Late
from dinosaur_grader.assignments.course_seed import Seed
from dinosaur_grader.assignments.question_cache import Questions
from dinosaur_grader.batch.pool import Batch
from dinosaur_grader.checks import Probe, passes
from dinosaur_grader.checks.calls import Failure, Outcome
from dinosaur_grader.checks.words import secret
from dinosaur_grader.checks.words.secret import Sentence
from dinosaur_grader.judging import asking, grading, plan, trial, verdicts, walk
from dinosaur_grader.judging.grading import Job, ThreadSandbox
from dinosaur_grader.judging.plan import Budget
from dinosaur_grader.judging.result_cache import ResultCache
from dinosaur_grader.results import INFRASTRUCTURE, MadeWith, Result, Submission
from dinosaur_grader.sandbox.sandbox import ChildLost

BUDGET = Budget(children=6, ended_cells=3)
PAST_THE_END = BUDGET.walk_seconds + 1
PAST_THE_WORDS = 31
"""Seconds: over what a walk may take, and over what asking for words may."""
ENDED, KILLED, BROKE = "ended", "killed", "broke"
Place = tuple[int, int, str]
"""Where something happens once a secret was sent: how many questions were asked before, how
often something was said there already, and at what. It names no child: which one is there
may not follow from anything but what was said."""


class Gone(BaseException):
    """The process that grades is gone. No Exception: none of its own code goes on."""


class Act(Protocol):
    """What the children of one hand-in do once something secret was sent."""

    def cell(self, place: Place, index: int) -> Any:
        """Run the cell that is so many cells behind the place's last question."""

    def answer(self, place: Place, probes: Sequence[Probe]) -> Any:
        """Answer a question, at which these probes look."""

    def fault(self, place: Place) -> Exception | None:
        """What the grader's machinery fails by there: a child can leave a mess."""


@dataclass
class Trouble:
    """What comes from outside, drawn from a text and a place: a child that is killed, a
    machine so busy that a call is not back in time, a worker's process that is gone. It
    says nothing, and is the same in two runs that are compared."""

    text: str = ""

    def at(self, place: Place) -> ChildLost | Outcome | None:
        """What happens to a child there."""
        if not self.text:
            return None
        draw = Draw(f"{self.text} {place}")
        killed, busy = draw.random() < 0.03, draw.random() < 0.02
        if killed:
            return ChildLost("memory", draw.choice(drawn.TEXTS), killed=True)
        return Outcome(failure=Failure("timeout")) if busy and place[2] == "ask" else None

    def goes(self, tries: int, asked: int) -> bool:
        """Whether the process is gone, in which a hand-in is graded for the n-th time, when
        so many questions were asked."""
        draw = Draw(f"{self.text} {tries}")
        return bool(self.text) and draw.random() < 0.2 and asked == draw.randint(1, 12)


class Script:
    """What the children of a notebook do before anything secret was sent, drawn from a
    text; with faults of the machinery and slow steps where there is `trouble`."""

    def __init__(self, text: str, trouble: bool, calm: bool):
        self.text, self.trouble, self.calm = text, trouble, calm

    def deed(self, place: Place, step: str, deeds: Callable[[Draw], list]) -> Any:
        """What is done at a step of this text."""
        draw = Draw(f"{self.text} {place} {step}")
        late, faulty = draw.random() < 0.02, draw.random() < 0.004
        deed = drawn.by_drawing(draw, deeds, self.calm)
        if self.trouble and faulty:
            return draw.choice(drawn.faults(draw))
        seconds = draw.choice((PAST_THE_WORDS, PAST_THE_END))
        return Late(seconds, deed) if self.trouble and late else deed


@dataclass
class Trace:
    """What happened in one grading of a hand-in: its children, what these were given up
    to the first secret, and all that was said by them from there on, each with its place.
    `put` has the questions among it, `given` the sentence that was at last said on each."""

    act: Act
    script: Script
    tries: int
    children: list[Child] = field(default_factory=list)
    told_at: list[list[tuple]] | None = None
    said: dict[Place, Word] = field(default_factory=dict)
    put: list[tuple[tuple, Word]] = field(default_factory=list)
    given: tuple[str, ...] = ()
    asked: int = 0
    gone: bool = False
    alive: set[int] = field(default_factory=set)

    @property
    def told(self) -> bool:
        """Whether something secret was sent."""
        return self.told_at is not None

    def place(self, what: str) -> Place:
        """Where we are, at a step of this sort."""
        before = sum(at == self.asked and own == what for at, _, own in self.said)
        return self.asked, before, what


class World:
    """One run of a batch. `acts` has what gives each student's children their act, by how
    often the hand-in was graded before; the `troubled` student has all the trouble. A
    `cluster` tries again by itself what was lost with a node, as Dask does."""

    def __init__(
        self,
        cases: Mapping[str, Case],
        acts: Mapping[str, Callable[[int], Act]],
        trouble: Trouble | None = None,
        troubled: str = "",
        cluster: bool = False,
    ):
        self.cases, self.acts, self.cluster = cases, acts, cluster
        self.own_trouble, self.troubled = trouble or Trouble(), troubled
        self.traces: dict[str, list[Trace]] = {student: [] for student in cases}
        self.holes: list[str] = []
        self.clock, self.trouble = 0.0, Trouble()
        self.case: Case
        self.trace: Trace

    def start_process(self) -> None:
        """A new process knows nothing of an older one's hand-ins."""
        grading.thread_sandbox = _ThreadSandbox(self)  # type: ignore[assignment]
        grading.result_cache = _Cache(self)

    def begin(self, job: Job) -> None:
        """A hand-in is to be graded in this process."""
        student = job.work.student_id
        before = self.traces[student]
        self.case = self.cases[student]
        self.trouble = self.own_trouble if student == self.troubled else Trouble()
        salt = f"{job.seed.value.decode()} {job.made_with.level}"
        text = f"script {self.case.number} {salt}"
        script = Script(text, bool(self.trouble.text), self.case.calm)
        self.trace = Trace(self.acts[student](len(before)), script, len(before))
        before.append(self.trace)

    def fail(self, what: str) -> None:
        """Let the machinery fail here, where a child that was told left a mess."""
        place = self.trace.place(what)
        if self.trace.told and not self.trace.gone and (fault := self.trace.act.fault(place)):
            self.trace.said[place] = Word(BROKE)
            raise fault


class _ThreadSandbox(ThreadSandbox):
    def __init__(self, world: World):
        super().__init__()
        self.world = world

    def at(self, *asked: Any) -> Any:
        if self.world.trace.told:
            self.world.holes.append("a walk begins again after a secret")
        return super().at(*asked)


class _Cache(ResultCache):
    def __init__(self, world: World):
        super().__init__()
        self.world = world

    def keep(self, key: bytes, result: Result) -> None:
        self.world.fail("keep")
        super().keep(key, result)


class Sandbox:
    """A sandbox; one in which something failed is never to be used again."""

    def __init__(self, world, level, beside=None, secret=(), warmed_up=True, requires=()):
        self.world, self.level, self.beside = world, level, beside
        self.secret, self.requires, self.failed = secret, requires, False

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        if self.failed:
            raise OSError("it can't be cleared away")

    def child(self) -> Child:
        """A fresh child."""
        trace = self.world.trace
        if self.failed:
            self.world.holes.append("a sandbox that failed is used again")
        if trace.told and trace.alive:
            self.world.holes.append("two children live at once after a secret")
        trace.children.append(Child(self, self.world, len(trace.children)))
        return trace.children[-1]


class Child:
    """One child, and what it was given: cells, and questions with whether it was lent."""

    def __init__(self, sandbox: Sandbox, world: World, number: int):
        self.sandbox, self.world, self.number = sandbox, world, number
        self.steps: list[tuple] = []
        self.index = 0
        self.lost = self.late = False
        """Whether a cell ended it, behind which others nobody knows; whether the time was
        over with it."""

    def __enter__(self) -> Child:
        self.world.trace.alive.add(self.number)
        return self

    def __exit__(self, *_: object) -> None:
        self.world.trace.alive.discard(self.number)
        with self._noting_faults():
            self.world.fail("exit")

    def run_cell(self, source, seconds, keep=()):
        """Run a cell: by the script, or in any way."""
        trace = self.world.trace
        self.steps.append(("cell", source, seconds, *sorted(dict(keep).items())))
        self.index += 1
        untold = (self.number, len(self.steps), "cell")
        place = trace.place("cell") if trace.told else untold
        # a place among the questions can have many cells, and trouble comes to it once
        outside = self.world.trouble.at(place) if self.index == 1 or not trace.told else None
        if isinstance(outside, ChildLost):
            deed = outside
        elif trace.told:
            deed = trace.act.cell(place, self.index)
        else:
            deed = trace.script.deed(place, source, drawn.cell_deeds)
        late = isinstance(deed, Late)
        if trace.told and (late or isinstance(deed, Exception)):
            how = _how(deed.deed if late else deed)
            trace.said[place] = Word(how, late=late, index=self.index if late else 0)
        return self._do(deed)

    def ask(self, call, seconds, lend=None, kept=()):
        """Answer: by the script, or in any way once a secret was sent."""
        world, trace = self.world, self.world.trace
        probes = [probe for probe in world.case.secret if probe.call is call]
        step = ("ask", call.positional[0], bool(lend), bool(probes), seconds)
        self.steps.append((*step, *sorted(dict(kept))))
        self.index = 0
        if probes and not trace.told:
            trace.told_at = [child.cells for child in trace.children]
        place = trace.place("ask") if trace.told else (self.number, len(self.steps), "ask")
        trace.asked += 1
        if world.trouble.goes(trace.tries, trace.asked):
            trace.gone = True
            raise Gone
        deed = world.trouble.at(place)
        if deed is None and trace.told:
            deed = trace.act.answer(place, probes)
        elif deed is None:
            deed = trace.script.deed(place, call.positional[0], drawn.answers)
        if trace.told:
            trace.said[place] = word(probes, deed)
            trace.put.append((self.steps[-1], trace.said[place]))
        for _ in range(trace.asked % 3 if lend else 0):
            lend("any call")
        return self._do(deed)

    @property
    def cells(self) -> list[tuple]:
        """The cells that it was to run."""
        return [step for step in self.steps if step[0] == "cell"]

    @property
    def questions(self) -> list[tuple]:
        """The questions that it was asked."""
        return [step for step in self.steps if step[0] == "ask"]

    def _do(self, deed: Any) -> Any:
        if isinstance(deed, Late):
            self.late = True
            self.world.clock += deed.seconds
            deed = deed.deed
        if not isinstance(deed, Exception):
            return deed
        self.lost |= self.steps[-1][0] == "cell"
        with self._noting_faults():
            raise deed

    @contextlib.contextmanager
    def _noting_faults(self) -> Iterator[None]:
        try:
            yield
        except Exception as fault:
            self.sandbox.failed |= self.world.trace.told and _how(fault) == BROKE
            raise


def _how(deed: Any) -> str:
    """In a word how a deed ends, seen from outside; empty where nothing happens."""
    if isinstance(deed, ChildLost) and deed.kind != INFRASTRUCTURE:
        return KILLED if deed.killed else ENDED
    return BROKE if isinstance(deed, Exception) else ""


class Word(NamedTuple):
    """All that a child may say: how it came to an end, if it did; for an answer a sentence
    for each probe that looks at it; and whether the time was over with it, of a cell also
    with which one behind its last question."""

    how: str
    sentences: tuple[Sentence, ...] = ()
    late: bool = False
    index: int = 0


def word(probes: Sequence[Probe], deed: Any) -> Word:
    """What an answer says."""
    if isinstance(deed, Late):
        return word(probes, deed.deed)._replace(late=True)
    if _how(deed) in (BROKE, KILLED):
        return Word(_how(deed))
    if isinstance(deed, ChildLost):
        deed = Outcome(failure=Failure(deed.kind))
    return Word("", tuple(secret.sentence(probe, deed, passes) for probe in probes))


class Lender:
    """Lends nothing but numbers."""

    def __init__(self, world: World):
        self.world = world

    def learn(self) -> None:
        """There is nothing to learn."""

    def question(self) -> Callable[[Any], int]:
        """What answers one question's calls."""
        return lambda lent_call: 0

    def close(self) -> None:
        """End its child, which a mess can keep from ending."""
        self.world.fail("close")


class Worker(Executor):
    """A process of the pool, or a cluster's nodes, that grades what is submitted here and
    now."""

    def __init__(self, world: World):
        self.world, self.broken = world, False
        world.start_process()

    def submit(self, work, /, job):
        """Grade a job."""
        future: Future = Future()
        if self.broken:
            raise BrokenProcessPool("gone")
        try:
            future.set_result(self._graded(work, job))
        except Gone:
            self.broken = not self.world.cluster
            kind = BrokenProcessPool if self.broken else RuntimeError
            future.set_exception(kind("gone"))
        except Exception as error:  # noqa: BLE001  as of any executor
            future.set_exception(error)
        return future

    def _graded(self, work, job):
        try:
            return self._once(work, job)
        except (Gone, Exception):
            if not self.world.cluster:
                raise
        self.world.start_process()
        return self._once(work, job)

    def _once(self, work, job):
        self.world.begin(job)
        try:
            return work(job)
        except Exception:
            if self.world.trace.told:
                self.world.holes.append("a grading ends in an error after a secret")
            raise

    def shutdown(self, wait=True, *, cancel_futures=False):
        """Nothing runs on."""


def job(student: str, case: Case, **changes: Any) -> Job:
    """A student's hand-in; `changes` are its notes, its course's seed and its level."""
    notes = changes.get("notes", ())
    seed = Seed(changes.get("seed", b"laws"))
    made_with = MadeWith("v", seed.fingerprint, changes.get("level", "none"))
    work = Submission(student, "simulated", case.cells, f"digest of {student}", notes)
    # two made-up notebooks may have the same cells, and questions are a course's own
    return Job(work, seed, made_with, "w", BUDGET, course=Path(f"course {case.number}"))


def results(world: World, jobs: Sequence[Job]) -> dict[str, Result]:
    """Grade a batch of these jobs; the results by whose job it was."""
    with _simulated(world), Batch(lambda: Worker(world), 1) as batch:
        found = list(batch.results(jobs))
    due = sorted(one.key for one in jobs)
    if sorted(result.key for result in found) != due:
        world.holes.append("not every hand-in has its one result")
    by_key = {result.key: result for result in found}
    return {one.work.student_id: by_key[one.key] for one in jobs if one.key in by_key}


@contextlib.contextmanager
def _simulated(world: World) -> Iterator[None]:
    """Put what is simulated into the engine, for the time of one batch."""

    def in_words(probes, sentences, *more):
        world.trace.given = tuple(sentences)
        return own_words(probes, sentences, *more)

    own_words = verdicts.in_words
    clock = SimpleNamespace(
        monotonic=lambda: world.clock,
        perf_counter=time.perf_counter,
        process_time=time.process_time,
    )
    rubric = SimpleNamespace(answers=None, table=SimpleNamespace(requires=()))
    assignment = SimpleNamespace(
        version="v", wording="w", texts={}, secret=(), beside=None, rubric=rubric
    )
    assignment.tests, assignment.by_hand, assignment.solutions = (), (), {}
    simulated = {
        "assignments": SimpleNamespace(load=lambda *_: assignment),
        "question_cache": SimpleNamespace(
            questions=lambda *_: Questions(world.case.secret, world.case.published)
        ),
        "Sandbox": lambda *given, **named: Sandbox(world, *given, **named),
        "Lender": lambda *_: Lender(world),
        "atexit": SimpleNamespace(register=lambda _: None),
        "thread_sandbox": None,
        "result_cache": None,
    }
    logging.disable(logging.CRITICAL)
    with contextlib.ExitStack() as held:
        held.callback(logging.disable, logging.NOTSET)
        held.enter_context(mock.patch.multiple(grading, **simulated))
        held.enter_context(mock.patch.object(verdicts, "in_words", in_words))
        for module in (asking, plan, trial, walk):
            held.enter_context(mock.patch.object(module, "time", clock))
        yield
