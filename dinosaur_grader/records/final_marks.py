"""The mark that stands: the grader's points, or a person's in their place, with extra
credit, less the penalty for being late.

`stands` is the one place where they are put together. Whoever shows or sends a mark
asks it: feedback pages, tables, report, `explain`, exports. Nothing here reads a
gradebook (`dinosaur_grader.records.gradebook_marks` does), so that a page of one hand-in needs none.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Mapping

import msgspec

from dinosaur_grader.records.submission_notes import Attempt
from dinosaur_grader.results import WITH_SCORE, Result


class GradebookCell(msgspec.Struct, frozen=True):
    """What the gradebook has of one test cell. `auto` is the grader's, `hand` a
    person's."""

    auto: float | None = None
    hand: float | None = None
    extra: float = 0.0


class GradebookMarks(msgspec.Struct, frozen=True):
    """What the gradebook has of one student's work: cells by name, a person's comments
    by the cell that they stand under, the penalty in points, and how late it came in
    seconds."""

    cells: dict[str, GradebookCell] = {}
    comments: dict[str, str] = {}
    penalty: float = 0.0
    late: float = 0.0


NOTHING = GradebookMarks()


class FinalCell(msgspec.Struct, frozen=True):
    """One test cell: the points that count, and what they are made of."""

    score: float | None
    auto: float | None
    hand: float | None = None
    extra: float = 0.0

    @property
    def by_hand(self) -> bool:
        """Whether a person had a part in it."""
        return self.hand is not None or bool(self.extra)


class FinalMark(msgspec.Struct, frozen=True):
    """The mark that stands of one student: the total, or None where a cell has no
    points yet, and what it is made of."""

    score: float | None
    cells: dict[str, FinalCell]
    comments: dict[str, str] = {}
    penalty: float = 0.0
    late: float = 0.0
    told_late: bool = False
    attempts: tuple[Attempt, ...] = ()
    counts: str = ""

    @property
    def digest(self) -> str:
        """A short hash of all of it: two pages with the same say the same mark."""
        return hashlib.sha256(msgspec.json.encode(self, order="sorted")).hexdigest()[:16]

    @property
    def attempt(self) -> int:
        """Which of the attempts counts, from 1; 0 where none is known."""
        digests = [one.digest for one in self.attempts]
        return digests.index(self.counts) + 1 if self.counts in digests else 0

    @property
    def by_hand(self) -> list[str]:
        """The cells in which a person had a part."""
        return [name for name, cell in self.cells.items() if cell.by_hand]


def final_mark(autos: Mapping[str, float | None], given: GradebookMarks = NOTHING) -> FinalMark:
    """The mark that stands, of the grader's points by cell and what the gradebook has
    beside them.

    A cell that neither the grader nor a person has marked has no points, and then the
    whole work has no mark.
    """
    cells = {name: _cell(auto, given.cells.get(name)) for name, auto in autos.items()}
    scores = [cell.score for cell in cells.values()]
    total = None
    if scores and None not in scores:
        total = max(0.0, sum(score or 0.0 for score in scores) - given.penalty)
    return FinalMark(total, cells, given.comments, given.penalty, given.late)


def _cell(auto: float | None, given: GradebookCell | None) -> FinalCell:
    if given is None:
        return FinalCell(auto, auto)
    counts = auto if given.hand is None else given.hand
    score = None if counts is None else counts + given.extra
    return FinalCell(score, auto, given.hand, given.extra)


def of_result(result: Result, given: GradebookMarks = NOTHING) -> FinalMark:
    """The mark that stands of a result. Where the gradebook's automatic points are
    others by now (`nbgrader autograde` came later), they count; a state without a score
    has none, whatever was given for earlier work."""
    if result.state not in WITH_SCORE:
        return final_mark({mark.cell: None for mark in result.marks})
    there = {name: cell.auto for name, cell in given.cells.items()}
    autos = {
        mark.cell: mark.score if there.get(mark.cell) is None else there[mark.cell]
        for mark in result.marks
    }
    return final_mark(autos, given)


Stand = Callable[[Result], FinalMark]
"""Where whoever shows a mark asks for it: `given.Marks.of`, or `of_result` where no gradebook
is at hand."""


def seconds_late(
    came: datetime.datetime | None,
    until: datetime.datetime | None,
    extension: datetime.timedelta | None = None,
) -> float:
    """How many seconds after its last day, with the student's own extension, work came
    in; 0 where nobody knows."""
    if came is None or until is None:
        return 0.0
    return max(0.0, (came - until - (extension or datetime.timedelta())).total_seconds())
