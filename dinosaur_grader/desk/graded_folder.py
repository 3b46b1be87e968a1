"""What `grade` wrote under `--out`: its results and the codes that name their verdicts, its
gradebook, and its pages and tables, made to say the marks that stand."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import msgspec

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.printable import Name, shortened
from dinosaur_grader.records import outputs, regrade_requests, rendered
from dinosaur_grader.records.gradebook_marks import Marks
from dinosaur_grader.records.regrade_requests import Answer
from dinosaur_grader.results import ProbeVerdict, Result
from dinosaur_grader.store import database, register, results

MAX_SHOWN = 60  # bytes of a code as it was typed


def url_of(out: Path, named: str | None) -> str:
    """Return the URL of the database that has the marks of `out`: the one that was named,
    or the one in the folder. Raises Refused where there is none."""
    if not named and not (out / "gradebook.db").exists():
        raise Refused(
            f"there is no {out / 'gradebook.db'}: grade first, or name the folder with --out, or "
            "with --database the gradebook that its marks are in."
        )
    return named or database.default_url(out)


def results_of(url: str, assignment: str = "") -> Iterator[Result]:
    """Read the results that count, of one assignment if it is named; none where nothing
    was graded. Raises GradebookError."""
    with database.reading(url) as connection:
        yield from results.counted(connection, assignment)


def agree(out: Path, name: str, marks: Marks, course: Path | None) -> None:
    """Let the tables and feedback pages of an assignment under `out` say the marks that
    stand by now, those that a person gave in the formgrader since, too; nothing is done
    where `grade` wrote none there. Raises `GradebookError`, Refused where that is another
    gradebook than they were made from, and NoAssignment where it was graded by a rubric
    that is not in this course."""
    rendered.check(out, marks.url)
    if any(True for _ in results_of(marks.url, name)):
        outputs.agree(out, assignments.load(name, course), marks)


class Named(msgspec.Struct, frozen=True):
    """What a code names: the verdict on a question, in the last result of a student, and
    which hand-in the code is of; and what was `answered` about the question, oldest
    first."""

    code: str
    result: Result
    cell: str
    verdict: ProbeVerdict
    attempt: str
    answered: tuple[Answer, ...] = ()

    @property
    def earlier(self) -> bool:
        """Whether it is of another hand-in than the one that was marked last."""
        return self.attempt != self.result.digest


def find(url: str, text: str, assignment: str = "") -> Named:
    """Find the verdict that the typed code names. Raises Refused."""
    wanted = regrade_requests.typed(text)
    if not wanted:
        raise Refused(
            f"{Name(shortened(text, MAX_SHOWN))} is not a code: a code has "
            f"{regrade_requests.LENGTH} letters and digits, like 7K3QX-M2PD9"
        )
    found = [one for one in _verdicts(url, assignment) if one.code == wanted]
    if not found:
        raise Refused(
            f"no verdict there has the code {wanted}. Ask the student for the code on the "
            "newest page, or list the student's codes with `explain STUDENT`"
        )
    if len(found) > 1:
        students = ", ".join(sorted({one.result.student_id for one in found}))
        raise Refused(
            f"{wanted} names several verdicts, of {students}: look with `explain STUDENT`"
        )
    result, question = found[0].result, found[0].verdict.probe
    with database.reading(url) as connection:
        known = regrade_requests.read(connection, result.assignment)
    own = (one for one in known.get(result.student_id, ()) if one.question == question)
    return msgspec.structs.replace(found[0], answered=tuple(own))


def _verdicts(url: str, assignment: str) -> Iterator[Named]:
    """Yield every verdict with its codes: that of the hand-in that was marked,
    and those of earlier ones."""
    people = register.of(url)
    marks = Marks(url, people=people)
    for result in results_of(url, assignment):
        name, student = result.assignment, result.student_id
        # an older page has the code of an older id
        ids = (student, *(people[student].former if student in people else ()))
        before = (one.digest for one in marks.of(result).attempts)
        attempts = dict.fromkeys((result.digest, *before))
        for mark in result.marks:
            for verdict in mark.verdicts:
                for id, attempt in itertools.product(ids, attempts):
                    code = regrade_requests.code(id, name, verdict.probe, attempt)
                    yield Named(code, result, mark.cell, verdict, attempt)
