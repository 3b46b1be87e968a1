"""The mark that stands: the grader's points, or a person's in their place, with extra
credit, less the penalty for being late.

`stands` is the one place where they are put together. Whoever shows or sends a mark
asks it: feedback pages, tables, report, `explain`, exports.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
import sqlalchemy
from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import select

from grader.records import gradebook, hand_ins
from grader.records.hand_ins import Attempt, HandIn
from grader.results import WITH_SCORE, Result


class CellGiven(msgspec.Struct, frozen=True):
    """What the gradebook has of one test cell. `auto` is the grader's, `hand` a
    person's."""

    auto: float | None = None
    hand: float | None = None
    extra: float = 0.0


class Given(msgspec.Struct, frozen=True):
    """What the gradebook has of one student's work: cells by name, a person's comments
    by the cell that they stand under, the penalty in points, and how late it came in
    seconds."""

    cells: dict[str, CellGiven] = {}
    comments: dict[str, str] = {}
    penalty: float = 0.0
    late: float = 0.0

    @property
    def plain(self) -> bool:
        """Whether a person gave nothing and nothing is taken off."""
        touched = any(cell.hand is not None or cell.extra for cell in self.cells.values())
        return not (touched or self.comments or self.penalty or self.late)


NOTHING = Given()


class CellStands(msgspec.Struct, frozen=True):
    """One test cell: the points that count, and what they are made of."""

    score: float | None
    auto: float | None
    hand: float | None = None
    extra: float = 0.0

    @property
    def by_hand(self) -> bool:
        """Whether a person had a part in it."""
        return self.hand is not None or bool(self.extra)


class Standing(msgspec.Struct, frozen=True):
    """The mark that stands of one student: the total, or None where a cell has no
    points yet, and what it is made of."""

    score: float | None
    cells: dict[str, CellStands]
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


def stands(autos: Mapping[str, float | None], given: Given = NOTHING) -> Standing:
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
    return Standing(total, cells, given.comments, given.penalty, given.late)


def _cell(auto: float | None, given: CellGiven | None) -> CellStands:
    if given is None:
        return CellStands(auto, auto)
    counts = auto if given.hand is None else given.hand
    score = None if counts is None else counts + given.extra
    return CellStands(score, auto, given.hand, given.extra)


def of_result(result: Result, given: Given = NOTHING) -> Standing:
    """The mark that stands of a result. Where the gradebook's automatic points are
    others by now (`nbgrader autograde` came later), they count; a state without a score
    has none, whatever was given for earlier work."""
    if result.state not in WITH_SCORE:
        return stands({mark.cell: None for mark in result.marks})
    there = {name: cell.auto for name, cell in given.cells.items()}
    autos = {
        mark.cell: mark.score if there.get(mark.cell) is None else there[mark.cell]
        for mark in result.marks
    }
    return stands(autos, given)


Stand = Callable[[Result], Standing]
"""Where whoever shows a mark asks for it: `Marks.of`, or `of_result` where no gradebook
is at hand."""


class Marks:
    """The marks that stand, of all work that one gradebook knows; an assignment is read
    when it is first asked for.

    `out` is the folder that `grade` wrote; `only_people` as in `given`: for who has just written the grader's points.
    """

    def __init__(self, url: str, out: Path, only_people: bool = False):
        self.url, self.out, self.only_people = url, out, only_people
        self._given: dict[str, dict[str, Given]] = {}
        self._known: dict[str, dict[str, HandIn]] = {}

    def given(self, result: Result) -> Given:
        """What the gradebook has of this student's work. Raises `GradebookError`."""
        name = result.assignment
        if name not in self._given:
            self._given[name] = given(self.url, name, self.only_people)
        return self._given[name].get(result.student_id, NOTHING)

    def of(self, result: Result) -> Standing:
        """The mark that stands, with what `--out` knows of the hand-in. Raises
        `GradebookError`."""
        known = self.hand_in(result)
        return msgspec.structs.replace(
            of_result(result, self.given(result)),
            told_late=known.late,
            attempts=known.attempts,
            counts=known.counts,
        )

    def hand_in(self, result: Result) -> HandIn:
        """What is known of the hand-in beside its mark."""
        name = result.assignment
        if name not in self._known:
            self._known[name] = hand_ins.read(self.out, name)
        return self._known[name].get(result.student_id) or HandIn(name, result.student_id)


def of_gradebook(given: Given) -> Standing:
    """The mark that stands of work that only the gradebook knows."""
    return stands({name: cell.auto for name, cell in given.cells.items()}, given)


def given(url: str, assignment: str, only_people: bool = False) -> dict[str, Given]:
    """What the gradebook at `url` has of an assignment, by student; empty where there
    is no gradebook.

    With `only_people` those are left out of whom it has the grader's points and no
    more: a class of any size fits into memory. Raises `GradebookError`.
    """
    with gradebook.reading(url) as connection:
        return read(connection, assignment, only_people) if connection is not None else {}


def read(
    connection: sqlalchemy.Connection, assignment: str, only_people: bool = False
) -> dict[str, Given]:
    """`given`, on a connection that is open."""
    cells = _cells(connection, assignment, only_people)
    comments = _comments(connection, assignment)
    late = _late(connection, assignment)
    return {
        student: Given(
            cells.get(student, {}), comments.get(student, {}), *late.get(student, (0.0, 0.0))
        )
        for student in sorted({*cells, *comments, *late})
    }


def _of(query: sqlalchemy.Select, table, assignment: str) -> sqlalchemy.Select:
    return (
        query.select_from(table)
        .join(BaseCell, BaseCell.id == table.cell_id)
        .join(SubmittedNotebook, SubmittedNotebook.id == table.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Assignment.name == assignment)
    )


def _cells(connection, assignment: str, only_people: bool) -> dict[str, dict[str, CellGiven]]:
    columns = (Grade.auto_score, Grade.manual_score, Grade.extra_credit)
    query = _of(
        select(SubmittedAssignment.student_id, BaseCell.name, *columns), Grade, assignment
    )
    if only_people:
        query = query.where(Grade.manual_score.is_not(None) | Grade.extra_credit.is_not(None))
    found: dict[str, dict[str, CellGiven]] = {}
    for student, cell, auto, hand, extra in connection.execute(query):
        found.setdefault(student, {})[cell] = CellGiven(auto, hand, extra or 0.0)
    return found


def _comments(connection, assignment: str) -> dict[str, dict[str, str]]:
    columns = (SubmittedAssignment.student_id, BaseCell.name, Comment.manual_comment)
    query = _of(select(*columns), Comment, assignment)
    found: dict[str, dict[str, str]] = {}
    for student, cell, said in connection.execute(
        query.where(Comment.manual_comment.is_not(None), Comment.manual_comment != "")
    ):
        found.setdefault(student, {})[cell] = said
    return found


def _late(connection, assignment: str) -> dict[str, tuple[float, float]]:
    """Penalty and seconds of those who are late or have a penalty."""
    whose = (SubmittedAssignment.student_id, SubmittedAssignment.timestamp)
    due = (Assignment.duedate, SubmittedAssignment.extension)
    query = (
        select(*whose, *due, SubmittedNotebook.late_submission_penalty)
        .select_from(SubmittedNotebook)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Assignment.name == assignment)
    )
    found: dict[str, tuple[float, float]] = {}
    for student, came, until, extension, penalty in connection.execute(query):
        seconds = seconds_late(came, until, extension)
        if penalty or seconds:
            found[student] = (found.get(student, (0.0, 0.0))[0] + (penalty or 0.0), seconds)
    return found


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
