"""The marks into nbgrader's gradebook: one transaction a batch, in bulk, and the same
again when it is run again.

What a person wrote in the formgrader (manual scores, extra credit, comments) is never
touched. Only a result whose state carries a score writes grades; for any other state
the student is entered and earlier marks stay as they are.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from uuid import uuid4

import msgspec
import sqlalchemy
from nbgrader import api
from sqlalchemy import bindparam, insert, select, update

from dinosaur_grader.printable import clean
from dinosaur_grader.records import gradebook, late
from dinosaur_grader.records.course_rows import Course, define
from dinosaur_grader.records.verdict_words import comment
from dinosaur_grader.results import WITH_SCORE, Result

log = logging.getLogger(__name__)

CHUNK = 400  # results a round: enough for bulk inserts, few enough for SQLite's limit on bound values
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
    notebooks = _enter_submissions(connection, course, list(scored))
    _enter_grades(connection, course, scored, notebooks)
    _enter_comments(connection, course, scored, notebooks)
    done.graded += len(scored)
    done.unscored += len(results) - len(scored)
    return scored


def _enter_students(connection: sqlalchemy.Connection, ids: list[str]) -> None:
    """Enter new students. The formgrader shows a missing name as "None, None", so the
    id stands for the name."""
    table = api.Student.__table__
    known = {
        row.id: row for row in connection.execute(select(table).where(table.c.id.in_(ids)))
    }
    _insert(
        connection,
        table,
        [dict(id=i, last_name=i, first_name="") for i in ids if i not in known],
    )
    nameless = [
        i for i, row in known.items() if row.first_name is None and row.last_name is None
    ]
    if nameless:
        statement = (
            update(table)
            .where(table.c.id.in_(nameless))
            .values(last_name=table.c.id, first_name="")
        )
        connection.execute(statement)


def _enter_submissions(
    connection: sqlalchemy.Connection, course: Course, ids: list[str]
) -> dict[str, str]:
    """Enter the students' submissions; their notebooks' ids in the gradebook, by
    student."""
    table = api.SubmittedAssignment.__table__
    where = (table.c.assignment_id == course.assignment_id) & table.c.student_id.in_(ids)
    known = dict(connection.execute(select(table.c.student_id, table.c.id).where(where)).all())
    new = {i: uuid4().hex for i in ids if i not in known}
    rows = [
        dict(id=key, assignment_id=course.assignment_id, student_id=i) for i, key in new.items()
    ]
    _insert(connection, table, rows)
    return _enter_notebooks(connection, course, known | new)


def _enter_notebooks(
    connection: sqlalchemy.Connection, course: Course, submissions: dict[str, str]
) -> dict[str, str]:
    table = api.SubmittedNotebook.__table__
    where = (table.c.notebook_id == course.notebook_id) & table.c.assignment_id.in_(
        list(submissions.values())
    )
    known = dict(
        connection.execute(select(table.c.assignment_id, table.c.id).where(where)).all()
    )
    new = {key: uuid4().hex for key in submissions.values() if key not in known}
    fixed = dict(notebook_id=course.notebook_id, flagged=False)
    _insert(
        connection, table, [dict(id=i, assignment_id=key, **fixed) for key, i in new.items()]
    )
    entered = known | new
    return {student: entered[key] for student, key in submissions.items()}


def _enter_grades(
    connection, course: Course, scored: dict[str, Result], notebooks: dict[str, str]
) -> None:
    table = api.Grade.__table__
    known = _known(connection, table, notebooks)
    new, changed = [], []
    for student, cell, mark in _marks(course, scored):
        key = (notebooks[student], course.cells[cell])
        old, needs_look = known.get(key), scored[student].needs_look
        if old is None:
            new.append(_row(key, auto_score=mark, needs_manual_grade=needs_look))
        elif (
            look := _needs_look(old, mark, needs_look)
        ) != old.needs_manual_grade or old.auto_score != mark:
            changed.append(dict(row=old.id, auto=mark, look=look))
    _insert(connection, table, new)
    values = dict(auto_score=bindparam("auto"), needs_manual_grade=bindparam("look"))
    _update(connection, table, values, changed)


def _marks(course: Course, scored: dict[str, Result]) -> Iterator[tuple[str, str, float]]:
    for student, result in scored.items():
        for cell, mark in {mark.cell: mark for mark in result.marks}.items():
            if cell in course.cells:
                yield student, cell, float(mark.score or 0.0)


def _needs_look(old, score: float, needs_look: bool) -> bool:
    """A mark given by hand stays; a person is asked to look again only where the
    automatic one has changed under it."""
    if old.manual_score is None:
        return needs_look
    return old.needs_manual_grade or old.auto_score != score


def _enter_comments(
    connection, course: Course, scored: dict[str, Result], notebooks: dict[str, str]
) -> None:
    table = api.Comment.__table__
    known = _known(connection, table, notebooks)
    new, changed = [], []
    for student, result in scored.items():
        for function, cell_id in course.solutions.items():
            key, said = (notebooks[student], cell_id), comment(result, function)
            if key not in known:
                new.append(_row(key, auto_comment=said))
            elif known[key].auto_comment != said:
                changed.append(dict(row=known[key].id, said=said))
    _insert(connection, table, new)
    _update(connection, table, dict(auto_comment=bindparam("said")), changed)


def _known(
    connection, table: sqlalchemy.Table, notebooks: dict[str, str]
) -> dict[tuple[str, str], sqlalchemy.Row]:
    rows = connection.execute(
        select(table).where(table.c.notebook_id.in_(list(notebooks.values())))
    )
    return {(row.notebook_id, row.cell_id): row for row in rows}


def _row(key: tuple[str, str], **values) -> dict:
    return dict(id=uuid4().hex, notebook_id=key[0], cell_id=key[1], **values)


def _insert(connection, table: sqlalchemy.Table, rows: list[dict]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _update(connection, table: sqlalchemy.Table, values: dict, rows: list[dict]) -> None:
    if rows:
        connection.execute(
            update(table).where(table.c.id == bindparam("row")).values(**values), rows
        )
