"""Words for a secret question: what the published ones say, and no more."""

from dataclasses import replace

import pytest

from dinosaur_grader.checks import Fault, Probe
from dinosaur_grader.checks.calls import Call, Outcome
from dinosaur_grader.checks.observing import VALUE
from dinosaur_grader.checks.words.secret import PublishedVerdict, in_words
from dinosaur_grader.judging.verdicts import judged, sentence


def a_probe(name, twin=False, **more):
    fields = dict(observe=VALUE, expected={"value": 1}, twin=twin)
    return replace(
        Probe(f"f.{name}", "f", "f_expected", 1, "a question", Call("f"), **fields), **more
    )


LOW = (Fault("low", "Too low.", {"value": 0}),)


def said_of(twin, own, value):
    """The verdict on a wrong twin, where the published question was answered so."""
    outcome = Outcome(value=value)
    heard = PublishedVerdict(own, sentence(own, outcome), judged(own, outcome))
    (verdict,) = in_words([twin], ["wrong"], [heard], {})
    return verdict


BY_HEART = "right for these numbers, and not for others."


@pytest.mark.parametrize(
    ("own", "value", "fault", "message"),
    [
        # as the notebook speaks of the published question
        (a_probe("a", faults=LOW), 0, "low", "value should be 1 and is 0. Too low."),
        (a_probe("a", faults=LOW), 1, "by_heart", BY_HEART),
        # a question that tells no fault doesn't tell this one either
        (a_probe("a"), 1, "number:value", BY_HEART),
    ],
)
def test_a_twin_that_failed_says_what_its_published_question_does_or_that_it_passes(
    own, value, fault, message
):
    verdict = said_of(a_probe("a", twin=True), own, value)
    assert (verdict.fault, verdict.passed, verdict.points) == (fault, False, 0)
    assert verdict.message.startswith(f"a question: {message}")


def test_a_twin_that_passed_has_its_points_whatever_the_published_question_says():
    own = a_probe("a")
    heard = PublishedVerdict(own, "wrong", judged(own, Outcome(value=2)))
    (verdict,) = in_words([a_probe("a", twin=True)], ["passed"], [heard], {})
    assert (verdict.passed, verdict.points) == (True, 1)


@pytest.mark.parametrize(("gives", "fault"), [(0, "low"), (1, "number:value")])
def test_a_hidden_question_speaks_of_a_published_one_s_fault_where_it_would_fail_it_too(
    gives, fault
):
    hidden = a_probe("b", public=False, faults=(Fault("low", "Too low.", {"value": gives}),))
    assert said_of(hidden, a_probe("a", faults=LOW), 0).fault == fault


@pytest.mark.parametrize(
    ("second", "fault", "hint"),
    [
        ("passed", "low", "One known mistake fails exactly these questions. Too low."),
        ("wrong", "number:value", "value is not what the steps in the docstring give."),
    ],
)
def test_a_mistake_that_fails_just_what_failed_is_named_and_called_a_guess(second, fault, hint):
    """One that would not fail all that failed is not named."""
    asked = [
        a_probe("b", public=False, faults=LOW),
        a_probe("c", public=False, faults=(Fault("low", "Too low.", {"value": 1}),)),
    ]
    verdict, _ = in_words(asked, ["wrong", second], (), {})
    assert (verdict.fault, verdict.hint) == (fault, hint)
