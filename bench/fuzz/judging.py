"""Hand-ins whose every message is made up, through all that reads, judges and marks
them: `python -m bench.fuzz.judging --minutes 20`.

A child is played by `frames`, right up to the pipe's bytes; the rest is the grader's
own: the child's other end, the decoders, the lender, the walk, the judge, the marks.
Nothing may come out of it but a result: no exception, no judgement over its time, no
long text, no memory over the cap, no point for a value that has other numbers or words
than the right one (`bench.fuzz.likeness`). What makes the judge stumble inside is counted,
too: it fails its question, as it should.

Half of the hand-ins are of the lesson `tests/gallery/kinds/source/every_kind.py`: a new
kind of answer gets an exercise there, and its node a place in `Frames.node`.
"""

from __future__ import annotations

import argparse
import atexit
import collections
import contextlib
import functools
import gc
import re
import shutil
import tempfile
import time
import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import msgspec

from bench.fuzz.frames import Frames
from bench.fuzz.likeness import alike
from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.probes import PRACTICE_SEED, asked, published
from dinosaur_grader.checks.calls import Call
from dinosaur_grader.checks.perform import perform
from dinosaur_grader.inside.layers import Limits
from dinosaur_grader.inside.outcomes import outcome_form, received
from dinosaur_grader.inside.wire import (
    Answered,
    CellReport,
    DecodeError,
    Ended,
    OutcomeForm,
    answered,
    decode_reply,
    encode,
)
from dinosaur_grader.judging import verdicts
from dinosaur_grader.judging.lending import Lender, refused
from dinosaur_grader.judging.plan import Budget
from dinosaur_grader.judging.walk import walk
from dinosaur_grader.results import Result, Submission
from dinosaur_grader.sandbox.pipes import PipeBroken
from dinosaur_grader.sandbox.sandbox import NOTHING, Child
from dinosaur_grader.workshop import course

ISLAND, KINDS = "dinosaur_island", "every_kind"
LESSON = Path(__file__).parents[2] / "tests" / "gallery" / "kinds" / "source" / f"{KINDS}.py"
FOUND = Path(__file__).with_name("found")
PATIENT = Budget(children=100_000, walk_seconds=1e9, stuck_calls=10**9, ended_cells=10**9)
MAX_RESULT, MAX_MEMORY, MAX_SECONDS = 200_000, 240, 5.0
"""Bytes of a result, MB that this process takes beyond what it had before the first
hand-in, processor seconds of one frame."""


class Line:
    """A pipe's two ends with nobody behind them: after each request comes a frame of
    `frames` in the place of the right one."""

    def __init__(self, frames: Frames, child: FuzzedChild | None = None):
        self.frames, self.child, self.body, self.drawing = frames, child, b"", 0.0

    def send(self, frame: bytes, seconds: float) -> None:
        """A request: nobody reads it."""

    def receive(self, seconds: float) -> bytes:
        """The next frame's body; Broken, as a pipe is, now and then."""
        if seconds < 0:
            raise PipeBroken("timeout", "no answer in time")
        if self.frames.draw.random() < 0.01:
            raise PipeBroken(self.frames.draw.choice(("timeout", "closed", "cut", "violation")))
        started = time.process_time()
        self.body = self.frames.frame(self.child.asked, self.child.right, self.child.is_cell)
        self.drawing += time.process_time() - started
        if len(self.body) > Limits().message_bytes:
            raise PipeBroken("violation", "over the cap")
        return self.body

    def close(self) -> None:
        """Nothing is open."""


class Server:
    """A warm server that ends each child as it is told to."""

    closed = False

    def kill(self, number: int) -> None:
        """It is nobody."""

    def wait_for(self, number: int, seconds: float = 0.0) -> Ended:
        """How it ended: by itself."""
        return Ended(number, 0, 0.0, True)


class FuzzedChild(Child):
    """The grader's own end of a child; `right` is what a right answer's frame is."""

    def __init__(self, sandbox: FuzzedSandbox):
        self.right, self.is_cell = b"", True
        super().__init__(sandbox, 1, Line(sandbox.frames, self))

    def run_cell(self, source, seconds, keep=NOTHING):
        self.right, self.is_cell = encode(CellReport(self.asked + 1, True))[4:], True
        return self._timed(lambda: super(FuzzedChild, self).run_cell(source, seconds, keep))

    def ask(self, call, seconds, lend=None, kept=NOTHING):
        right = _right_form(call, self.sandbox.answers)
        self.right, self.is_cell = encode(answered(self.asked + 1, right))[4:], False
        return self._timed(lambda: super(FuzzedChild, self).ask(call, seconds, lend, kept))

    def _timed(self, step):
        started, drawn = time.process_time(), self.line.drawing
        try:
            return step()
        finally:
            spent = time.process_time() - started - (self.line.drawing - drawn)
            self.sandbox.slowest = max(self.sandbox.slowest, (spent, self.line.body[:2_000]))


class FuzzedSandbox:
    """Gives the children of a walk."""

    def __init__(self, frames: Frames, answers):
        self.frames, self.answers, self.limits = frames, answers, Limits()
        self.server, self.slowest = Server(), (0.0, b"")

    @contextlib.contextmanager
    def child(self) -> Iterator[FuzzedChild]:
        """A fresh one."""
        yield FuzzedChild(self)

    def ended(self, child: FuzzedChild, ended: Ended | None) -> None:
        """Nothing is left of a child, and the server lives on."""


@functools.cache
def works() -> tuple[Assignment, Assignment]:
    """The kit's own, and the lesson with every kind of answer, made for this process."""
    home = Path(tempfile.mkdtemp(prefix="fuzz-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    (home / "source").mkdir()
    shutil.copy(LESSON, home / "source")
    course.build(KINDS, home, lambda _: None)
    return assignments.load(ISLAND), assignments.load(KINDS, home)


_forms: dict[Call, OutcomeForm] = {}


def _right_form(call, right):
    """What a right answer to the call looks like."""
    if call not in _forms:
        outcome = perform(replace(call, files={}), dict(right.namespace), right.functions)
        _forms[call] = outcome_form(outcome, call.positional)
    return _forms[call]


class Fuzz:
    """Hand-ins from one seed, and what was found."""

    def __init__(self, seed: int):
        self.frames = Frames(seed)
        self.handed_in, self.values, self.points = 0, 0, 0.0
        self.found: list[str] = []
        self.stumbles: collections.Counter[str] = collections.Counter()
        reference = SimpleNamespace(
            run_cell=lambda source, seconds: CellReport(0, True),
            compute=lambda lent_call, seconds: refused(lent_call, "nobody computes here"),
            end=lambda: None,
        )
        rubrics = {work.name: work.rubric for work in works()}
        self.lenders = {n: Lender(r.answers, lambda: reference) for n, r in rubrics.items()}
        self.asked = {name: asked(rubric, PRACTICE_SEED) for name, rubric in rubrics.items()}
        self.memory = memory()

    def one(self) -> Result | None:
        """One hand-in; None where something was found."""
        self.handed_in += 1
        of = works()[self.handed_in % 2]
        sandbox = FuzzedSandbox(self.frames, of.rubric.answers)
        work = Submission(f"fuzz-{self.handed_in}", of.name, tuple(of.solved), "digest")
        try:
            with self._watched():
                result = walk(
                    work,
                    self.asked[of.name],
                    sandbox,
                    self.lenders[of.name],
                    PATIENT,
                    PRACTICE_SEED,
                    published=published(of.rubric),
                )
                self._straight(of)
        except Exception:  # noqa: BLE001  whatever comes out is a finding
            self._note(traceback.format_exc(), b"")
            return None
        self.points = max(self.points, result.score or 0.0)
        self._look(result, *sandbox.slowest)
        return result

    def _straight(self, of: Assignment) -> None:
        """Judge a frame for each question, whatever became of those before it."""
        for probe in self.asked[of.name]:
            right = _right_form(probe.call, of.rubric.answers)
            frame = self.frames.frame(1, encode(answered(1, right))[4:])
            with contextlib.suppress(DecodeError):
                answer = decode_reply(frame)
                if isinstance(answer, Answered):
                    outcome = received(probe.call, answer.outcome)
                    verdicts.sentence(probe, outcome)
                    verdicts.judged(probe, outcome)
                    verdicts.outcome_fingerprint(probe, outcome, PRACTICE_SEED)

    def _look(self, result: Result, slowest: float, body: bytes) -> None:
        size = len(msgspec.json.encode(result))
        if size > MAX_RESULT:
            self._note(f"a result of {size} bytes", body)
        if slowest > MAX_SECONDS:
            self._note(f"a frame took {slowest:.1f} s of the processor", body)
        if memory() > self.memory + MAX_MEMORY:
            self._note(f"this process had {memory()} MB", body)

    @contextlib.contextmanager
    def _watched(self) -> Iterator[None]:
        """Note what the judge raises before it is made a failed question."""
        passes = verdicts.passes

        def watched(probe, outcome):
            self.values += outcome.failure is None
            try:
                passed = passes(probe, outcome)
                if passed and not alike(probe, outcome):
                    self._note(f"a point for another value, {probe.id}: {outcome!r:.2000}", b"")
                return passed
            except BaseException as error:
                at = traceback.extract_tb(error.__traceback__)[-1]
                place = f"{type(error).__name__} at {Path(at.filename).name}:{at.lineno}"
                self.stumbles[place] += 1
                if not isinstance(error, Exception):
                    self._note(f"{place}: a judgement took too long, of {probe.id}", b"")
                raise

        verdicts.passes = watched
        try:
            yield
        finally:
            verdicts.passes = passes

    def _note(self, said: str, body: bytes) -> None:
        FOUND.mkdir(exist_ok=True)
        self.found.append(said)
        name = f"{self.handed_in}-{len(self.found)}"
        (FOUND / f"{name}.txt").write_text(f"{said}\n{body!r}\n", encoding="utf-8")
        print(f"FOUND, kept as bench/fuzz/found/{name}.txt: {said[-300:]}", flush=True)

    def report(self) -> str:
        """All that was counted, as text."""
        ways = ", ".join(f"{name} {times}" for name, times in sorted(self.frames.drawn.items()))
        stumbles = "; ".join(f"{where} ({n} times)" for where, n in self.stumbles.most_common())
        return (
            f"{self.handed_in} hand-ins, {sum(self.frames.drawn.values())} frames ({ways}).\n"
            f"Of what the judge saw, {self.values} were values and no failures.\n"
            f"The judge stumbled and failed the question: {stumbles or 'never'}.\n"
            f"At most {self.points:g} points, {memory()} MB. {len(self.found)} findings."
        )


def memory() -> int:
    """The most memory that this process has had so far, in MB."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) // 1024


def main(arguments: list[str] | None = None) -> int:
    """Fuzz for so many minutes of processor time; 1 where something was found."""
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz.judging", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0, help="of processor time")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)
    fuzz, told = Fuzz(chosen.seed), 0
    while (spent := time.process_time() / 60) < chosen.minutes:
        fuzz.one()
        gc.collect()
        if int(spent) > told:
            told = int(spent)
            print(f"{told} minutes: {fuzz.report()}", flush=True)
    print(f"seed {chosen.seed}, {spent:.1f} minutes of the processor\n{fuzz.report()}")
    return 1 if fuzz.found else 0


if __name__ == "__main__":
    raise SystemExit(main())
