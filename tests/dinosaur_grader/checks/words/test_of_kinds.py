"""What is said where a value has to be equal and is not: the kinds, in words."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from dinosaur_grader.checks.values import Drawn, Opaque, plain_data
from dinosaur_grader.checks.words.differences import show
from dinosaur_grader.checks.words.of_kinds import of_equal

pandas = pytest.importorskip("pandas")
TABLE = {"town": ["Ulm"], "people": [3]}


def _plain(value):
    return value if isinstance(value, Opaque | Drawn) else plain_data(value)


@pytest.mark.parametrize(
    ("wanted", "got", "said"),
    [
        ((1, 2), [1, 2], "value is a list where a tuple is due."),
        (1, 1.0, "value is a number with a decimal point where a whole number is due."),
        (1, True, "value is a truth value where a whole number is due."),
        (1j, 1.0, "value is a number with a decimal point where a complex number is due."),
        ("1", 1, "value is a whole number where a text is due."),
        (b"a", "a", "value is a text where a bytes object is due."),
        (
            [b"a", b"b"],
            ["a", "b"],
            "2 of 2 entries of value are texts where bytes objects are due. The first is value[0].",
        ),
        (datetime(2026, 1, 2), date(2026, 1, 2), "value is a date where a datetime is due."),
        (timedelta(1), 1, "value is a whole number where a timedelta is due."),
        (timedelta(1), timedelta(2), "value should be datetime.timedelta(days=1) and is datetime.timedelta(days=2)."),
        (1 + 2j, 1 + 3j, "value should be 1+2j and is 1+3j."),
        (pandas.Series([1]), [1], "value is a list where a Series is due."),
        (pandas.DataFrame(TABLE), TABLE, "value is a dictionary where a DataFrame is due."),
        (np.random.default_rng(3), 3, "value is a whole number where a generator is due."),
        (None, 0, "value is a whole number where None is due."),
        (date(2026, 1, 2), "2026-01-02", "value is a text where a date is due."),
        (frozenset({1}), {1}, "value is a set where a frozenset is due."),
        ({1, 2}, {1, 3}, "value lacks 2."),
        ({1}, {1, 3}, "value has 3, which doesn't belong there."),
        ({"a": 1}, {"b": 1}, "value lacks the key 'a'."),
        ({"a": 1}, {"a": 1, "b": 2}, "value has the key 'b', which doesn't belong there."),
        ({1: "x"}, {1.0: "x"}, "a key of value is a number with a decimal point where a whole number is due."),
        ([1, 2], [1], "the length of value should be 2 and is 1."),
        ([1, 2], [1, 3], "value[1] should be 2 and is 3."),
        (0.3, 0.1 + 0.2, "value should be exactly 0.3 and is 0.30000000000000004."),
        (Drawn((1,), "zip"), [1], "value is a list where an iterator is due."),
        (Drawn((1,), "zip"), Drawn((2,), "map"), "value[0] should be 1 and is 2."),
        (1, Opaque("Box"), "value is a Box where a whole number is due."),
        (np.array([1, 2]), [1, 2], "value is a list where an array of whole numbers is due."),
        (
            np.array([1, 2]),
            np.array([1.0, 2.0]),
            "value is an array of numbers with a decimal point where an array of whole numbers is due.",
        ),
        (np.ones((2, 1)), np.ones(2), "value should have the shape (2, 1) and has (2,)."),
        (np.ones(2), np.array([1.0, 2.0]), "value[1] should be 1 and is 2."),
        (
            [{1}, {2}, {3}, 4, 5],
            [[1], [2], [3], 4, 5],
            "3 of 5 entries of value are lists where sets are due. The first is value[0].",
        ),
        (
            {"a": {1: 2}, "b": {1: 3}},
            {"a": [2], "b": [3]},
            "2 of 2 entries of value are lists where dictionaries are due. The first is value['a'].",
        ),
        (
            [pandas.DataFrame(TABLE)],
            [pandas.DataFrame(TABLE).astype({"people": float})],
            "value[0]['data']['people'] is an array of numbers with a decimal point where an array "
            "of whole numbers is due.",
        ),
        ([1, (2,)], [1, (2,)], ""),
    ],
)  # fmt: skip
def test_the_kind_and_the_place_are_named(wanted, got, said):
    assert of_equal("value", _plain(wanted), _plain(got), show) == said
