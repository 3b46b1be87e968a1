"""Slips of NumPy that a text shows."""

import pytest

from dinosaur_grader.checks.words.reading.reader import Raising, Reading
from tests.dinosaur_grader.checks.words.reading.slips import found


@pytest.mark.parametrize(
    ("body", "fault", "said"),
    [
        ("np.clip(X, 0, 1)\nreturn X", "not_kept", "gives back a value that nothing keeps"),
        ("np.append(X, Y)\nreturn X", "not_kept", "gives back a value that nothing keeps"),
        ("for k in X:\n    X[k] = X[k][X[k] < Y]\nreturn X", "picked", "the others are gone"),
        ("m = (X < Y) & (X > -Y)\nX = X[m]\nreturn X", "picked", "`X = X[m]` keeps only"),
        (
            "return np.min(np.max(X, -Y), Y)",
            "second_is_axis",
            "the second argument of np.m",
        ),
        (
            "Y.append(np.random.choice(X))\nz = np.random.choice(X)\nreturn z",
            "drawn_twice",
            "`Y.append(np.random.choice(X))` and `z = np.random.choice(X)` draw twice",
        ),
    ],
)
def test_a_slip_of_numpy_is_read_off_the_text(body, fault, said):
    assert said in found(body)[fault]


@pytest.mark.parametrize(
    "body",
    [
        "m = X > Y\nX[m] = Y[m]\nX[X > 1] = Y[X > 1]\nz = X[m]\nfor k in X:\n    X[k] = Y[k]\nreturn X",
        "return np.max(X, 0) + np.max(X, axis=Y) + max(X, Y)",
        "np.random.seed(0)\ny = np.random.choice(X)\nnp.random.seed(0)\nz = np.random.choice(X)\nreturn z",
        "y = np.random.choice(X)\nz = np.random.choice(Y)\nreturn z",
        "for i in X:\n    y = np.random.choice(X)\nz = np.random.choice(X)\nreturn z",
    ],
)
def test_nothing_is_said_of_the_right_order_and_place(body):
    told = {
        "second_is_axis",
        "drawn_twice",
        "picked",
    }
    assert not told & set(found(body))


OWN = """
def g(a):
    {body}


def f(X, Y):
    for x in X:
        g(x)
    return X
"""


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("return np.clip(a, -1, 1)", True),
        ("return np.clip(a, a_min=-1, a_max=1)", True),
        ("return np.clip(a, -1, 1, out=a)", False),
        ("a[a > 1] = 1\n    return a", False),
        ("a += 1\n    return a", False),
        ("a.append(1)\n    return a", False),
        ("print(a)", False),
    ],
)
def test_a_helper_s_value_that_nobody_keeps_is_told(body, told):
    slips = Reading(OWN.format(body=body), "f").slips
    assert ["not_kept"] * told == [s.fault for s in slips if s.fault == "not_kept"]


def test_both_indices_of_an_array_that_run_through_one_range_are_told_where_one_is_past_the_end():
    text = "def f(X):\n    n = len(X)\n    for i in range(n):\n        for j in range(n):\n            X[i][j] += 1\n"
    reading = Reading(text, "f")
    past = Raising("X[i][j] += 1", error="IndexError: index 3 is out of bounds")
    slip = reading.slip("exception", False, False, past)
    assert "i and j both run through range(n)" in slip.hint
    assert reading.slip("", False, False) is None
    wide = text.replace("for j in range(n)", "for j in range(len(X[i]))")
    assert Reading(wide, "f").slip("exception", False, False, past) is None
