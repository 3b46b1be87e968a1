"""Comparisons: what may stand for a right answer, in each way, at what work."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinosaur_grader.checks.comparisons import FITS, USUAL, close, unmatched
from dinosaur_grader.checks.observers import Observation, Observer
from dinosaur_grader.checks.published import freeze, melt
from dinosaur_grader.checks.values import NOTHING, Drawn, Raised
from tests.dinosaur_grader.checks.strategies import PLAIN
from tests.effort import steps

NUMBER = [23.084039]


@pytest.mark.parametrize(
    ("way", "wanted", "got", "fits"),
    [
        ("close", NUMBER, [23.08], False),
        ("rounded", [23.084039, 1.0], [23.084, 1.0], True),
        ("rounded", NUMBER, [23.08], True),
        ("rounded", NUMBER, [23.09], False),
        ("rounded", NUMBER, [23.1], False),  # one decimal says too little
        ("rounded", NUMBER, [23.084040], True),
        ("rounded", NUMBER, [23.084339], False),
        ("rounded", [1.0], [float("nan")], False),
        ("rounded", [1.0, 2.0], [1.0], False),
        ("rounded", [1.0], None, False),
        ("rounded", [1.0], (1.0,), True),
        ("contained", ["Rex", "Max"], ["a", "rex", "b", "MAX", "c"], True),
        ("contained", ["Rex", "Max"], ["max", "rex"], False),
        ("contained", ["Rex", "Rex"], ["rex"], False),
        ("contained", [], ["any"], True),
        ("contained", ["Rex"], None, False),
    ],
)
def test_each_observation_compares_in_its_own_way(way, wanted, got, fits):
    observer = Observer("log", (Observation("it", "value.0", way),))
    assert observer.fits("it", wanted, got) == fits


NAN, INF = float("nan"), float("inf")
HUGE = 10**400
ARRAY = np.array
WHOLE = 2**53


@pytest.mark.parametrize(
    ("wanted", "got", "fits"),
    [
        # whole numbers are equal or not
        (3_628_800, 3_628_830, False),
        (3_628_800, 3_628_800.0, True),
        (3_628_800, 3_628_800.0001, False),
        (1, True, True),
        (True, 1.0, True),
        (WHOLE + 1, WHOLE, False),
        (WHOLE + 1, float(WHOLE), False),
        pytest.param(HUGE, HUGE, True, id="huge"),
        pytest.param(HUGE, HUGE + 1, False, id="a little more than huge"),
        (5, ARRAY([5]), True),
        (5, [5.0], True),
        (5, 5 + 0j, True),
        (5, "5", False),
        ([3_628_800], [3_628_830], False),
        ({("q", "q"): 1}, {("q", "u"): 1}, False),
        (ARRAY([3_628_800, 1]), ARRAY([3_628_830, 1]), False),
        (ARRAY([3_628_800, 1]), ARRAY([3_628_800.0, 1]), True),
        (ARRAY([3_628_800, 1]), ARRAY([3_628_800.1, 1]), False),
        (ARRAY([WHOLE + 1]), ARRAY([float(WHOLE)]), False),
        (ARRAY([WHOLE + 1, 0]), [WHOLE + 1, 0], True),
        (ARRAY([WHOLE + 1, 0]), [WHOLE, 0], False),
        (ARRAY([[1], [2]]), [1, 2], True),
        (ARRAY([1, 2]), [[1], [2]], True),
        (ARRAY([[1, 2]]), [1, 2], False),
        (ARRAY([True, False]), [1, 0], True),
        (ARRAY(5), 5, True),
        (ARRAY([5]), 5, True),
        # others by a tolerance
        (3.0, 3, True),
        (3.0, 3.000001, True),
        (3.0, 3.001, False),
        pytest.param(3.0, HUGE, False, id="huge for a float"),
        pytest.param(1 + 1j, HUGE, False, id="huge for a complex"),
        (1 + 1j, 1.000001 + 1j, True),
        (1 + 1j, 1 - 1j, False),
        (1.0, 1 + 0j, True),
        (ARRAY([1 + 1j, 2]), [1 + 1.000001j, 2.0], True),
        (ARRAY([1 + 1j, 2]), ARRAY([1.0, 2.0]), False),
        (ARRAY([1.0, 2.0]), ARRAY([1 + 1j, 2]), False),
        # by place, where a number is none or beyond all
        (NAN, float("nan"), True),
        (NAN, 1.0, False),
        (1.0, NAN, False),
        ([1.0, NAN], [1.0, NAN], True),
        ([1.0, NAN], [NAN, 1.0], False),
        (complex(NAN, 1), complex(NAN, 1), True),
        (INF, INF, True),
        (INF, -INF, False),
        (INF, 1e308, False),
        pytest.param(INF, HUGE, False, id="huge for an infinite"),
        (ARRAY([1.0, NAN, INF]), ARRAY([1.000001, NAN, INF]), True),
        (ARRAY([1.0, NAN, INF]), ARRAY([1.0, 2.0, INF]), False),
        (ARRAY([1.0, NAN, INF]), ARRAY([1.0, NAN, 5.0]), False),
        (ARRAY([1.0, NAN, INF]), ARRAY([1.0, NAN, -INF]), False),
        (ARRAY([1.0, NAN]), ARRAY([NAN, 1.0]), False),
        # other kinds
        (None, None, True),
        (None, 0, False),
        ({1, 2}, frozenset([2, 1]), True),
        ({1, 2}, {1, 2, 3}, False),
        ({1, 2}, [1, 2], False),
        ({0.3, "a"}, {0.1 + 0.2, "a"}, True),
        ({(1, 2)}, {(1, 3)}, False),
        (Drawn((1, 2), "generator"), Drawn((1, 2), "map"), True),
        (Drawn((1, 2), "generator"), [1, 2], True),
        (Drawn((1, 2), "generator"), [1], False),
        ([1, 2], Drawn((1, 2), "generator"), False),
        (b"ab", b"ab", True),
        (b"ab", "ab", False),
        (date(2020, 1, 1), date(2020, 1, 1), True),
        (date(2020, 1, 1), datetime(2020, 1, 1), False),
        (timedelta(1), timedelta(1), True),
    ],
)
def test_what_is_close_may_stand_for_a_right_answer(wanted, got, fits):
    assert close(wanted, got) == fits


@pytest.mark.parametrize(
    ("way", "wanted", "got", "fits"),
    [
        ("equal", 1, 1, True),
        ("equal", 1, 1.0, False),
        ("equal", 1, True, False),
        ("equal", [1], (1,), False),
        ("equal", {1: 2}, {True: 2}, False),
        ("equal", {(1, 2): [3]}, {(1, 2): [3]}, True),
        ("equal", {(1, 2): [3]}, {(1.0, 2): [3]}, False),
        ("equal", {1}, {1.0}, False),
        ("equal", {1}, frozenset([1]), False),
        ("equal", {"a": NAN}, {"a": float("nan")}, True),
        ("equal", 0.3, 0.1 + 0.2, False),
        ("equal", ARRAY([1, 2]), ARRAY([1, 2], np.int32), True),
        ("equal", ARRAY([1, 2]), ARRAY([1.0, 2]), False),
        ("equal", ARRAY([1.0, NAN]), ARRAY([1.0, NAN]), True),
        ("equal", ARRAY([1.0]), ARRAY([[1.0]]), False),
        ("equal", Drawn((1,), "map"), Drawn((1,), "generator"), True),
        ("equal", Drawn((1,), "map"), [1], False),
        ("set", [1, 2, 2], {2, 1}, True),
        ("set", [1, 2], [2, 2, 1, 1, 1], True),
        ("set", [1, 2], [1], False),
        ("set", [1], [1, 2], False),
        ("set", [0.3], [0.1 + 0.2, 0.3], True),
        ("set", [["a", 1]], [("a", 1)], True),
        ("set", [1.0000001], [1], True),
        ("set", [1], [1.0000001], False),
        ("set", [], [[]], False),
        ("set", ARRAY([1, 2]), [2, 1], True),
        ("set", {"a"}, {"a": 1}, False),
        ("set", [1, 2], 1, False),
        ("unordered", [1, 2, 2], [2, 1, 2], True),
        ("unordered", [1, 2, 2], [2, 1, 1], False),
        ("unordered", [1, 2], [1, 2, 2], False),
        ("unordered", ["b", None, NAN, 1j], [1j, NAN, "b", None], True),
        ("unordered", [{"a": 1}, {"b": [2]}], [{"b": [2]}, {"a": 1.0}], True),
        ("unordered", [0.3, 1], (1, 0.1 + 0.2), True),
        ("unordered", [[1, 2], [3, 4]], ARRAY([[3, 4], [1, 2]]), True),
        ("unordered", [(1.0000001, 2), (1.0, 3)], [(1.0000001, 3), (1.0, 2)], True),
        ("unordered", [(1.0000001, 2), (1.0, 3)], [(1.0000001, 3), (1.0, 4)], False),
        (
            "unordered",
            [{"a": (0.3, "b")}, {"a": (0.1, "c")}],
            [{"a": (0.1, "c")}, {"a": (0.1 + 0.2, "b")}],
            True,
        ),
        (
            "unordered",
            list(np.linspace(1, 1.001, 500)),
            list(np.linspace(1, 1.001, 500)[::-1]),
            True,
        ),
        ("printed", "a\nb", "a  \r\nb\n\n", True),
        ("printed", "a\nb", "a\n b", False),
        ("printed", "a\nb", "a\n\nb", False),
        ("printed", "a", None, False),
        ("printed", 2, 2.0, True),
        ("text", "Hello world", " hello\n  WORLD ", True),
        ("text", "Hello world", "helloworld", False),
        ("text", "Hello", ["hello"], False),
    ],
)
def test_a_value_may_be_compared_in_another_way(way, wanted, got, fits):
    observer = Observer("one", (Observation("it", "value", way),))
    assert observer.fits("it", wanted, got) == fits
    assert observer.same({"it": wanted}, {"it": got}) == fits


def test_what_an_answer_lacks_and_what_does_not_belong_is_found():
    assert unmatched([1, 2, (3, 4)], [2, 1]) == ((3, 4), NOTHING)
    assert unmatched([1], [1, 1, 5]) == (NOTHING, 5)


LARGE = [float(i) for i in range(100_000)]


FORMS = {
    "a long list": lambda large: large,
    "a long item": lambda large: [large, 1.0, 2.0],
    "long items": lambda large: [[large] * 3] * 3,
    "a dictionary": lambda large: [{"a": large}, 1.0, 2.0],
    "an iterator": lambda large: Drawn(tuple(large), "map"),
}


@pytest.mark.parametrize("way", ["unordered", "equal", "close"])
@pytest.mark.parametrize("form", FORMS)
def test_a_comparison_is_no_more_work_than_the_right_answer_is_large(way, form):
    short, long = (FORMS[form](large) for large in (LARGE[:1_000], LARGE))
    few, many = (
        steps(lambda got=got: FITS[way]([1.0, 2.0, 3.0], got, USUAL)) for got in (short, long)
    )
    assert few == many


@pytest.mark.parametrize("way", ["set", "unordered"])
def test_items_in_any_order_are_not_compared_each_with_each(way):
    few, many = (
        steps(lambda n=n: FITS[way](LARGE[:n], LARGE[:n][::-1], USUAL)) for n in (1_000, 2_000)
    )
    assert many < 2.5 * few


def test_an_item_much_larger_than_any_of_the_right_ones_is_not_read():
    few, many = (
        steps(lambda got=got: FITS["set"]([1.0, [2.0]], [1.0, got], USUAL))
        for got in (LARGE[:1_000], LARGE)
    )
    assert few == many


WAYS = st.sampled_from(sorted(FITS.keys() - {"rounded", "contained"}))


@given(WAYS, PLAIN)
def test_a_right_answer_fits_itself_in_each_way(way, value):
    assert FITS[way](value, melt(freeze(value)), USUAL)


@given(WAYS, PLAIN, PLAIN)
def test_whatever_came_back_a_comparison_never_fails_and_what_is_equal_fits_in_each_way(
    way, wanted, got
):
    fits = FITS[way](wanted, got, USUAL)
    assert fits or not FITS["equal"](wanted, got, USUAL)


def test_a_special_case_of_the_due_error_may_stand_for_it_and_a_text_may_not():
    due, own = Raised(("IndexError",)), Raised(("Empty", "IndexError"))
    for way in FITS.values():
        assert way(due, own, USUAL) and way(due, due, USUAL)
        assert not way(own, due, USUAL) and not way(due, "IndexError", USUAL)
        assert not way(due, Raised(()), USUAL)


@pytest.mark.parametrize("fits", ["rounded", "contained"])
@pytest.mark.parametrize("got", [[1], ["a"], [None], [[1.0]], [(1,)], [{"a": 1}]])
def test_a_list_of_other_things_is_not_like_it_and_breaks_no_judge(fits, got):
    wanted = [2.5] if fits == "rounded" else ["b"]
    assert not FITS[fits](wanted, got)
