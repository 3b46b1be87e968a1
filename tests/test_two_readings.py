"""The reference answers are compared with a second reading in pure Python, so that the
oracle itself is checked."""

import numpy as np
import pytest

from tests import slow_reference
from tests.dinosaurs import reference

WEIGHTS = ("Wax", "Waa", "Wya", "b", "by")
LETTERS = {"\n": 0, "a": 1, "b": 2, "c": 3}
SEEDS = range(6)


def weights(rng, n_a=5, n_y=4, scale=0.5):
    shapes = {
        "Wax": (n_a, n_y),
        "Waa": (n_a, n_a),
        "Wya": (n_y, n_a),
        "b": (n_a, 1),
        "by": (n_y, 1),
    }
    return {name: rng.normal(size=shape) * scale for name, shape in shapes.items()}


def copied(arrays):
    return {name: array.copy() for name, array in arrays.items()}


def assert_alike(ours, theirs):
    for name in theirs:
        np.testing.assert_allclose(
            ours[name], theirs[name], rtol=1e-9, atol=1e-12, err_msg=name
        )


@pytest.fixture(scope="module")
def right():
    return reference()


@pytest.mark.parametrize("seed", SEEDS)
def test_clip_is_read_alike(right, seed):
    rng = np.random.default_rng(seed)
    gradients = {"d" + name: array * 20 for name, array in weights(rng).items()}
    expected = slow_reference.clip(copied(gradients), 7.5)
    assert_alike(right["clip"](copied(gradients), 7.5), expected)


@pytest.mark.parametrize("seed", SEEDS)
def test_sample_is_read_alike(right, seed):
    parameters = weights(np.random.default_rng(seed), scale=0.01)
    expected = slow_reference.sample(parameters, LETTERS, seed)
    assert [int(ix) for ix in right["sample"](parameters, LETTERS, seed)] == expected


def test_sample_s_cap_is_read_alike(right):
    parameters = weights(np.random.default_rng(0), scale=0.01)
    parameters["by"][0] = -100
    expected = slow_reference.sample(parameters, LETTERS, 3)
    assert len(expected) == 51
    assert [int(ix) for ix in right["sample"](parameters, LETTERS, 3)] == expected


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("scale", [0.05, 3.0])
def test_optimize_is_read_alike(right, seed, scale):
    rng = np.random.default_rng(seed)
    parameters, a_prev = weights(rng, scale=scale), rng.normal(size=(5, 1))
    X, Y = [None, *rng.integers(0, 4, 6).tolist()], rng.integers(0, 4, 7).tolist()
    ours, theirs = copied(parameters), copied(parameters)
    loss, gradients, a_last = right["optimize"](X, Y, a_prev, ours, learning_rate=0.1)
    expected_loss, expected, expected_last = slow_reference.optimize(
        X, Y, a_prev, theirs, learning_rate=0.1
    )
    assert loss == pytest.approx(expected_loss, rel=1e-9)
    assert_alike(gradients, expected)
    assert_alike(ours, theirs)
    np.testing.assert_allclose(a_last, expected_last, rtol=1e-9)


def test_model_is_read_alike(right, capsys):
    data, spelled = "abca\nCab\nbb\nacc", {ix: letter for letter, ix in LETTERS.items()}
    arguments = {"num_iterations": 40, "n_a": 5, "dino_names": 3, "vocab_size": 4}
    expected = slow_reference.model(data.lower(), spelled, LETTERS, **arguments)
    expected_print = capsys.readouterr().out
    ours = right["model"](data.lower(), spelled, LETTERS, **arguments)
    printed = capsys.readouterr().out
    assert printed.split() == expected_print.split()
    assert_alike(ours, {name: expected[name] for name in WEIGHTS})
