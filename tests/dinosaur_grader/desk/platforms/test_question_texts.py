"""What every platform shows of a hand-in."""

from __future__ import annotations

import msgspec
import pytest

from dinosaur_grader.desk import platforms
from dinosaur_grader.desk.platforms.question_texts import CLOSED, questions
from dinosaur_grader.results import CellMark, ProbeVerdict

pytestmark = pytest.mark.slow


def files(name, marked):
    return platforms.module(name).files(marked, pages=False)


@pytest.mark.parametrize("name", platforms.FORMATS)
def test_how_long_a_notebook_took_is_in_no_file_of_a_platform(blank, name):
    """A child that was asked something secret can choose how long it takes."""
    slow = msgspec.structs.replace(blank.result, seconds={"walk": 12.3, "judge": 4.5})
    other = msgspec.structs.replace(blank, result=slow)
    assert files(name, other) == files(name, blank)


def test_behind_a_shut_gate_a_passed_question_has_no_points_and_says_why(blank):
    passed = ProbeVerdict("clip_1", True, 8.0, 8.0, "", "", title="one")
    shut = CellMark("clip_expected", "clip", 0.0, 8.0, verdicts=(passed,))
    result = msgspec.structs.replace(blank.result, marks=(shut,))
    (said,) = questions(msgspec.structs.replace(blank, result=result))
    assert (said.passed, said.points, said.said) == (True, 0.0, CLOSED)
