"""A print is alike where two answers went wrong in the same way, and tells nobody
anything else."""

from dataclasses import replace

import numpy as np
import pytest

from dinosaur_grader.assignments.probes import PRACTICE_SEED
from dinosaur_grader.checks.calls import Call, Failure, Outcome
from dinosaur_grader.checks.observers import Observation, Observer
from dinosaur_grader.judging import verdicts
from dinosaur_grader.judging.verdicts import outcome_fingerprint, sentence
from tests.dinosaur_grader.judging.test_verdicts import for_ever, observed_by, raising
from tests.dinosaur_grader.judging.test_walk import a_probe
from tests.dinosaurs import probes

SEED = PRACTICE_SEED
GRADIENTS = {
    name: np.full((2, 1), 0.1 * place)
    for place, name in enumerate(("dWaa", "dWax", "dWya", "db", "dby"))
}


@pytest.fixture(scope="module")
def clip():
    # the ones before it count entries, whatever these are
    return next(probe for probe in probes(SEED) if probe.id == "clip.hidden.usual")


def gave(probe, value, seed=SEED):
    return outcome_fingerprint(probe, Outcome(value=value), seed)


def raised(probe, kind, message):
    return outcome_fingerprint(
        probe, Outcome(failure=Failure("exception", kind, message)), SEED
    )


def changed(change):
    return {name: change(array) for name, array in GRADIENTS.items()}


DRESSES = {
    "flat": lambda array: array.ravel(),
    "a list": lambda array: array.tolist(),
    "rounding": lambda array: array * (1 + 1e-13),
    "single precision": lambda array: array.astype(np.float32),
}


@pytest.mark.parametrize("dress", DRESSES.values(), ids=DRESSES)
def test_the_same_values_in_another_dress_have_one_print(clip, dress):
    assert gave(clip, changed(dress)) == gave(clip, GRADIENTS)


def test_the_order_of_a_dictionary_makes_no_difference():
    probe = a_probe("a")
    assert gave(probe, {"a": 1, "b": 2}) == gave(probe, {"b": 2, "a": 1})


def test_other_values_and_another_course_have_another_print(clip):
    own = gave(clip, GRADIENTS)
    assert gave(clip, changed(lambda array: 2 * array)) != own
    assert gave(clip, GRADIENTS, b"another course") != own


def test_an_error_is_told_apart_by_its_type_and_its_text_without_numbers(clip):
    sizes = raised(clip, "ValueError", "shapes (3,4) and (5,1) not aligned")
    assert sizes.startswith("raised ")
    assert sizes == raised(clip, "ValueError", "shapes (7,2) and (1,1) not aligned")
    assert sizes != raised(clip, "ValueError", "too many values to unpack")
    assert sizes != raised(clip, "TypeError", "shapes (3,4) and (5,1) not aligned")


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (Failure("exception", "SEEN14", "SEEN14"), "raised "),
        (Failure("exception", "NameError", "name 'SEEN14' is not defined"), "raised "),
        (Failure("SEEN14", "SEEN14", "SEEN14"), "stopped"),
        (Failure("timeout", "E", "SEEN14"), "timeout"),
        (Failure("memory", "E", "SEEN14"), "stopped"),
        (Failure("violation", "E", "SEEN14"), "stopped"),
    ],
)
def test_no_text_of_a_student_s_process_is_in_it(clip, failure, said):
    given = outcome_fingerprint(clip, Outcome(failure=failure), SEED)
    assert given.startswith(said)
    assert "SEEN" not in given


def test_a_step_that_raised_has_the_word_of_its_sentence():
    observer = Observer("steps", (Observation("first", "value.0"),))
    steps = Call("clip", steps=("clip(1)",))
    probe = replace(a_probe("a", observe=observer, expected={"first": 1}), call=steps)
    outcome = Outcome([None], failed=((0, Failure("exception", "ValueError")),))
    assert sentence(probe, outcome) == "raised"
    assert outcome_fingerprint(probe, outcome, SEED).startswith("raised ")


@pytest.mark.parametrize("special", [for_ever, raising(KeyError("a"))])
def test_values_that_can_t_be_read_have_what_is_said_of_them(special, monkeypatch):
    monkeypatch.setattr(verdicts, "SECONDS", 0.05)
    assert gave(a_probe("a", observe=observed_by(special)), 1) == "stopped"
