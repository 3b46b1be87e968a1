"""What questions leave open is found: faults that look alike, and a question that nothing
fails."""

from dataclasses import replace

import pytest

from dinosaur_grader.assignments import probes
from dinosaur_grader.assignments.probes import PRACTICE_SEED, asked_of
from dinosaur_grader.assignments.rubric import Rubric
from dinosaur_grader.workshop.gaps import gaps
from tests.dinosaurs import RUBRIC


@pytest.fixture
def found(monkeypatch):
    """Find what is open for clip, if these are its known faults."""
    asked_of(RUBRIC, "clip", PRACTICE_SEED)  # drawn with all of them
    known = RUBRIC.edits("clip")

    def found(chosen):
        monkeypatch.setattr(Rubric, "edits", lambda self, function: chosen(known))
        return gaps(RUBRIC, "clip", [], PRACTICE_SEED)

    return found


def test_the_dinosaurs_leave_nothing_open(found):
    open_ = found(lambda known: known)
    assert (open_.alike, open_.never_failed, open_.constant) == ((), (), ())


def test_two_names_for_one_fault_are_a_pair_and_said(found):
    open_ = found(lambda known: (known[0], known[1], replace(known[0], name="again")))
    name = RUBRIC.edits("clip")[0].name
    assert open_.alike == ((name, "again"),)
    assert f"no question to clip tells the fault {name} from again." in open_.notes()


def test_where_nothing_is_wrong_no_question_is_failed(found):
    titles = tuple(q.title for q in asked_of(RUBRIC, "clip", PRACTICE_SEED))
    assert found(lambda known: ()).never_failed == titles


def test_a_question_with_one_right_answer_in_all_courses_is_named(monkeypatch):
    asked = asked_of(RUBRIC, "clip", PRACTICE_SEED)
    (hidden,) = (q for q in asked if q.title == "entries over the limit")
    monkeypatch.setattr(probes, "asked_of", lambda *_: (hidden,))
    monkeypatch.setattr(probes, "probes_of", lambda *_: (hidden,))

    open_ = gaps(RUBRIC, "clip", [], PRACTICE_SEED)

    assert open_.constant == (hidden.title,)
    assert any("Draw its arguments." in note for note in open_.notes())
