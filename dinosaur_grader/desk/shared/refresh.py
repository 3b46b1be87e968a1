"""What lies under `--out` made to say the marks that stand: whoever gives a mark by hand
in the formgrader finds it on the pages and in the tables, too."""

from __future__ import annotations

from pathlib import Path

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import locations
from dinosaur_grader.batch import journal
from dinosaur_grader.records import gradebook, last_write, outputs
from dinosaur_grader.records.gradebook import GradebookError
from dinosaur_grader.records.gradebook_marks import Marks


def gradebook_of(out: Path, database: str | None) -> str:
    """The URL of the gradebook that has the marks of `out`: the one that was named, or
    the one in the folder.

    Raises `GradebookError` where they were written into another one that nobody named:
    what people gave there would be missing.
    """
    elsewhere = last_write.where(out)
    if elsewhere and not database:
        raise GradebookError(
            f"the marks of {out} are in the gradebook {elsewhere}: name it with --database"
        )
    return database or gradebook.default_url(out)


def agree(out: Path, name: str, marks: Marks, course: Path | None) -> None:
    """Let the tables and feedback pages of an assignment under `out` say the marks that
    stand by now; nothing is done where `grade` wrote none there. Raises
    `GradebookError`, and NoAssignment where it was graded by a rubric that is not in
    this course."""
    written = out / "results.jsonl"
    if written.exists() and any(journal.results(written, name)):
        outputs.agree(out, assignments.load(name, course), marks)


def title_of(name: str, course: Path | None) -> str:
    """The assignment's title, as a learning management system may call it; its name
    where it has no rubric."""
    return assignments.load(name, course).title if locations.rubric(name, course) else name
