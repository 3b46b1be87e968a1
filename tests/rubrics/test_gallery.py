"""The dinosaurs' gallery: every mark and every hint as labelled."""

from collections import Counter

import pytest

from dinosaur_grader.assignments.probes import PRACTICE_SEED
from dinosaur_grader.workshop import gallery
from tests.dinosaurs import FUNCTIONS, RUBRIC, in_turn, probes

ANSWERS = gallery.answers(RUBRIC)


@pytest.mark.parametrize("answer", in_turn(ANSWERS))
def test_the_answer_is_marked_as_labelled(answer):
    assert gallery.judge_answer(RUBRIC, answer, probes(PRACTICE_SEED)).problems == ()


def test_the_gallery_is_large_enough():
    sizes = Counter((answer.function, answer.right) for answer in ANSWERS)

    assert all(
        sizes[function, right] >= 25 for function in FUNCTIONS for right in (True, False)
    )
