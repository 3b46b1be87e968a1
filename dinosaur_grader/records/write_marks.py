"""The marks into nbgrader's gradebook: one transaction a batch, in bulk, and the same
again when it is run again.

What a person wrote in the formgrader (manual scores, extra credit, comments) is never
touched. Only a result whose state carries a score writes grades; for any other state
the student is entered and earlier marks stay as they are.
"""

from __future__ import annotations

import datetime
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from uuid import uuid4

import msgspec
import sqlalchemy
from nbformat import NotebookNode
from nbgrader import api
from nbgrader.utils import compute_checksum, is_grade, is_locked, is_solution
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.printable import clean
from dinosaur_grader.records import gradebook, late
from dinosaur_grader.records.autograded import comment, instructor_version
from dinosaur_grader.records.gradebook import GradebookError
from dinosaur_grader.results import WITH_SCORE, Result

log = logging.getLogger(__name__)

CHUNK = 400  # results a round: enough for bulk inserts, few enough for SQLite's limit on bound values
COURSE = "default_course"  # nbgrader's name for a course that was given none
MAX_ID = 128  # the width of nbgrader's student column


Came = Callable[[Result], datetime.datetime | msgspec.UnsetType | None]
"""When the work of a result was handed in, in UTC; None where nobody knows, and UNSET
where what the gradebook has is to stay."""


@dataclass
class Recorded:
    """What was written: how many results with marks, how many without, and the ids that
    no gradebook can hold."""

    graded: int = 0
    unscored: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


def record(
    results: Iterable[Result],
    out: Path,
    assignment,
    db_url: str | None = None,
    came: Came = lambda _: msgspec.UNSET,
    terms: late.Terms | None = None,
    **options,
) -> Recorded:
    """Write the marks of a batch to `out/gradebook.db`, or to the database at `db_url`;
    all of them or none.

    `assignment` is an `Assignment`; `came` and `terms` say when work was handed in and
    what being late costs; `wait` (seconds, by name) is how long to wait for a locked
    gradebook. Raises `GradebookLocked` or another `GradebookError`, and then the
    marks are as they were before.
    """
    done, terms = Recorded(), terms or late.Terms(late.costs(out))
    with gradebook.writing(db_url or gradebook.default_url(out), **options) as connection:
        course = define(connection, assignment)
        results = iter(results)
        while chunk := tuple(islice(results, CHUNK)):
            scored = _record_chunk(connection, course, _storable(chunk, done), done)
            at = {student: came(result) for student, result in scored.items()}
            at = {student: time for student, time in at.items() if time is not msgspec.UNSET}
            late.enter(connection, course.assignment_id, at, scored, terms)
    log.info("wrote the marks of %d students, %d without a score", done.graded, done.unscored)
    return done


def _storable(chunk: Sequence[Result], done: Recorded) -> list[Result]:
    """The results of those ids that a gradebook can hold; the last one where a student
    comes twice."""
    kept = {}
    for result in chunk:
        if why := _unstorable(result.student_id):
            done.refused.append((result.student_id, why))
        else:
            kept[result.student_id] = result
    return list(kept.values())


def _unstorable(student_id: str) -> str:
    if not student_id or len(student_id) > MAX_ID:
        return f"an id has 1 to {MAX_ID} characters"
    if clean(student_id) != student_id or any(
        separator in student_id for separator in "/\\\n\t"
    ):
        return "an id holds no control characters and no separators"
    if any(sign in student_id for sign in '<>"'):
        return (
            "the formgrader would take it for HTML"  # nbgrader's templates print ids unescaped
        )
    return ""


def _record_chunk(
    connection: sqlalchemy.Connection, course: Course, results: list[Result], done: Recorded
) -> dict[str, Result]:
    """Write these results; those that have a score, by student."""
    _enter_students(connection, [result.student_id for result in results])
    scored = {result.student_id: result for result in results if result.state in WITH_SCORE}
    notebooks = _enter_notebooks(connection, course, list(scored))
    grades = _grades(course, scored, notebooks)
    _merge(connection, api.Grade, notebooks, grades, _under_a_persons_mark)
    _merge(connection, api.Comment, notebooks, _comments(course, scored, notebooks))
    done.graded += len(scored)
    done.unscored += len(results) - len(scored)
    return scored


def _enter_students(connection: sqlalchemy.Connection, ids: list[str]) -> None:
    """Enter new students. The formgrader shows a missing name as "None, None", so the
    id stands for the name."""
    table = api.Student.__table__
    there = connection.execute(select(table).where(table.c.id.in_(ids)))
    known = {row.id: (row.first_name, row.last_name) for row in there}
    named = [dict(id=i, last_name=i, first_name="") for i in ids if i not in known]
    _insert(connection, table, named)
    nameless = [i for i, names in known.items() if names == (None, None)]
    if nameless:
        these = update(table).where(table.c.id.in_(nameless))
        connection.execute(these.values(last_name=table.c.id, first_name=""))


def _enter_notebooks(
    connection: sqlalchemy.Connection, course: Course, students: list[str]
) -> dict[str, str]:
    """Enter the students' submissions; their notebooks' ids in the gradebook, by
    student."""
    work, notebook = api.SubmittedAssignment.__table__, api.SubmittedNotebook.__table__
    of = dict(assignment_id=course.assignment_id)
    works = _ids(connection, work.c.student_id, students, of)
    of = dict(notebook_id=course.notebook_id)
    notebooks = _ids(
        connection, notebook.c.assignment_id, list(works.values()), of, flagged=False
    )
    return {student: notebooks[key] for student, key in works.items()}


def _ids(
    connection, column: sqlalchemy.Column, keys: list[str], of: dict, **fresh
) -> dict[str, str]:
    """The ids of a table's rows by what stands in one column; `of` is what stands in
    others. Those that are missing are entered, with what is `fresh`."""
    table = column.table
    own = [table.c[name] == value for name, value in of.items()]
    there = connection.execute(select(column, table.c.id).where(column.in_(keys), *own))
    known = dict(there.all())
    new = {key: uuid4().hex for key in keys if key not in known}
    rows = [{"id": i, column.name: key, **of, **fresh} for key, i in new.items()]
    _insert(connection, table, rows)
    return known | new


Row = tuple[tuple[str, str], dict]
"""The notebook's and the cell's id, and what is to stand there by column."""


def _grades(
    course: Course, scored: dict[str, Result], notebooks: dict[str, str]
) -> Iterator[Row]:
    for student, result in scored.items():
        for cell, mark in {mark.cell: mark for mark in result.marks}.items():
            if cell in course.cells:
                score, look = float(mark.score or 0.0), result.needs_look
                values = dict(auto_score=score, needs_manual_grade=look)
                yield (notebooks[student], course.cells[cell]), values


def _under_a_persons_mark(old, values: dict) -> dict:
    """A mark given by hand stays; a person is asked to look again only where the
    automatic one has changed under it."""
    if old.manual_score is None:
        return values
    look = old.needs_manual_grade or old.auto_score != values["auto_score"]
    return values | dict(needs_manual_grade=look)


def _comments(
    course: Course, scored: dict[str, Result], notebooks: dict[str, str]
) -> Iterator[Row]:
    for student, result in scored.items():
        for function, cell_id in course.solutions.items():
            said = comment(result, function)
            yield (notebooks[student], cell_id), dict(auto_comment=said)


def _merge(
    connection,
    model,
    notebooks: dict[str, str],
    rows: Iterable[Row],
    beside: Callable[[sqlalchemy.Row, dict], dict] = lambda old, values: values,
) -> None:
    """Insert the rows that are not there, and update those that have other values;
    `beside` says what becomes of values beside what a person wrote into a row."""
    table = model.__table__
    own = table.c.notebook_id.in_(list(notebooks.values()))
    there = connection.execute(select(table).where(own))
    known = {(row.notebook_id, row.cell_id): row for row in there}
    new, changed = [], []
    for key, values in rows:
        if (old := known.get(key)) is None:
            new.append(dict(id=uuid4().hex, notebook_id=key[0], cell_id=key[1], **values))
            continue
        values = beside(old, values)
        if any(getattr(old, name) != value for name, value in values.items()):
            changed.append(dict(row=old.id, **values))
    _insert(connection, table, new)
    if changed:
        connection.execute(update(table).where(table.c.id == bindparam("row")), changed)


def _insert(connection, table: sqlalchemy.Table, rows: list[dict]) -> None:
    if rows:
        connection.execute(insert(table), rows)


@dataclass(frozen=True)
class Course:
    """The gradebook's ids of what marks refer to: graded cells and solution cells by
    name."""

    assignment_id: str
    notebook_id: str
    cells: dict[str, str]
    solutions: dict[str, str]


def define(connection: sqlalchemy.Connection, assignment: Assignment) -> Course:
    """Enter `assignment` with its notebook and cells where they are missing, and bring
    points and sources up to date: exactly the rows that `nbgrader generate_assignment`
    writes, so that the gradebook is taken for nbgrader's own.

    Raises `GradebookError` where the gradebook holds submissions of a notebook with
    other cells: their marks can't be carried over, and dropping them is not ours to do.
    """
    version = instructor_version(assignment)
    cells = {
        cell.metadata.nbgrader.grade_id: cell
        for cell in version.cells
        if is_grade(cell) or is_solution(cell) or is_locked(cell)
    }
    with Session(connection, join_transaction_mode="rollback_only") as session:
        notebook = _notebook(session, assignment.name, version)
        wanted = {name for name, cell in cells.items() if is_grade(cell) or is_solution(cell)}
        if stray := {cell.name for cell in notebook._base_cells} - wanted:
            raise GradebookError(
                f"the gradebook holds another version of {notebook.name!r}, with the cells {', '.join(sorted(stray))}. "
                "Keep it for its marks, and name a new output folder or database."
            )
        course = Course(notebook.assignment_id, notebook.id, {}, {})
        for name, cell in cells.items():
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


def _notebook(session: Session, name: str, version: NotebookNode):
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
