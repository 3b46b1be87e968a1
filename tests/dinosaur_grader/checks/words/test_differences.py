"""The first value that is off is quoted, whatever kind it is."""

from datetime import date

import numpy as np
import pytest

from utils.checks import Probe, judge
from utils.checks.calls import Call, Outcome, Spied, Spy
from utils.checks.observers import Observation, Observer


def said(right, value, way="close", **tolerance):
    """What is said of a value in the place of a right one."""
    observer = Observer("own", (Observation("it", "value", way, **tolerance),))
    probe = Probe("f.x", "f", "f_expected", 1, "a value", Call("f"), observer, {"it": right})
    return judge(probe, Outcome(value=value)).detail


@pytest.mark.parametrize(
    ("right", "value", "way", "detail"),
    [
        (3_628_800_000, 3_628_800_001, "close", "it should be 3628800000 and is 3628800001."),
        ([1, 2], [1, 3], "close", "it[1] should be 2 and is 3."),
        (np.array([10**9, 2]), np.array([10**9, 3]), "close", "it[1] should be 2 and is 3."),
        (1 + 2j, 1 - 2j, "close", "it should be 1+2j and is 1-2j."),
        ([1 + 2j], [3.0], "close", "it[0] should be 1+2j and is 3."),
        (b"ab", b"ac", "close", "it should be b'ab' and is b'ac'."),
        (date(2020, 1, 2), date(2020, 1, 3), "close",
         "it should be datetime.date(2020, 1, 2) and is datetime.date(2020, 1, 3)."),
        ([1, 2, 3], [3, 1], "unordered", "it lacks 2."),
        ({"a"}, {"a", "b"}, "set", "it has 'b', which doesn't belong there."),
        ([1, 2, 2], [1, 1, 2], "unordered",
         "Each item of it is right, and not as often as it should be."),
        ("a\nb\n", "a \nc", "printed", "line 2 of it should be 'b' and is 'c'."),
        ({1, 2}, {1}, "close", "it should be a set of 2 and is a set of 1."),
        (10**400, 1, "close", "it should be inf and is 1."),
        ([{"a": 1, "title": "x"}], [{"a": 1, "title": "y"}], "close",
         "it[0]['title'] should be 'x' and is 'y'."),
    ],
)  # fmt: skip
def test_what_differs_is_quoted_whatever_kind_of_value_it_is(right, value, way, detail):
    assert said(right, value, way) == detail


def test_the_picture_of_an_array_goes_by_the_tolerance_of_its_observation():
    observer = Observer("own", (Observation("it", "value", atol=0.5),))
    right, value = np.array([1.0, 2.0]), np.array([1.4, 3.0])
    probe = Probe("f.x", "f", "f_expected", 1, "a", Call("f"), observer, {"it": right})
    verdict = judge(probe, Outcome(value=value))
    assert verdict.differs.right == (True, False)
    assert verdict.detail == "it[1] should be 2 and is 3."


@pytest.mark.parametrize(
    ("off", "said"),
    [
        (0, "rate is wrong from the first call on."),
        (1, "rate is right up to call 1, and goes wrong by call 251."),
        (2, "rate is right up to call 251, and goes wrong by call 501."),
    ],
)
def test_of_a_long_run_it_is_said_since_when_it_is_wrong(off, said):
    observer = Observer("own", (Observation("rate", "asked.step.rate"),))
    call = Call("f", stand_ins={"step": Spy(("rate",), (None,), digest=("rate",))})
    probe = Probe("f.x", "f", "f_expected", 1, "a", call, observer, {"rate": [7, 8, 9]})
    given = [7, 8, 9][:off] + [1] * (3 - off)

    verdict = judge(
        probe, Outcome(value=1, spied=tuple(Spied("step", {"rate": g}) for g in given))
    )

    assert verdict.detail == said
    assert verdict.differs is None
