"""What `grade` wrote under `--out`: its results and the codes that name their verdicts, its
gradebook, and its pages and tables, made to say the marks that stand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.batch import journal
from dinosaur_grader.batch.grade_class import Options
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.printable import Name, shortened
from dinosaur_grader.records import (
    final_marks,
    gradebook,
    last_write,
    outputs,
    regrade_requests,
)
from dinosaur_grader.records.gradebook import GradebookError
from dinosaur_grader.records.gradebook_marks import Marks
from dinosaur_grader.results import ProbeVerdict, Result

JOURNAL = "results.jsonl"
MOST_SHOWN = 60  # bytes of a code as it was typed


def results_of(out: Path, assignment: str = "") -> Iterator[Result]:
    """Read the results under `out` that count, of one assignment if it is named; none
    where nothing was graded."""
    written = out / JOURNAL
    return journal.results(written, assignment) if written.exists() else iter(())


def url_of(options: Options) -> str:
    """Return the URL of the gradebook that a run writes into."""
    return options.database or gradebook.default_url(options.out)


def gradebook_of(out: Path, database: str | None) -> str:
    """Return the URL of the gradebook that has the marks of `out`: the one that was
    named, or the one in the folder.

    Raises `GradebookError` where they were written into another one that nobody named:
    what people gave there would be missing.
    """
    elsewhere = last_write.noted(out).gradebook
    if elsewhere and not database:
        raise GradebookError(
            f"the marks of {out} are in the gradebook {elsewhere}: name it with --database"
        )
    return database or gradebook.default_url(out)


def agree(out: Path, name: str, marks: Marks, course: Path | None) -> None:
    """Let the tables and feedback pages of an assignment under `out` say the marks that
    stand by now, those that a person gave in the formgrader since, too; nothing is done
    where `grade` wrote none there. Raises `GradebookError`, and NoAssignment where it was
    graded by a rubric that is not in this course."""
    if any(results_of(out, name)):
        outputs.agree(out, assignments.load(name, course), marks)


class Named(msgspec.Struct, frozen=True):
    """What a code names: the verdict on a question, in the last result of a student, and
    which hand-in the code is of."""

    code: str
    result: Result
    cell: str
    verdict: ProbeVerdict
    attempt: str

    @property
    def earlier(self) -> bool:
        """Whether it is of another hand-in than the one that was marked last."""
        return self.attempt != self.result.digest


def find(out: Path, text: str, assignment: str = "") -> Named:
    """Find the verdict among the marks in `out` that the typed code
    names. Raises Refused."""
    wanted = regrade_requests.typed(text)
    if not wanted:
        raise Refused(
            f"{Name(shortened(text, MOST_SHOWN))} is not a code: a code has "
            f"{regrade_requests.LENGTH} letters and digits, like 7K3QX-M2PD9"
        )
    found = [one for one in _verdicts(out, assignment) if one.code == wanted]
    if not found:
        raise Refused(
            f"no verdict in {out} has the code {wanted}. Ask the student for the code on the "
            "newest page, or list the student's codes with `explain STUDENT`"
        )
    if len(found) > 1:
        students = ", ".join(sorted({one.result.student_id for one in found}))
        raise Refused(
            f"{wanted} names several verdicts, of {students}: look with `explain STUDENT`"
        )
    return found[0]


def _verdicts(out: Path, assignment: str) -> Iterator[Named]:
    """Yield every verdict in `out` with its codes: that of the hand-in that was marked,
    and those of earlier ones."""
    known: dict[str, dict[str, final_marks.SubmissionNotes]] = {}
    for result in results_of(out, assignment):
        name, student = result.assignment, result.student_id
        if name not in known:
            known[name] = final_marks.read_notes(out, name)
        before = known[name][student].attempts if student in known[name] else ()
        attempts = dict.fromkeys((result.digest, *(one.digest for one in before)))
        for mark in result.marks:
            for verdict in mark.verdicts:
                for attempt in attempts:
                    code = regrade_requests.code(student, name, verdict.probe, attempt)
                    yield Named(code, result, mark.cell, verdict, attempt)
