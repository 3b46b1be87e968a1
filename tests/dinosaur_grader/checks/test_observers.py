"""Observers as data: where in an outcome an observation is found, and how it is compared."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinosaur_grader.checks.calls import Failure, Outcome, Spied
from dinosaur_grader.checks.observers import VALUE, Observation, Observer, entry
from dinosaur_grader.checks.values import NOTHING, Opaque
from tests.dinosaur_grader.checks.strategies import PLAIN


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


ARRAY = np.array


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


STEPS = st.lists(st.sampled_from(["a", "b", 0, 1, 2]), max_size=3)


@given(PLAIN, STEPS)
def test_whatever_came_back_an_observer_never_fails(value, steps):
    path = ".".join(["value", *map(str, steps)])
    seen = observe(Outcome(value=value, printed="x"), it=path)
    found = entry(value, *steps)
    assert ("it" in seen) == (found is not NOTHING and not isinstance(found, Opaque))
