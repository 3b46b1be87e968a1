"""From verdicts to marks: what a stranger sends can fail a question, and nothing
more."""

import dataclasses

import msgspec
import pytest

from dinosaur_grader.assignments.probes import PRACTICE_SEED
from dinosaur_grader.checks.calls import Failure, Outcome
from dinosaur_grader.inside.wire import CellReport
from dinosaur_grader.judging import marking
from dinosaur_grader.judging.grading import ungraded
from dinosaur_grader.judging.marking import marks, suspicious
from dinosaur_grader.judging.verdicts import judged
from dinosaur_grader.printable import clean
from dinosaur_grader.results import UNREADABLE, Cell, Submission, Ungraded
from tests.dinosaurs import ASSIGNMENT, CELLS, NAME, probes

VIOLATION = Failure("violation", message="an array of '<U1' with 1 axes is not allowed")


@pytest.mark.parametrize(
    ("outcome", "look"), [(Outcome(failure=VIOLATION), True), (Outcome(value={}), False)]
)
def test_an_answer_that_could_not_be_read_asks_for_a_human_to_look(outcome, look):
    probe = next(probe for probe in probes(PRACTICE_SEED) if probe.function == "clip")
    work = Submission("ada", NAME, (Cell("test", "", probe.cell, 8.0),), "digest")
    assert suspicious(marks(work, [probe], [judged(probe, outcome)])) == look


@pytest.mark.parametrize(
    ("look", "again"),
    [({}, False), ({"variant": True}, True), ({"variant": True, "known": True}, False)],
)
def test_a_question_whose_numbers_are_others_is_recorded_as_asked_again(look, again):
    probe = next(probe for probe in probes(PRACTICE_SEED) if probe.function == "clip")
    asked = dataclasses.replace(probe, **look)
    work = Submission("ada", NAME, (Cell("test", "", probe.cell, 8.0),), "digest")
    [mark] = marks(work, [asked], [judged(asked, Outcome(value={}))])
    assert mark.verdicts[0].again == again


@pytest.mark.parametrize("text", ["x" * 300_000, "\U0001f600" * 50_000, "\x01\ud800" * 50_000])
def test_texts_of_a_student_s_side_are_cut_and_clean_wherever_they_come_from(text):
    asked = probes(PRACTICE_SEED)
    cells = [Cell("test", "", cell, 8.0) for cell in (*CELLS, "own")]
    submission = Submission("ada", NAME, tuple(cells), "digest")
    loud = Outcome(failure=Failure("exception", "ValueError", text, text))
    shown = marking.reported(CellReport(0, False, "ValueError", text))
    verdicts = [judged(probe, loud) for probe in asked]
    given = marks(submission, asked, verdicts, {"own": shown})
    assert max(len(mark.message.encode()) for mark in given) <= marking.MAX_OF_CELL
    said = [verdict.message for mark in given for verdict in mark.verdicts]
    assert max(len(message.encode()) for message in said) <= marking.MAX_SAID
    assert len(msgspec.json.encode(given)) < 150_000
    lost = ungraded(Ungraded("ada", NAME, UNREADABLE, text, (text,)), ASSIGNMENT)
    # nobody cleans them again: not the gradebook, a page or a terminal
    shown = list(texts((*given, *lost.marks, *lost.notes, *marking.in_bounds([text]))))
    assert len(shown) > 100 and [clean(each) for each in shown] == shown


def texts(value):
    """Yield all texts in a value of structs and tuples."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | msgspec.Struct):
        parts = value if isinstance(value, tuple) else msgspec.structs.astuple(value)
        for part in parts:
            yield from texts(part)
