"""Bad arguments: each error names the function, the argument and both shapes."""

import copy

import numpy as np
import pytest

import utils
from tests.utils.test_rnn import WEIGHTS, model

X, Y = [None, 1, 2], [1, 2, 0]
NAN = float("nan")


def forward(X=X, Y=Y, **changed):
    parameters, a_prev = model()
    a_prev = changed.pop("a_prev", a_prev)
    return utils.rnn_forward(X, Y, a_prev, parameters | changed)


MISFITS = [
    ({"Wax": np.zeros((3, 5))}, r"Wax has shape \(3, 5\), but Waa has shape \(4, 4\)"),
    ({"b": np.zeros((4,))}, r"b has shape \(4,\), but Waa has shape \(4, 4\).*\(4, 1\)"),
    ({"by": np.zeros((1, 5))}, r"by has shape \(1, 5\), but Wya has shape \(5, 4\).*\(5, 1\)"),
    ({"Waa": np.zeros((4, 3))}, r"Waa has shape \(4, 3\).*b \(4, 1\)"),
    ({"b": [0, 0, 0, 0]}, r"parameters\['b'\] is of type list"),
    ({"a_prev": np.zeros(4)}, r"a_prev has shape \(4,\), but Waa of shape \(4, 4\) asks for \(4, 1\)"),
    ({"a_prev": [0, 0, 0, 0]}, r"a_prev is of type list, no array, but Waa of shape \(4, 4\)"),
    ({"X": [None, 1, 5]}, r"X of shape \(2,\) holds the index 5.*Wax of shape \(4, 5\) allows 0 to 4"),
    ({"X": [-1, 1, 2]}, r"X of shape \(3,\) holds the index -1"),
    ({"X": [1, None, 2]}, r"X has to hold whole numbers; it is of shape \(3,\)"),
    ({"X": [1.0, 2.0, NAN]}, r"X has to hold whole numbers"),
    ({"Y": [1, 2, 5]}, r"Y of shape \(3,\) holds the index 5.*Wya of shape \(5, 4\)"),
    ({"Y": [1, 2]}, r"X has shape \(3,\) and Y has shape \(2,\)"),
    ({"X": [], "Y": []}, r"X has shape \(0,\)"),
    ({"X": 3}, r"X and Y have to be lists of indices, not int and list"),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "message"), MISFITS)
def test_rnn_forward_names_what_does_not_fit(changed, message):
    with pytest.raises(ValueError, match="rnn_forward: " + message):
        forward(**changed)


@pytest.mark.parametrize("name", [*WEIGHTS, "a_prev"])
def test_rnn_forward_names_the_array_that_holds_nan(name):
    parameters, a_prev = model()
    array = (parameters | {"a_prev": a_prev})[name]
    array.flat[-1] = NAN
    with pytest.raises(ValueError, match=rf"rnn_forward: {name} of shape \(\d, \d\) holds NaN"):
        forward(**{name: array})


def test_rnn_forward_finds_nan_in_a_column_that_a_name_of_one_step_does_not_use():
    parameters, _ = model()
    parameters["Wax"][2, 3] = NAN
    with pytest.raises(ValueError, match=r"Wax of shape \(4, 5\) holds NaN, first at \(2, 3\)"):
        forward([None], [0], Wax=parameters["Wax"])


def test_indices_may_be_numpy_integers_and_unsigned_ones():
    loss, _ = forward([None, np.int64(1), np.int32(2)], np.array(Y, np.uint8))
    assert loss == forward()[0]


W, STATE = model()
CACHE = utils.rnn_forward(X, Y, STATE, W)[1]
OTHERS = [
    (utils.rnn_backward, ([1, 2], [2, 0], W, CACHE), r"the cache's y has shape \(3, 5, 1\), but X"),
    (utils.rnn_backward, (X, [1, 2, 9], W, CACHE), r"Y of shape .* holds the index 9"),
    (utils.rnn_backward, (X, Y, W | {"Waa": W["Waa"] * NAN}, CACHE), r"Waa of shape .* holds NaN"),
    (utils.rnn_backward, (X, Y, {"Wax": W["Wax"]}, CACHE), "parameters has to be a dictionary .* no 'Waa'"),
    (utils.rnn_step_forward, (W, np.zeros((5, 1)), np.zeros((5, 1))), "a_prev has shape"),
    (utils.rnn_step_forward, (W, STATE, np.zeros((4, 1))), "x has shape"),
    (utils.initialize_parameters, (0, 27, 27), "n_a, n_x, n_y are 0, 27, 27"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "arguments", "message"), OTHERS)
def test_the_other_helpers_name_what_does_not_fit(function, arguments, message):
    with pytest.raises(ValueError, match=f"{function.__name__}: {message}"):
        function(*arguments)


@pytest.mark.parametrize(
    ("changed", "lr", "message"),
    [
        ({}, NAN, "lr is NaN"),
        ({"dby": np.full((5, 1), NAN)}, 0.1, r"dby of shape \(5, 1\) holds NaN"),
        ({"dby": None}, 0.1, "dby is of type NoneType"),
        ({"db": np.zeros((9, 9))}, 0.1, r"db has shape \(9, 9\), but b of shape"),
    ],
)
def test_update_parameters_refuses_what_is_wrong_and_changes_nothing(changed, lr, message):
    parameters, _ = model()
    before = copy.deepcopy(parameters)
    gradients = {"d" + key: np.ones_like(value) for key, value in parameters.items()} | changed
    with pytest.raises(ValueError, match=message):
        utils.update_parameters(parameters, gradients, lr)
    np.testing.assert_equal(parameters, before)
