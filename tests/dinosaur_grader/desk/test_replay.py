"""Values and differences in words that an instructor can compare."""

import dataclasses
import tracemalloc

import numpy as np
import pytest

from dinosaur_grader.assignments.probes import published
from dinosaur_grader.checks import failed
from dinosaur_grader.checks.calls import Failure, Outcome
from dinosaur_grader.checks.values import Drawn, Opaque
from dinosaur_grader.desk import replay
from tests.dinosaurs import RUBRIC

VALUES = (
    *(np.array([np.nan, np.inf]), np.zeros((0, 3)), np.array(True), np.int64(3), np.eye(40)),
    *(-(2**63), float("nan"), None, "\x1b[31m\x00", Opaque("\x1b[31mred"), "a" * 9_000),
    *([], {}, ["\x1b", {"\x00": [1, None]}], {"\x1b": np.ones(3)}, [np.ones(2), "x"]),
    *({(1, "\x1b"): {2}}, Drawn(("\x1b", 1), "\x1b"), 1j, np.array([1j]), 10**400, b"\x1b"),
)


@pytest.mark.parametrize("right", VALUES, ids=range(len(VALUES)))
@pytest.mark.parametrize("answer", VALUES, ids=range(len(VALUES)))
def test_whatever_a_student_returns_is_told_in_printable_words(right, answer):
    said = replay.value(answer) + replay.difference(right, answer)
    assert "\x1b" not in said and "\x00" not in said
    assert len(replay.value(answer)) <= replay.MOST + 40


def test_how_it_ended_is_told_with_the_student_s_own_line_and_nothing_reaches_a_terminal():
    failure = Failure("exception", "KeyError", "'dWaa'", "g = gradients['dWaa']")
    said = replay.ending(Outcome(failure=failure))
    assert said == "exception. KeyError: 'dWaa' (at: g = gradients['dWaa'])"
    hostile = Outcome(failure=Failure("exception", "\x1b[2J", "\x1b[31m", "raise \x1b"))
    assert "\x1b" not in replay.ending(hostile)
    assert "not asked" in replay.UNASKED.ending


def endless(outcome):
    while True:
        pass


def refusing(outcome):
    raise ValueError("no number of 4,301 digits")


@pytest.mark.parametrize("observe", [endless, refusing])
def test_an_answer_that_can_not_be_read_is_told_as_such(observe, monkeypatch):
    monkeypatch.setattr(replay, "SECONDS", 0.1)
    monkeypatch.setattr(replay, "judged", lambda probe, outcome: failed(probe, "wrong", ""))
    probe = next(one for one in published(RUBRIC) if one.expected)
    answer = replay.read(dataclasses.replace(probe, observe=observe), Outcome())
    assert {each.answer for each in answer.compared} == {replay.UNREAD}
    assert not any(each.fits for each in answer.compared)


@pytest.mark.parametrize(
    "large",
    [["\U0001f600" + "x" * 10**6] * 50, np.zeros((2,) * 15 + (6,)), {0: list(range(10**6))}],
    ids=["texts", "dimensions", "items"],
)
def test_of_a_large_value_only_the_beginning_is_put_into_words(large):
    tracemalloc.start()
    try:
        said = replay.value(large)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(said) <= replay.MOST + 40
    assert peak < 30 * 2**20
