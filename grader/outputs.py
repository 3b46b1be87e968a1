"""What a finished batch leaves under `--out`, made from its journal: tables, gradebook, notebooks with verdicts,
feedback."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from grader import assignment as assignments
from grader import journal, stage, tables
from grader.assignment import Assignment
from grader.autograded import autograded
from grader.feedback import feedback
from grader.grade import Graded, Options
from grader.record import record
from grader.results import WITH_SCORE, Result, Submission


def write(graded: Graded, options: Options, tell: Callable[[str], None]) -> dict[str, Path]:
    """Write everything; returns what was written, by what it is. Each file is replaced whole, the gradebook in one
    go."""
    work, out = assignments.load(options.assignment), options.out
    grades, totals = tables.write(journal.results(graded.journal), out)
    recorded = record(journal.results(graded.journal), out, work, options.database)
    for student, why in recorded.refused:
        tell(f"Not in the gradebook: {tables.shown(student)} ({why}).")
    for result in journal.results(graded.journal):
        _pages(result, options.submitted / result.student_id / work.name, work, out, tell)
    paths = {"grades": grades, "totals": totals, "journal": graded.journal}
    paths["feedback"], paths["autograded"] = out / "feedback", out / "autograded"
    if options.database is None:
        paths["gradebook"] = out / "gradebook.db"
    return paths


def _pages(result: Result, folder: Path, work: Assignment, out: Path, tell: Callable[[str], None]) -> None:
    """One student's feedback, and for a scored one the notebook that nbgrader and the formgrader show."""
    if stage.unsafe(result.student_id):
        return  # no folder may have this name; the tables and stderr say why
    submission = stage.stage(folder, work) if result.state in WITH_SCORE else None
    if submission is not None and submission.digest != result.digest:
        tell(f"{result.student_id} handed in anew while grading went on: run the same command again.")
        return
    place = Path(result.student_id) / work.name
    _replace(out / "feedback" / place / f"{work.name}.html", feedback(submission, result, work).encode())
    if isinstance(submission, Submission):
        _replace(out / "autograded" / place / f"{work.name}.ipynb", autograded(submission, result, work))


def _replace(path: Path, data: bytes) -> None:
    """Write a file whole or not at all. A killed run may leave a file that ends in `.new`; the next run takes it
    away."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    draft.write_bytes(data)
    os.replace(draft, path)
