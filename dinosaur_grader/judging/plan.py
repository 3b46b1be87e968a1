"""Running a notebook's cells before it is asked anything: what they do here is all that
is ever noted, left out or refused.

A process that has been asked nothing has nothing to tell, so its word may count: which
cell used up its time or its memory, what a cell raised, what the system refused. What
the cells do in later children, which have been asked, counts for nothing.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

import msgspec

from dinosaur_grader import printable
from dinosaur_grader.assignments.cell_text import CellText, Texts
from dinosaur_grader.checks.calls import Call, Outcome
from dinosaur_grader.inside.wire import CellReport
from dinosaur_grader.judging import marking
from dinosaur_grader.results import GRADED, INFRASTRUCTURE, MEMORY, TIMEOUT, Cell
from dinosaur_grader.sandbox.sandbox import ChildLost, Lend

ENDED = ("died", "violation")
"""A process that is gone though nothing was used up: it ended itself, or broke the
protocol."""
SPENT = {"Timeout": TIMEOUT, "MemoryError": MEMORY}
"""How a child names a cell that used up its share and lives on."""
LONG = "{} was not run: the notebook's code would be longer than {:,} characters; shorten it"
REFUSED = "something that this notebook asked of the system was refused ({})"
REFUSALS = {
    number: errno.errorcode[number]
    for number in (errno.EPERM, errno.EACCES, errno.EROFS, errno.ENOSYS)
}
"""The system's errors by which a sandbox refuses, and their names."""


class Budget(msgspec.Struct, frozen=True):
    """What a submission may spend: processor seconds a cell and a call, wall seconds in
    all, and how many children.

    Cells have `walk_seconds` together, and so have the secret questions. A function that
    did not come back once, and all cells after one that hung, get `stuck_seconds`: an
    honest step takes milliseconds, and a loop that never ends is met again wherever it
    is called. After `stuck_calls` calls of one function that did not come back, the rest
    of this function is not asked. After `ended_cells` cells that ended their process, no
    further cell is run, and the questions are asked of what is there. Python reads a cell's
    text again in each child, for microseconds a character: what goes beyond
    `code_characters` in all is not run.
    """

    cell_seconds: float = 10.0
    call_seconds: float = 5.0
    stuck_seconds: float = 2.0
    walk_seconds: float = 180.0
    children: int = 40
    stuck_calls: int = 2
    ended_cells: int = 10
    code_characters: int = 500_000


class ChildLike(Protocol):
    """What a walk asks of a child: `sandbox.Child`, or one who listens to it."""

    def run_cell(
        self, source: str, seconds: float, keep: Mapping[str, str] = ...
    ) -> CellReport: ...

    def ask(
        self, call: Call, seconds: float, lend: Lend | None, kept: Mapping[str, str] = ...
    ) -> Outcome: ...


class SandboxLike(Protocol):
    """Where a walk gets its children: `sandbox.Sandbox`, or one who listens to it."""

    def child(self) -> AbstractContextManager[ChildLike]: ...


def needed(cells: Sequence[Cell], asked: frozenset[str], texts: Texts) -> list[Cell]:
    """Return the cells that a mark may depend on: code and tests, no demonstrations, no
    asides that nobody reads, nothing behind the last test."""
    last = max((i for i, cell in enumerate(cells) if cell.kind == "test"), default=-1)
    run = [
        cell
        for cell in cells[: last + 1]
        if cell.kind in ("code", "test") and not cell.demonstration
    ]
    return without_asides(run, asked, texts)


def without_asides(cells: Sequence[Cell], asked: frozenset[str], texts: Texts) -> list[Cell]:
    """Return `cells` without the asides that nobody reads. The test cells in `asked` are
    not run: questions take their place.

    An aside is a cell with that tag which came back as it was released: a worked
    example, or a first try of the student's function. We wrote it, so all that it can do
    to a later cell is to bind names.

    Where a cell looks names up in ways that can't be followed (`globals()`, magics),
    all asides stay.
    """
    wanted: set[str] = set()
    for cell in cells:
        if cell.aside or cell.grade_id in asked:
            continue
        reads = texts[cell.source].reads
        # it may read any name, and then each aside may be what it needs
        if reads is None:
            return list(cells)
        wanted |= reads
    kept = []
    # from the end, since what a kept aside reads is wanted of those before it
    for cell in reversed(cells):
        if not cell.aside or _gives(texts[cell.source], wanted):
            kept.append(cell)
    return kept[::-1]


def _gives(aside: CellText, wanted: set[str]) -> bool:
    """Check whether the aside binds a name that is wanted; what it reads is then wanted
    too."""
    bound, reads = aside.bound, aside.reads
    if bound is None or reads is None or bound & wanted or "*" in bound:
        wanted |= reads or set()
        return True
    return False


class Plan:
    """A notebook's cells, and what came of each in a child that was asked nothing.

    `asked` maps each test cell that is asked about to its function; all other test
    cells are run, and judge themselves.
    """

    def __init__(self, cells: Sequence[Cell], asked: Mapping[str, str], budget: Budget):
        self.asked, self.budget = asked, budget
        self.state = GRADED
        self.notes: list[str] = []
        self.in_process: dict[str, marking.InProcess] = {}
        self.refused: set[int] = set()
        self.cut_short = False
        # the cells that are not run again, each with the kind of its loss
        self.left_out: dict[int, str] = {}
        self._killed: set[int] = set()
        self._noted: set[int] = set()
        self._deadline = time.monotonic() + budget.walk_seconds
        self.cells = list(self._short_enough(cells))

    def _short_enough(self, cells: Sequence[Cell]) -> Iterator[Cell]:
        """Yield the cells that can be read in time. The longest are left out, so that those
        of the release, and what is written for it, stay."""
        # 4 MB of `a;` in 42 cells, each within its time, held a worker for two minutes
        sizes = [len(cell.source) if cell.kind == "code" else 0 for cell in cells]
        total = dict(zip(sorted(sizes), itertools.accumulate(sorted(sizes)), strict=False))
        for cell, size in zip(cells, sizes, strict=True):
            if total[size] <= self.budget.code_characters:
                yield cell
            else:
                self.cut_short = True
                self.notes.append(LONG.format(_place(cell), self.budget.code_characters))

    @property
    def ended_well(self) -> bool:
        """Whether no child was lost and nothing ran out of time."""
        return not (self.cut_short or self.left_out or self._killed or self.state != GRADED)

    @property
    def reached(self) -> list[str]:
        """The test cells that are asked about and that the run came to, in order."""
        return [cell.grade_id for cell in self.cells if self._is_asked(cell)]

    def own_functions(self, call: Call) -> dict[str, str]:
        """Return what stands in the place of the functions that a call is lent: by name,
        the last test cell at which the notebook's own was kept."""
        last_tests = {self.asked[test]: test for test in self.reached}
        return {name: last_tests.get(name, "") for name in call.lent}

    def run(self, sandbox: SandboxLike, held: contextlib.ExitStack) -> ChildLike | None:
        """Run all cells; a fresh child runs them again without one that was lost.

        The child that came to the end is held by `held`; None where the budget of the
        notebook ran out with a child.
        """
        for _ in range(self.budget.children):
            child, position = held.enter_context(sandbox.child()), 0
            try:
                for position, keep in self.steps():
                    left = self._deadline - time.monotonic()
                    if left <= 0:
                        # it lives, and can be asked at the test cells that it passed
                        self._cut(position)
                        return child
                    # behind one that hung a loop without an end is met again wherever it is
                    # called; a cell before it may need what it needed the first time
                    stuck = position > min(self._lost_by(TIMEOUT), default=position)
                    own = self.budget.stuck_seconds if stuck else self.budget.cell_seconds
                    most = min(own, left)
                    report = child.run_cell(self.cells[position].source, most, keep)
                    self._reported(report, position)
            except ChildLost as loss:
                # what is left of it goes before the next one comes: they would share a disk
                self._lost(loss, position)
                held.close()
            else:
                self._note_skipped()
                return child
        # no child came further than the last cell that one was lost at
        self._cut(max(self.left_out, default=0))
        return None

    def steps(self, until: str = "") -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the positions of the cells that run, up to the test cell `until` or to the
        end, each with the functions to be kept before it, by test cell."""
        keep: dict[str, str] = {}
        for position, cell in enumerate(self.cells):
            # its text never runs: where the way comes to it, the grader asks from outside
            if self._is_asked(cell):
                if cell.grade_id == until:
                    return
                keep[cell.grade_id] = self.asked[cell.grade_id]
            elif not self._skipped(position) and position not in self.left_out:
                yield position, keep
                # once in a child: by the first cell that runs behind the test cell
                keep = {}

    def _is_asked(self, cell: Cell) -> bool:
        return cell.kind == "test" and cell.grade_id in self.asked

    def _skipped(self, position: int) -> bool:
        """Check whether so many cells before this one ended their process that it is not
        tried any more: each of them costs a child (45 once cost 40, attack many-exits)."""
        ended = self._lost_by(*ENDED)
        return len(ended) >= self.budget.ended_cells and position > max(ended)

    def _lost_by(self, *kinds: str) -> list[int]:
        """List the cells that were left out for a loss of these kinds."""
        return [place for place, kind in self.left_out.items() if kind in kinds]

    def _note_skipped(self) -> None:
        skipped = [cell for place, cell in enumerate(self.cells) if self._skipped(place)]
        skipped = [cell for cell in skipped if not self._is_asked(cell)]
        if skipped:
            self.cut_short = True
            count = self.budget.ended_cells
            self.notes.append(f"{count} cells ended their process; no cell is run after them")
        for cell in skipped:
            if cell.kind == "test":
                # one that judges itself would else have all points, as a cell that raised nothing
                self.in_process[cell.grade_id] = marking.InProcess(error="the cell was not run")

    def _lost(self, loss: ChildLost, position: int) -> None:
        if loss.kind == INFRASTRUCTURE:
            raise loss  # the machinery's fault: nothing of this walk may count
        if loss.killed and position not in self._killed:
            # from outside, and maybe no fault of this cell: it is tried once more
            self._killed.add(position)
            return
        cell = self.cells[position]
        self.left_out[position] = loss.kind
        self.notes.append(f"{_place(cell)} was stopped ({loss.kind}); it is left out")
        if cell.kind == "test":
            stopped = marking.InProcess(error=f"the cell was stopped ({loss.kind})")
            self.in_process.setdefault(cell.grade_id, stopped)

    def _reported(self, report: CellReport, position: int) -> None:
        cell = self.cells[position]
        # a child's own word, which no clock of ours can check: it was told nothing yet
        if report.type in SPENT:
            # it would use up the next child's time as well
            self.left_out[position] = SPENT[report.type]
        self.note_refusal(report.errno)
        showed = marking.reported(report)
        if cell.kind == "test":
            self.in_process.setdefault(cell.grade_id, showed)
        # a fresh child runs it again, and would be noted again
        if showed.error and position not in self._noted:
            self._noted.add(position)
            self.notes.append(f"{_place(cell)} raised {printable.clean(showed.error)}")

    def note_refusal(self, number: int) -> None:
        """Say once that the sandbox refused something: an honest notebook may have lost
        points by it."""
        if number in REFUSALS and number not in self.refused:
            self.refused.add(number)
            self.notes.append(REFUSED.format(REFUSALS[number]))

    def _cut(self, position: int) -> None:
        """End here, with time or children used up: the test cells before this position
        are still asked about."""
        self.cells = self.cells[:position]
        # children can be used up by cells that end them, which is no matter of time: such a
        # hand-in was once called a timeout
        hung, full = self._lost_by(TIMEOUT), self._lost_by(MEMORY)
        by_itself = not (hung or full)
        if by_itself and time.monotonic() < self._deadline:
            self.cut_short = True
            often = f"its process ended {self.budget.children} times and was not started again"
            self.notes.append(f"{often}; what was answered before stands")
            return
        # time, where both were used up alike: a process without memory dies of it at once
        self.state = MEMORY if len(full) > len(hung) else TIMEOUT
        self.notes.append(
            "the budget of the whole notebook ran out; what was answered before stands"
        )


def _place(cell: Cell) -> str:
    if cell.grade_id:
        return f"cell {cell.grade_id}"
    return f"cell number {cell.index + 1}" if cell.index >= 0 else "a cell of the release"
