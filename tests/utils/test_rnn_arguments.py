"""Bad arguments: each error names the function, the argument and both shapes."""

import numpy as np
import pytest

import utils
from tests.utils.test_rnn import WEIGHTS, model

X, Y = [None, 1, 2], [1, 2, 0]


def forward(X=X, Y=Y, **changed):
    parameters, a_prev = model()
    a_prev = changed.pop("a_prev", a_prev)
    return utils.rnn_forward(X, Y, a_prev, parameters | changed)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"Wax": np.zeros((3, 5))}, r"Wax has shape \(3, 5\), but Waa has shape \(4, 4\)"),
        ({"Wya": np.zeros((5, 3))}, r"Wya has shape \(5, 3\), but Waa has shape \(4, 4\)"),
        ({"b": np.zeros((4,))}, r"b has shape \(4,\), but Waa has shape \(4, 4\).*\(4, 1\)"),
        (
            {"by": np.zeros((1, 5))},
            r"by has shape \(1, 5\), but Wya has shape \(5, 4\).*\(5, 1\)",
        ),
        ({"Waa": np.zeros((4, 3))}, r"Waa has shape \(4, 3\).*b \(4, 1\)"),
        ({"b": [0, 0, 0, 0]}, r"parameters\['b'\] is of type list"),
        (
            {"a_prev": np.zeros(4)},
            r"a_prev has shape \(4,\), but Waa of shape \(4, 4\) asks for \(4, 1\)",
        ),
        (
            {"a_prev": [0, 0, 0, 0]},
            r"a_prev is of type list, no array, but Waa of shape \(4, 4\)",
        ),
        (
            {"X": [None, 1, 5]},
            r"X of shape \(2,\) holds the index 5.*Wax of shape \(4, 5\) allows 0 to 4",
        ),
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
    ],
)
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


def test_rnn_backward_says_that_the_cache_is_of_another_name():
    parameters, a_prev = model()
    _, cache = utils.rnn_forward(X, Y, a_prev, parameters)
    with pytest.raises(
        ValueError,
        match=r"rnn_backward: the cache's p has shape \(3, 5, 1\), but X and Y of shape \(2,\)",
    ):
        utils.rnn_backward([1, 2], [2, 0], parameters, cache)


@pytest.mark.parametrize(("which", "name"), [(0, "p"), (1, "a")])
def test_rnn_backward_names_the_part_of_the_cache_that_holds_nan(which, name):
    parameters, a_prev = model()
    _, cache = utils.rnn_forward(X, Y, a_prev, parameters)
    cache[which][0, 0] = np.nan
    with pytest.raises(ValueError, match=f"rnn_backward: the cache's {name} of shape"):
        utils.rnn_backward(X, Y, parameters, cache)


@pytest.mark.parametrize("name", ["Waa", "Wya"])
def test_rnn_backward_names_the_weights_that_hold_nan(name):
    parameters, a_prev = model()
    _, cache = utils.rnn_forward([1], [2], a_prev, parameters)
    parameters[name][0, 0] = np.nan
    with pytest.raises(ValueError, match=f"rnn_backward: {name} of shape"):
        utils.rnn_backward([1], [2], parameters, cache)


def test_rnn_backward_refuses_a_target_outside_the_vocabulary():
    parameters, a_prev = model()
    _, cache = utils.rnn_forward(X, Y, a_prev, parameters)
    with pytest.raises(ValueError, match=r"rnn_backward: Y of shape .* holds the index 9"):
        utils.rnn_backward(X, [1, 2, 9], parameters, cache)


@pytest.mark.parametrize("name", WEIGHTS)
def test_update_parameters_names_a_gradient_of_the_wrong_shape(name):
    parameters, _ = model()
    gradients = {"d" + key: np.zeros_like(value) for key, value in parameters.items()}
    gradients["d" + name] = np.zeros((9, 9))
    with pytest.raises(ValueError, match=rf"d{name} has shape \(9, 9\), but {name} of shape"):
        utils.update_parameters(parameters, gradients, 0.1)


def test_update_parameters_names_a_gradient_that_is_missing_or_nan():
    parameters, _ = model()
    gradients = {"d" + key: np.zeros_like(value) for key, value in parameters.items()}
    with pytest.raises(ValueError, match="lr is NaN"):
        utils.update_parameters(parameters, gradients, float("nan"))
    gradients["db"] = gradients["db"] + np.nan
    with pytest.raises(ValueError, match=r"db of shape \(4, 1\) holds NaN"):
        utils.update_parameters(parameters, gradients, 0.1)
    del gradients["dWax"]
    with pytest.raises(ValueError, match="dWax is of type NoneType"):
        utils.update_parameters(parameters, gradients, 0.1)


def test_a_refused_update_changes_nothing():
    parameters, _ = model()
    before = {name: value.copy() for name, value in parameters.items()}
    gradients = {"d" + key: np.ones_like(value) for key, value in parameters.items()}
    gradients["dby"] = gradients["dby"] + np.nan
    with pytest.raises(ValueError, match="dby"):
        utils.update_parameters(parameters, gradients, 0.1)
    for name in WEIGHTS:
        np.testing.assert_array_equal(parameters[name], before[name])


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
