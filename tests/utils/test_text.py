"""Probabilities, losses and names: laws that hold for all inputs, and kind errors."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from utils import get_initial_loss, get_sample, print_sample, smooth, softmax, vocabulary

LOGITS = hnp.arrays(
    np.float64, hnp.array_shapes(min_dims=1, max_dims=2), elements=st.floats(-1e3, 1e3)
)


@settings(max_examples=25)
@given(LOGITS, st.floats(-1e3, 1e3))
def test_softmax_sums_to_one_keeps_the_order_and_does_not_see_a_shift(x, shift):
    p = softmax(x)
    assert p.shape == x.shape
    np.testing.assert_allclose(p.sum(axis=0), 1.0, rtol=1e-12)
    np.testing.assert_allclose(softmax(x + shift), p, rtol=1e-9, atol=1e-12)
    assert (np.diff(np.take_along_axis(p, np.argsort(x, axis=0), axis=0), axis=0) >= 0).all()


def test_softmax_survives_logits_that_would_overflow_and_leaves_its_argument_alone():
    x = np.array([[1e9], [0.0]])
    np.testing.assert_array_equal(softmax(x), [[1.0], [0.0]])
    np.testing.assert_array_equal(x, [[1e9], [0.0]])


@pytest.mark.parametrize(
    ("function", "argument", "message"),
    [
        (softmax, np.array([[np.nan], [0.0]]), r"x of shape \(2, 1\) holds NaN or inf"),
        (softmax, np.zeros((0, 1)), r"x has shape \(0, 1\)"),
        (lambda size: get_initial_loss(size, 7), 0, "vocab_size is 0"),
        (vocabulary, "", "data is empty"),
    ],
)
def test_what_is_wrong_with_an_argument_is_named(function, argument, message):
    with pytest.raises(ValueError, match=message):
        function(argument)


def test_smoothing_keeps_999_parts_and_the_first_loss_is_that_of_a_uniform_guess():
    assert smooth(20.0, 30.0) == pytest.approx(20.01)
    assert get_initial_loss(27, 7) == pytest.approx(7 * math.log(27))


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


def test_the_dictionaries_number_the_sorted_symbols_and_undo_each_other():
    char_to_ix, ix_to_char = vocabulary("ab\nba")
    assert char_to_ix == {"\n": 0, "a": 1, "b": 2}
    assert ix_to_char == {0: "\n", 1: "a", 2: "b"}
