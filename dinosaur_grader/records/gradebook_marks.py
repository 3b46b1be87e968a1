"""What the gradebook has beside the grader's points: a person's points and comments, the
penalty for being late; and the marks that stand with it. The one place, too, where a
person's points are written.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from types import MappingProxyType

import msgspec
import sqlalchemy
from sqlalchemy import select, update

from dinosaur_grader.records import final_marks, gradebook
from dinosaur_grader.records.final_marks import (
    IN_TIME,
    NOTHING,
    FinalCell,
    FinalMark,
    Lateness,
    Moments,
    SubmissionNotes,
    find_lateness,
    of_result,
)
from dinosaur_grader.records.nbgrader_tables import (
    ASSIGNMENT,
    CELL,
    COMMENT,
    GRADE,
    NOTEBOOK,
    SUBMITTED,
)
from dinosaur_grader.results import Result
from dinosaur_grader.store import database, register
from dinosaur_grader.store.database import GradebookError
from dinosaur_grader.store.register import Person


class Marks:
    """The marks that stand, of all work that one gradebook knows; an assignment is read
    when it is first asked for.

    `only_people` means the same as in `read`, for a caller that has just written the
    grader's points. `people` are the course's, for a caller that has read them.
    """

    def __init__(
        self,
        url: str,
        only_people: bool = False,
        people: Mapping[str, Person] | None = None,
    ):
        self.url, self.only_people, self.people = url, only_people, people
        self._read: dict[str, tuple[dict[str, FinalMark], dict[str, SubmissionNotes]]] = {}
        self._excused: dict[str, dict[str, str]] = {}

    def of(self, result: Result) -> FinalMark:
        """Return the mark that stands, with what is known of the hand-in. Raises
        `GradebookError`."""
        name, student = result.assignment, result.student_id
        if name not in self._read:
            with database.reading(self.url) as connection:
                notes = final_marks.read_notes(connection, name)
                if self.people is None:
                    self.people = register.read(connection)
            told = {one.student: one.late_seconds for one in notes.values() if one.late}
            with gradebook.reading(self.url) as connection:
                self._read[name] = read(connection, name, self.only_people, told), notes
            self._excused[name] = register.find_excuses(self.people, name)
        there, notes = self._read[name]
        known = notes.get(student, SubmissionNotes(name, student))
        own, excused = there.get(student, NOTHING), self._excused[name].get(student, "")
        unmarked = FinalMark({mark.cell: FinalCell() for mark in result.marks})
        return msgspec.structs.replace(
            unmarked if excused else of_result(result, own),
            excused=excused,
            attempts=known.attempts,
            counts=known.counts,
        )


def read(
    connection: sqlalchemy.Connection,
    assignment: str,
    only_people: bool = False,
    told: Mapping[str, float] = MappingProxyType({}),
) -> dict[str, FinalMark]:
    """Read what the gradebook has of an assignment, by student. `told` are the seconds by
    which the system calls students' work late.

    With `only_people` those are left out of whom it has the grader's points and no
    more: a class of any size fits into memory.
    """
    grade = GRADE.c
    kept = (grade.auto_score, grade.manual_score, grade.extra_credit)
    points = rows(GRADE, assignment, *kept, grade.needs_manual_grade)
    if only_people:
        points = points.where(grade.manual_score.is_not(None) | grade.extra_credit.is_not(None))
    cells: dict[str, dict[str, FinalCell]] = {}
    for student, cell, auto, hand, extra, waits in connection.execute(points):
        # work that nbgrader has not run is so in all its cells, and so has no score
        manual = auto is None and bool(waits)
        cells.setdefault(student, {})[cell] = FinalCell(auto, hand, extra or 0.0, manual)
    said = COMMENT.c.manual_comment
    texts = rows(COMMENT, assignment, said).where(said.is_not(None), said != "")
    comments: dict[str, dict[str, str]] = {}
    for student, cell, said in connection.execute(texts):
        comments.setdefault(student, {})[cell] = said
    late: dict[str, Lateness] = {}
    for work in connection.execute(LATE.where(ASSIGNMENT.c.name == assignment)):
        penalty, student = work.late_submission_penalty or 0.0, work.student_id
        penalty += late.get(student, IN_TIME).penalty
        moments = Moments(work.timestamp, work.duedate, work.extension)
        own = find_lateness(moments, told.get(student), lambda _, stands=penalty: stands)
        if own != IN_TIME:
            late[student] = own
    return {
        student: FinalMark(
            cells.get(student, {}),
            comments.get(student, {}),
            late.get(student, IN_TIME),
        )
        for student in sorted({*cells, *comments, *late})
    }


LATE = (
    select(
        *(NOTEBOOK.c.id, NOTEBOOK.c.late_submission_penalty),
        *(SUBMITTED.c.student_id, SUBMITTED.c.timestamp, SUBMITTED.c.extension),
        ASSIGNMENT.c.duedate,
    )
    .select_from(NOTEBOOK)
    .join(SUBMITTED, SUBMITTED.c.id == NOTEBOOK.c.assignment_id)
    .join(ASSIGNMENT, ASSIGNMENT.c.id == SUBMITTED.c.assignment_id)
)
"""What the gradebook knows of being late, a row a notebook."""


def rows(table, assignment: str, *columns) -> sqlalchemy.Select:
    """Select the student, the cell's name and these columns of all rows that `table`,
    grades or comments, has of an assignment."""
    return (
        select(SUBMITTED.c.student_id, CELL.c.name, *columns)
        .select_from(table)
        .join(CELL, CELL.c.id == table.c.cell_id)
        .join(NOTEBOOK, NOTEBOOK.c.id == table.c.notebook_id)
        .join(SUBMITTED, SUBMITTED.c.id == NOTEBOOK.c.assignment_id)
        .join(ASSIGNMENT, ASSIGNMENT.c.id == SUBMITTED.c.assignment_id)
        .where(ASSIGNMENT.c.name == assignment)
    )


def came(url: str, assignment: str) -> dict[str, datetime.datetime]:
    """Read when each student's work came, in UTC, of those of whom the gradebook at `url`
    knows it. Raises `GradebookError`."""
    known = (ASSIGNMENT.c.name == assignment, SUBMITTED.c.timestamp.is_not(None))
    with gradebook.reading(url) as connection:
        works = connection.execute(LATE.where(*known))
        return {work.student_id: work.timestamp for work in works}


class Scores(msgspec.Struct, frozen=True):
    """`of` maps a student's id to the score, without those that have none; `most` is
    the assignment's full score."""

    assignment: str
    of: dict[str, float]
    most: float


def scores(book, assignment: str) -> Scores:
    """Read all scores of an assignment from nbgrader's opened `Gradebook`. The time grows as the number of students.
    Raises nbgrader's MissingEntry.

    Work with a cell that neither the grader nor a human has marked has no score:
    nbgrader itself would call it zero.
    """
    most = book.find_assignment(assignment).max_score
    there = read(book.db.connection(), assignment)
    found = {student: mark.score for student, mark in there.items() if mark.score is not None}
    return Scores(assignment, found, most)


def by_hand(url: str, assignment: str) -> dict[tuple[str, str], float]:
    """Read the marks that people gave in the formgrader, by (student, cell), from the
    gradebook at `url`. The gradebook is only read.

    Extra credit is not a mark in place of ours and is not among them. Raises
    `GradebookError`.
    """
    with gradebook.reading(url) as connection:
        there = read(connection, assignment, only_people=True)
    return {
        (student, name): cell.hand
        for student, one in there.items()
        for name, cell in one.cells.items()
        if cell.hand is not None
    }


def give(
    connection: sqlalchemy.Connection, assignment: str, student: str, cell: str, points: float
) -> None:
    """Let `points` be the manual score of a student's test cell, as the formgrader would,
    and nobody be asked to look at it any more. Raises `GradebookError` where the
    gradebook has no such cell."""
    own = (SUBMITTED.c.student_id == student, CELL.c.name == cell)
    found = connection.execute(rows(GRADE, assignment, GRADE.c.id).where(*own)).first()
    if found is None:
        raise GradebookError(
            f"the gradebook has no {cell} of {student}: grade the class into it first"
        )
    statement = update(GRADE).where(GRADE.c.id == found.id)
    connection.execute(statement.values(manual_score=points, needs_manual_grade=False))
