"""What was last written into the gradebook, so that marks of others there are seen: those
of nbgrader's own `autograde`, or of a gradebook that somebody put in the place of this
one.

A row a student and assignment has a hash of the automatic points and the id of nbgrader's
own row, and one an assignment the rules about attempts and late work by which its marks
were written.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Mapping

import msgspec
from sqlalchemy import Connection, select

from dinosaur_grader.assignments.course_rules import LAST
from dinosaur_grader.printable import digits
from dinosaur_grader.records import gradebook, gradebook_marks
from dinosaur_grader.records.nbgrader_tables import GRADE, SUBMITTED
from dinosaur_grader.results import WITH_SCORE, Result
from dinosaur_grader.store import database
from dinosaur_grader.store.rows import upsert
from dinosaur_grader.store.schema import RULES, WRITTEN


def keep(
    connection: Connection, results: Iterable[Result], nbgrader_ids: Mapping[str, str]
) -> None:
    """Note the points of these results, and the ids of nbgrader's rows by student, in the
    transaction that writes them. Who has none of them stays as before, as in the
    gradebook."""
    new = [
        dict(
            assignment=result.assignment,
            student=result.student_id,
            # what a person marks has no automatic points in the gradebook
            marks=digest({m.cell: m.score or 0.0 for m in result.marks if not m.by_hand}),
            nbgrader_id=nbgrader_ids[result.student_id],
        )
        for result in results
        if result.state in WITH_SCORE
    ]
    upsert(connection, WRITTEN, new)


class WrittenBy(msgspec.Struct, frozen=True):
    """The rules that marks were written by: which attempt counts, the hash of what late
    work costs, the kit's version, and the one that marks carry, with the excuses."""

    attempts: str = LAST
    lateness: str = ""
    kit: str = ""
    version: str = ""


def rules(url: str, assignment: str) -> WrittenBy | None:
    """Return the rules by which the marks of an assignment were written. It is None
    where nobody wrote any."""
    with database.reading(url) as connection:
        return read_rules(connection, assignment)


def read_rules(connection: Connection, assignment: str) -> WrittenBy | None:
    """Return the same on a connection that is open."""
    body = connection.scalar(select(RULES.c.body).where(RULES.c.assignment == assignment))
    # an older kit wrote the first two alone, as a list
    by = msgspec.json.decode(body, type=WrittenBy | list[str]) if body else None
    return WrittenBy(*by) if isinstance(by, list) else by


def by_excuses(by: WrittenBy | None, kit: str) -> str:
    """Return the version of the marks that were written last, where this kit made them:
    then only excuses can make it another one. It is empty where another kit did."""
    return by.version if by and by.kit == kit else ""


def keep_rules(connection: Connection, assignment: str, by: WrittenBy) -> None:
    """Note by which rules the marks of an assignment are written."""
    body = msgspec.json.encode(by).decode()
    upsert(connection, RULES, [dict(assignment=assignment, body=body)])


def others(
    url: str, assignment: str, students: Iterable[str] | None = None
) -> dict[str, dict[str, float]]:
    """Read the automatic points in the gradebook that nobody wrote from here, by student
    and cell. They are of these few students only, where they are named. Raises
    `GradebookError`."""
    with database.reading(url) as connection:
        query = select(WRITTEN.c.student, WRITTEN.c.marks)
        mine = dict(connection.execute(query.where(WRITTEN.c.assignment == assignment)).all())
    with gradebook.reading(url) as connection:
        return {
            student: marks
            for student, marks in _autos(connection, assignment, students)
            if digest(marks) != mine.get(student)
        }


def parted(url: str) -> set[tuple[str, str]]:
    """Find whose marks, by student and assignment, are not in the rows of nbgrader's that
    they were written to: those were removed or replaced. Raises `GradebookError`."""
    with database.reading(url) as connection:
        query = select(WRITTEN.c.student, WRITTEN.c.assignment, WRITTEN.c.nbgrader_id)
        mine = connection.execute(query).all()
    with gradebook.reading(url) as connection:
        there = set(connection.scalars(select(SUBMITTED.c.id)))
    return {(student, name) for student, name, number in mine if number not in there}


def digest(marks: Mapping[str, float | None]) -> str:
    """Return a short hash of a student's points by cell."""
    text = "\n".join(f"{cell} {digits(marks[cell])}" for cell in sorted(marks))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _autos(
    connection, assignment: str, students: Iterable[str] | None = None
) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield the automatic points of these students or all, one student in memory at a
    time."""
    auto = GRADE.c.auto_score
    query = gradebook_marks.rows(GRADE, assignment, auto)
    query = query.where(auto.is_not(None)).order_by(SUBMITTED.c.student_id)
    if students is not None:
        query = query.where(SUBMITTED.c.student_id.in_(list(students)))
    for student, own in itertools.groupby(connection.execute(query), lambda row: row[0]):
        yield student, {cell: score for _, cell, score in own}
