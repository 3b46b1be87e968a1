"""Values and differences in words that an instructor can compare."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from dinosaur_grader.checks.calls import Call, Failure, Lent, Opaque, Outcome, Spy
from dinosaur_grader.desk import replay

SIZES = arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)
ARRAYS = arrays.arrays(st.sampled_from([np.float64, np.float32, np.int64, np.bool_]), SIZES)
NUMBERS = st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats()
SIMPLE = NUMBERS | st.none() | st.text() | ARRAYS | st.builds(Opaque, st.text())
PLAIN = st.recursive(
    SIMPLE,
    lambda part: st.lists(part, max_size=4) | st.dictionaries(st.text(), part, max_size=3),
)


@given(PLAIN, PLAIN)
def test_whatever_a_student_returns_is_told_in_printable_words(right, answer):
    said = replay.value(answer) + replay.difference(right, answer)
    assert "\x1b" not in said and "\x00" not in said
    assert len(replay.value(answer)) <= replay.MOST + 40


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (np.array([1.0, 2.5]), "(2) [1. , 2.5]"),
        (np.array([[1.0], [2.5]]), "(2 x 1) [1. , 2.5]"),
        (np.eye(2), "(2 x 2)\n[[1., 0.],\n [0., 1.]]"),
        ({"\n": 0, "a": 1}, "'\\n': 0, a: 1"),
    ],
    ids=["array", "column", "matrix", "newline"],
)
def test_a_value_is_told_with_its_shape_and_a_column_or_a_key_on_one_line(what, said):
    assert replay.value(what) == said


def test_a_long_value_is_cut_and_says_how_long_it_was():
    assert replay.value("a" * 900, 10) == "'aaaaaaaaa ... (902 characters)"


def test_control_characters_do_not_reach_a_terminal():
    assert "\x1b" not in replay.value(Opaque("\x1b[31mred"))


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (np.zeros((2, 2)), np.array([[0.0, 0.5], [-3.0, 0.0]]), "3 at [1, 0]: 0 and -3"),
        (np.zeros(2), np.array([5.0, np.nan]), "nan at [1]: 0 and nan"),
        (np.zeros((2, 1)), np.zeros((1, 2)), "the shape is (1, 2), not (2, 1)"),
        ([1, 2, 3], [1, 4, 5], "first at entry 1: 2 and 4"),
        (10.0, 12.5, "2.5"),
        (np.ones(3), np.ones(3) + 1e-12, ""),
        (1.0, None, "nothing came"),
    ],
    ids=["array", "no number", "shape", "list", "number", "close", "nothing"],
)
def test_the_difference_is_the_largest_and_where_it_is(right, wrong, said):
    assert replay.difference(right, wrong) == said


def test_a_question_names_its_arguments_and_what_was_lent():
    call = Call(
        "optimize",
        ([None], [0]),
        {"learning_rate": 0.1},
        stand_ins={"clip": Lent(), "sample": Spy(("seed",), (1, 2), record=("seed",))},
    )
    parameters = ("X", "Y", "a_prev", "parameters", "learning_rate")
    assert replay.question(call, parameters) == [
        ("X", "1: [nothing]"),
        ("Y", "1: [0]"),
        ("learning_rate", "0.1"),
        ("clip, lent", "the right function"),
        ("sample, lent", "a stand-in that records seed and returns 2 set answers"),
    ]


def test_an_error_is_told_with_the_student_s_own_line():
    failure = Failure("exception", "KeyError", "'dWaa'", "g = gradients['dWaa']")
    outcome = Outcome(failure=failure)
    assert replay.ending(outcome) == "exception. KeyError: 'dWaa' (at: g = gradients['dWaa'])"


def test_an_error_that_a_student_named_does_not_reach_a_terminal():
    outcome = Outcome(failure=Failure("exception", "\x1b[2J", "\x1b[31m", "raise \x1b"))
    assert "\x1b" not in replay.ending(outcome)


def test_a_question_that_was_not_asked_says_why():
    assert "not asked" in replay.ending(None)
