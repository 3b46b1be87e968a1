"""The assignment's own rows in the gradebook, as `nbgrader generate_assignment` writes
them.

It stores each graded, solution or locked cell with its stub, its hidden tests and a
checksum. A gradebook that is to be taken for nbgrader's own has to hold exactly these,
so nbgrader's own preprocessors work them out.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec
import nbformat
import sqlalchemy
from nbformat import NotebookNode
from nbgrader import api
from nbgrader.preprocessors import ClearOutput, ComputeChecksums, LockCells
from nbgrader.utils import compute_checksum, is_grade, is_locked, is_solution
from sqlalchemy.orm import Session

from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.records.gradebook import GradebookError

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
    version = instructor_version(ByVersion(assignment))
    cells = [
        (cell.metadata.nbgrader.grade_id, cell)
        for cell in version.cells
        if is_grade(cell) or is_solution(cell) or is_locked(cell)
    ]
    with Session(connection, join_transaction_mode="rollback_only") as session:
        notebook = _notebook(session, assignment, version)
        _check_cells(notebook, {name for name, c in cells if is_grade(c) or is_solution(c)})
        course = Course(notebook.assignment_id, notebook.id, {}, {})
        for name, cell in cells:
            _enter(session, course, name, cell)
        session.commit()  # hands the rows to the transaction around it, which is not committed by this
    return course


def _row(session: Session, model, by: dict, fresh: dict | None = None, **values):
    """Find the row of `model` that has these values, or enter it with those that are
    `fresh`; then bring the other `values` up to date."""
    found = session.query(model).filter_by(**by).one_or_none()
    if found is None:
        found = model(**by, **(fresh or {}))
        session.add(found)
    for name, value in values.items():
        setattr(found, name, value)
    session.flush()
    return found


def _notebook(session: Session, assignment, version: NotebookNode):
    name = assignment.name
    if (
        session.get(api.Course, COURSE) is None
        and not session.query(api.Assignment).filter_by(name=name).count()
    ):
        session.add(api.Course(id=COURSE))
        session.flush()
    of = _row(session, api.Assignment, dict(name=name), dict(course_id=COURSE))
    # as nbgrader stores it: in the order of names that nbformat writes
    spec = json.dumps(version.metadata.get("kernelspec", {}), sort_keys=True)
    by = dict(name=name, assignment_id=of.id)
    return _row(session, api.Notebook, by, dict(kernelspec=spec))


def _check_cells(notebook, wanted: Iterable[str]) -> None:
    stray = {cell.name for cell in notebook._base_cells} - {*wanted}
    if stray:
        raise GradebookError(
            f"the gradebook holds another version of {notebook.name!r}, with the cells {', '.join(sorted(stray))}. "
            "Keep it for its marks, and name a new output folder or database."
        )


def _enter(session: Session, course: Course, name: str, cell: NotebookNode) -> None:
    """Enter one of the assignment's named cells, and note its ids in `course`."""
    by, kind = dict(name=name, notebook_id=course.notebook_id), dict(cell_type=cell.cell_type)
    if is_grade(cell):
        points = float(cell.metadata.nbgrader.get("points", 0))
        row = _row(session, api.GradeCell, by, max_score=points, **kind)
        course.cells[name] = row.id
    if is_solution(cell):
        course.solutions[name] = _row(session, api.SolutionCell, by).id
    said = dict(locked=is_locked(cell), source=cell.source, checksum=compute_checksum(cell))
    _row(session, api.SourceCell, by, **kind, **said)


class ByVersion(msgspec.Struct, frozen=True):
    """An assignment that compares by what marks depend on, to be a key."""

    assignment: Assignment

    @property
    def key(self) -> tuple[str, str]:
        return self.assignment.name, self.assignment.version

    def __hash__(self):
        return hash(self.key)

    def __eq__(self, other):
        return self.key == other.key


@functools.lru_cache(maxsize=4)
def instructor_version(by_version: ByVersion) -> NotebookNode:
    """The notebook that nbgrader grades with: stubs in the place of solutions, hidden
    tests in it, checksums set. Nobody may change it.

    The stubs are those of the release, whatever text the course's configuration puts
    into them.
    """
    assignment = by_version.assignment
    stubs = {cell.grade_id: cell.source for cell in assignment.blank}
    notebook, resources = nbformat.read(assignment.solved_path, as_version=4), {}
    for cell in notebook.cells:
        if is_solution(cell):
            cell.source = stubs[cell.metadata.nbgrader.grade_id]
    for step in (LockCells, ClearOutput, ComputeChecksums):
        notebook, resources = step().preprocess(notebook, resources)
    return notebook
