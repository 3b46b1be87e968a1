"""Probabilities, losses and names: laws that hold for all inputs, and kind errors."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from utils import get_initial_loss, get_sample, print_sample, smooth, softmax, vocabulary

LOGITS = hnp.arrays(
    np.float64, hnp.array_shapes(min_dims=1, max_dims=2), elements=st.floats(-1e3, 1e3)
)


@given(LOGITS)
def test_the_columns_of_softmax_sum_to_one(x):
    p = softmax(x)
    np.testing.assert_allclose(p.sum(axis=0), 1.0, rtol=1e-12)
    assert p.shape == x.shape


@given(LOGITS, st.floats(-1e3, 1e3))
def test_softmax_does_not_see_a_shift_of_all_logits(x, shift):
    np.testing.assert_allclose(softmax(x + shift), softmax(x), rtol=1e-9, atol=1e-12)


@given(LOGITS)
def test_a_larger_logit_never_has_a_smaller_probability(x):
    order = np.argsort(x, axis=0)
    p = np.take_along_axis(softmax(x), order, axis=0)
    assert (np.diff(p, axis=0) >= 0).all()


def test_softmax_survives_logits_that_would_overflow_and_leaves_its_argument_alone():
    x = np.array([[1e9], [0.0]])
    np.testing.assert_array_equal(softmax(x), [[1.0], [0.0]])
    np.testing.assert_array_equal(x, [[1e9], [0.0]])


@pytest.mark.parametrize(
    ("x", "message"),
    [
        ([[np.nan], [0.0]], r"softmax: x of shape \(2, 1\) holds NaN or inf"),
        ([[np.inf], [0.0]], r"softmax: x of shape \(2, 1\) holds NaN or inf"),
        (np.zeros((0, 1)), r"x has shape \(0, 1\)"),
    ],
)
def test_softmax_names_what_is_wrong_with_x(x, message):
    with pytest.raises(ValueError, match=message):
        softmax(np.array(x))


def test_smoothing_keeps_999_parts_of_the_old_loss():
    assert smooth(20.0, 30.0) == pytest.approx(20.01)


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_smoothed_loss_lies_between_the_two(loss, cur_loss):
    low, high = sorted((loss, cur_loss))
    assert low - 1e-9 <= smooth(loss, cur_loss) <= high + 1e-9


def test_the_first_loss_is_that_of_a_uniform_guess():
    assert get_initial_loss(27, 7) == pytest.approx(7 * math.log(27))


def test_a_vocabulary_of_nothing_has_no_loss():
    with pytest.raises(ValueError, match="vocab_size is 0"):
        get_initial_loss(0, 7)


@pytest.mark.parametrize(
    ("indices", "name"), [([2, 1, 0], "Ta\n"), ([], ""), (np.array([1, 1]), "Aa")]
)
def test_a_sampled_name_starts_with_a_capital_and_is_printed_without_a_newline(
    indices, name, capsys
):
    ix_to_char = {0: "\n", 1: "a", 2: "t"}
    assert get_sample(indices, ix_to_char) == name
    print_sample(indices, ix_to_char)
    assert capsys.readouterr().out == name


@given(st.text(min_size=1))
def test_the_two_dictionaries_undo_each_other(data):
    char_to_ix, ix_to_char = vocabulary(data)
    assert "".join(ix_to_char[char_to_ix[char]] for char in data) == data
    assert sorted(char_to_ix) == [ix_to_char[ix] for ix in range(len(ix_to_char))]


def test_the_newline_has_index_zero_and_a_has_one():
    char_to_ix, _ = vocabulary("ab\nba")
    assert char_to_ix == {"\n": 0, "a": 1, "b": 2}


def test_an_empty_text_has_no_vocabulary():
    with pytest.raises(ValueError, match="data is empty"):
        vocabulary("")
