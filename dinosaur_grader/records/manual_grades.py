"""A mark given by hand, as the formgrader would give it: the one place where a person's
points are."""

from __future__ import annotations

import sqlalchemy
from nbgrader.api import Assignment, BaseCell, Grade, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import select, update

from dinosaur_grader.printable import escaped
from dinosaur_grader.records.gradebook import GradebookError


def give(
    connection: sqlalchemy.Connection, assignment: str, student: str, cell: str, points: float
) -> None:
    """Let `points` be the manual score of a student's test cell, and nobody be asked to
    look at it any more. Raises `GradebookError` where the gradebook has no such cell."""
    found = connection.execute(
        select(Grade.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(
            Assignment.name == assignment,
            SubmittedAssignment.student_id == student,
            BaseCell.name == cell,
        )
    ).scalar()
    if found is None:
        raise GradebookError(
            f"the gradebook has no {cell} of {escaped(student)}: grade the class into it first"
        )
    table = Grade.__table__
    statement = update(table).where(table.c.id == found)
    connection.execute(statement.values(manual_score=points, needs_manual_grade=False))
