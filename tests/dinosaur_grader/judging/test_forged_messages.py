"""What a notebook writes where only answers belong costs the call in which it does so:
the rest of a right notebook keeps its points. At `none`, where no layer helps."""

from dataclasses import replace

import nbformat
import pytest

from dinosaur_grader.assignments.probes import PRACTICE_SEED
from dinosaur_grader.judging.lending import Lender
from dinosaur_grader.judging.plan import Budget
from dinosaur_grader.judging.reading.intake import read_submission
from dinosaur_grader.judging.walk import walk
from tests.dinosaurs import ASSIGNMENT, RUBRIC, probes, source
from tests.gallery import hostile
from tests.gallery.hostile import writing

pytestmark = pytest.mark.slow
# forged-arrays forges the answers of all functions
IN_CLIP = [a for a in writing.ATTACKS if [*a.cells] == ["clip"] and a.name != "forged-arrays"]
IN_A_CELL = [attack for attack in writing.ATTACKS if attack.first]
SHORT = Budget(cell_seconds=2.0, call_seconds=2.0)


@pytest.mark.parametrize("attack", [*IN_CLIP, *IN_A_CELL], ids=lambda attack: attack.name)
def test_a_message_that_is_no_answer_costs_its_cell_or_the_calls_of_its_function_only(
    tmp_path, sandbox, attack
):
    """In a notebook that is right but for the cells that the attack needs."""
    right = {name: source(name) for name in RUBRIC.functions} | attack.cells
    mixed = replace(attack, cells=right)
    blank = nbformat.read(ASSIGNMENT.blank_path, as_version=4)
    staged = read_submission(hostile.write(mixed, tmp_path, blank), ASSIGNMENT)
    lender = Lender(RUBRIC.answers, sandbox.child)
    result = walk(staged, probes(PRACTICE_SEED), sandbox, lender, SHORT, PRACTICE_SEED)
    lender.close()
    lost = [mark.cell for mark in result.marks if mark.score < mark.max_score]
    assert result.state == "graded"
    assert lost == ["clip_expected", "clip_hidden"] * bool(attack.cells)
    assert result.score == 100 - 20 * bool(attack.cells)
