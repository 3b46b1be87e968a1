"""Questions as a rubric writes them, drawn from a seed."""

from dataclasses import replace

import pytest

from dinosaur_grader.assignments import probes as drawing
from dinosaur_grader.assignments import question
from dinosaur_grader.assignments.rubric_tables import RubricError
from tests.dinosaur_grader import toy

LESSON, SEED = "source/toy.py", b"a seed"


@pytest.fixture
def course(tmp_path):
    return toy.make(tmp_path)


def test_the_same_seed_draws_the_same_and_another_assignment_s_name_others(tmp_path):
    asked = {}
    for name in ("toy", "blocks", "kites", "marbles"):
        rubric = toy.load(toy.make(tmp_path, name), name).rubric
        (first,) = question.drafted(rubric, "double", "hidden", SEED)
        asked[name] = first.call.positional
        (again,) = question.drafted.__wrapped__(rubric, "double", "hidden", SEED)
        assert vars(again.call) == vars(first.call)
        assert replace(again, call=first.call) == first
    assert len(set(asked.values())) > 1


def test_two_rubrics_of_one_name_do_not_meet(tmp_path):
    for number, place in enumerate(("one", "two"), start=3):
        toy.make(tmp_path / place)
        old = "LOW, HIGH = 3, 9"
        new = f"LOW, HIGH = {number}, {number + 1}"
        toy.change(tmp_path / place / LESSON, old, new)
    asked = [
        question.drafted(toy.load(tmp_path / place).rubric, "double", "hidden", SEED)
        for place in ("one", "two")
    ]
    assert [drawn[0].call.positional for drawn in asked] == [(3,), (4,)]


def test_variants_that_are_other_questions(course):
    toy.change(course / LESSON, "public, see", "public, see, variants")
    toy.change(
        course / LESSON,
        "hidden(double_hidden)",
        "hidden(double_hidden)\nvariants(double_hidden)",
    )
    work = toy.load(course)
    with pytest.raises(RubricError, match="names, points, titles, observers and gates"):
        drawing.asked(work.rubric, b"seed")
