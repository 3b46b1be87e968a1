"""Properties are worked out on plain data by a walk over their text."""

import numpy as np
import pytest

from dinosaur_grader.checks import properties
from dinosaur_grader.checks.properties import is_true, read_property
from dinosaur_grader.checks.values import Drawn, Opaque, Raised

HELD = [
    "sum(t) == n",
    "len(t) == 3 and t[0] == 3 and t[-1] in t[1:]",
    "sorted(t) != t or t == []",
    "all(x <= y for x, y in zip(t, t[1:])) is False",
    "sum(x == 1 for x in t for y in [1, 2] if y > 1) == 1",
    "len(set(t)) == len(t) and set(t) - set([2]) == set([1, 3])",
    "n and max(t) - min(t) == 2",
    "round(sum(t) / 3, 2) == 2.0 and -abs(-1) == -1",
    "d['a'] == (1, [2]) and 'a' in d",
    "1 < n // 2 % 4 <= 2 ** 3",
    "any([x > 2 for x in range(n)]) and not None",
]
VALUES = {"t": [3, 2, 1], "n": 6, "d": {"a": (1, [2])}}
OUT_OF_BOUNDS = [
    "9 ** 9 ** 9 > 0",
    "2 ** 60000 > 0",
    "'a' * 10 ** 9 != ''",
    "'%1000000000d' % 1 != ''",
    "len(range(10 ** 9)) > 0",
    "round(3, -(10 ** 9)) == 0",
    "all(x + y + z >= 0 for x in range(400) for y in range(400) for z in range(400))",
    "all(len(sorted(t)) for _ in range(200000))",
    "sum([[1], [2]], []) != 0",
]
REFUSED = [
    "t.sort() is None",
    "().__class__",
    "open('x')",
    "(lambda: 1)()",
    "f'{t}' == ''",
    "sorted(t, key=abs) == t",
    "(y := 3) == 3",
    "t @ t",
    "1 << 99 > 0",
    "[*t] == t",
    "isinstance(t, list)",
    "~n == 3",
    "{1: 2} == d",
]


@pytest.mark.parametrize("text", HELD)
def test_a_property_that_holds_is_true(text):
    assert is_true(text, VALUES)


@pytest.mark.parametrize(
    "value", [None, [1, 1], "three", 3, Opaque("T"), Raised(("E",)), [Opaque("T"), 6]]
)
def test_of_other_values_it_is_false(value):
    assert not is_true("sum(t) == n", {"t": value, "n": 3})


@pytest.mark.parametrize("value", [Opaque("T"), Raised(("E",)), [1, {"a": Opaque("T")}]])
def test_of_what_is_no_plain_data_nothing_holds(value):
    assert not is_true("t != 3", {"t": value})


def test_an_array_and_what_an_iterator_gave_are_lists_of_items():
    names = {"a": np.array([[1, 2], [3, 4]]), "b": Drawn((1, 2), "generator")}
    assert is_true("a[0] == b and sum(sum(row) for row in a) == 10", names)


@pytest.mark.parametrize("text", OUT_OF_BOUNDS)
def test_what_would_cost_too_much_is_not_worked_out(text):
    assert not is_true(text, VALUES)


@pytest.mark.parametrize("text", REFUSED)
def test_a_text_has_a_closed_list_of_parts(text):
    with pytest.raises(SyntaxError, match="a property can't have"):
        read_property(text)


def test_a_large_value_costs_steps_of_its_own():
    t = [0] * (properties.MAX_COST // 2 + 1)
    assert not is_true("t == t", {"t": t})
