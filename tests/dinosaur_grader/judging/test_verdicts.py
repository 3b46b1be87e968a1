"""An outcome is judged when it comes and dropped: whatever it makes the judge do, it is
a failed question."""

import subprocess
import sys
import time
import weakref
from dataclasses import replace

import pytest

from dinosaur_grader.assignments.probes import PRACTICE_SEED
from dinosaur_grader.checks.calls import Failure, Outcome
from dinosaur_grader.checks.observers import Observation, Observer
from dinosaur_grader.checks.values import Drawn
from dinosaur_grader.checks.words.secret import in_words
from dinosaur_grader.judging import verdicts
from dinosaur_grader.judging.marking import marks, suspicious
from dinosaur_grader.judging.verdicts import VIOLATION, judged, outcome_fingerprint, sentence
from dinosaur_grader.judging.walk import walk
from tests.conftest import ROOT
from tests.dinosaur_grader.judging.test_walk import (
    Child,
    Sandbox,
    a_probe,
    a_submission,
    test_cell,
)
from tests.dinosaurs import probes

SOON = 0.5  # seconds of processor time: enough for a judgement with some garbage to collect


def observed_by(special) -> Observer:
    return Observer("special", (Observation("value", "special"),), {"special": special})


def raising(error):
    def special(outcome):
        raise error

    return special


RAISED = [
    OverflowError("a number of 5,000 digits"),
    RecursionError("too deep"),
    MemoryError(),
    KeyError("a"),
]


@pytest.mark.parametrize("error", RAISED, ids=lambda error: type(error).__name__)
def test_whatever_makes_the_judge_raise_is_a_failed_question_that_a_human_looks_at(error):
    probe = a_probe("a", observe=observed_by(raising(error)))
    verdict = judged(probe, Outcome(value=1))
    assert (verdict.passed, verdict.points, verdict.fault) == (False, 0.0, VIOLATION)
    assert "5,000" not in verdict.message
    assert judged(probe, Outcome(failure=Failure("timeout"))).fault == VIOLATION
    assert sentence(probe, Outcome(value=1)) == "stopped"
    given = marks(a_submission(test_cell(probe.cell, 8.0)), [probe], [verdict])
    assert [mark.score for mark in given] == [0.0]
    assert suspicious(given)


def test_what_was_said_of_an_outcome_is_not_worked_out_again():
    looked = []
    probe = a_probe("a", observe=observed_by(looked.append))
    outcome = Outcome(value=1)
    said = sentence(probe, outcome)
    times = len(looked)
    assert (sentence(probe, outcome), len(looked)) == (said, times) and times
    # another question to it is another matter, and so is a judge that could not judge
    broken = a_probe("b", observe=observed_by(raising(MemoryError())))
    assert sentence(broken, outcome) == "stopped"
    assert outcome.judged.keys() == {"a"}


def test_a_violation_is_said_as_one_that_the_pipe_found():
    clip = next(probe for probe in probes(PRACTICE_SEED) if probe.function == "clip")
    found = judged(clip, Outcome(failure=Failure(VIOLATION)))
    assert judged(replace(clip, observe=observed_by(raising(KeyError()))), Outcome(1)) == found


LOADED = """
import pkgutil, sys
import dinosaur_grader.judging.verdicts
from dinosaur_grader.checks import words
makers = {each.name for each in pkgutil.walk_packages(words.__path__, words.__name__ + ".")}
print(*sorted((makers | {"dinosaur_grader.checks.tables"}) - sys.modules.keys()))
"""


def test_whatever_makes_words_is_loaded_before_a_clock_runs():
    """All but the edits, which are tried without one."""
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, cwd=ROOT)
    assert (done.stderr, [n for n in done.stdout.split() if b".edits." not in n]) == (b"", [])


def for_ever(outcome):
    while True:
        pass


def test_a_judgement_without_end_is_ended_and_the_walk_goes_on(monkeypatch):
    monkeypatch.setattr(verdicts, "SECONDS", SOON)
    endless = a_probe("a", observe=observed_by(for_ever))
    result = walk(a_submission(test_cell()), (endless, a_probe("b")), Sandbox())
    verdict = {verdict.probe: verdict for verdict in result.marks[0].verdicts}
    assert (verdict["a"].fault, verdict["b"].passed) == ("stopped", True)
    assert (result.state, result.needs_look) == ("graded", True)


def test_the_time_of_judging_counts_in_the_questions_own_budget(monkeypatch):
    passes, later = verdicts.passes, [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: later[0])

    def slow(probe, outcome):
        later[0] += 100.0
        return passes(probe, outcome)

    monkeypatch.setattr(verdicts, "passes", slow)
    asked = tuple(a_probe(name) for name in "abcde")
    result = walk(a_submission(test_cell()), asked, Sandbox())
    assert (result.state, result.score) == ("timeout", 2.0)


class LookingBack(Child):
    """Looks for the outcomes of before when the next question is put."""

    outcomes, held = [], 0

    def ask(self, call, seconds, lend, kept=()):
        LookingBack.held += sum(outcome() is not None for outcome in self.outcomes)
        answer = super().ask(call, seconds, lend, kept)
        self.outcomes.append(weakref.ref(answer))
        return answer


class Remembering(Sandbox):
    kind = LookingBack


def test_an_outcome_is_judged_once_and_gone_before_the_next_question_is_put(monkeypatch):
    seen, passes = [], verdicts.passes

    def looked(probe, outcome):
        seen.append(probe.id)
        return passes(probe, outcome)

    monkeypatch.setattr(verdicts, "passes", looked)
    asked = [*map(a_probe, "abcdefgh")]
    asked.append(replace(asked[0], id="with the same call"))
    walk(a_submission(test_cell()), asked, Remembering())
    assert sorted(seen) == sorted(probe.id for probe in asked)
    assert (len(LookingBack.outcomes), LookingBack.held) == (8, 0)


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Outcome(value=1), "passed"),
        (Outcome(value=2), "wrong"),
        (Outcome(value=1, failure=Failure("exception", "ValueError")), "raised"),
        (Outcome(failure=Failure("missing")), "raised"),
        (Outcome(failure=Failure("timeout")), "timeout"),
        (Outcome(failure=Failure("memory")), "stopped"),
        (Outcome(failure=Failure("died")), "stopped"),
        (Outcome(failure=Failure(VIOLATION)), "stopped"),
        (Outcome(failure=Failure("a word of its own")), "stopped"),
    ],
)
def test_of_a_secret_question_one_sentence_is_said(outcome, said):
    assert sentence(a_probe("a"), outcome) == said


class Reading:
    """A reading of a notebook's text that does this where it is looked into."""

    def __init__(self, slip):
        self.slip = lambda *_: slip(None)


@pytest.mark.parametrize("error", [RecursionError(), MemoryError(), ValueError(), None])
def test_a_text_that_makes_the_words_raise_or_never_end_is_not_read(monkeypatch, error):
    monkeypatch.setattr(verdicts, "SECONDS", SOON)
    probe, text = a_probe("a"), Reading(raising(error) if error else for_ever)
    (verdict,) = verdicts.in_words([probe], ["wrong"], (), {"clip": text})
    assert verdict == in_words([probe], ["wrong"], (), {})[0]


@pytest.mark.parametrize(
    ("one", "like", "unlike"),
    [
        ({"a", "b", "c"}, {"c", "b", "a"}, {"a", "b"}),
        (Drawn((1, 2), "map"), Drawn((1.0, 2), "generator"), Drawn((1, 3), "map")),
        ({(1, 2): 3}, {(1, 2): 3.0}, {(2, 1): 3}),
        (2 + 1j, 2 + 1j, 2 - 1j),
    ],
)
def test_a_wrong_value_of_any_kind_has_its_own_print(one, like, unlike):
    probe = a_probe("a")
    prints = [outcome_fingerprint(probe, Outcome(value=v), b"s") for v in (one, like, unlike)]
    assert prints[0] == prints[1] != prints[2]
