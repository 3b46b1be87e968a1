"""A new value that only a name gets."""

import pytest

from dinosaur_grader.checks.words.reading.reader import Raising, Reading
from tests.dinosaur_grader.checks.words.reading.slips import found


@pytest.mark.parametrize(
    "body",
    [
        "for x in X:\n    x = np.abs(x)\nreturn X",
        "for x in X:\n    if x > Y:\n        x = Y\n    elif x < -Y:\n        x = -Y\nreturn X",
        "for row in X:\n    for x in row:\n        if x > Y:\n            x = Y\nreturn X",
    ],
)
def test_the_loop_s_own_name_is_told(body):
    assert "gives only the name x a new" in found(body)["rebinds"]


@pytest.mark.parametrize(
    "body",
    [
        'a = X["a"]\na = np.clip(a, -Y, Y)\nreturn X',
        'a, b = X["a"], X["b"]\nb = 2 * b\na = np.clip(a, -Y, Y)\nreturn X, b',
        'for i in Y:\n    a = X["a"]\n    a = a - i\nreturn X',
        'a = X["a"]\nfor i in Y:\n    print(a)\na = np.clip(\n    a, -Y, Y)\nreturn X',
    ],
)
def test_what_was_taken_out_of_a_dictionary_and_goes_nowhere_is_told(body):
    assert "gives only the name a a new value, and X still has" in found(body)["rebinds"]


@pytest.mark.parametrize(
    "body",
    [
        'a = X["a"]\na = np.clip(a, -Y, Y)\nreturn {"a": a}',
        'a = X["a"]\na = np.clip(a, -Y, Y)\nX["a"] = a\nreturn X',
        'a = X["a"]\nfor i in Y:\n    print(a)\n    a = a + i\nreturn X',
        'a = X["a"]\na = a + 1\nreturn eval("a", locals())',
        'a = X["a"]\na = a + 1\ndef g():\n    return a\nreturn g()',
        'a = X["a"]\na = Y\nreturn X',
        'a = X["a"]\na = np.clip(a, -Y, Y, out=a)\nreturn X',
        "for x in X:\n    x = np.clip(x, -Y, Y, out=x)\nreturn X",
        "a = np.zeros(3)\na = a + 1\nreturn X",
        "for x in X:\n    if x > Y:\n        x = Y\n    Y.append(x)\nreturn Y",
        "for x in X:\n    if x > Y:\n        x = Y\n        Y.append(x)\nreturn Y",
    ],
)
def test_what_is_read_again_is_no_slip(body):
    assert "rebinds" not in found(body)


def test_a_name_that_a_function_inside_takes_for_its_own_is_told_where_it_has_no_value():
    text = "def f(X):\n    z = 0\n    def add(x):\n        z = z + x\n        return z\n    return [*map(add, X)]\n"
    raised = Raising("z = z + x", error="UnboundLocalError: cannot access local variable 'z'")
    slip = Reading(text, "f").slip("exception", False, True, raised)
    assert "`z = z + x` gives a value to a name z of add's own" in slip.hint
    assert Reading(text, "f").slip("", False, True) is None
