"""Observers as data: where in an outcome an observation is found, and whether two of
them are close enough."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinosaur_grader.checks.calls import Failure, Outcome, Spied
from dinosaur_grader.checks.observing import (
    NOTHING,
    VALUE,
    Observation,
    Observer,
    entry,
)
from dinosaur_grader.checks.values import Opaque


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


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3) | st.floats(),
    lambda part: (
        st.lists(part, max_size=3)
        | st.tuples(part, part)
        | st.dictionaries(st.sampled_from(["a", "b"]), part, max_size=2)
    ),
)
STEPS = st.lists(st.sampled_from(["a", "b", 0, 1, 2]), max_size=3)


@given(PLAIN, STEPS)
def test_whatever_came_back_an_observer_never_fails(value, steps):
    path = ".".join(["value", *map(str, steps)])
    seen = observe(Outcome(value=value, printed="x"), it=path)
    found = entry(value, *steps)
    assert ("it" in seen) == (found is not NOTHING and not isinstance(found, Opaque))
