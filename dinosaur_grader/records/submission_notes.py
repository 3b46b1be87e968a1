"""What is known of each student's hand-in beside its mark: whether the system called it
late, what a person should look at, and the attempts so far.

`hand_ins.jsonl` under `--out` has a line a student and assignment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from dinosaur_grader.batch import files
from dinosaur_grader.batch.attempts import Taken
from dinosaur_grader.results import MISSING, Result

FILE = "hand_ins.jsonl"


class Attempt(msgspec.Struct, frozen=True):
    """One hand-in: its sha256, and where it was graded the day, the grader's points and
    the state. `came` is the day on which it was first seen, if that was noted."""

    digest: str
    graded_on: str
    score: float | None
    state: str
    came: str = ""


class SubmissionNotes(msgspec.Struct, frozen=True):
    """One student's work. `looks` are sentences for a person who looks through the
    class; `attempts` are oldest first; of the one that counts `counts` is the sha256."""

    assignment: str
    student: str
    late: bool = False
    looks: tuple[str, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    counts: str = ""


def history(
    before: Iterable[Attempt], noted: Iterable[Taken], results: Iterable[Result]
) -> tuple[Attempt, ...]:
    """All attempts, oldest first, each once, at the place where it was handed in
    last: those that were known `before`, that were `noted`, and that have results."""
    known = {one.digest: one for one in before}
    seen: dict[str, str] = {}
    for taken in noted:
        seen.setdefault(taken.digest, taken.there.date().isoformat())
    graded = {
        result.digest: Attempt(result.digest, result.graded_on, result.score, result.state)
        for result in results
        if result.digest and result.state != MISSING
    }
    order = [digest for digest in known if digest not in {*seen, *graded}]
    order += [digest for digest in graded if digest not in seen]
    order += reversed(dict.fromkeys(taken.digest for taken in reversed(list(noted))))
    known = {digest: Attempt(digest, "", None, "") for digest in seen} | known | graded
    return tuple(
        msgspec.structs.replace(known[digest], came=seen.get(digest, "")) for digest in order
    )


def read(out: Path, assignment: str) -> dict[str, SubmissionNotes]:
    """What is noted of an assignment, by student. A torn line is noted again by the
    next `grade`."""
    noted = files.read_lines(out / FILE, SubmissionNotes)
    return {one.student: one for one in noted if one.assignment == assignment}


def write(out: Path, assignment: str, known: Mapping[str, SubmissionNotes]) -> None:
    """Note this of an assignment, in place of what was noted before."""
    noted = files.read_lines(out / FILE, SubmissionNotes)
    others = [one for one in noted if one.assignment != assignment]
    files.write_lines(out / FILE, [*others, *(known[student] for student in sorted(known))])
