"""One hand-in by everybody: marks are compared with those that are due, and what a peer
spends after its answer counts."""

import pytest

from bench import everybody
from bench.everybody import Measured, Turn
from dinosaur_grader.assignments.assignment import load

WORK = load("dinosaur_island")
RIGHT = {test.id: test.points for test in WORK.tests}


def given(student, **other):
    return {(student, cell): points for cell, points in (RIGHT | other).items()}


def one(name, column, marks, seconds=1.0, whole=False):
    students = tuple({student for student, _ in marks})
    return Measured(name, column, whole, [Turn(seconds, students, marks)])


DUE = one(*everybody.DUE, given("ada", clip_hidden=3.0))
LOST = {key: points for key, points in given("ada").items() if key[1] != "clip_hidden"}


@pytest.mark.parametrize(
    ("others", "rows", "differ"),
    [
        ([], 0, []),  # what is due is not compared with itself
        (
            [one("b", "cold", given("ada"))],
            len(RIGHT),
            ["ada clip_hidden: 3.0 by nbgrader, batch command, 12.0 by b, cold, turn 1"],
        ),
        ([one("b", "cold", LOST)], None, ["ada clip_hidden: no mark by b, cold, turn 1"]),
        ([one("whole", "warm", given("ada", clip_hidden=0.0), whole=True)], len(RIGHT), []),
    ],
)
def test_a_mark_that_differs_or_is_lost_is_named(others, rows, differ):
    count, named = everybody.compared([DUE, *others], WORK)
    assert named == differ
    assert rows is None or count == rows
