"""The canary: before anyone's marks are believed, the right answers must get every
point and the blank release none.

Both go the way of every submission, from a notebook in a folder through stage, pool,
sandbox, walk and judge.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.course_rules import Rules
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.judging.grading import Job
from dinosaur_grader.judging.reading.intake import read_submission
from dinosaur_grader.results import GRADED, Result, Submission, Ungraded

log = logging.getLogger(__name__)

SOLVED, BLANK = "canary-solved", "canary-blank"


class CanaryFailed(Refused, RuntimeError):
    """The checks do not work here; no mark of this batch may be believed."""


def run_canary(
    assignment: Assignment,
    job: Callable[[Submission], Job],
    graded: Callable[[Iterable[Job]], Iterable[Result]],
):
    """Grade both notebooks by `graded`, as jobs made by `job`; raises `CanaryFailed`,
    with the reasons, unless both are right."""
    log.info("grading the canary: the right answers and the blank release")
    if wrong := judged(assignment, graded(jobs(assignment, job))):
        raise CanaryFailed(f"the canary failed, so nothing was written. {wrong}")


def jobs(assignment: Assignment, job: Callable[[Submission], Job]) -> list[Job]:
    """Make jobs of both notebooks, to be graded under no course's rules, whatever is
    remembered of their like. Raises `CanaryFailed` where one can't be read."""
    with tempfile.TemporaryDirectory(prefix="canary-") as folder:
        made = [job(_staged(Path(folder), name, assignment)) for name in (SOLVED, BLANK)]
    made_with = msgspec.structs.replace(made[0].made_with, version=assignment.version)
    own = dict(made_with=made_with, rules=Rules(), uncached=True)
    return [msgspec.structs.replace(each, **own) for each in made]


def judged(assignment: Assignment, graded: Iterable[Result]) -> str:
    """Say what is wrong with the results of both notebooks, as sentences. The text is
    empty where nothing is."""
    results = {result.student_id: result for result in graded}
    right = _wrong(results[SOLVED], assignment, full=True)
    return " ".join((*right, *_wrong(results[BLANK], assignment, full=False)))


def _staged(folder: Path, name: str, assignment: Assignment) -> Submission:
    notebook = assignment.solved_path if name == SOLVED else assignment.blank_path
    place = folder / name / assignment.name
    place.mkdir(parents=True)
    shutil.copyfile(notebook, place / f"{assignment.name}.ipynb")
    opened = read_submission(place, assignment)
    if isinstance(opened, Ungraded):
        raise CanaryFailed(
            f"the canary failed, so nothing was written. {name} could not be read: {opened.reason}"
        )
    return opened


def _wrong(result: Result, assignment: Assignment, full: bool) -> Iterator[str]:
    who = "The right answers" if full else "The blank release"
    if result.state != GRADED:
        yield f"{who} ended as {result.state}: {'; '.join(result.notes)}."
        return  # without marks there is nothing more to compare
    tests = {test.id: test.points for test in assignment.tests}
    # a lecturer's own test may pass on the blank one: nothing of ours failed
    blank = {cell: 0.0 for cell in tests if cell in assignment.rubric.cells}
    expected = tests if full else blank
    got = {mark.cell: mark.score for mark in result.marks}
    for cell, points in expected.items():
        if got.get(cell) != points:
            said = next((mark.message for mark in result.marks if mark.cell == cell), "")
            yield f"{who} got {got.get(cell)} of {points:g} points in {cell}. {said}".rstrip()
