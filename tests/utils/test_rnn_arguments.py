"""Bad arguments: each error names the function, the argument and both shapes."""

import copy

import numpy as np
import pytest

import utils
from tests.utils.test_rnn import WEIGHTS, model

X, Y = [None, 1, 2], [1, 2, 0]


def forward(X=X, Y=Y, **changed):
    parameters, a_prev = model()
    a_prev = changed.pop("a_prev", a_prev)
    return utils.rnn_forward(X, Y, a_prev, parameters | changed)


MISFITS = [
    ({"Wax": np.zeros((3, 5))}, r"Wax has shape \(3, 5\), but Waa has shape \(4, 4\)"),
    ({"Wya": np.zeros((5, 3))}, r"Wya has shape \(5, 3\), but Waa has shape \(4, 4\)"),
    ({"b": np.zeros((4,))}, r"b has shape \(4,\), but Waa has shape \(4, 4\).*\(4, 1\)"),
    ({"by": np.zeros((1, 5))}, r"by has shape \(1, 5\), but Wya has shape \(5, 4\).*\(5, 1\)"),
    ({"Waa": np.zeros((4, 3))}, r"Waa has shape \(4, 3\).*b \(4, 1\)"),
    ({"b": [0, 0, 0, 0]}, r"parameters\['b'\] is of type list"),
    ({"a_prev": np.zeros(4)}, r"a_prev has shape \(4,\), but Waa of shape \(4, 4\) asks for \(4, 1\)"),
    ({"a_prev": [0, 0, 0, 0]}, r"a_prev is of type list, no array, but Waa of shape \(4, 4\)"),
    ({"X": [None, 1, 5]}, r"X of shape \(2,\) holds the index 5.*Wax of shape \(4, 5\) allows 0 to 4"),
    ({"X": [-1, 1, 2]}, r"X of shape \(3,\) holds the index -1"),
    ({"X": [1, None, 2]}, r"X has to hold whole numbers; it is of shape \(3,\)"),
    ({"X": [1.0, 2.0, 3.0]}, r"X has to hold whole numbers"),
    ({"X": [1.0, float("nan"), 3.0]}, r"X has to hold whole numbers"),
    ({"Y": [1, 2, 5]}, r"Y of shape \(3,\) holds the index 5.*Wya of shape \(5, 4\)"),
    ({"Y": [1, 2, -1]}, r"Y of shape \(3,\) holds the index -1"),
    ({"Y": [1, 2, None]}, r"Y has to hold whole numbers"),
    ({"Y": [1, 2]}, r"X has shape \(3,\) and Y has shape \(2,\)"),
    ({"X": [], "Y": []}, r"X has shape \(0,\)"),
    ({"X": 3}, r"X and Y have to be lists of indices, not int and list"),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "message"), MISFITS)
def test_rnn_forward_names_what_does_not_fit(changed, message):
    with pytest.raises(ValueError, match="rnn_forward: " + message):
        forward(**changed)


@pytest.mark.parametrize("name", [*WEIGHTS, "a_prev"])
@pytest.mark.parametrize("at", [0, -1])
def test_rnn_forward_names_the_array_that_holds_nan(name, at):
    parameters, a_prev = model()
    array = (parameters | {"a_prev": a_prev})[name].copy()
    array.flat[at] = np.nan
    with pytest.raises(ValueError, match=rf"rnn_forward: {name} of shape \(\d, \d\) holds NaN"):
        forward(**{name: array})


def test_a_missing_parameter_is_named():
    parameters, a_prev = model()
    del parameters["by"]
    with pytest.raises(ValueError, match="no 'by'"):
        utils.rnn_forward(X, Y, a_prev, parameters)


def test_unsigned_indices_are_right_too():
    loss, _ = forward(X=np.array([3, 1, 2], dtype=np.uint8))
    expected, _ = forward(X=[3, 1, 2])
    assert loss == expected


@pytest.mark.parametrize(
    ("X", "Y", "message"),
    [
        ([1, 2], [2, 0], r"the cache's p has shape \(3, 5, 1\), but X and Y of shape \(2,\)"),
        (X, [1, 2, 9], r"Y of shape .* holds the index 9"),
    ],
)
def test_rnn_backward_says_that_the_cache_is_of_another_name_or_a_target_of_none(X, Y, message):
    parameters, a_prev = model()
    _, cache = utils.rnn_forward([None, 1, 2], [1, 2, 0], a_prev, parameters)
    with pytest.raises(ValueError, match="rnn_backward: " + message):
        utils.rnn_backward(X, Y, parameters, cache)


@pytest.mark.parametrize("name", ["the cache's p", "the cache's a", "Waa", "Wya"])
def test_rnn_backward_names_what_holds_nan(name):
    parameters, a_prev = model()
    _, cache = utils.rnn_forward(X, Y, a_prev, parameters)
    found = parameters | {"the cache's p": cache[0], "the cache's a": cache[1]}
    found[name][0, 0] = np.nan
    with pytest.raises(ValueError, match=f"rnn_backward: {name} of shape"):
        utils.rnn_backward(X, Y, parameters, cache)


@pytest.mark.parametrize("name", WEIGHTS)
def test_update_parameters_names_a_gradient_of_the_wrong_shape(name):
    parameters, _ = model()
    gradients = {"d" + key: np.zeros_like(value) for key, value in parameters.items()}
    gradients["d" + name] = np.zeros((9, 9))
    with pytest.raises(ValueError, match=rf"d{name} has shape \(9, 9\), but {name} of shape"):
        utils.update_parameters(parameters, gradients, 0.1)


@pytest.mark.parametrize(
    ("changed", "lr", "message"),
    [
        ({}, float("nan"), "lr is NaN"),
        ({"dby": np.full((5, 1), np.nan)}, 0.1, r"dby of shape \(5, 1\) holds NaN"),
        ({"dby": None}, 0.1, "dby is of type NoneType"),
    ],
)
def test_update_parameters_refuses_what_is_missing_or_nan_and_changes_nothing(
    changed, lr, message
):
    parameters, _ = model()
    before = copy.deepcopy(parameters)
    gradients = {"d" + key: np.ones_like(value) for key, value in parameters.items()} | changed
    with pytest.raises(ValueError, match=message):
        utils.update_parameters(parameters, gradients, lr)
    np.testing.assert_equal(parameters, before)


@pytest.mark.parametrize(
    ("argument", "value"), [("a_prev", np.zeros((5, 1))), ("x", np.zeros((4, 1)))]
)
def test_one_step_forward_names_the_argument(argument, value):
    parameters, a_prev = model()
    given = {"a_prev": a_prev, "x": np.zeros((5, 1))} | {argument: value}
    with pytest.raises(ValueError, match=rf"rnn_step_forward: {argument} has shape"):
        utils.rnn_step_forward(parameters, **given)


def test_a_model_needs_at_least_one_of_everything():
    with pytest.raises(ValueError, match="are 0, 27, 27"):
        utils.initialize_parameters(0, 27, 27)
