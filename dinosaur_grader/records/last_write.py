"""What this `--out` last wrote into the gradebook, so that marks of another run there
are seen: those of another folder, of nbgrader's own `autograde`, of a colleague.

`recorded.jsonl` has on its first line where the gradebook is, without a password, and
then a line a student and assignment with a hash of the automatic points.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec
import sqlalchemy
from nbgrader.api import Grade, SubmittedAssignment

from dinosaur_grader.batch import files
from dinosaur_grader.printable import digits
from dinosaur_grader.records import gradebook, gradebook_marks
from dinosaur_grader.results import WITH_SCORE, Result

FILE = "recorded.jsonl"
MOST_BEFORE = 4


class Wrote(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was written of one student's work, and what was before it: a run that was
    killed in between has noted the one and left the other in the gradebook."""

    assignment: str
    student: str
    marks: str
    before: tuple[str, ...] = ()

    def then(self, marks: str) -> Wrote:
        """Return the same note with new marks."""
        if marks == self.marks:
            return self
        before = tuple(one for one in (*self.before, self.marks) if one != marks)
        return msgspec.structs.replace(self, marks=marks, before=before[-MOST_BEFORE:])


class Where(msgspec.Struct, frozen=True):
    """Which gradebook it was written into, without its password, empty for the one in
    the folder itself; and by which rules about attempts and late work, by assignment."""

    gradebook: str = ""
    rules: dict[str, list[str]] = {}


def noted(out: Path) -> Where:
    """Read what the first line of `out` says. It is nothing where nobody wrote any
    marks."""
    try:
        with open(out / FILE, "rb") as file:
            return msgspec.json.decode(file.readline(), type=Where)
    except (FileNotFoundError, msgspec.DecodeError):
        return Where()


def keep(out: Path, url: str | None, results: Iterable[Result]) -> None:
    """Note that the points of these results are in the gradebook, just before they are
    written there. Who has none of them stays as before, as in the gradebook."""
    known = {(one.assignment, one.student): one for one in _read(out)}
    for result in results:
        if result.state in WITH_SCORE:
            marks = {mark.cell: mark.score for mark in result.marks}
            whose, now = (result.assignment, result.student_id), digest(marks)
            known[whose] = known.get(whose, Wrote(*whose, now)).then(now)
    # without a password: it is written down
    place = sqlalchemy.make_url(url)._replace(password=None).render_as_string() if url else ""
    first = Where(place, noted(out).rules)
    files.write_lines(out / FILE, [first, *(known[key] for key in sorted(known))])


def keep_rules(out: Path, assignment: str, by: list[str]) -> None:
    """Note by which rules about attempts and late work the marks of an assignment were
    written, when they are."""
    first = noted(out)
    if first.rules.get(assignment) != by:
        now = msgspec.structs.replace(first, rules={**first.rules, assignment: by})
        files.write_lines(out / FILE, [now, *_read(out)])


def others(
    out: Path, url: str, assignment: str, students: Iterable[str] | None = None
) -> dict[str, dict[str, float]]:
    """Read the automatic points in the gradebook that `out` did not write, by student
    and cell. They are of these few students only, where they are named. Raises
    `GradebookError`."""
    own = (one for one in _read(out) if one.assignment == assignment)
    mine = {one.student: (one.marks, *one.before) for one in own}
    with gradebook.reading(url) as connection:
        return {
            student: marks
            for student, marks in _autos(connection, assignment, students)
            if digest(marks) not in mine.get(student, ())
        }


def digest(marks: Mapping[str, float | None]) -> str:
    """Return a short hash of a student's points by cell."""
    text = "\n".join(f"{cell} {digits(marks[cell])}" for cell in sorted(marks))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _autos(
    connection, assignment: str, students: Iterable[str] | None = None
) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield the automatic points of these students or all, one student in memory at a
    time."""
    query = gradebook_marks.rows(Grade, assignment, Grade.auto_score)
    query = query.where(Grade.auto_score.is_not(None)).order_by(SubmittedAssignment.student_id)
    if students is not None:
        query = query.where(SubmittedAssignment.student_id.in_(list(students)))
    for student, own in itertools.groupby(connection.execute(query), lambda row: row[0]):
        yield student, {cell: score for _, cell, score in own}


def _read(out: Path) -> Iterator[Wrote]:
    """Read what was written. The marks of a torn line are looked at as another run's;
    the first line, with no student, is none of these."""
    return files.read_lines(out / FILE, Wrote)
