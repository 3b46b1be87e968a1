"""From the code that a student wrote in an e-mail to the verdict that it names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from dinosaur_grader.batch.exit_codes import Refused
from dinosaur_grader.desk.shared.graded_folder import results_of
from dinosaur_grader.printable import escaped, shortened
from dinosaur_grader.records import final_marks, regrade_requests
from dinosaur_grader.results import ProbeVerdict, Result

MOST_SHOWN = 60  # bytes of what was typed


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
    """The verdict that the typed code names among the marks in `out`. Raises Refused."""
    shown, wanted = escaped(shortened(text, MOST_SHOWN)), regrade_requests.typed(text)
    if not wanted:
        raise Refused(
            f"{shown} is not a code: a code has {regrade_requests.LENGTH} letters and digits, like 7K3QX-M2PD9"
        )
    found = [one for one in _all(out, assignment) if one.code == wanted]
    if not found:
        raise Refused(
            f"no verdict in {out} has the code {wanted}. Ask the student for the newest page, "
            "or see all of them with `explain STUDENT`"
        )
    if len(found) > 1:
        students = ", ".join(sorted({escaped(one.result.student_id) for one in found}))
        raise Refused(
            f"{wanted} names several verdicts, of {students}: look with `explain STUDENT`"
        )
    return found[0]


def _all(out: Path, assignment: str) -> Iterator[Named]:
    """Every verdict in `out` with its codes: that of the hand-in that was marked, and
    those of earlier ones."""
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
