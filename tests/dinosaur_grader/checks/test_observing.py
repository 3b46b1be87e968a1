"""Observers as data: where in an outcome an observation is found, and whether two of
them are close enough."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinosaur_grader.checks.calls import Failure, Outcome, Spied
from dinosaur_grader.checks.observing import (
    FITS,
    NOTHING,
    USUAL,
    VALUE,
    Observation,
    Observer,
    close,
    entry,
    unmatched,
)
from dinosaur_grader.checks.published import freeze, melt
from dinosaur_grader.checks.values import Drawn, Opaque, Raised, plain_data
from tests.effort import steps


def observe(outcome, special=None, **paths):
    observations = tuple(Observation(name, path) for name, path in paths.items())
    observer = Observer("one", observations, special or {})
    assert observer.counts == tuple(n for n, path in paths.items() if path.startswith("calls."))
    return observer(outcome)


OUTCOME = Outcome(
    value=({"dWaa": np.arange(6.0).reshape(2, 3), "n": 0}, [4, None]),
    arguments=([1, 2], {"Wax": 7}),
    printed="hello",
    spied=(
        Spied("sample", {"seed": 0, "ix": 5}),
        Spied("clip", {}),
        Spied("sample", {"seed": 1, "ix": 5}),
    ),
)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("value.1.0", 4),
        ("value.0.n", 0),
        ("value.0.dWaa.1.2", 5.0),
        ("value.1.1", None),
        ("value.1.1.deeper", None),  # a step that is not filled in yet
        ("arguments.0.1", 2),
        ("arguments.1.Wax", 7),
        ("printed", "hello"),
        ("calls.sample", 2),
        ("calls.clip", 1),
        ("calls.optimize", 0),
        ("asked.sample.seed", [0, 1]),
    ],
)
def test_a_path_leads_to_what_is_there(path, found):
    assert observe(OUTCOME, it=path) == {"it": found}


@pytest.mark.parametrize(
    "path",
    [
        "value.2",
        "value.0.dWax",
        "value.0.0",
        "value.0.dWaa.2",
        "value.0.dWaa.1.2.3",
        "value.0.n.0",
        "arguments.2",
        "printed.0",
        "asked.sample.state",
        "asked.clip.seed",
        "asked.optimize.seed",
    ],
)
def test_what_is_not_there_is_left_out(path):
    assert observe(OUTCOME, it=path, size="value.0.n") == {"size": 0}


def test_what_is_no_plain_data_is_left_out():
    assert observe(Outcome(value=Opaque("Odd")), it="value") == {}
    assert observe(Outcome(value=[Opaque("Odd"), 1]), it="value.0", other="value.1") == {
        "other": 1
    }


def test_a_function_of_the_rubric_s_own_is_asked_once_and_stepped_into():
    asked = []

    def log(outcome):
        asked.append(outcome)
        return {"losses": [3, 2], "names": []}

    seen = observe(OUTCOME, {"log": log}, losses="log.losses", last="log.losses.1", no="log.x")
    assert (seen, len(asked)) == ({"losses": [3, 2], "last": 2}, 1)


def test_a_failure_is_an_observation_behind_the_others():
    failed = Outcome(printed="so far", failure=Failure("exception", "ValueError", "no"))
    seen = observe(failed, printed="printed", value="value")
    assert list(seen.items())[-1] == ("failure", "ValueError")
    assert VALUE(Outcome(failure=Failure("timeout"))) == {"value": None, "failure": "timeout"}


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


def test_an_observation_has_its_own_tolerance():
    observer = Observer(
        "one", (Observation("it", "value", rtol=0.0, atol=0.5), Observation("x", "value"))
    )
    for wanted, near, far in (
        (1.0, 1.4, 1.6),
        ([1.0], [1.4], [1.6]),
        (ARRAY([1.0, 2.0]), ARRAY([1.4, 2.0]), [1.6, 2.0]),
    ):
        assert observer.fits("it", wanted, near)
        assert not observer.fits("it", wanted, far)
        assert not observer.fits("x", wanted, near)
    assert not observer.fits("it", 1, 1.4)  # whole numbers have none


def test_known_faults_are_told_by_the_way_that_their_question_compares():
    ways = tuple(Observation(way, "value", way) for way in ("close", "equal", "rounded"))
    observer = Observer("one", ways)
    assert observer.same({"close": [1]}, {"close": (1,)})
    assert not observer.same({"equal": [1]}, {"equal": (1,)})
    assert not observer.same({"rounded": [1.234567]}, {"rounded": [1.23]})
    assert not observer.same({"close": 1}, {"close": 1, "equal": 1})


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


KEYS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.text(max_size=3)
    | st.floats().map(plain_data)
    | st.complex_numbers(allow_nan=False)
    | st.dates(),
    lambda part: st.tuples(part, part) | st.frozensets(part, max_size=3),
    max_leaves=4,
)
PLAIN = st.recursive(
    KEYS,
    lambda part: (
        st.lists(part, max_size=3)
        | st.tuples(part, part)
        | st.dictionaries(st.sampled_from(["a", "b"]) | KEYS, part, max_size=2)
        | st.sets(KEYS, max_size=3)
        | st.builds(Drawn, st.tuples(part), st.just("map"))
    ),
)
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


STEPS = st.lists(st.sampled_from(["a", "b", 0, 1, 2]), max_size=3)


@given(PLAIN, STEPS)
def test_whatever_came_back_an_observer_never_fails(value, steps):
    path = ".".join(["value", *map(str, steps)])
    seen = observe(Outcome(value=value, printed="x"), it=path)
    found = entry(value, *steps)
    assert ("it" in seen) == (found is not NOTHING and not isinstance(found, Opaque))


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
