"""From outcomes to marks: what a stranger sends can fail a question, and nothing
more."""

import msgspec
import pytest

from grader.assignments.probes import PRACTICE_SEED
from grader.inside.wire import CellReport
from grader.judging import marking
from grader.judging.marking import judged, marks, suspicious
from grader.results import Cell, Submission
from tests.dinosaurs import probes
from utils.checks.calls import Failure, Outcome
from utils.checks.observing import Observer


@pytest.fixture
def probe():
    return next(probe for probe in probes(PRACTICE_SEED) if probe.function == "clip")


@pytest.fixture
def a_judge_that_raises(monkeypatch):
    def observer(self, outcome):
        if outcome.failure is None:
            raise OverflowError("a number of 5,000 digits")
        return {}

    monkeypatch.setattr(Observer, "__call__", observer)


def test_whatever_makes_the_judge_raise_is_a_failed_question(probe, a_judge_that_raises):
    verdict = judged(probe, Outcome(value=1))
    assert (verdict.passed, verdict.points, verdict.fault) == (False, 0.0, marking.VIOLATION)
    assert "5,000" not in verdict.message


def test_such_a_question_asks_for_a_human_to_look(probe, a_judge_that_raises):
    submission = Submission(
        "ada", "dinosaur_island", (Cell("test", "", probe.cell, 8.0),), "digest"
    )
    given = marks(submission, [probe], {probe.id: Outcome(value=1)})
    assert [mark.score for mark in given] == [0.0]
    assert suspicious(given)


def test_an_answer_that_could_not_be_read_asks_for_a_human_to_look(probe):
    submission = Submission(
        "ada", "dinosaur_island", (Cell("test", "", probe.cell, 8.0),), "digest"
    )
    outcome = Outcome(
        failure=Failure("violation", message="an array of '<U1' with 1 axes is not allowed")
    )
    assert suspicious(marks(submission, [probe], {probe.id: outcome}))


def test_a_wrong_answer_is_not_suspicious(probe):
    submission = Submission(
        "ada", "dinosaur_island", (Cell("test", "", probe.cell, 8.0),), "digest"
    )
    assert not suspicious(marks(submission, [probe], {probe.id: Outcome(value={})}))


@pytest.mark.parametrize(
    "text", ["x" * 3_000_000, "\U0001f600" * 500_000, "\x01\ud800" * 500_000]
)
def test_texts_of_a_student_s_side_are_cut_wherever_they_come_from(text):
    asked = probes(PRACTICE_SEED)
    cells = tuple(
        Cell("test", "", cell, 8.0) for cell in dict.fromkeys(probe.cell for probe in asked)
    )
    submission = Submission("ada", "dinosaur_island", (*cells, Cell("test", "", "own", 1)), "d")
    loud = Outcome(failure=Failure("exception", "ValueError", text, text))
    shown = marking.reported(CellReport(0, False, "ValueError", text))
    given = marks(submission, asked, {probe.id: loud for probe in asked}, {"own": shown})
    assert max(len(mark.message.encode()) for mark in given) <= marking.MOST_OF_CELL
    said = [verdict.message for mark in given for verdict in mark.verdicts]
    assert max(len(message.encode()) for message in said) <= marking.MOST_SAID
    assert len(msgspec.json.encode(given)) < 150_000
