"""One student's questions asked again, with the answers kept: what an appeal is looked
at with.

The walk is the one that grades, in the same kind of sandbox; only here each answer is
remembered for the instructor.
"""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.question_cache import questions
from dinosaur_grader.assignments.seed import Seed
from dinosaur_grader.checks import Probe
from dinosaur_grader.checks.calls import Call, Failure, Outcome
from dinosaur_grader.judging.lending import Lender
from dinosaur_grader.judging.marking import excused
from dinosaur_grader.judging.walk import walk
from dinosaur_grader.results import ProbeVerdict, Result, Submission
from dinosaur_grader.results.level import Level
from dinosaur_grader.sandbox.sandbox import NOTHING, ChildLost, Sandbox


@dataclass(frozen=True)
class SeenOutcome:
    """One thing that the judge looked at: what a right answer has, what the student's
    has (None: it isn't there)."""

    name: str
    expected: object
    got: object
    right: bool


@dataclass(frozen=True)
class Replayed:
    """One question with its answer: `recorded` is the verdict that stands, `now` the
    one of this replay, `parameters` are the names of the function's.

    `outcome` is None where the question was not asked, since its like hung before.
    """

    probe: Probe
    recorded: ProbeVerdict | None
    now: ProbeVerdict
    outcome: Outcome | None
    parameters: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether the replay says what was recorded."""
        return self.recorded is not None and self.recorded.passed == self.now.passed

    @property
    def seen(self) -> list[SeenOutcome]:
        """What the judge compared, thing by thing; empty where there is no answer."""
        if self.outcome is None:
            return []
        got = self.probe.observe(self.outcome)
        return [_seen(self.probe, name, got) for name in self.probe.asks_for]


def _seen(probe: Probe, name: str, got: dict) -> SeenOutcome:
    expected = probe.expected.get(name)
    right = name in got and probe.observe.fits(name, expected, got[name])
    return SeenOutcome(name, expected, got.get(name), right)


@dataclass(frozen=True)
class Replay:
    """A finished replay: the fresh result, and an answer a question."""

    result: Result
    answers: tuple[Replayed, ...]


def replay(
    submission: Submission,
    recorded: Result,
    work: Assignment,
    secret: Seed,
    level: Level,
    reasons: Mapping[str, str] = MappingProxyType({}),
    kept: tuple[Path, ...] = (),
) -> Replay:
    """Walk the notebook of the assignment `work` again in a sandbox of `level`, with
    the questions of `secret`, and keep the answers. `reasons` are the questions that the
    student is excused from, `kept` is what the notebook may not read beside the
    assignment's own secrets.

    Raises IsolationUnavailable where the level isn't available, and ChildLost where the
    machinery fails.
    """
    asked, published = questions(work, secret.value)
    with Sandbox(level, beside=work.beside, secret=(*work.secret, *kept)) as sandbox:
        listening = _Listening(sandbox, asked)
        lender = Lender(work.asks.answers, sandbox.child)
        result = walk(
            submission, asked, listening, lender, seed=secret.value, published=published
        )
        lender.close()
    result = excused(result, reasons)
    before = {verdict.probe: verdict for mark in recorded.marks for verdict in mark.verdicts}
    now = {verdict.probe: verdict for mark in result.marks for verdict in mark.verdicts}
    parameters = {
        name: tuple(inspect.signature(function).parameters)
        for name, function in work.asks.answers.functions.items()
    }
    heard = listening.heard
    answers = (
        Replayed(p, before.get(p.id), now[p.id], heard.get(p.id), parameters[p.function])
        for p in asked
        if p.id in now
    )
    return Replay(result, tuple(answers))


class _Listening:
    """A sandbox that remembers what its children answered, by probe."""

    def __init__(self, sandbox: Sandbox, asked: Sequence[Probe]):
        self.sandbox = sandbox
        self.heard: dict[str, Outcome] = {}
        self.same_call: dict[int, list[str]] = {}  # some probes look at the answer to one call
        for probe in asked:
            self.same_call.setdefault(id(probe.call), []).append(probe.id)

    def hears(self, call: Call, outcome: Outcome) -> None:
        # a published question that is asked for its words is not a part of the marks
        self.heard |= dict.fromkeys(self.same_call.get(id(call), ()), outcome)

    @contextlib.contextmanager
    def child(self) -> Iterator[_ListeningChild]:
        with self.sandbox.child() as child:
            yield _ListeningChild(child, self)


class _ListeningChild:
    def __init__(self, child, listening: _Listening):
        self.child, self.listening = child, listening

    def __getattr__(self, name):
        return getattr(self.child, name)

    def ask(self, call: Call, seconds: float, lend, kept=NOTHING) -> Outcome:
        try:
            outcome = self.child.ask(call, seconds, lend, kept)
        except ChildLost as loss:
            self.listening.hears(call, Outcome(failure=Failure(loss.kind, message=loss.reason)))
            raise
        self.listening.hears(call, outcome)
        return outcome
