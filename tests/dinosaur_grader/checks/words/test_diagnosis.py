"""Why an answer is wrong, in words: of a hidden question none of its numbers."""

from dataclasses import replace

import pytest

from tests.dinosaur_grader.checks.test_probe import CLIP, HIDDEN, RIGHT
from utils.checks import Probe, judge
from utils.checks.calls import Call, Failure, Outcome
from utils.checks.observing import Observation, Observer
from utils.checks.words import Words


@pytest.mark.parametrize(
    "kind", ["timeout", "memory", "died", "violation", "skipped", "missing"]
)
def test_every_failure_has_words_and_none_passes_even_where_the_observations_fit(kind):
    verdict = judge(CLIP, Outcome(value=RIGHT, failure=Failure(kind)))

    assert not verdict.passed
    assert verdict.fault == kind
    assert verdict.message.endswith(".")


def test_an_exception_shows_the_students_own_line_of_a_public_probe_and_nothing_of_a_hidden():
    failure = Failure("exception", "Leak_0_123", "secret 0.123", "raise Leak(secret 0.456)")

    shown, kept = (judge(probe, Outcome(failure=failure)).message for probe in (CLIP, HIDDEN))

    assert "raise Leak(secret 0.456)" in shown
    assert "0" not in kept
    assert "secret" not in kept


def test_an_unfinished_function_is_met_kindly():
    failure = Failure("exception", "NotImplementedError")

    assert judge(CLIP, Outcome(failure=failure)).fault == "unfinished"
    assert judge(CLIP, Outcome(value=None)).fault == "nothing"


def test_a_function_that_rightly_gives_nothing_back_is_told_what_it_changed():
    observer = Observer("own", (Observation("numbers", "arguments.0"),))
    words = Words(kinds=("none",), advice={"numbers": "Add once."})
    probe = Probe(
        "f.x", "f", "f_expected", 1, "a list", Call("f"), observer, {"numbers": [1, 2]}
    )

    verdict = judge(replace(probe, words=words), Outcome(arguments=([1, 3],)))

    assert verdict.fault == "number:numbers"
    assert verdict.message == "a list: numbers[1] should be 2 and is 3. Add once."
