"""Walking a notebook: cells go in, questions are asked, plain data comes back and is
judged on this side.

This side drives everything. It sends one cell at a time to the child and asks one call
at a time; the child never learns what is still to come, and nothing that it says about
a score is read.
"""

from __future__ import annotations

import contextlib
import errno
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from itertools import chain
from typing import Protocol

import msgspec

from grader import printable
from grader.assignments.cell_text import Texts
from grader.inside.wire import CellReport
from grader.judging import clock, marking, order, verdicts
from grader.judging.budget import Budget, BudgetSpent
from grader.judging.lending import Lender
from grader.judging.verdicts import Verdicts
from grader.results import (
    GRADED,
    INFRASTRUCTURE,
    MEMORY,
    TIMEOUT,
    Cell,
    Result,
    Submission,
    short_of_full,
)
from grader.sandbox.sandbox import ChildLost, Lend
from utils.checks import Probe, Verdict
from utils.checks.calls import Call, Failure, Lent, Outcome

# a process that is gone though nothing was used up: it ended itself, or broke the protocol
ENDED = ("died", verdicts.VIOLATION)
# how a child names a cell that used up its share and lives on
SPENT = {
    "Timeout": TIMEOUT,
    "MemoryError": MEMORY,
}


FOR_WORDS = 3
"""Children that asking for words may cost."""


REFUSED = "something that this notebook asked of the system was refused ({})"
REFUSALS = {
    number: errno.errorcode[number]
    for number in (errno.EPERM, errno.EACCES, errno.EROFS, errno.ENOSYS)
}
"""The system's errors by which a sandbox refuses, and their names."""


class ChildLike(Protocol):
    """What a walk asks of a child: `sandbox.Child`, or one who listens to it."""

    def run_cell(self, source: str, seconds: float) -> CellReport: ...

    def ask(self, call: Call, seconds: float, lend: Lend | None) -> Outcome: ...


class SandboxLike(Protocol):
    """Where a walk gets its children: `sandbox.Sandbox`, or one who listens to it."""

    def child(self) -> AbstractContextManager[ChildLike]: ...


def walk(
    submission: Submission,
    probes: Sequence[Probe],
    sandbox: SandboxLike,
    lender: Lender | None = None,
    budget: Budget | None = None,
    seed: bytes = b"",
    texts: Texts | None = None,
    published: Sequence[Probe] = (),
    ended_well: Callable[[Result], None] | None = None,
) -> Result:
    """Run the submission's cells in order, ask the probes of each graded test cell, and
    mark what came back.

    Where a twin among them failed, the `published` probes of its function are asked as
    well, for their words only, in a child that has had no other question.

    `lender` answers what the child asks back with, in calls that lend right functions.
    The order of the questions follows from `seed` and the submission, so the same
    class graded twice gives the same results. `texts` is what opening the notebook
    found out about its cells, if it is at hand. `ended_well` is told the result where
    nothing in it depends on how busy the machine was. A sandbox that fails raises its own
    error; nothing that a student's code does is an exception here.
    """
    started = time.perf_counter()
    journey = _Walk(
        submission,
        probes,
        sandbox,
        lender,
        budget or Budget(),
        seed,
        Texts() if texts is None else texts,
    )
    state = journey.run()
    told = journey.in_the_notebooks_words(probes, published)
    given = journey.verdicts.given
    prints = journey.verdicts.prints
    marks = marking.marks(submission, probes, given, journey.in_process, told, prints)
    judging = journey.verdicts.seconds
    result = Result(
        key="",
        student_id=submission.student_id,
        assignment=submission.assignment,
        state=state,
        marks=marks,
        notes=marking.in_bounds(submission.notes + tuple(journey.notes)),
        digest=submission.digest,
        graded_on=clock.today(),
        seconds={"walk": time.perf_counter() - started - judging, "judge": judging},
        needs_look=state != GRADED
        or journey.cut_short
        or journey.losses[verdicts.VIOLATION] > 0
        or marking.suspicious(marks)
        or (bool(journey.refused) and short_of_full(marks)),
    )
    if ended_well is not None and journey.ended_well and not result.needs_look:
        ended_well(result)
    return result


class _Walk:
    """One submission on its way: what was answered, which cells and calls cost a child,
    what is left of the budget."""

    def __init__(
        self,
        submission: Submission,
        probes: Sequence[Probe],
        sandbox: SandboxLike,
        lender: Lender | None,
        budget: Budget,
        seed: bytes,
        texts: Texts,
    ):
        self.submission, self.seed, self.texts = submission, seed, texts
        self.sandbox, self.lender, self.budget = sandbox, lender, budget
        self.questions = order.shuffled(probes, seed, submission)
        self.cells = order.needed(submission.cells, frozenset(self.questions), texts)
        readings = order.readings(probes, submission.cells, texts)
        self.verdicts = Verdicts(probes, readings, seed)
        self.in_process: dict[str, marking.InProcess] = {}
        self.lost_cells: set[int] = set()
        self.ended_cells: set[int] = set()
        self.cut_short = False
        self.killed_at: set[int | str] = set()
        self.losses: Counter[str] = Counter()
        self.hung: Counter[str] = Counter()
        self.noted: set[int] = set()
        self.refused: set[int] = set()
        self.notes: list[str] = []
        self.deadline = time.monotonic() + budget.walk_seconds
        self.words: _Walk | None = None

    def run(self) -> str:
        try:
            for _ in range(self.budget.children):
                if self._finished():
                    return GRADED
                with self.sandbox.child() as child, contextlib.suppress(_FreshChild):
                    self._through(child)
        except BudgetSpent:
            return self._spent_state()
        return GRADED if self._finished() else self._lost_state()

    def in_the_notebooks_words(
        self, probes: Sequence[Probe], published: Sequence[Probe]
    ) -> dict[str, tuple[Probe, Verdict]]:
        """The published probes of functions that failed a twin, asked in a child of
        their own, with their verdicts. What comes of it is said and never marked."""
        failed = {
            probe.function
            for probe in probes
            if probe.twin and self.verdicts.failed_with_an_answer(probe)
        }
        wanted = [probe for probe in published if probe.function in failed]
        if not wanted:
            return {}
        budget = msgspec.structs.replace(self.budget, children=FOR_WORDS, walk_seconds=30.0)
        tests = {probe.cell for probe in wanted}
        cells = tuple(
            cell
            for cell in self.submission.cells
            if cell.kind != "test" or cell.grade_id in tests
        )
        work = msgspec.structs.replace(self.submission, cells=cells)
        again = _Walk(work, wanted, self.sandbox, self.lender, budget, self.seed, self.texts)
        lost = [self.cells[position] for position in self.lost_cells]
        again.lost_cells = {i for i, cell in enumerate(again.cells) if cell in lost}
        again.run()
        self.words = again
        return {
            probe.id: (probe, again.verdicts.given[probe.id])
            for probe in wanted
            if probe.id in again.verdicts.given
        }

    @property
    def ended_well(self) -> bool:
        """Whether all was asked, no child was lost and nothing ran out of time, in the
        walk for words too."""
        spoilt = self.cut_short or self.losses or self.killed_at or self.hung or self.lost_cells
        return not spoilt and self._finished() and (self.words is None or self.words.ended_well)

    def _finished(self) -> bool:
        return all(self._settled(cell) for cell in self.cells if cell.kind == "test")

    def _settled(self, cell: Cell) -> bool:
        questions = self.questions.get(cell.grade_id)
        if questions is None:
            return cell.grade_id in self.in_process
        return all(probe.id in self.verdicts.given for probe in questions)

    def _spent_state(self) -> str:
        self.notes.append(
            "the budget of the whole notebook ran out; what was answered before stands"
        )
        return MEMORY if self.losses["memory"] > self.losses["timeout"] else TIMEOUT

    def _lost_state(self) -> str:
        """The state of a walk that used up its children: what most of them were lost to,
        or `graded` where time and memory were never the reason."""
        if self.losses[TIMEOUT] or self.losses[MEMORY]:
            return self._spent_state()
        self.cut_short = True
        self.notes.append(
            f"its process ended {self.budget.children} times, and is started no more often;"
            " what was answered before stands"
        )
        return GRADED

    def _through(self, child: ChildLike) -> None:
        """One child's way through the notebook, up to the last test cell that has
        something left to ask.

        Test cells that judge themselves say what they like: while one of them is not
        settled, the child is asked nothing, so that it has nothing to tell.
        """
        lent: set[str] = set()
        silent = not self._all_said_in_process()
        asked = False
        for position, cell in enumerate(self.cells):
            if self._finished():
                return
            if cell.kind == "test" and cell.grade_id in self.questions:
                if not silent:
                    self._ask_all(child, cell, lent)
                    asked = True
            elif self._behind_the_ended(position):
                self._not_run(cell)
            elif position not in self.lost_cells:
                self._run(child, position, cell, asked)

    def _all_said_in_process(self) -> bool:
        return all(
            self._settled(cell)
            for cell in self.cells
            if cell.kind == "test" and cell.grade_id not in self.questions
        )

    def _behind_the_ended(self, position: int) -> bool:
        """Whether so many cells before this one ended their process that it is not
        tried any more: each of them costs a child."""
        ended = self.ended_cells
        return len(ended) >= self.budget.ended_cells and position > max(ended)

    def _not_run(self, cell: Cell) -> None:
        if not self.cut_short:
            self.cut_short = True
            self.notes.append(
                f"{self.budget.ended_cells} cells ended their process; no cell is run after them"
            )
        if cell.kind == "test":
            self.in_process.setdefault(
                cell.grade_id, marking.InProcess(error="the cell was not run")
            )

    def _run(self, child: ChildLike, position: int, cell: Cell, asked: bool) -> None:
        try:
            report = child.run_cell(
                cell.source, self._seconds(self.budget.cell_seconds, wary=bool(self.lost_cells))
            )
        except ChildLost as loss:
            self._lost(loss, position)
            self.lost_cells.add(position)
            if loss.kind in ENDED:
                self.ended_cells.add(position)
            self.notes.append(f"{order.place(cell)} was stopped ({loss.kind}); it is left out")
            if cell.kind == "test":
                self.in_process.setdefault(
                    cell.grade_id,
                    marking.InProcess(error=f"the cell was stopped ({loss.kind})"),
                )
            raise _FreshChild from loss
        if report.type in SPENT:
            self.lost_cells.add(position)  # it would use up the next child's time as well
            self.losses[SPENT[report.type]] += 1
        self._note_refusal(report.errno)
        showed = marking.reported(report)
        if cell.kind == "test":
            self.in_process.setdefault(cell.grade_id, showed)
        if showed.error and position not in self.noted:
            self.noted.add(position)
            said = marking.kind_of(report) if asked else printable.clean(showed.error)
            self.notes.append(f"{order.place(cell)} raised {said}")

    def _ask_all(self, child: ChildLike, cell: Cell, lent: set[str]) -> None:
        for probe in self.questions[cell.grade_id]:
            if probe.id in self.verdicts.given:
                continue
            if probe.function in lent:
                raise _FreshChild  # this child has seen what the right one gives
            borrowed = [
                name for name, what in probe.call.stand_ins.items() if isinstance(what, Lent)
            ]
            lent.update(borrowed)
            self._ask(child, probe, self._lend(borrowed))

    def _lend(self, borrowed: list[str]) -> Lend | None:
        return self.lender.question() if borrowed and self.lender else None

    def _ask(self, child: ChildLike, probe: Probe, lend: Lend | None) -> None:
        try:
            seconds = self._seconds(
                self.budget.call_seconds, wary=self.hung[probe.function] > 0
            )
            self._answered(probe, child.ask(probe.call, seconds, lend))
        except ChildLost as loss:
            self._lost(loss, probe.id)
            self._answered(probe, Outcome(failure=Failure(loss.kind, message=loss.reason)))
            raise _FreshChild from loss

    def _answered(self, probe: Probe, outcome: Outcome) -> None:
        self.verdicts.take(probe, outcome)
        if outcome.failure is not None:
            self._note_refusal(outcome.failure.errno)
        if outcome.failure is not None and outcome.failure.kind == "timeout":
            self.hung[probe.function] += 1
            self._give_up_on_hung()

    def _note_refusal(self, number: int) -> None:
        """Say once that the sandbox refused something: an honest notebook may have lost
        points by it."""
        if number in REFUSALS and number not in self.refused:
            self.refused.add(number)
            self.notes.append(REFUSED.format(REFUSALS[number]))

    def _give_up_on_hung(self) -> None:
        for probe in chain.from_iterable(self.questions.values()):
            if self.hung[probe.function] >= self.budget.hung_calls:
                self.verdicts.skip(probe)

    def _lost(self, loss: ChildLost, step: int | str) -> None:
        if loss.kind == INFRASTRUCTURE:
            raise loss  # the machinery's fault: nothing of this walk may count
        if loss.killed and step not in self.killed_at:
            # from outside, and maybe no fault of this step: it is tried once more
            self.killed_at.add(step)
            raise _FreshChild from loss
        self.losses[loss.kind] += 1

    def _seconds(self, most: float, wary: bool) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise BudgetSpent
        return min(most, left, self.budget.wary_seconds) if wary else min(most, left)


class _FreshChild(Exception):
    """Go on with a new child: the old one is gone, or has seen an answer."""
