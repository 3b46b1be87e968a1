"""The fast way through a name against the plain loop: bit for bit, or as near as
rounding lets it be.

That both print the same training log, to its last digit, is asked in `test_rnn.py`.
"""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import utils
from tests import oracle
from tests.utils.test_rnn import parameters_of, questions
from utils.corpus import load_names
from utils.rnn import backward_by_steps, forward_by_steps

EPS = np.finfo(float).eps  # 2.2e-16


def assert_same_bits(ours, theirs):
    np.testing.assert_array_equal(np.asarray(ours), np.asarray(theirs), strict=True)


def assert_same_states(cache, plain):
    """`a` and `x` of two caches, step by step; `a[-1]` too."""
    (_, a, x), (_, plain_a, plain_x) = cache, plain
    assert len(a) == len(plain_a) and len(x) == len(plain_x)
    for t in range(-1, len(x)):
        assert_same_bits(a[t], plain_a[t])
    for t in range(len(x)):
        assert_same_bits(x[t], plain_x[t])


@given(questions())
def test_states_and_inputs_are_the_plain_loop_s_bit_for_bit(question):
    _, fast = utils.rnn_forward(*question)
    _, plain = forward_by_steps(*question)

    assert_same_states(fast, plain)


@st.composite
def exact_questions(draw):
    """A cache and weights of few binary digits, so that every product and sum is exact,
    in any order."""
    n_a, n_x, T = draw(st.integers(1, 5)), draw(st.integers(1, 5)), draw(st.integers(1, 4))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))

    def halves(shape):
        return rng.integers(-2, 3, shape) / 2

    parameters = parameters_of(halves, n_a, n_x)
    X, Y = rng.integers(0, n_x, (2, T)).tolist()
    x = np.eye(n_x)[X][:, :, None]
    return X, Y, parameters, (rng.integers(0, 9, (T, n_x, 1)) / 8, halves((T + 1, n_a, 1)), x)


@given(exact_questions())
def test_gradients_are_the_plain_loop_s_bit_for_bit_where_no_sum_is_rounded(question):
    fast, _ = utils.rnn_backward(*question)
    plain, _ = backward_by_steps(*question)

    assert fast.keys() == plain.keys()
    for key in plain:
        assert_same_bits(fast[key], plain[key])


def each_name(iterations):
    """What training asks: X, Y, state and parameters of each iteration on the kit's own
    names."""
    data = load_names(quiet=True)
    char_to_ix, _ = utils.vocabulary(data)
    parameters = utils.initialize_parameters(50, len(char_to_ix), len(char_to_ix))
    a_prev = np.zeros((50, 1))
    for name in data.split("\n")[:iterations]:
        X = [None, *(char_to_ix[char] for char in name)]
        Y = [*X[1:], char_to_ix["\n"]]
        yield X, Y, a_prev, parameters
        _, _, a_prev = oracle.optimize(X, Y, a_prev, parameters, kit=utils)


def test_in_training_they_differ_by_rounding_alone():
    for X, Y, a_prev, parameters in each_name(600):
        loss, fast = utils.rnn_forward(X, Y, a_prev, parameters)
        plain_loss, plain = forward_by_steps(X, Y, a_prev, parameters)
        gradients, _ = utils.rnn_backward(X, Y, parameters, fast)
        plain_gradients, _ = backward_by_steps(X, Y, parameters, plain)

        assert_same_states(fast, plain)
        assert abs(loss - plain_loss) <= 16 * EPS * plain_loss
        for t in range(len(X)):
            np.testing.assert_allclose(fast[0][t], plain[0][t], rtol=32 * EPS, atol=0)
        for key, slope in plain_gradients.items():
            np.testing.assert_allclose(
                gradients[key], slope, rtol=0, atol=64 * EPS * abs(slope).max()
            )
