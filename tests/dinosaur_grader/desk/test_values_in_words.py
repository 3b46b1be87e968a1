"""Values and differences in words that an instructor can compare."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from dinosaur_grader.checks.calls import Call, Failure, Lent, Opaque, Outcome, Spy
from dinosaur_grader.desk import values_in_words

SIZES = arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)
ARRAYS = arrays.arrays(st.sampled_from([np.float64, np.float32, np.int64, np.bool_]), SIZES)
SIMPLE = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | st.text()
    | ARRAYS
)
SIMPLE |= st.builds(Opaque, st.text())
PLAIN = st.recursive(
    SIMPLE,
    lambda part: st.lists(part, max_size=4) | st.dictionaries(st.text(), part, max_size=3),
)


@given(PLAIN, PLAIN)
def test_whatever_a_student_returns_is_told_in_printable_words(right, answer):
    said = values_in_words.value(answer) + values_in_words.difference(right, answer)
    assert "\x1b" not in said and "\x00" not in said
    assert len(values_in_words.value(answer)) <= values_in_words.MOST + 40


def test_an_array_is_told_with_its_shape():
    assert values_in_words.value(np.array([1.0, 2.5])) == "(2) [1. , 2.5]"


def test_a_column_is_told_on_a_line_and_a_matrix_on_its_own_lines():
    assert values_in_words.value(np.array([[1.0], [2.5]])) == "(2 x 1) [1. , 2.5]"
    assert values_in_words.value(np.eye(2)) == "(2 x 2)\n[[1., 0.],\n [0., 1.]]"


def test_a_long_value_is_cut_and_says_how_long_it_was():
    assert values_in_words.value("a" * 900, 10) == "'aaaaaaaaa ... (902 characters)"


def test_control_characters_do_not_reach_a_terminal():
    assert "\x1b" not in values_in_words.value(Opaque("\x1b[31mred"))


def test_a_newline_as_a_key_stays_on_its_line():
    assert values_in_words.value({"\n": 0, "a": 1}) == "'\\n': 0, a: 1"


def test_the_difference_of_arrays_is_the_largest_and_where_it_is():
    right = np.zeros((2, 2))
    wrong = np.array([[0.0, 0.5], [-3.0, 0.0]])
    assert values_in_words.difference(right, wrong) == "3 at [1, 0]: 0 and -3"


def test_a_number_that_is_none_counts_as_the_largest_difference():
    assert values_in_words.difference(np.zeros(2), np.array([5.0, np.nan])).startswith(
        "nan at [1]"
    )


def test_another_shape_is_said_as_such():
    assert (
        values_in_words.difference(np.zeros((2, 1)), np.zeros((1, 2)))
        == "the shape is (1, 2), not (2, 1)"
    )


def test_lists_part_at_their_first_difference():
    assert values_in_words.difference([1, 2, 3], [1, 4, 5]) == "first at entry 1: 2 and 4"


def test_numbers_have_a_plain_difference():
    assert values_in_words.difference(10.0, 12.5) == "2.5"


def test_what_is_close_has_no_difference():
    assert values_in_words.difference(np.ones(3), np.ones(3) + 1e-12) == ""


def test_what_did_not_come_is_said():
    assert values_in_words.difference(1.0, None) == "nothing came"


def test_a_question_names_its_arguments_and_what_was_lent():
    call = Call(
        "optimize",
        ([None], [0]),
        {"learning_rate": 0.1},
        stand_ins={"clip": Lent(), "sample": Spy(("seed",), (1, 2), record=("seed",))},
    )
    parameters = ("X", "Y", "a_prev", "parameters", "learning_rate")
    assert values_in_words.question(call, parameters) == [
        ("X", "1: [nothing]"),
        ("Y", "1: [0]"),
        ("learning_rate", "0.1"),
        ("clip, lent", "the right function"),
        ("sample, lent", "a stand-in that records seed and returns 2 set answers"),
    ]


def test_an_error_is_told_with_the_student_s_own_line():
    outcome = Outcome(
        failure=Failure("exception", "KeyError", "'dWaa'", "g = gradients['dWaa']")
    )
    assert (
        values_in_words.ending(outcome)
        == "exception. KeyError: 'dWaa' (at: g = gradients['dWaa'])"
    )


def test_an_error_that_a_student_named_does_not_reach_a_terminal():
    outcome = Outcome(failure=Failure("exception", "\x1b[2J", "\x1b[31m", "raise \x1b"))
    assert "\x1b" not in values_in_words.ending(outcome)


def test_a_question_that_was_not_asked_says_why():
    assert "not asked" in values_in_words.ending(None)
