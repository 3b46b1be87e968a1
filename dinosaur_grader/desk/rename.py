"""A person's other id: work, attempts, marks by hand, answers and codes go along.

The database goes first, in one transaction that keeps the old id as a former one. Then
the folders of that id are moved, and the same command again finishes what was
interrupted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
from sqlalchemy import Connection, Table, func, insert, inspect, literal, select, table, update
from sqlalchemy.sql import column

from dinosaur_grader.batch import attempts
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.judging.reading.intake import unsafe
from dinosaur_grader.printable import Name
from dinosaur_grader.records.nbgrader_tables import STUDENT, SUBMITTED
from dinosaur_grader.results import NotebookFile, Result, StudentId, Ungraded
from dinosaur_grader.store import register
from dinosaur_grader.store.register import Person
from dinosaur_grader.store.schema import PEOPLE, PERSONAL, RESULTS


def move(connection: Connection, old: str, person: Person) -> None:
    """Give all that the database has of `old` to this person, who has the old id as a
    former one. Raises Refused where both have work of one assignment."""
    new = person.id
    _apart(connection, old, new)
    for each in PERSONAL:
        if each is not PEOPLE:
            _move_rows(connection, each, old, new)
    if inspect(connection).has_table(SUBMITTED.name):
        _move_student(connection, old, new)
    register.remove(connection, old)
    former = dict.fromkeys((*person.former, old))
    register.put(connection, [msgspec.structs.replace(person, former=tuple(former))])


def joined(old: Person, new: Person) -> Person:
    """Return one person in the place of two: what is known of `new`, and of `old` what is
    not."""
    known = {k: v for k, v in msgspec.structs.asdict(old).items() if v}
    known |= {k: v for k, v in msgspec.structs.asdict(new).items() if v}
    return Person(
        **{
            **known,
            "id": new.id,
            "systems": {**old.systems, **new.systems},
            "former": tuple(dict.fromkeys((*old.former, old.id, *new.former))),
            "met": old.met and new.met,
            "dropped": new.dropped,
        }
    )


def _apart(connection: Connection, old: str, new: str) -> None:
    both = (
        select(RESULTS.c.assignment)
        .where(RESULTS.c.student.in_((old, new)))
        .group_by(RESULTS.c.assignment)
        .having(func.count(RESULTS.c.student.distinct()) > 1)
    )
    if twice := list(connection.scalars(both)):
        raise Refused(
            f"{Name(old)} and {Name(new)} both have work of {', '.join(twice)}. Look at both; "
            f"`dinosaur-grader forget {Name(old)} --with-submission` deletes the one that is wrong. Nothing was changed"
        )


def _move_rows(connection: Connection, of: Table, old: str, new: str) -> None:
    """Write another id into the rows and what they hold."""
    key = [c for c in of.primary_key if c.name != "student"]
    for row in connection.execute(select(of).where(of.c.student == old)).mappings().all():
        values = {"student": new}
        if "body" in of.c:
            body = msgspec.json.decode(row["body"])
            body |= {name: new for name in ("student", "student_id") if name in body}
            if of is RESULTS:
                values["key"] = body["key"] = _key(body, old)
            values["body"] = msgspec.json.encode(body).decode()
        this = [c == row[c.name] for c in key]
        connection.execute(update(of).where(of.c.student == old, *this).values(**values))


def _key(body: dict, old: str) -> str:
    """Make the key by which this result is found again, for its other id."""
    result = msgspec.convert(body, Result)
    for work in (_notebook, _ungraded):
        if result.made_with.key(work(StudentId(old), result)) == result.key:
            return result.made_with.key(work(result.student_id, result))
    # one whose key can't be made again is graded again
    return hashlib.sha256(f"{result.key} {result.student_id}".encode()).hexdigest()


def _notebook(student: StudentId, result: Result) -> NotebookFile:
    return NotebookFile(student, result.assignment, b"", result.digest)


def _ungraded(student: StudentId, result: Result) -> Ungraded:
    return Ungraded(student, result.assignment, result.state, "", digest=result.digest)


def _move_student(connection: Connection, old: str, new: str) -> None:
    """Move nbgrader's own rows. Its student is another row, to which the work is given."""
    if not connection.scalar(select(STUDENT.c.id).where(STUDENT.c.id == old)):
        return
    if not connection.scalar(select(STUDENT.c.id).where(STUDENT.c.id == new)):
        names = [c["name"] for c in inspect(connection).get_columns(STUDENT.name)]
        whole = table(STUDENT.name, *map(column, names))
        values = [literal(new) if name == "id" else whole.c[name] for name in names]
        rows = select(*values).where(whole.c.id == old)
        connection.execute(insert(whole).from_select(names, rows))
    work = SUBMITTED.c.student_id
    connection.execute(update(SUBMITTED).where(work == old).values(student_id=new))
    connection.execute(STUDENT.delete().where(STUDENT.c.id == old))


def rooms(out: Path, submitted: Path | None) -> list[Path]:
    """List the folders in which each student has one."""
    own = [submitted, attempts.room(submitted)] if submitted else []
    return [out / "feedback", out / "autograded", *own]


def folders(old: str, new: str, out: Path, submitted: Path | None) -> list[tuple[Path, Path]]:
    """List the folders of an id, each with where it goes. Raises Refused where something
    lies there."""
    if unsafe(old) or unsafe(new):
        return []
    places = rooms(out, submitted)
    found = [pair for room in places for pair in _inside(room / old, room / new)]
    if there := [to for _, to in found if to.exists()]:
        raise Refused(
            f"{there[0]} is there already: look at it, and move or delete it. Nothing was changed"
        )
    return found


def _inside(old: Path, new: Path) -> Iterator[tuple[Path, Path]]:
    if old.is_symlink() or not old.is_dir():
        return
    yield from ((path, new / path.name) for path in sorted(old.iterdir()))


def finish(people: Mapping[str, Person], out: Path, submitted: Path | None) -> None:
    """Move the folders that a former id still has, since a command was interrupted."""
    for person in people.values():
        for old in person.former:
            if old not in people:
                move_folders(folders(old, person.id, out, submitted))


def move_folders(moves: list[tuple[Path, Path]]) -> None:
    """Move them; a folder that is empty then goes."""
    for path, to in moves:
        to.parent.mkdir(parents=True, exist_ok=True)
        path.rename(to)
        if not any(path.parent.iterdir()):
            path.parent.rmdir()
