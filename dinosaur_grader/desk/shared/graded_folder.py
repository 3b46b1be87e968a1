"""What `grade` wrote under `--out`: its results, its gradebook, and its pages and tables,
made to say the marks that stand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.batch import journal
from dinosaur_grader.records import gradebook, last_write, outputs
from dinosaur_grader.records.gradebook import GradebookError
from dinosaur_grader.records.gradebook_marks import Marks
from dinosaur_grader.results import Result


def results_of(out: Path, assignment: str = "") -> Iterator[Result]:
    """Read the results under `out` that count, of one assignment if it is named; none
    where nothing was graded."""
    written = out / "results.jsonl"
    return journal.results(written, assignment) if written.exists() else iter(())


def gradebook_of(out: Path, database: str | None) -> str:
    """The URL of the gradebook that has the marks of `out`: the one that was named, or
    the one in the folder.

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
