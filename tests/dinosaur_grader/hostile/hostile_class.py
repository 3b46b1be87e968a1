"""A class of attacks and three honest students, graded in one batch, and the three
alone."""

from pathlib import Path

import msgspec
import nbformat
import pytest

from dinosaur_grader.batch.grade_class import grade
from dinosaur_grader.batch.open_course import RunSettings, open_course
from dinosaur_grader.judging import grading
from dinosaur_grader.judging.plan import Budget
from dinosaur_grader.records import outputs
from tests.dinosaur_grader.desk.upgrade import rows
from tests.dinosaurs import ASSIGNMENT, FUNCTIONS, source
from tests.gallery import hostile

HONEST = ("honest-blank", "honest-half", "honest-right")
BLANK = nbformat.read(ASSIGNMENT.blank_path, as_version=4)
SHORT = Budget(cell_seconds=2.0, call_seconds=1.5, stuck_seconds=0.7, walk_seconds=60.0)
"""What an honest notebook needs a tenth of; many attacks go on until it is spent."""


def grade_with_and_alone(home: Path, level: str, attacks, budget: Budget) -> None:
    """Grade them below `home`: `all` to `all-out`, `alone` to `alone-out`."""
    for name in ("alone", "all"):
        _hand_in_honest(home / name)
    for attack in attacks:
        hostile.write(attack, home / "all", BLANK, home / "all-out")
    with pytest.MonkeyPatch.context() as patch:
        shorten_budget(patch, budget)
        for name in ("alone", "all"):
            course = open_course(home / name, home / f"{name}-out", home / "course.seed")
            outputs.write(grade(course, RunSettings(level, 2)), course)


def shorten_budget(patch: pytest.MonkeyPatch, budget: Budget) -> None:
    """Let every hand-in have this budget."""
    make = grading.job_maker
    patch.setattr(
        grading,
        "job_maker",
        lambda *given: msgspec.structs.replace(make(*given), budget=budget),
    )


def _hand_in_honest(submitted: Path) -> None:
    solved = {function: source(function) for function in FUNCTIONS}
    half = {name: solved[name] for name in ("clip", "optimize")}
    for student, cells in zip(HONEST, ({}, half, solved), strict=True):
        hostile.write(hostile.Attack(student, "none", cells=cells), submitted, BLANK)


def not_held(home: Path, attacks) -> dict[str, tuple[str, str]]:
    """The attacks that ended in another state or earned more than their honest part, and
    what they came to."""
    totals = {row["student_id"]: row for row in rows(home / "all-out" / "totals.csv")}
    ended = [(attack, totals[hostile.written_id(attack)]) for attack in attacks]
    return {
        attack.name: (row["state"], row["score"])
        for attack, row in ended
        if row["state"] not in attack.states or float(row["score"] or 0) > attack.most
    }


def assert_honest_marks_are_the_same(home: Path) -> None:
    """Fail where a mark of the three is another one than without the attacks."""
    every = rows(home / "all-out" / "grades.csv")
    among = [row for row in every if row["student_id"] in HONEST]
    assert among == rows(home / "alone-out" / "grades.csv")
    assert sum(float(row["score"]) for row in among if row["student_id"] == HONEST[-1]) == 100
