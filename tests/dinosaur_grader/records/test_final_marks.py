"""The mark that stands: whose points count, less what being late costs."""

import datetime

import pytest

from dinosaur_grader.batch.attempts import CollectedAttempt
from dinosaur_grader.records.final_marks import (
    Attempt,
    FinalCell,
    FinalMark,
    Lateness,
    hand_words,
    history,
    mark_words,
    of_result,
)
from dinosaur_grader.results import CellMark
from tests.dinosaur_grader.classroom import result


def test_a_person_s_points_count_before_the_grader_s_less_the_penalty():
    given = FinalMark({"clip_expected": FinalCell(hand=2, extra=0.5)}, late=Lateness(penalty=4))
    assert of_result(result("ada", clip=8.0, sample=10.0), given).score == 8.5
    assert of_result(result("ada", clip=8.0, sample=0.0), given).score == 0


def test_what_a_person_has_yet_to_mark_leaves_the_rest_its_total():
    essay = CellMark("essay", "essay", None, 5.0, by_hand=True)
    one = result("ada", marks=(*result("ada").marks, essay))

    assert (of_result(one).score, of_result(one).waits) == (18, ["essay"])
    given = FinalMark({"essay": FinalCell(hand=4)})
    assert (of_result(one, given).score, of_result(one, given).waits) == (22, [])
    assert hand_words(of_result(one, given).cells["essay"]) == "4 given by hand."


def test_a_cell_that_nobody_has_marked_or_a_state_without_a_score_has_none():
    assert of_result(result("ada", clip=None)).score is None
    given = FinalMark({"clip_expected": FinalCell(hand=8)})
    assert of_result(result("ada", state="unreadable"), given).score is None


def test_what_somebody_put_in_place_by_hand_comes_after_what_was_collected():
    noon = datetime.datetime(2026, 11, 30, 12)
    collected = CollectedAttempt("dinosaur_island", "ada", "first", noon)
    known = Attempt("first", "2026-11-30", 80, "graded")
    by_hand = result("ada", digest="second")

    order = history([known], [collected], [by_hand])
    assert [one.digest for one in order] == ["first", "second"]


TWICE = (Attempt("a", "", 100, "graded"), Attempt("b", "", 100, "graded"))


@pytest.mark.parametrize(
    ("final", "words"),
    [
        (FinalMark(), "as its questions gave"),
        (FinalMark(attempts=TWICE[:1], counts="a"), "as its questions gave"),
        (
            FinalMark(attempts=TWICE, counts="b", late=Lateness(93_600.0, penalty=10.0)),
            "attempt 2 of 2; 26.0 hours late, less 10 points",
        ),
        (FinalMark(late=Lateness(told=True)), "late, according to the system"),
        (
            FinalMark(late=Lateness(40_380.0, True, 10.0)),
            "11.2 hours late, according to the system, less 10 points",
        ),
        (FinalMark({"clip": FinalCell(8.0, hand=3.0)}), "by hand: clip"),
        (FinalMark(attempts=TWICE, counts="b", excused="ill"), "excused: ill"),
    ],
)
def test_every_mark_says_what_it_is_made_of(final, words):
    assert mark_words(final) == words
