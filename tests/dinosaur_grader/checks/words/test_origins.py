"""Which line an error's value comes from."""

import pytest

from dinosaur_grader.checks.words import origins
from dinosaur_grader.checks.words.reading.reader import Reading
from tests.dinosaur_grader.checks.words.reading.slips import CALLS


def said(body, message, line):
    text = "def f(X, Y):\n" + "".join(f"    {each}\n" for each in body.split("\n"))
    return origins.said(Reading(text, "f", CALLS), message, line)


def test_the_lines_that_made_an_array_of_what_should_be_a_list_are_told():
    body = "Z = []\nfor x in X:\n    Z = np.append(Z, x)\nZ.append(0)"
    told = said(body, "'numpy.ndarray' object has no attribute 'append'", "Z.append(0)")
    assert told == "`Z` comes from your lines `Z = []` and `Z = np.append(Z, x)`."


ITEM = "list index out of range"
COLUMN = "index 3 is out of bounds for axis 1 with size 3"


@pytest.mark.parametrize(
    ("body", "message", "line", "from_line"),
    [
        (
            "i = Y - 3\nreturn X[i]",
            ITEM,
            "return X[i]",
            "`i` comes from your line `i = Y - 3`.",
        ),
        (
            "for i in range(9):\n    for j in range(len(X)):\n        X[i, j] = 0\nreturn X",
            COLUMN,
            "X[i, j] = 0",
            "`j` comes from your line `for j in range(len(X)):`.",
        ),
        (
            'for i in range(9):\n    for j in range(9):\n        X["a"][i, j] = 0\nreturn X',
            COLUMN,
            'X["a"][i, j] = 0',
            "`j` comes from",
        ),
        (
            "g = back(X, Y)\nreturn step(g, Y)",
            "'tuple' object has no attribute 'values'",
            "return step(g, Y)",
            "back returns a tuple, and `g = back(X, Y)` keeps all of it",
        ),
        (
            "g = back(X, Y)\ng = step(g, 5)\nreturn g",
            "'tuple' object has no attribute 'values'",
            "g = step(g, 5)",
            "back returns a tuple, and `g = back(X, Y)` keeps",
        ),
        (
            "i = Y\nZ = [Y[c] for c in X[i]]\nreturn Z",
            ITEM,
            "Z = [Y[c] for c in X[i]]",
            "`i` comes from your line `i = Y`.",
        ),
        (
            "x = np.zeros((27, 1))\nreturn Y @ x",
            "matmul: mismatch (size 27 is different from 6)",
            "return Y @ x",
            "The number 27 stands in your line `x = np.zeros((27, 1))`, too.",
        ),
    ],
)
def test_the_line_that_a_value_comes_from_is_told(body, message, line, from_line):
    assert from_line in said(body, message, line)


@pytest.mark.parametrize(
    ("body", "message", "line"),
    [
        ("i = 1\ni = 2\ni = 3\nreturn X[i]", ITEM, "return X[i]"),  # which of them?
        ("i = 1\nreturn X[i]", "X is no list", "return X[i]"),
        ("i = 1\nj = 2\nreturn X[i] + X[j]", ITEM, "return X[i] + X[j]"),
        (
            "g, c = step(back(X, Y), Y)",
            "'tuple' object has no attribute 'a'",
            "g, c = step(back(X, Y), Y)",
        ),
        (
            "def g(n=27):\n    return n\nreturn X @ Y",
            "size 27 is different from 6",
            "return X @ Y",
        ),
        ("g, c = back(X, Y)\nreturn g.a", "'tuple' object has no attribute 'a'", "return g.a"),
        ("x = np.zeros(3)\nreturn x @ Y", "size 27 is different from 6", "return x @ Y"),
        ("a = 27\nb = 27\nreturn a @ b", "size 27 is different from 6", "return a @ b"),
    ],
)
def test_nothing_is_said_where_the_text_does_not_show_it(body, message, line):
    assert not said(body, message, line)
