"""Plain data: what a student's values become, however their classes lie."""

import math
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import IntEnum

import numpy as np
import pytest

from dinosaur_grader.checks.values import (
    MAX_BITS,
    MAX_DRAWN,
    MAX_ITEMS,
    MAX_TEXT,
    MAX_VALUES,
    Drawn,
    Opaque,
    in_order,
    plain_data,
    same_bits,
)

Point = namedtuple("Point", "x y")


class Colour(IntEnum):
    RED = 1


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        ({("q", "u"): 1}, {("q", "u"): 1}),
        ({None: 1, 2.5: 2, True: 3, (1, (2,)): 4}, {None: 1, 2.5: 2, True: 3, (1, (2,)): 4}),
        ({1, "a"}, {1, "a"}),
        (frozenset([(1, 2)]), frozenset([(1, 2)])),
        (Counter("aab"), {"a": 2, "b": 1}),
        (OrderedDict(a=1), {"a": 1}),
        (defaultdict(list, a=[1]), {"a": [1]}),
        (Point(1, 2), (1, 2)),
        (Colour.RED, 1),
        (2 + 3j, 2 + 3j),
        (np.complex128(2 + 3j), 2 + 3j),
        (np.complex64(2), 2 + 0j),
        (np.bool_(True), True),
        (np.str_("a"), "a"),
        (np.longdouble(2), 2.0),
        (b"ab", b"ab"),
        (2**70, 2**70),
        (date(2020, 1, 2), date(2020, 1, 2)),
        (datetime(2020, 1, 2, 3), datetime(2020, 1, 2, 3)),
        (datetime(2020, 1, 2, tzinfo=UTC), datetime(2020, 1, 2, tzinfo=UTC)),
        (timedelta(1, 2, 3), timedelta(1, 2, 3)),
        (2**MAX_BITS, Opaque("int")),
        (iter([1]), Opaque("list_iterator")),
        (range(3), Opaque("range")),
        ({np.float64(2): 1}, {2.0: 1}),
        ({Opaque: 1}, {Opaque("type"): 1}),
    ],
)
def test_a_value_is_copied_as_what_it_is(value, plain):
    copied = plain_data(value)
    assert same_bits(copied, plain), copied


@pytest.mark.parametrize(
    "value",
    [(i for i in "ab"), map(str, "ab"), iter("ab"), {"a": 1, "b": 2}.keys(), deque("ab")],
)
def test_items_are_drawn_where_that_is_allowed(value):
    assert plain_data(value, draw=True) == Drawn(("a", "b"), type(value).__name__)


def test_an_iterator_without_end_and_iterators_in_iterators_are_left():
    def endless():
        while True:
            yield endless()

    drawn = plain_data(endless(), draw=True)

    assert len(drawn.items) == MAX_DRAWN
    assert len(repr(drawn)) < 100 * MAX_VALUES


def test_a_view_of_complex_numbers_or_truth_values_is_an_array_of_its_own():
    for value in (np.array([1j, 2]), np.array([True, False])):
        copied = plain_data(value)
        assert copied.dtype == value.dtype and copied is not value


@pytest.mark.parametrize("base", [list, tuple, dict, set, frozenset, str, bytes])
def test_a_class_that_lies_in_its_methods_is_copied_as_what_it_holds(base):
    def lie(*_):
        raise AssertionError("the student's code ran")

    names = (
        "__iter__",
        "__len__",
        "items",
        "keys",
        "__getitem__",
        "__str__",
        "__eq__",
        "__bytes__",
    )
    liar = type("Liar", (base,), dict.fromkeys(names, lie) | {"__class__": property(lie)})
    honest = base([(1, 2)]) if base not in (str, bytes) else base()
    held = honest if base is not dict else {1: 2}
    assert same_bits(plain_data(liar(held)), held)


@pytest.mark.parametrize(
    "honest", [7, 2.5, 1 + 2j, date(2020, 1, 2), datetime(2020, 1, 2), timedelta(5)]
)
def test_a_number_or_date_that_lies_is_copied_as_what_it_holds(honest):
    def lie(*_):
        raise AssertionError("the student's code ran")

    base = type(honest)
    names = ("__int__", "__index__", "__float__", "__complex__", "__eq__", "__ge__", "__repr__")
    dates = ("isoformat", "year", "day", "days", "utcoffset", "tzinfo", "real", "bit_length")
    liar = type(
        "Liar", (base,), dict.fromkeys(names, lie) | dict.fromkeys(dates, property(lie))
    )
    given = {
        date: (2020, 1, 2),
        datetime: (2020, 1, 2),
        timedelta: (5,),
        complex: (1, 2),
    }.get(base, (honest,))
    assert same_bits(plain_data(liar(*given)), honest)


def test_an_array_that_lies_is_copied_as_what_it_holds():
    class Liar(np.ndarray):
        dtype = size = shape = property(lambda self: 1 / 0)

    copied = plain_data(np.arange(3).view(Liar))
    assert type(copied) is np.ndarray and copied.tolist() == [0, 1, 2]


def test_a_class_of_a_lying_class_is_nothing_but_a_name():
    class Meta(type):
        def __hash__(cls):
            raise AssertionError("the student's code ran")

        def __instancecheck__(cls, one):
            return True

        __name__ = property(lambda cls: 1 / 0)

    assert plain_data(Meta("Odd", (), {})()) == Opaque("Odd")


def test_a_time_zone_of_ones_own_is_not_asked():
    class Zone(tzinfo):
        def utcoffset(self, when):
            raise AssertionError("the student's code ran")

    assert plain_data(datetime(2020, 1, 1, tzinfo=Zone())) == Opaque("datetime")


class Odd(int):
    def __hash__(self):
        return 5

    def __eq__(self, other):
        return False


class Hashed(list):
    def __hash__(self):
        return 1


def test_keys_that_become_one_or_cannot_be_keys_give_nothing_that_is_right():
    nan = float("nan")
    assert plain_data({Odd(1): "a", 1: "b"}) == Opaque("dict")
    assert plain_data({float("nan"): 1, nan: 2}) == Opaque("dict")
    assert plain_data({Odd(1), Odd(1)}) == Opaque("set")
    assert plain_data({nan: 1}) == {math.nan: 1}
    assert plain_data({Hashed([1]): 1, (Hashed([1]),): 2}) == {
        Opaque("Hashed"): 1,
        Opaque("tuple"): 2,
    }


def test_keys_that_hash_equal_are_one_in_python_and_stay_what_they_were():
    for key in (1, True, 1.0):
        assert same_bits(plain_data({key: 2}), {key: 2})
    assert not same_bits({1: 2}, {True: 2})
    assert not same_bits({1}, {1.0})


def test_what_is_too_large_or_too_deep_is_nothing_but_a_name():
    assert plain_data(dict.fromkeys(range(MAX_ITEMS + 1))) == Opaque("dict")
    assert plain_data(set(range(MAX_ITEMS + 1))) == Opaque("set")
    assert plain_data({2**MAX_BITS + i for i in range(9)}) == Opaque("set")
    nested = []
    for _ in range(50):
        nested = [nested]
    text = repr(plain_data(nested))
    assert "<list>" in text and len(text) < 200


def test_a_list_that_holds_another_one_very_often_is_copied_in_part():
    many = [0] * 1_000
    for _ in range(4):
        many = [many] * 1_000
    copied = plain_data(many)
    assert copied[-1] == Opaque("list")
    arrays = plain_data([np.zeros(MAX_ITEMS)] * 1_000)
    assert arrays[-1] == Opaque("ndarray")


def test_any_values_can_be_put_in_an_order_of_their_own():
    mixed = [None, "b", 2, math.nan, 1.5, "a", (1, 2), [1], {1: 2}, {3}, 1j, True, b"x"]
    assert repr(in_order(mixed)) == repr(in_order(mixed[::-1]))
    assert in_order([3, 1.5, True, 2**100]) == [True, 1.5, 3, 2**100]


@pytest.mark.parametrize(
    ("array", "texts"),
    [
        (np.array(["a", "longer"]), ["a", "longer"]),
        (np.array([b"a", b"\xe9"]), ["a", "é"]),
        (np.array([["a"], ["b"]]), [["a"], ["b"]]),
        (np.array("a"), "a"),
        (np.array([], "U3"), []),
        (np.array(["x" * (MAX_TEXT + 1)]), ["x" * MAX_TEXT]),
        (np.full(MAX_ITEMS + 1, "a"), Opaque("ndarray")),
        (np.array(["a", None]), Opaque("ndarray")),
    ],
)
def test_an_array_of_texts_becomes_lists_of_them(array, texts):
    assert plain_data(array) == texts
