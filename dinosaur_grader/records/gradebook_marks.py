"""What the gradebook has beside the grader's points: a person's points and comments, the
penalty for being late; and the marks that stand with it.
"""

from __future__ import annotations

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

from dinosaur_grader.records import gradebook, submission_notes
from dinosaur_grader.records.final_marks import (
    NOTHING,
    FinalMark,
    GradebookCell,
    GradebookMarks,
    of_result,
    seconds_late,
)
from dinosaur_grader.records.submission_notes import SubmissionNotes
from dinosaur_grader.results import Result


class Marks:
    """The marks that stand, of all work that one gradebook knows; an assignment is read
    when it is first asked for.

    `out` is the folder that `grade` wrote; `only_people` as in `given`:
    for whoever has just written the grader's points.
    """

    def __init__(self, url: str, out: Path, only_people: bool = False):
        self.url, self.out, self.only_people = url, out, only_people
        self._given: dict[str, dict[str, GradebookMarks]] = {}
        self._known: dict[str, dict[str, SubmissionNotes]] = {}

    def given(self, result: Result) -> GradebookMarks:
        """What the gradebook has of this student's work. Raises `GradebookError`."""
        name = result.assignment
        if name not in self._given:
            self._given[name] = given(self.url, name, self.only_people)
        return self._given[name].get(result.student_id, NOTHING)

    def of(self, result: Result) -> FinalMark:
        """The mark that stands, with what `--out` knows of the hand-in. Raises
        `GradebookError`."""
        known = self.hand_in(result)
        return msgspec.structs.replace(
            of_result(result, self.given(result)),
            told_late=known.late,
            attempts=known.attempts,
            counts=known.counts,
        )

    def hand_in(self, result: Result) -> SubmissionNotes:
        """What is known of the hand-in beside its mark."""
        name = result.assignment
        if name not in self._known:
            self._known[name] = submission_notes.read(self.out, name)
        return self._known[name].get(result.student_id) or SubmissionNotes(
            name, result.student_id
        )


def given(url: str, assignment: str, only_people: bool = False) -> dict[str, GradebookMarks]:
    """What the gradebook at `url` has of an assignment, by student; empty where there
    is no gradebook.

    With `only_people` those are left out of whom it has the grader's points and no
    more: a class of any size fits into memory. Raises `GradebookError`.
    """
    with gradebook.reading(url) as connection:
        return read(connection, assignment, only_people) if connection is not None else {}


def read(
    connection: sqlalchemy.Connection, assignment: str, only_people: bool = False
) -> dict[str, GradebookMarks]:
    """`given`, on a connection that is open."""
    cells = _cells(connection, assignment, only_people)
    comments = _comments(connection, assignment)
    late = _late(connection, assignment)
    return {
        student: GradebookMarks(
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


def _cells(
    connection, assignment: str, only_people: bool
) -> dict[str, dict[str, GradebookCell]]:
    columns = (Grade.auto_score, Grade.manual_score, Grade.extra_credit)
    query = _of(
        select(SubmittedAssignment.student_id, BaseCell.name, *columns), Grade, assignment
    )
    if only_people:
        query = query.where(Grade.manual_score.is_not(None) | Grade.extra_credit.is_not(None))
    found: dict[str, dict[str, GradebookCell]] = {}
    for student, cell, auto, hand, extra in connection.execute(query):
        found.setdefault(student, {})[cell] = GradebookCell(auto, hand, extra or 0.0)
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
