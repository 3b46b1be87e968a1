"""The assignment's own rows in the gradebook, as `nbgrader generate_assignment` writes
them."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy
from nbgrader import api
from sqlalchemy.orm import Session

from dinosaur_grader.records.gradebook import GradebookError
from dinosaur_grader.records.source_cells import OwnCell, kernelspec, own_cells

COURSE = "default_course"  # nbgrader's name for a course that was given none


@dataclass(frozen=True)
class Course:
    """The gradebook's ids of what marks refer to: graded cells and solution cells by
    name."""

    assignment_id: str
    notebook_id: str
    cells: dict[str, str]
    solutions: dict[str, str]


def define(connection: sqlalchemy.Connection, assignment) -> Course:
    """Enter `assignment` with its notebook and cells where they are missing, and bring
    points and sources up to date.

    Raises `GradebookError` where the gradebook holds submissions of a notebook with
    other cells: their marks can't be carried over, and dropping them is not ours to do.
    """
    cells = own_cells(assignment)
    with Session(connection, join_transaction_mode="rollback_only") as session:
        notebook = _notebook(session, assignment)
        _check_cells(notebook, cells)
        graded = {cell.name: _graded(session, notebook, cell) for cell in cells if cell.grade}
        solutions = {
            cell.name: _solution(session, notebook, cell) for cell in cells if cell.solution
        }
        for cell in cells:
            _source(session, notebook, cell)
        session.flush()
        course = Course(notebook.assignment_id, notebook.id, _ids(graded), _ids(solutions))
        session.commit()  # hands the rows to the transaction around it, which is not committed by this
    return course


def _ids(rows: dict) -> dict[str, str]:
    return {name: row.id for name, row in rows.items()}


def _one(session: Session, model, fresh, **by):
    """The row of `model` that has these values, entered as `fresh()` makes it where
    there is none."""
    found = session.query(model).filter_by(**by).one_or_none()
    if found is None:
        found = fresh()
        session.add(found)
        session.flush()
    return found


def _notebook(session: Session, assignment):
    name = assignment.name
    if (
        session.get(api.Course, COURSE) is None
        and not session.query(api.Assignment).filter_by(name=name).count()
    ):
        session.add(api.Course(id=COURSE))
        session.flush()
    of = _one(
        session, api.Assignment, lambda: api.Assignment(name=name, course_id=COURSE), name=name
    )
    spec = kernelspec(assignment)
    fresh = lambda: api.Notebook(name=name, assignment_id=of.id, kernelspec=spec)  # noqa: E731
    return _one(session, api.Notebook, fresh, name=name, assignment_id=of.id)


def _check_cells(notebook, cells: tuple[OwnCell, ...]) -> None:
    wanted = {cell.name for cell in cells if cell.grade or cell.solution}
    stray = {cell.name for cell in notebook._base_cells} - wanted
    if stray:
        raise GradebookError(
            f"the gradebook holds another version of {notebook.name!r}, with the cells {', '.join(sorted(stray))}. "
            "Keep it for its marks, and name a new output folder or database."
        )


def _graded(session: Session, notebook, cell: OwnCell):
    values = dict(max_score=cell.points, cell_type=cell.cell_type)
    fresh = lambda: api.GradeCell(name=cell.name, notebook=notebook, **values)  # noqa: E731
    row = _one(session, api.GradeCell, fresh, name=cell.name, notebook_id=notebook.id)
    row.max_score, row.cell_type = cell.points, cell.cell_type
    return row


def _solution(session: Session, notebook, cell: OwnCell):
    fresh = lambda: api.SolutionCell(name=cell.name, notebook=notebook)  # noqa: E731
    return _one(session, api.SolutionCell, fresh, name=cell.name, notebook_id=notebook.id)


def _source(session: Session, notebook, cell: OwnCell) -> None:
    fresh = lambda: api.SourceCell(name=cell.name, notebook=notebook, cell_type=cell.cell_type)  # noqa: E731
    row = _one(session, api.SourceCell, fresh, name=cell.name, notebook_id=notebook.id)
    row.cell_type, row.locked, row.source, row.checksum = (
        cell.cell_type,
        cell.locked,
        cell.source,
        cell.checksum,
    )
