"""The model's helpers against finite differences and against the textbook's
step-by-step ones."""

import copy
import sys
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import utils
from tests import oracle
from tests.utils.sonnets.test_lstm import finite_differences
from utils import rnn
from utils.corpus import load_names
from utils.rnn import backward_by_steps

WEIGHTS = ("Wax", "Waa", "Wya", "b", "by")


def forward_by_steps(*name):
    """`rnn_forward` by its own loop, however long the name is."""
    with mock.patch.object(rnn, "SHORT", 10**6):
        return utils.rnn_forward(*name)


def forward_fast(*name):
    with mock.patch.object(rnn, "SHORT", 0):
        return utils.rnn_forward(*name)


FAST = SimpleNamespace(rnn_forward=forward_fast, rnn_backward=utils.rnn_backward)
BY_STEPS = SimpleNamespace(  # the plain loops in the place of the fast way
    softmax=utils.softmax,
    rnn_forward=forward_by_steps,
    rnn_backward=backward_by_steps,
    update_parameters=utils.update_parameters,
)


def parameters_of(draw, n_a, n_x):
    """The five arrays of a network, each as `draw` makes one of a shape."""
    shapes = (n_a, n_x), (n_a, n_a), (n_x, n_a), (n_a, 1), (n_x, 1)
    return {name: draw(shape) for name, shape in zip(WEIGHTS, shapes, strict=True)}


def model(n_a=4, n_x=5, seed=0, scale=0.5):
    rng = np.random.default_rng(seed)
    parameters = parameters_of(lambda shape: rng.normal(size=shape) * scale, n_a, n_x)
    return parameters, rng.normal(size=(n_a, 1))


@st.composite
def questions(draw):
    """Parameters, a state, and a name with its targets, of any small size; the first
    input may be None."""
    n_a, n_x, T = draw(st.integers(1, 6)), draw(st.integers(1, 6)), draw(st.integers(1, 9))
    seed, scale = draw(st.integers(0, 10**6)), draw(st.sampled_from([0.01, 0.5, 3.0]))
    parameters, a_prev = model(n_a, n_x, seed, scale)
    X, Y = ([draw(st.integers(0, n_x - 1)) for _ in range(T)] for _ in range(2))
    if draw(st.booleans()):
        X[0] = None
    return X, Y, a_prev, parameters


@pytest.mark.parametrize("first", [None, 2])
def test_each_gradient_agrees_with_finite_differences(first):
    parameters, a_prev = model()
    X, Y = [first, 3, 3, 0, 4], [3, 3, 0, 4, 0]
    _, cache = utils.rnn_forward(X, Y, a_prev, parameters)
    gradients, _ = utils.rnn_backward(X, Y, parameters, cache)

    def loss():
        return utils.rnn_forward(X, Y, a_prev, parameters)[0]

    for name in (*WEIGHTS, "a_next"):
        array = parameters.get(name, a_prev)
        expected = finite_differences(loss, array, step=1e-6)
        np.testing.assert_allclose(gradients["d" + name], expected, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("kit", [utils, FAST, BY_STEPS], ids=["as called", "fast", "by_steps"])
@settings(max_examples=25)
@given(questions())
def test_loss_states_and_gradients_agree_with_the_textbook(kit, question):
    X, Y, a_prev, parameters = question
    loss, cache = kit.rnn_forward(X, Y, a_prev, parameters)
    gradients, a = kit.rnn_backward(X, Y, parameters, cache)
    expected_loss, expected_cache = oracle.rnn_forward(X, Y, a_prev, parameters)
    expected, expected_a = oracle.rnn_backward(X, Y, parameters, expected_cache)
    of_theirs, _ = kit.rnn_backward(X, Y, parameters, expected_cache)  # their dictionaries

    assert loss == pytest.approx(expected_loss, rel=1e-9)
    assert gradients.keys() == of_theirs.keys() == expected.keys()
    for key, slope in expected.items():
        np.testing.assert_allclose(gradients[key], slope, rtol=1e-8, atol=1e-10)
        np.testing.assert_allclose(of_theirs[key], slope, rtol=1e-8, atol=1e-10)
    for t in range(-1, len(X)):
        np.testing.assert_allclose(a[t], expected_a[t], rtol=1e-9, atol=1e-12)
        assert a[t].shape == a_prev.shape
    for t in range(len(X)):  # the cache can be read step by step
        np.testing.assert_allclose(cache[0][t], expected_cache[0][t], rtol=1e-9)
        np.testing.assert_allclose(cache[1][t - 1], expected_a[t - 1], rtol=1e-9, atol=1e-12)
        np.testing.assert_array_equal(cache[2][t], expected_cache[2][t])


@settings(max_examples=25)
@given(questions())
def test_states_are_the_plain_loop_s_bit_for_bit(question):
    _, (_, fast, _) = forward_fast(*question)
    _, (_, plain, _) = forward_by_steps(*question)
    np.testing.assert_array_equal(fast, plain, strict=True)


@pytest.mark.parametrize("height", [290.0, 1e5])
def test_the_loss_does_not_see_a_shift_of_all_logits(height):
    parameters, a_prev = model()
    expected, _ = utils.rnn_forward([None, 1, 2], [1, 2, 0], a_prev, parameters)
    parameters["by"] += height
    loss, (p, _, _) = utils.rnn_forward([None, 1, 2], [1, 2, 0], a_prev, parameters)
    assert loss == pytest.approx(expected, rel=1e-9)
    np.testing.assert_allclose(p.sum(axis=1), 1.0, rtol=1e-12)


def test_a_letter_that_can_never_come_leaves_the_loss_finite():
    parameters, a_prev = model()
    parameters["by"][3] = -np.inf
    loss, (p, _, _) = utils.rnn_forward([None, 1, 2], [1, 2, 0], a_prev, parameters)
    assert np.isfinite(loss)
    assert not p[:, 3].any()


def test_no_argument_is_changed_and_going_back_twice_gives_the_same():
    parameters, a_prev = model()
    X, Y = [None, 1, 2], [1, 2, 0]
    before, kept = copy.deepcopy((parameters, a_prev))
    _, cache = utils.rnn_forward(X, Y, a_prev, parameters)
    first, _ = utils.rnn_backward(X, Y, parameters, cache)
    second, _ = utils.rnn_backward(X, Y, parameters, cache)
    assert (X, Y) == ([None, 1, 2], [1, 2, 0])
    np.testing.assert_array_equal(a_prev, kept)
    np.testing.assert_equal((parameters, second), (before, first))


def test_what_came_back_stays_as_it_is_while_the_next_name_is_read():
    parameters, a_prev = model()
    _, cache = utils.rnn_forward([None, 1, 2], [1, 2, 0], a_prev, parameters)
    came_back = cache, utils.rnn_backward([None, 1, 2], [1, 2, 0], parameters, cache)
    kept = copy.deepcopy(came_back)
    _, other = utils.rnn_forward([3, 4, 3], [4, 3, 1], -a_prev, parameters)
    utils.rnn_backward([3, 4, 3], [4, 3, 1], parameters, other)
    np.testing.assert_equal(came_back, kept)


def losses(seed):
    """Those of fifty iterations on one name from a start of its own."""
    parameters, a_prev = model(seed=seed)
    X, Y, found = [None, 1, 2, 3] + [4] * 20, [1, 2, 3, 4] + [0] * 20, []
    for _ in range(50):
        loss, cache = utils.rnn_forward(X, Y, a_prev, parameters)
        gradients, a = utils.rnn_backward(X, Y, parameters, cache)
        utils.update_parameters(parameters, gradients, 0.001)
        a_prev = a[-2]
        found.append(loss)
    return found


@pytest.fixture
def threads_that_switch_often():
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("threads_that_switch_often")
def test_threads_that_train_side_by_side_do_not_meet():
    alone = [losses(seed) for seed in range(4)]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(losses, range(4))) == alone


def test_an_update_goes_downhill_in_place_and_returns_the_parameters():
    parameters, _ = model()
    Wax = parameters["Wax"]
    before = copy.deepcopy(parameters)
    gradients = {"d" + name: np.ones_like(value) for name, value in parameters.items()}
    assert utils.update_parameters(parameters, gradients, 0.25) is parameters
    assert parameters["Wax"] is Wax
    for name in WEIGHTS:
        np.testing.assert_allclose(
            parameters[name], before[name] - 0.25, rtol=1e-12, atol=1e-15
        )


def test_the_first_parameters_are_those_of_the_legacy_seed():
    parameters = utils.initialize_parameters(50, 27, 27)
    assert {name: value.shape for name, value in parameters.items()} == {
        "Wax": (50, 27), "Waa": (50, 50), "Wya": (27, 50), "b": (50, 1), "by": (27, 1),
    }  # fmt: skip
    assert parameters["Wax"][0, 0] == pytest.approx(0.01624345363663242, rel=1e-15)
    assert not parameters["b"].any() and not parameters["by"].any()


@pytest.mark.slow
def test_training_on_the_kit_s_own_names_gives_the_measured_losses_and_the_plain_loops_the_same_log():
    log = oracle.train(load_names(quiet=True), 4_001, utils)
    assert "Iteration: 0, Loss: 23.084039\n" in log
    assert "Iteration: 4000, Loss: 25.665858\n" in log
    assert log == oracle.train(load_names(quiet=True), 4_001, BY_STEPS)


@pytest.mark.parametrize("steps", [1, 3, 4, 12])
def test_the_loss_of_a_name_is_a_number_of_numpy_however_long_it_is(steps):
    name, parameters = [1] * steps, rnn.initialize_parameters(4, 5, 5)
    loss, _ = rnn.rnn_forward(name, name, np.zeros((4, 1)), parameters)
    assert isinstance(loss, np.float64)  # a notebook rounds it by its method
