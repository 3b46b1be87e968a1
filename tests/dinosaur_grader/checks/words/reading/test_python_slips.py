"""Slips of Python that a text shows."""

import pytest

from tests.dinosaur_grader.checks.words.reading.slips import found


@pytest.mark.parametrize(
    ("body", "fault", "said"),
    [
        ("X == [1]\nreturn X", "compared", "write one ="),
        ("map(X.append, Y)\nreturn X", "waits", "`map(X.append, Y)` does nothing by itself"),
        ("(X.append(y) for y in Y)\nreturn X", "waits", "does nothing by itself"),
        (
            "a, b = X.values()\nreturn a",
            "values_by_place",
            "takes the values of X by their place",
        ),
        (
            "a, b = [2 * x for x in X.values()]\nreturn a",
            "values_by_place",
            "look each one up by its key",
        ),
        (
            "for n, x in zip(Y, list(X.values())):\n    print(n)\nreturn X",
            "values_by_place",
            "takes the values of X by their place",
        ),
        (
            "if X.any() > 3:\n    X = 3\nreturn X",
            "truth_for_numbers",
            "`X.any()` is True or False",
        ),
        (
            'if X["a"].any() > 3:\n    X = 3\nreturn X',
            "truth_for_numbers",
            "is True or False",
        ),
    ],
)
def test_a_slip_of_python_is_read_off_the_text(body, fault, said):
    assert said in found(body)[fault]


@pytest.mark.parametrize(
    "body",
    [
        "for n, x in zip(X.keys(), X.values()):\n    print(n)\nfor n, x in zip(X, X.values()):\n    print(n)\nreturn X",
        "a = list(X.values())\nreturn a",
        "list(map(X.append, Y))\nreturn X",
        "if (X > 3).any() == True or np.any(X > 3):\n    X = 3\nreturn X",
    ],
)
def test_nothing_is_said_of_python_where_it_is_not_so(body):
    assert not {"values_by_place", "truth_for_numbers", "waits"} & set(found(body))
