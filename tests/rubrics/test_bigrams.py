"""The second assignment, of `examples/`: each answer of its gallery is marked and told
as its label says, and none of its published questions is asked as it is published."""

import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import probes as drawing
from dinosaur_grader.assignments.probes import PRACTICE_SEED
from dinosaur_grader.workshop import gallery
from tests.conftest import ROOT
from tests.dinosaurs import in_turn

RUBRIC = assignments.load("bigrams", ROOT / "examples").rubric
ANSWERS = gallery.answers(RUBRIC)


@pytest.mark.parametrize("answer", in_turn(ANSWERS))
def test_the_answer_is_marked_as_labelled(answer):
    asked, known = drawing.asked(RUBRIC, PRACTICE_SEED), drawing.published(RUBRIC)
    assert gallery.judge_answer(RUBRIC, answer, asked, known).problems == ()


def test_each_function_has_right_answers_and_wrong_ones():
    assert {(a.function, a.right) for a in ANSWERS} == {
        (name, right) for name in ("count_pairs", "probabilities") for right in (True, False)
    }


def test_each_published_question_is_asked_with_other_numbers():
    published = {probe.id: probe for probe in drawing.published(RUBRIC)}
    asked = {probe.id: probe for probe in drawing.asked(RUBRIC, b"one") if probe.variant}
    assert asked.keys() == published.keys()
    assert [i for i in asked if repr(asked[i].call) == repr(published[i].call)] == []
