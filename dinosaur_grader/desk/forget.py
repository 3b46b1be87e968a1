"""`dinosaur-grader forget STUDENT`: a student's data deleted from all that this kit
wrote.

Gradebook with our tables, CSV tables, feedback, autograded notebook; the hand-in itself
only when asked for. What can't be reached from here is said. An interrupted run is finished by
the same command again.
"""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from sqlalchemy import delete, inspect, select

from dinosaur_grader.assignments import locations
from dinosaur_grader.desk import options as opts
from dinosaur_grader.desk.mentions import find_mentions, pattern_of
from dinosaur_grader.desk.options import say, show
from dinosaur_grader.desk.rename import rooms
from dinosaur_grader.exit_codes import ExitCode, Refused
from dinosaur_grader.judging.reading.intake import written_id
from dinosaur_grader.printable import Name, escaped
from dinosaur_grader.records import csv_tables, gradebook, rendered, results_file
from dinosaur_grader.records.nbgrader_tables import COMMENT, GRADE, NOTEBOOK, STUDENT, SUBMITTED
from dinosaur_grader.store import database as store
from dinosaur_grader.store import lock, register
from dinosaur_grader.store.database import GradebookError
from dinosaur_grader.store.lock import RunBusy
from dinosaur_grader.store.register import Person
from dinosaur_grader.store.schema import PERSONAL

TABLES = ("grades.csv", "totals.csv")
HOME = ("course.seed", "course.toml")
BEYOND = (
    "Out of reach from here: files in other folders, backups of these folders and of the gradebook, "
    "copies on other machines, the learning management system, and nbgrader's exchange."
)


class Held(msgspec.Struct, frozen=True):
    """One place that holds something of the student: what it is, and how it is
    deleted."""

    what: str
    delete: Callable[[], object]


def held(student: str, out: Path, database: str | None, hand_in: Path | None) -> list[Held]:
    """List all places that hold something of this student, in the order in which they
    are emptied. Nothing is changed yet.

    The database comes first: all else would be rendered again from it.
    `hand_in` is the folder of all submissions, where the student's own is to go too.
    Raises GradebookError.
    """
    # an unsafe id was written down escaped
    names = dict.fromkeys((student, written_id(student)))
    found = [place for name in names for place in _written(name, out, database)]
    for folder in _folders(student, out, hand_in):
        where = f"{folder.parent}/{Name(folder.name)}"
        found.append(Held(where, partial(_remove, folder)))
    return found


def _written(student: str, out: Path, database: str | None) -> Iterator[Held]:
    """Yield what is written down of this id in database and tables."""
    url = database or store.default_url(out)
    if _is_in(url, student):
        where = "the gradebook stored elsewhere" if database else str(out / "gradebook.db")
        what = f"results, marks, comments and name in {where}"
        yield Held(what, partial(_leave_gradebook, url, student))
    # asked of the file itself: an interrupted run may have left it behind the database
    path, whose = out / results_file.FILE, b'"student_id":' + msgspec.json.encode(student)
    if path.exists() and whose in path.read_bytes():
        yield Held(f"lines in {path}", partial(_rendered, url, out))
    places = dict.fromkeys((out, csv_tables.folder(out)))
    yield from _rows((place / name for place in places for name in TABLES), student)


def _is_in(url: str, student: str) -> bool:
    """Tell whether the database has anything about a student. Raises GradebookError."""
    with gradebook.reading(url) as connection:
        if connection.scalar(select(STUDENT.c.id).where(STUDENT.c.id == student)):
            return True
    with store.reading(url) as connection:
        there = inspect(connection).get_table_names()
        queries = (
            select(t.c.student).where(t.c.student == student).limit(1)
            for t in PERSONAL
            if t.name in there
        )
        return any(connection.scalar(query) for query in queries)


def _rendered(url: str, out: Path) -> None:
    with store.reading(url) as connection:
        results_file.write(connection, out)


def _folders(student: str, out: Path, hand_in: Path | None) -> list[Path]:
    """List the student's own folders. An id that is not a plain name has none: it
    could point anywhere."""
    if student in ("", ".", "..") or any(sign in student for sign in "/\\\0"):
        return []
    found = (room / student for room in rooms(out, hand_in))
    return [folder for folder in found if os.path.lexists(folder)]


def _remove(path: Path) -> None:
    """Remove a folder; of a link the link alone, never what it points to."""
    if path.is_symlink() or not path.is_dir():
        path.unlink()
    else:
        shutil.rmtree(path)


def _rows(lists: Iterable[Path], student: str) -> Iterator[Held]:
    for path in lists:
        if path.exists() and any(row[:1] == [escaped(student)] for row in _table(path)):
            yield Held(f"rows in {path}", partial(_without_rows, path, student))


def _table(path: Path) -> list[list[str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _without_rows(path: Path, student: str) -> None:
    """Rewrite the table without this student's rows, whole or not at all."""
    with open(path, encoding="utf-8", newline="") as old, csv_tables.replaced(path) as new:
        new.writerows(row for row in csv.reader(old) if row[:1] != [escaped(student)])


def _leave_gradebook(url: str, student: str) -> None:
    """Delete the student with all submissions, grades and comments, in one go; then
    take the bytes off the disk."""
    own = select(SUBMITTED.c.id).where(SUBMITTED.c.student_id == student)
    handed_in = select(NOTEBOOK.c.id).where(NOTEBOOK.c.assignment_id.in_(own))
    with lock.one_run(url), gradebook.writing(url) as connection:
        for table in PERSONAL:
            connection.execute(delete(table).where(table.c.student == student))
        for table in (GRADE, COMMENT):
            connection.execute(delete(table).where(table.c.notebook_id.in_(handed_in)))
        connection.execute(delete(NOTEBOOK).where(NOTEBOOK.c.assignment_id.in_(own)))
        connection.execute(delete(SUBMITTED).where(SUBMITTED.c.student_id == student))
        connection.execute(delete(STUDENT).where(STUDENT.c.id == student))
    store.compact(url)


def find_folders(out: Path, course: Path | None, submitted: Path | None) -> list[Path]:
    """List the folders to look through for what is left of a student: the course's, where
    the marks lie in it, and those that don't lie in another."""
    home = course or Path()
    is_home = locations.is_course(home) or any((home / name).exists() for name in HOME)
    if is_home and out.resolve().is_relative_to(home.resolve()):
        return [home]
    return [out, submitted] if submitted else [out]


def command(
    student: Annotated[str, typer.Argument(help="The student's exact id.")],
    out: opts.GradedFolder = opts.GRADED,
    submitted: opts.SubmittedIfThere = opts.SUBMITTED,
    with_submission: Annotated[
        bool, typer.Option("--with-submission", help="Delete the submission too.")
    ] = False,
    database: opts.Database = None,
    course: opts.Course = None,
    yes: opts.Yes = False,
) -> int:
    """Delete a student's data everywhere that this kit holds it. This can't be
    undone."""
    if with_submission and submitted is None:
        raise typer.BadParameter("--with-submission needs --submitted DIR")
    url = database or store.default_url(out)
    rendered.check(out, url)
    try:
        person = register.of(url).get(student, Person(student))
        hand_in = submitted.resolve() if submitted and with_submission else None
        places = held(student, out, database, hand_in)
        if not places:
            who = Name(student)
            raise Refused(f"{out} holds nothing about {who}. Ids must match letter by letter.")
        if not yes:
            show(f"This is held about {Name(student)}:")
            for place in places:
                show(f"  {place.what}")
        if not (yes or opts.agreed("Delete it all? This can't be undone")):
            say("Nothing was deleted.")
            return ExitCode.DECLINED
        for place in places:
            place.delete()
            show(f"Deleted: {place.what}")
    except (GradebookError, RunBusy, OSError) as error:
        say(f"Error: {error}. What is listed as deleted is gone; run the same command again.")
        return ExitCode.SOME_FAILED
    folders = find_folders(out, course, submitted)
    for line in find_mentions(pattern_of(person), folders, rooms(out, submitted)):
        show(line)
    if not with_submission:
        where = f" in {submitted}" if submitted else ""
        show(
            f"The submission{where} stays: the next run would grade it again. --with-submission deletes it too."
        )
    show(BEYOND)
    return 0
