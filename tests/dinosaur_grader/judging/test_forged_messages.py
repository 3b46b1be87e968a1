"""What a notebook writes where only answers belong costs the call in which it does so:
the rest of a right notebook keeps its points. At `none`, where no layer helps."""

import nbformat
import pytest

from dinosaur_grader.assignments import probes as drawing
from dinosaur_grader.judging.lending import Lender
from dinosaur_grader.judging.plan import Budget
from dinosaur_grader.judging.reading.intake import read_submission
from dinosaur_grader.judging.walk import walk
from tests.dinosaurs import ASSIGNMENT, RUBRIC, source
from tests.gallery import hostile
from tests.gallery.hostile import writing

pytestmark = pytest.mark.slow
FOR_ALL = "forged-arrays"
"""It forges the answers of all functions, so that its other ones earn nothing either."""
IN_CLIP = [
    attack
    for attack in writing.ATTACKS
    if attack.cells.keys() == {"clip"} and attack.name != FOR_ALL
]
IN_A_CELL = [attack for attack in writing.ATTACKS if attack.first]
SHORT = Budget(cell_seconds=2.0, call_seconds=2.0)


def graded(attack, folder, sandbox):
    """The attack in a notebook that is right but for the cells that it needs."""
    right = {name: source(name) for name in RUBRIC.functions if name not in attack.cells}
    blank = nbformat.read(ASSIGNMENT.blank_path, as_version=4)
    mixed = hostile.Attack(
        attack.name, attack.why, first=attack.first, cells=right | attack.cells
    )
    staged = read_submission(hostile.write(mixed, folder, blank), ASSIGNMENT)
    with_right = Lender(RUBRIC.answers, sandbox.child)
    try:
        return walk(staged, drawing.asked(RUBRIC, b"one"), sandbox, with_right, SHORT, b"one")
    finally:
        with_right.close()


@pytest.mark.parametrize("attack", IN_CLIP, ids=lambda attack: attack.name)
def test_a_message_that_is_no_answer_costs_the_calls_of_its_function_only(
    tmp_path, sandbox, attack
):
    result = graded(attack, tmp_path, sandbox)
    scores = {mark.cell: mark.score for mark in result.marks}
    assert result.state == "graded"
    assert {cell for cell, score in scores.items() if not score} == {
        "clip_expected",
        "clip_hidden",
    }
    assert sum(scores.values()) == 80


@pytest.mark.parametrize("attack", IN_A_CELL, ids=lambda attack: attack.name)
def test_one_that_is_written_by_a_cell_costs_that_cell_only(tmp_path, sandbox, attack):
    result = graded(attack, tmp_path, sandbox)
    assert (result.state, result.score) == ("graded", 100)
