"""The marks into nbgrader's gradebook: one transaction a batch, in bulk, and the same
again when it is run again.

What a person wrote in the formgrader (manual scores, extra credit, comments) is never
touched. Only a result whose state carries a score writes grades; for any other state
the student is entered and earlier marks stay as they are.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from uuid import uuid4

import sqlalchemy
from msgspec import UNSET
from sqlalchemy import bindparam, case, insert, select, update

from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.notebook_cells import Json, grade_id, has, meta
from dinosaur_grader.printable import Name, clean
from dinosaur_grader.records import last_write, late
from dinosaur_grader.records import nbgrader_tables as tables
from dinosaur_grader.records.autograded import comment
from dinosaur_grader.records.nbgrader_cells import checksum, instructor_version, is_locked
from dinosaur_grader.results import WITH_SCORE, Result
from dinosaur_grader.store.database import GradebookError
from dinosaur_grader.store.register import Person, split_name
from dinosaur_grader.store.rows import insert_into

log = logging.getLogger(__name__)

CHUNK = 400  # results a round: enough for bulk inserts, few enough for SQLite's limit on bound values
COURSE = "default_course"  # nbgrader's name for a course that was given none
MAX_ID = 128  # the width of nbgrader's columns of ids and names
NO_HTML = str.maketrans({"<": "‹", ">": "›", '"': "”", "'": "’", "&": "+"})


def enter(
    connection: sqlalchemy.Connection,
    results: Iterable[Result],
    assignment: Assignment,
    came: late.Came,
    terms: late.Terms,
    people: Mapping[str, Person] = MappingProxyType({}),
) -> list[str]:
    """Write the marks of a batch on a connection of `gradebook.writing`, and note what was
    written. Who is not in the gradebook comes back, as sentences.

    `came` and `terms` say when work was handed in and what being late costs, `people` what
    the formgrader calls a student. Raises `GradebookError`.
    """
    graded, unscored, refused = 0, 0, []
    course = define(connection, assignment)
    results = iter(results)
    while chunk := tuple(islice(results, CHUNK)):
        kept = {}
        for result in chunk:
            student = result.student_id
            if why := _unstorable(student):
                refused.append(f"Not in the gradebook: {Name(student)} ({why}).")
            else:
                kept[student] = result
        scored = {name: one for name, one in kept.items() if one.state in WITH_SCORE}
        _enter_students(connection, list(kept), people)
        nbgrader_ids = _enter_marks(connection, course, scored)
        at = {name: time for name in scored if (time := came(scored[name])) is not UNSET}
        late.enter(connection, course.assignment_id, at, scored, terms)
        last_write.keep(connection, scored.values(), nbgrader_ids)
        graded, unscored = graded + len(scored), unscored + len(kept) - len(scored)
    log.info("wrote the marks of %d students, %d without a score", graded, unscored)
    return refused


def _unstorable(student_id: str) -> str:
    if not student_id or len(student_id) > MAX_ID:
        return f"an id has 1 to {MAX_ID} characters"
    if clean(student_id) != student_id or {*student_id} & {*"/\\\n\t"}:
        return "an id holds no control characters and no separators"
    if {*student_id} & {*'<>"'}:  # nbgrader's templates print ids unescaped
        return "the formgrader would take it for HTML"
    return ""


def _enter_students(
    connection: sqlalchemy.Connection, ids: list[str], people: Mapping[str, Person]
) -> None:
    """Enter new students. The formgrader shows a missing name as "None, None", so the
    id stands for the name where the register has none. A name that somebody else wrote
    stays."""
    student = tables.STUDENT
    _insert(connection, student, [dict(id=i, last_name=i, first_name="") for i in ids])
    nameless = student.c.first_name.is_(None) & student.c.last_name.is_(None)
    these = update(student).where(student.c.id.in_(ids), nameless)
    connection.execute(these.values(last_name=student.c.id, first_name=""))
    known = [people[i] for i in ids if i in people]
    names = [_nbgraders_name(person) for person in known if person.name]
    if names:
        ours = (student.c.last_name == student.c.id) & (student.c.first_name == "")
        statement = update(student).where(student.c.id == bindparam("whose"), ours)
        connection.execute(statement, names)


def _nbgraders_name(person: Person) -> dict[str, str]:
    """Return a person's names as nbgrader keeps them. Its templates print them unescaped,
    and whoever chose a display name may have chosen HTML."""
    first, last = split_name(person.sort_name)
    names = dict(first_name=first, last_name=last or person.name)
    plain = {key: clean(text).translate(NO_HTML)[:MAX_ID] for key, text in names.items()}
    return dict(whose=person.id, **plain)


def _enter_marks(
    connection: sqlalchemy.Connection, course: Course, scored: dict[str, Result]
) -> dict[str, str]:
    """Enter the students' submissions with grades and comments. Return the ids of
    nbgrader's rows of their work."""
    work, notebook = tables.SUBMITTED, tables.NOTEBOOK
    of = dict(assignment_id=course.assignment_id)
    works = _ids(connection, work.c.student_id, list(scored), of)
    of = dict(notebook_id=course.notebook_id)
    notebooks = _ids(
        connection, notebook.c.assignment_id, list(works.values()), of, flagged=False
    )
    grades, comments = [], []
    for student, result in scored.items():
        own = dict(notebook_id=notebooks[works[student]])
        for mark in result.marks:
            if mark.cell in course.cells:
                where = own | dict(id=uuid4().hex, cell_id=course.cells[mark.cell])
                score = None if mark.by_hand else mark.score or 0.0
                look = result.needs_look or mark.by_hand
                grades.append(where | dict(auto_score=score, needs_manual_grade=look))
        for name, cell in course.commented.items():
            where = own | dict(id=uuid4().hex, cell_id=cell)
            comments.append(where | dict(auto_comment=comment(result, name)))
    _insert(connection, tables.GRADE, grades, _under_a_persons_mark)
    _insert(
        connection,
        tables.COMMENT,
        comments,
        lambda _, new: dict(auto_comment=new.auto_comment),
    )
    return works


def _ids(
    connection, column: sqlalchemy.Column, keys: list[str], of: dict, **fresh
) -> dict[str, str]:
    """Find the ids of a table's rows by what stands in one column. `of` is what stands
    in others. Those that are missing are entered, with what is `fresh`."""
    table = column.table
    rows = [{"id": uuid4().hex, column.name: key, **of, **fresh} for key in keys]
    _insert(connection, table, rows)
    own = [table.c[name] == value for name, value in of.items()]
    there = connection.execute(select(column, table.c.id).where(column.in_(keys), *own))
    return dict(there.all())


def _under_a_persons_mark(old, new) -> dict:
    """Return the new values of a grade so that a mark given by hand stays. A person is
    asked to look again only where the automatic one has changed under it."""
    again = old.needs_manual_grade | old.auto_score.is_distinct_from(new.auto_score)
    look = case((old.manual_score.is_(None), new.needs_manual_grade), else_=again)
    return dict(auto_score=new.auto_score, needs_manual_grade=look)


def _insert(connection, table: sqlalchemy.Table, rows: list[dict], changed=None) -> None:
    """Insert the rows that are not there. What becomes of a notebook's cell that is
    says `changed`, by the columns that stand there and the new ones."""
    if not rows:
        return
    statement = insert_into(connection, table)
    if changed:
        cell, values = ["notebook_id", "cell_id"], changed(table.c, statement.excluded)
        statement = statement.on_conflict_do_update(index_elements=cell, set_=values)
    else:
        statement = statement.on_conflict_do_nothing()
    connection.execute(statement, rows)


@dataclass(frozen=True)
class Course:
    """The gradebook's ids of what marks refer to, by name: graded cells, and those that
    nbgrader looks for a comment of. Tasks are both."""

    assignment_id: str
    notebook_id: str
    cells: dict[str, str]
    commented: dict[str, str]


def define(connection: sqlalchemy.Connection, assignment: Assignment) -> Course:
    """Enter `assignment` with its notebook and cells where they are missing, and bring
    points and sources up to date: exactly the rows that `nbgrader generate_assignment`
    writes, so that the gradebook is taken for nbgrader's own.

    Raises `GradebookError` where the gradebook holds submissions of a notebook with
    other cells: their marks can't be carried over, and dropping them is not ours to do.
    """
    version = instructor_version(assignment)
    marked = ("grade", "solution", "task")
    cells = {
        grade_id(cell): cell
        for cell in version["cells"]
        if any(has(cell, what) for what in marked) or is_locked(cell)
    }
    course = Course(*_notebook(connection, assignment.name, version), {}, {})
    wanted = {name for name, cell in cells.items() if any(has(cell, each) for each in marked)}
    own = tables.CELL.c.notebook_id == course.notebook_id
    if stray := {*connection.scalars(select(tables.CELL.c.name).where(own))} - wanted:
        raise GradebookError(
            f"the gradebook holds another version of {assignment.name!r}, with the cells {', '.join(sorted(stray))}. "
            "Keep it for its marks, and name a new output folder or database."
        )
    for name, cell in cells.items():
        _enter(connection, course, name, cell)
    return course


def _row(
    connection: sqlalchemy.Connection,
    table: sqlalchemy.Table,
    by: dict,
    fresh: dict | None = None,
    **values,
) -> str:
    """Find the row that has the values in `by`, or enter it with those that are
    `fresh`, too; then bring the other `values` up to date. Return its id."""
    own = [table.c[name] == value for name, value in by.items()]
    found = connection.scalar(select(table.c.id).where(*own))
    if found is None:
        row = {"id": uuid4().hex, **by, **(fresh or {}), **values}
        connection.execute(insert(table).values(row))
        return row["id"]
    if values:
        connection.execute(update(table).where(table.c.id == found).values(values))
    return found


def _notebook(connection: sqlalchemy.Connection, name: str, version: Json) -> tuple[str, str]:
    """Enter the assignment and its notebook, and return their ids."""
    _row(connection, tables.COURSE, dict(id=COURSE))  # as nbgrader does when it opens one
    of = _row(connection, tables.ASSIGNMENT, dict(name=name), dict(course_id=COURSE))
    # as nbgrader stores it: in the order of names that nbformat writes
    spec = json.dumps(version["metadata"].get("kernelspec", {}), sort_keys=True)
    by = dict(name=name, assignment_id=of)
    return of, _row(connection, tables.SOURCE_NOTEBOOK, by, dict(kernelspec=spec))


def _enter(connection: sqlalchemy.Connection, course: Course, name: str, cell: Json) -> None:
    """Enter one of the assignment's named cells, and note its ids in `course`."""
    by, kind = dict(name=name, notebook_id=course.notebook_id), cell["cell_type"]
    if has(cell, "grade") or has(cell, "task"):
        points = float(meta(cell).get("points", 0))
        type_, table = "GradeCell", tables.GRADE_CELL
        if has(cell, "task"):
            type_, table = "TaskCell", tables.TASK_CELL
        own = _row(connection, tables.CELL, by | dict(type=type_))
        course.cells[name] = own
        if has(cell, "task"):
            course.commented[name] = own
        _row(connection, table, dict(id=own), max_score=points, cell_type=kind)
    if has(cell, "solution"):
        own = _row(connection, tables.CELL, by | dict(type="SolutionCell"))
        course.commented[name] = own
        _row(connection, tables.SOLUTION_CELL, dict(id=own))
    said = dict(locked=is_locked(cell), source=cell["source"], checksum=checksum(cell))
    _row(connection, tables.SOURCE_CELL, by, cell_type=kind, **said)
