"""Hand-ins that a student handed in before: where they are kept, and which one counts.

Beside `submitted` stands `submitted.attempts`: a notebook for each attempt that is no
longer in place, under the student and the assignment, by its sha256. What is known of
each attempt is a row of the database, in the order in which they came. `collect` writes
both, and `grade` does where a course lets another attempt than the last one count.
"""

from __future__ import annotations

import datetime
import os
import re
import stat
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from sqlalchemy import Connection

from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.course_rules import BEST, LAST
from dinosaur_grader.batch import files
from dinosaur_grader.batch.open_course import Course
from dinosaur_grader.judging.reading import intake
from dinosaur_grader.results import MISSING, NotebookFile, Result, Submission, Ungraded
from dinosaur_grader.store import database, rows
from dinosaur_grader.store.row import ToldRow
from dinosaur_grader.store.schema import ATTEMPTS

SHORT = 16  # hex digits of a sha256 that name a file
MAX_BYTES = 64  # of a time
MAX_BESIDE = 256  # of a file that nbgrader puts beside a notebook
FEW = 200  # students
# a student may have written the file: no other text goes to a parser of dates
TIME = re.compile(
    r"(?P<when>\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{1,6})?)"
    r" ?(UTC|GMT|Z|(?P<offset>[+-]\d\d:?\d\d))?"
)


class CollectedAttempt(ToldRow, frozen=True):
    """One attempt: the notebook's sha256; the moment in UTC at which it came, where
    somebody noted that, and the one at which it was first seen here."""

    digest: str
    seen: datetime.datetime
    came: datetime.datetime | None = None

    @property
    def there(self) -> datetime.datetime:
        """When it was there at the latest."""
        return self.came or self.seen


Worth = Callable[[Result, CollectedAttempt | None], float]
"""The points that would stand for an attempt, less what being late costs."""


def plainly(result: Result, taken: CollectedAttempt | None) -> float:
    """Return an attempt's own points."""
    return result.score or 0.0


def now() -> datetime.datetime:
    """Return this moment in UTC, without saying so, as nbgrader keeps moments."""
    return datetime.datetime.now(datetime.UTC).replace(tzinfo=None, microsecond=0)


def room(submitted: Path) -> Path:
    """Name the folder of the attempts that are no longer in place. It never lies in a
    folder with students' own: a student may have any name."""
    submitted = submitted.absolute()
    return submitted.with_name(f"{submitted.name}.attempts")


def place(submitted: Path, student: str, name: str, digest: str) -> Path:
    """Name the file that the notebook of an attempt is kept in."""
    return room(submitted) / student / name / f"{digest[:SHORT]}.ipynb"


def keep(submitted: Path, student: str, name: str, digest: str, content: bytes) -> None:
    """Keep an attempt's notebook; one that is there stays."""
    path = place(submitted, student, name, digest)
    if not path.exists():
        files.replace(path, content)


def read(url: str, name: str) -> dict[str, list[CollectedAttempt]]:
    """Read the attempts at an assignment by student, the last one in place at the end.
    Raises GradebookError."""
    with database.reading(url) as connection:
        return read_from(connection, name)


def note(connection: Connection, attempts: Iterable[CollectedAttempt]) -> None:
    """Note attempts in the order in which they came. One that was noted is not noted
    again, but for the last one of a student where another one has come since: then it
    was handed in again."""
    for name, those in _grouped(attempts, "assignment").items():
        of = _grouped(those, "student")
        # a run notes a few again and again: it does not read a class for each time
        known = read_from(connection, name, [*of] if len(of) < FEW else ())
        fresh: list[CollectedAttempt] = []
        for student, own in of.items():
            had = known.get(student, [])
            digests = {one.digest for one in had}
            new = [one for one in own if one.digest not in digests]
            last, before = own[-1], (had or own)[-1]
            same = last.late is None or (last.late, last.told) == (before.late, before.told)
            again = not new and not (last.digest == before.digest and same)
            fresh += own[-1:] if again else new
        rows.add(connection, ATTEMPTS, fresh)


def read_from(
    connection: Connection, name: str, students: Sequence[str] = ()
) -> dict[str, list[CollectedAttempt]]:
    """Read the same on a connection that is open; of all students, or of these."""
    found = rows.read(connection, ATTEMPTS, CollectedAttempt, name, students)
    return _grouped(found, "student")


def _grouped(
    attempts: Iterable[CollectedAttempt], by: str
) -> dict[str, list[CollectedAttempt]]:
    found: dict[str, list[CollectedAttempt]] = {}
    for one in attempts:
        found.setdefault(getattr(one, by), []).append(one)
    return found


def told_late(noted: Iterable[CollectedAttempt], digest: str) -> float | None:
    """Return by how many seconds the system called this work late, the fewest of all
    times that it was handed in; None where it did not each time."""
    own = [one for one in noted if one.digest == digest and one.late is not None]
    late = bool(own) and all(one.late for one in own)
    return min(one.late_seconds for one in own) if late else None


def beside(folder: Path, name: str) -> bytes:
    """Read the beginning of a small file in a student's folder; nothing where there is none
    that is a plain file. No link is followed."""
    try:
        handle = os.open(folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return b""
    try:
        return os.read(handle, MAX_BESIDE) if stat.S_ISREG(os.fstat(handle).st_mode) else b""
    finally:
        os.close(handle)


def handed_in(folder: Path, seen: datetime.datetime | None = None) -> datetime.datetime | None:
    """Read the time in UTC that `timestamp.txt` in a student's folder says. Return None
    where there is none that can be believed. No link is followed.

    It is the student's word: `nbgrader submit` writes it as the student. One after the
    moment when the work was first `seen`, which is now where nobody noted that, is
    refuted; an earlier one can't be.
    """
    said = beside(folder, "timestamp.txt")[:MAX_BYTES].decode("ascii", "replace").strip()
    if not (told := TIME.fullmatch(said)):
        return None
    try:
        moment = datetime.datetime.fromisoformat(told["when"] + (told["offset"] or "+00:00"))
        moment = moment.astimezone(datetime.UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None  # a 31st of February
    latest = seen or now() + datetime.timedelta(seconds=1)  # `now` leaves out a part of one
    return moment if moment <= latest else None


def counted(
    submitted: Path, student: str, work: Assignment, digest: str
) -> NotebookFile | Ungraded:
    """Read the hand-in of just these bytes, in place or kept. Where it is nowhere, read
    what is in place."""
    here = intake.take(submitted / student / work.name, work)
    path = place(submitted, student, work.name, digest)
    if here.digest == digest or intake.unsafe(student) or not path.is_file():
        return here
    kept = intake.take_file(path, student, work)
    return kept if isinstance(kept, NotebookFile) and kept.digest == digest else here


def opened(
    submitted: Path, student: str, work: Assignment, digest: str
) -> Submission | Ungraded:
    """Return what `counted` finds, with its cells."""
    taken = counted(submitted, student, work, digest)
    return intake.parsed_submission(taken, work) if isinstance(taken, NotebookFile) else taken


class Attempts:
    """The attempts at an assignment, and which of a student's have to be graded under
    the course's rule. Those that nobody had noted are added to `fresh`."""

    def __init__(self, course: Course, fresh: list[CollectedAttempt], dry: bool = False):
        self.course, self.rules, self.fresh, self.dry = course, course.rules, fresh, dry
        last = course.rules.attempts == LAST
        self.known = {} if last else read(course.url, course.work.name)
        self.gone: list[CollectedAttempt] = []

    def of(self, here: NotebookFile | Ungraded) -> list[NotebookFile | Ungraded]:
        """Choose what has to be graded of a student of whom `here` is in place, the
        last attempt at the end."""
        if self.rules.attempts == LAST:
            return [here]
        if isinstance(here, NotebookFile):
            self._noted(here)
        noted = self.known.get(here.student_id, [])
        if self.rules.attempts != BEST:
            # the last attempt that was there by the course's moment
            limit = self.rules.by.astimezone(datetime.UTC).replace(tzinfo=None)
            there = [one for one in noted if one.there <= limit]
            return [(self._found(there[-1]) if there else None) or here]
        earlier = {one.digest: one for one in noted if one.digest != here.digest}
        kept = [found for one in earlier.values() if (found := self._found(one))]
        nothing = isinstance(here, Ungraded) and here.state == MISSING
        return kept if kept and nothing else [*kept, here]

    def taken(self, student: str, digest: str) -> CollectedAttempt | None:
        """Return what was noted of an attempt."""
        noted = (one for one in self.known.get(student, []) if one.digest == digest)
        return next(noted, None)

    def _found(self, one: CollectedAttempt) -> NotebookFile | None:
        """Find the notebook of an attempt, in place or kept. Note one that is gone."""
        found = counted(self.course.submitted, one.student, self.course.work, one.digest)
        if isinstance(found, NotebookFile) and found.digest == one.digest:
            return found
        self.gone.append(one)
        return None

    def _noted(self, here: NotebookFile) -> None:
        """Keep the hand-in that is in place, before another one may come there."""
        student, name, submitted = here.student_id, here.assignment, self.course.submitted
        came = handed_in(submitted / student / name)
        this = CollectedAttempt(name, student, here.digest, now(), came)
        had = self.known.setdefault(student, [])
        if not self.dry:
            keep(submitted, student, name, here.digest, here.raw)
        if had and had[-1].digest == this.digest:
            return
        self.fresh.append(this)
        had.append(this)
