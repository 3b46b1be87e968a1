"""The marks that count, read from the gradebook in two queries: automatic ones, or a
human's where one was given, less late penalties."""

from __future__ import annotations

from dataclasses import dataclass

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Gradebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import func, select

from grader.records import gradebook as gradebooks


@dataclass(frozen=True)
class Scores:
    """`of` maps a student's id to the score, without those that have none; `most` is
    the assignment's full score."""

    assignment: str
    of: dict[str, float]
    most: float


def scores(gradebook: Gradebook, assignment: str) -> Scores:
    """All scores of an assignment; time grows as the number of students. Raises
    nbgrader's MissingEntry.

    Work with a cell that neither the grader nor a human has marked has no score:
    nbgrader itself would call it zero.
    """
    most = gradebook.find_assignment(assignment).max_score
    marked = (
        gradebook.db.query(SubmittedAssignment.student_id, func.sum(Grade.score))
        .select_from(SubmittedAssignment)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .filter(Assignment.name == assignment)
        .group_by(SubmittedAssignment.student_id)
        .having(
            func.count(Grade.id)
            == func.count(func.coalesce(Grade.manual_score, Grade.auto_score))
        )
    )
    late = dict(
        gradebook.db.query(
            SubmittedAssignment.student_id, func.sum(SubmittedNotebook.late_submission_penalty)
        )
        .select_from(SubmittedAssignment)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .filter(Assignment.name == assignment)
        .group_by(SubmittedAssignment.student_id)
        .all()
    )
    found = {student: max(0.0, score - (late.get(student) or 0.0)) for student, score in marked}
    return Scores(assignment, found, most)


def by_hand(url: str, assignment: str) -> dict[tuple[str, str], float]:
    """The marks that people gave in the formgrader, by (student, cell), from the
    gradebook at `url`; it is only read.

    Extra credit is not a mark in place of ours and is not among them. Raises
    `GradebookError`.
    """
    query = (
        select(SubmittedAssignment.student_id, BaseCell.name, Grade.manual_score)
        .select_from(Grade)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Assignment.name == assignment, Grade.manual_score.is_not(None))
    )
    with gradebooks.reading(url) as connection:
        rows = connection.execute(query).all() if connection is not None else []
    return {(student, cell): score for student, cell, score in rows}
