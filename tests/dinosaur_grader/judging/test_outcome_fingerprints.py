"""A print is alike where two answers went wrong in the same way, and tells nobody
anything else."""

import numpy as np
import pytest

from dinosaur_grader.checks.calls import Failure, Outcome
from dinosaur_grader.judging import verdicts
from dinosaur_grader.judging.verdicts import outcome_fingerprint
from tests.dinosaur_grader.judging.test_verdicts import for_ever, observed_by, raising
from tests.dinosaur_grader.judging.test_walk import a_probe
from tests.dinosaurs import probes

SEED = b"a course"
GRADIENTS = {
    name: np.full((2, 1), 0.1 * place)
    for place, name in enumerate(("dWaa", "dWax", "dWya", "db", "dby"))
}


@pytest.fixture(scope="module")
def clip():
    return next(p for p in probes(SEED) if p.function == "clip" and not p.public)


def gave(probe, value, seed=SEED):
    return outcome_fingerprint(probe, Outcome(value=value), seed)


def raised(probe, kind, message, seed=SEED):
    return outcome_fingerprint(
        probe, Outcome(failure=Failure("exception", kind, message)), seed
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


def test_the_order_of_a_dictionary_makes_no_difference(clip):
    probe = a_probe("a")
    assert gave(probe, {"a": 1, "b": 2}) == gave(probe, {"b": 2, "a": 1})


def test_other_values_have_another_print(clip):
    assert gave(clip, changed(lambda array: 2 * array)) != gave(clip, GRADIENTS)


def test_another_course_has_another_print(clip):
    assert gave(clip, GRADIENTS, b"another course") != gave(clip, GRADIENTS)


def test_an_error_is_told_apart_by_its_type_and_its_text_without_numbers(clip):
    sizes = raised(clip, "ValueError", "shapes (3,4) and (5,1) not aligned")
    assert sizes.startswith("raised ")
    assert sizes == raised(clip, "ValueError", "shapes (7,2) and (1,1) not aligned")
    assert sizes != raised(clip, "ValueError", "too many values to unpack")
    assert sizes != raised(clip, "TypeError", "shapes (3,4) and (5,1) not aligned")


@pytest.mark.parametrize("failure", [
    Failure("exception", "SEEN14", "SEEN14"),
    Failure("SEEN14", "SEEN14", "SEEN14"),
    Failure("exception", "NameError", "name 'SEEN14' is not defined"),
])  # fmt: skip
def test_no_text_of_a_student_s_process_is_in_it(clip, failure):
    assert "SEEN" not in outcome_fingerprint(clip, Outcome(failure=failure), SEED)


@pytest.mark.parametrize(
    ("kind", "said"), [("timeout", "timeout"), ("memory", "stopped"), ("violation", "stopped")]
)
def test_a_call_that_was_lost_is_known_by_its_sentence_alone(clip, kind, said):
    assert (
        outcome_fingerprint(clip, Outcome(failure=Failure(kind, "E", "SEEN14")), SEED) == said
    )


@pytest.mark.parametrize("special", [for_ever, raising(KeyError("a"))])
def test_values_that_can_t_be_read_have_none(special, monkeypatch):
    monkeypatch.setattr(verdicts, "FINGERPRINT_SECONDS", 0.05)
    assert gave(a_probe("a", observe=observed_by(special)), 1) == ""
