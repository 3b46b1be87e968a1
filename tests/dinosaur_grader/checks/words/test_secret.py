"""Words for a secret question: what the published ones say, and no more."""

from dataclasses import replace

import pytest

from dinosaur_grader.checks import Fault, Probe
from dinosaur_grader.checks.calls import Call, Failure, Outcome
from dinosaur_grader.checks.observers import VALUE, Observation, Observer
from dinosaur_grader.checks.probe import MAX_NAMED
from dinosaur_grader.checks.words import Words
from dinosaur_grader.checks.words.reading.reader import Reading
from dinosaur_grader.checks.words.secret import PublishedVerdict, in_words
from dinosaur_grader.judging.verdicts import judged, sentence


def a_probe(name, variant=False, **more):
    fields = dict(observe=VALUE, expected={"value": 1}, variant=variant)
    return replace(
        Probe(f"f.{name}", "f", "f_expected", 1, "a question", Call("f"), **fields), **more
    )


LOW = (Fault("low", "Too low.", {"value": 0}),)


def said_of(variant, own, value):
    """The verdict on a wrong variant, where the published question was answered so."""
    outcome = Outcome(value=value)
    heard = PublishedVerdict(own, sentence(own, outcome), judged(own, outcome))
    (verdict,) = in_words([variant], ["wrong"], [heard], {})
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
def test_a_variant_that_failed_says_what_its_published_question_does_or_that_it_passes(
    own, value, fault, message
):
    verdict = said_of(a_probe("a", variant=True), own, value)
    assert (verdict.fault, verdict.passed, verdict.points) == (fault, False, 0)
    assert verdict.message.startswith(f"a question: {message}")


def test_who_fails_a_published_question_knows_none_by_heart():
    own, other = a_probe("a", faults=LOW), a_probe("b", faults=LOW)
    heard = [
        PublishedVerdict(probe, said, judged(probe, Outcome(value=value)))
        for probe, said, value in ((own, "passed", 1), (other, "wrong", 7))
    ]
    (verdict,) = in_words([a_probe("a", variant=True)], ["wrong"], heard, {})
    assert verdict.fault == "number:value"
    assert "fits the example only" not in verdict.message


def test_of_several_things_after_steps_none_is_said_to_be_the_one_that_is_off():
    words = Words(advice={"loss": "The loss is not that of the forward pass."})
    seen = Observer("own", tuple(Observation(n, f"value.0.{n}") for n in ("loss", "state")))
    call = Call("f", steps=("f(x)",))
    expected = {"loss": 1, "state": 2}
    probe = replace(
        a_probe("a", public=False), observe=seen, call=call, expected=expected, words=words
    )
    (verdict,) = in_words([probe], ["wrong"], [], {})
    assert "loss" not in verdict.hint


def test_what_is_kept_from_call_to_call_is_not_said_to_be_known_by_heart():
    own, variant = a_probe("a", faults=LOW), a_probe("a", variant=True)
    heard = PublishedVerdict(own, "passed", judged(own, Outcome(value=1)))
    text = "def f(x, found=[]):\n    found.append(x)\n    return found[0]\n"
    readings = {own.function: Reading(text.replace("f(", f"{own.function}("), own.function)}
    (verdict,) = in_words([variant], ["wrong"], [heard], readings)
    assert verdict.fault == "kept_between_calls"
    assert "Create found at the start" in verdict.hint


def test_an_error_of_what_did_not_come_back_in_the_open_is_no_error_of_these_inputs():
    own = a_probe("a")
    lost = Outcome(failure=Failure("timeout"))
    heard = PublishedVerdict(own, sentence(own, lost), judged(own, lost))
    text = "def f(x):\n    while x > 0:\n        g()\n    return x\n"
    (verdict,) = in_words(
        [a_probe("b", public=False)], ["raised"], [heard], {"f": Reading(text, "f")}
    )
    assert "`while x > 0:` doesn't end" in verdict.hint
    assert "exception" not in verdict.message


def test_a_variant_that_passed_has_its_points_whatever_the_published_question_says():
    own = a_probe("a")
    heard = PublishedVerdict(own, "wrong", judged(own, Outcome(value=2)))
    (verdict,) = in_words([a_probe("a", variant=True)], ["passed"], [heard], {})
    assert (verdict.passed, verdict.points) == (True, 1)


@pytest.mark.parametrize(("gives", "fault"), [(0, "low"), (1, "number:value")])
def test_a_hidden_question_speaks_of_a_published_one_s_fault_where_it_would_fail_it_too(
    gives, fault
):
    hidden = a_probe("b", public=False, faults=(Fault("low", "Too low.", {"value": gives}),))
    assert said_of(hidden, a_probe("a", faults=LOW), 0).fault == fault


def test_which_questions_failed_names_no_fault():
    """With few questions nearly every mistake fails what a known one does."""
    asked = [
        a_probe("b", public=False, faults=LOW),
        a_probe("c", public=False, faults=(Fault("low", "Too low.", {"value": 1}),)),
    ]
    verdict, _ = in_words(asked, ["wrong", "passed"], (), {})
    assert (verdict.fault, verdict.hint) == ("number:value", "value is not what it should be.")


def test_a_hidden_question_speaks_of_no_fault_that_a_passed_one_would_have_failed():
    hidden = [a_probe(name, public=False, faults=LOW) for name in "bc"]
    known = a_probe("a", faults=LOW)
    answered = (PublishedVerdict(known, "wrong", judged(known, Outcome(value=0), None)),)

    told = [
        in_words(hidden, ["wrong", other], answered, {})[0].fault
        for other in ("wrong", "passed")
    ]

    assert told == ["low", "number:value"]


def a_choice(name, right, **more):
    """A secret question to a variable whose like no student sees, with hints to each letter."""
    faults = tuple(
        Fault(letter, f"Not {letter}.", {"value": letter})
        for letter in "ABC"
        if letter != right
    )
    more = {
        "public": False,
        "unseen": True,
        "expected": {"value": right},
        "faults": faults,
    } | more
    return a_probe(name, **more)


@pytest.mark.parametrize(("letter", "hint"), [("A", "Not A."), ("C", "Not C.")])
def test_a_wrong_letter_that_only_secret_questions_ask_for_has_its_author_s_hint(letter, hint):
    probe = a_choice("choice", "B")
    said = sentence(probe, Outcome(value=letter))
    assert said == f"wrong {letter}"
    (verdict,) = in_words([probe], [said], (), {})
    assert (verdict.fault, verdict.hint, verdict.passed) == (letter, hint, False)


def test_a_value_that_no_fault_gives_or_whose_like_is_public_is_wrong_and_no_more():
    assert sentence(a_choice("choice", "B"), Outcome(value="D")) == "wrong"
    assert sentence(a_choice("choice", "B", unseen=False), Outcome(value="A")) == "wrong"


def test_a_fault_is_not_named_that_another_question_refutes():
    first, second = a_choice("first", "B"), a_choice("second", "B")
    verdict, _ = in_words([first, second], ["wrong A", "passed"], (), {})
    assert verdict.fault == "number:value" and "Not A." not in verdict.message


def test_no_more_than_three_bits_are_said_of_a_question():
    faults = tuple(Fault(f"f{n}", "No.", {"value": n}) for n in range(2, 40))
    probe = a_probe("many", public=False, unseen=True, faults=faults)
    said = {sentence(probe, Outcome(value=value)) for value in range(2, 60)}
    assert len(said) == MAX_NAMED + 1 == 8
