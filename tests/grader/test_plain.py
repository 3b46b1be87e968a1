"""Marks in plain nbgrader: the same probes, in the student's own kernel."""

import numpy as np
import pytest

from grader.assignments.reference import namespace_of, source
from grader.plain import marks
from tests.grader.assignments.test_probes import POINTS
from utils.checks import CELLS, FUNCTIONS


@pytest.mark.parametrize("cell", CELLS)
def test_a_right_notebook_gets_all_points_of_a_cell(cell):
    assert (
        marks(cell, namespace_of(*(source(function) for function in FUNCTIONS))) == POINTS[cell]
    )


@pytest.mark.parametrize("cell", CELLS)
def test_an_empty_notebook_gets_nothing_and_raises_nothing(cell):
    assert marks(cell, namespace_of()) == 0


def test_partial_work_gets_partial_marks():
    text = source("clip").replace("[dWaa, dWax, dWya, db, dby]", "[dWaa, dWax, dWya]")

    assert 0 < marks("clip_hidden", namespace_of(text)) < POINTS["clip_hidden"]


@pytest.mark.parametrize("function", ["optimize", "model"])
def test_a_wrong_clip_costs_no_other_function_a_point(function):
    texts = [source(f) for f in FUNCTIONS if f != "clip"]
    namespace = namespace_of("def clip(gradients, maxValue):\n    return None\n", *texts)

    for cell in (f"{function}_expected", f"{function}_hidden"):
        assert marks(cell, namespace) == POINTS[cell]


def test_marks_write_nothing_and_leave_the_random_state(capsys):
    namespace = namespace_of(*(source(function) for function in FUNCTIONS))
    np.random.seed(3)
    expected = np.random.RandomState(3).random_sample()

    marks("model_hidden", namespace)

    assert capsys.readouterr() == ("", "")
    assert np.random.random_sample() == expected


def test_a_cell_of_another_assignment_is_an_error():
    with pytest.raises(KeyError):
        marks("poem_expected", {})
