"""What a run left in the database under `out`."""

from __future__ import annotations

from pathlib import Path

from dinosaur_grader.batch import attempts
from dinosaur_grader.batch.attempts import CollectedAttempt
from dinosaur_grader.records import final_marks, regrade_requests
from dinosaur_grader.records.final_marks import SubmissionNotes
from dinosaur_grader.records.regrade_requests import Answer
from dinosaur_grader.results import MadeWith, Result
from dinosaur_grader.store import database
from dinosaur_grader.store import results as stored


def url(out: Path) -> str:
    return database.default_url(out)


def results(out: Path, assignment: str = "") -> list[Result]:
    """The results that count, sorted by assignment and student."""
    with database.reading(url(out)) as connection:
        return list(stored.counted(connection, assignment))


def notes(out: Path, assignment: str) -> dict[str, SubmissionNotes]:
    """What is noted of each student's work."""
    with database.reading(url(out)) as connection:
        return final_marks.read_notes(connection, assignment)


def answers(out: Path, assignment: str) -> dict[str, list[Answer]]:
    """What was answered, by student, oldest first."""
    with database.reading(url(out)) as connection:
        return regrade_requests.read(connection, assignment)


def attempted(out: Path, assignment: str) -> dict[str, list[CollectedAttempt]]:
    """The attempts that were noted, by student."""
    return attempts.read(url(out), assignment)


def count(out: Path, *found: Result) -> None:
    """Let these results count, each in the place of that of its student."""
    with database.writing(url(out)) as connection:
        stored.put(connection, found)
        for one in found:
            stored.count(connection, one.assignment, {one.student_id: one.key})


def made_with(out: Path) -> set[MadeWith]:
    """What the results that count were made with."""
    with database.reading(url(out)) as connection:
        return stored.made_with(connection)
