"""The words in which a rubric says what an outcome looks like."""

import numpy as np
import pytest

from dinosaur_grader.checks.calls import Call, Failure, Outcome
from dinosaur_grader.checks.observers import Observation, Observer
from dinosaur_grader.checks.probe import Probe, judge
from dinosaur_grader.checks.values import Opaque
from dinosaur_grader.checks.words import When, Words
from dinosaur_grader.checks.words.looks import ANYTHING, KINDS, LOOKS, known, looks_like

PAIR = Observer("pair", (Observation("loss", "value.0"), Observation("state", "value.1")))
RIGHT = {"loss": 2.5, "state": np.array([1.0, 2.0])}


def a_probe(expected=RIGHT, observe=PAIR, **more):
    call = Call("f", (np.zeros(2),))
    return Probe("f.x", "f", "f_expected", 1, "a question", call, observe, expected, **more)


def looks(look, name, value, *, probe=None, first="", **outcome):
    probe, outcome = probe or a_probe(), Outcome(value=value, **outcome)
    return looks_like(look, name, probe, outcome, probe.see(outcome), first)


@pytest.mark.parametrize(
    ("yes", "looks"),
    [
        (True, [*LOOKS, "absent", "alone", "first", *(f"is {kind}" for kind in KINDS), "is not list", "not 3 parts"]),
        (False, ["", "is", "is not", "not", "number", "is not 3 parts", "not 3", "is none of it", "Text", "is  list"]),
    ],
)  # fmt: skip
def test_these_words_are_known_and_no_others(yes, looks):
    assert [look for look in looks if known(look) != yes] == []


NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("look", "these", "not_these"),
    [
        ("none", [None], [0, [], "", np.zeros(0)]),
        ("empty", [[], (), {}, "", np.zeros((0, 3))], [None, 0, [0], [[]], "a", np.zeros(1)]),
        (
            "zero",
            [0, 0.0, False, [0], [0, 0.0], [[0], [0]], np.zeros((2, 2))],
            [None, 1, [], "0", np.zeros(0), [0, 1], [0, "0"], np.array([0.0, NAN])],
        ),
        (
            "not finite",
            [NAN, INF, [1, -INF], [[NAN]], np.array([1.0, NAN])],
            [None, 1, [], "nan", [1, "nan"], np.ones(2), {"a": NAN}],
        ),
        ("text", [["a"], (1, "b"), [[1], ["c"]]], ["a", [1], [], {"a": "b"}, None]),
        (
            "arrays",
            [[np.ones(2)], (1, np.ones((2, 1)))],
            [[1], [np.ones(1)], np.ones((2, 2)), [], None],
        ),
        (
            "single",
            [[2.5], (1,), np.ones(1), np.ones((1, 1))],
            [2.5, [1, 2], [], ["a"], None, {"a": 1}],
        ),
        (
            "nested",
            [[[1, 2]], ([1, 2], 3), [{"a": 1}], [[]]],
            [[1, 2], [[1], [2]], [], "ab", np.ones((2, 2)), None],
        ),
        ("is none", [None], [0, []]),
        ("is number", [1, 1.5, True], ["1", [1], np.array(1.0), None]),
        ("is text", ["", "a"], [["a"], None]),
        ("is list", [[]], [(), np.zeros(2)]),
        ("is tuple", [()], [[]]),
        ("is dict", [{}], [[]]),
        ("is array", [np.zeros(2)], [[0.0, 0.0]]),
        ("is not list", [(), None, Opaque("Odd")], [[]]),
        ("not 2 parts", [[1], (1, 2, 3), None, 5, "ab", {}], [[1, 2], (1, 2), np.ones((2, 9))]),
    ],
)  # fmt: skip
def test_what_came_back_looks_like_that(look, these, not_these):
    assert [value for value in these if not looks(look, "value", value)] == []
    assert [value for value in not_these if looks(look, "value", value)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_plain_data_is_of_no_kind(kind):
    assert not looks(f"is {kind}", "value", Opaque("Odd"))
    assert looks(f"is not {kind}", "value", Opaque("Odd"))


def test_a_path_leads_into_what_came_back_and_what_was_given():
    assert looks("none", "value.1", (1, None))
    assert looks("is text", "value.a.0", {"a": ["b"]})
    assert not looks("none", "value.2", (1, None))  # nothing is there
    assert looks("is not list", "value.2", (1, None))
    assert looks("zero", "arguments.0", 1, arguments=(np.zeros(2),))
    assert looks("empty", "printed", 1, printed="")


def test_an_observation_looks_like_that_where_the_right_one_does_not():
    assert looks("zero", "loss", (0, [1.0]))
    assert not looks("zero", "loss", (1, [1.0]))
    probe = a_probe({"loss": 0.0, "state": RIGHT["state"]})
    assert not looks("zero", "loss", (0, [1.0]), probe=probe)
    assert not looks("zero", "loss", None)  # it is absent, and that is another look
    assert not looks("zero", "size", (0, [1.0]))  # no question asks for it


def test_absent_is_what_the_question_asks_for_and_is_not_there():
    assert looks("absent", "state", (1,))
    assert not looks("absent", "loss", (1,))
    assert looks("absent", ANYTHING, (1,))
    assert not looks("absent", ANYTHING, (1, 2))
    assert not looks("absent", "state", (1,), probe=a_probe(about=("loss",)))
    assert looks("alone", "state", (1,))
    assert not looks("alone", "state", ())
    assert not looks("alone", "loss", (1,))


def test_first_is_the_first_that_differs():
    assert looks("first", "state", (2.5, [9.0, 9.0]), first="state")
    assert not looks("first", "loss", (2.5, [9.0, 9.0]), first="state")


def said(value, *when, **outcome):
    words = Words(when=when, advice={"loss": "Look at the loss.", "state": "Look there."})
    verdict = judge(a_probe(words=words), Outcome(value=value, **outcome))
    assert not verdict.passed
    return verdict.fault, verdict.message


ZERO = When("untouched", "The loss was never added to.", {"loss": "zero"})
SHORT = When("short", "Return two things.", {"value": "not 2 parts", "state": "alone"})


BOTH = When("both", "Neither moved.", {"loss": "zero", "state": "zero"})
ERROR = Failure("exception", "ValueError", "no")


def test_the_first_look_that_fits_whole_speaks_and_an_error_before_any():
    assert said((0, RIGHT["state"]), SHORT, ZERO)[0] == "untouched"
    assert said((2.5,), ZERO, SHORT) == ("short", "a question: Return two things.")
    assert said((1.0, RIGHT["state"]), ZERO, SHORT)[0] == "number:loss"
    assert said((0, np.zeros(2)), BOTH)[0] == "both"
    assert said((0, np.ones(2)), BOTH)[0] == "number:loss"
    assert said(None, ZERO, failure=ERROR)[0] == "exception"
