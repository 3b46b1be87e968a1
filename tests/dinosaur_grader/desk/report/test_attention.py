"""Who is at risk, late, came again, has points by hand or needs a look: counted in the
text, named behind folds."""

import msgspec
import pytest

from dinosaur_grader.desk.report.attention import people
from dinosaur_grader.records.final_marks import (
    Attempt,
    FinalCell,
    FinalMark,
    Lateness,
    of_result,
)
from dinosaur_grader.results import CellMark, Result


def result(student, clip=20.0, model=20.0, state="graded", **more):
    marks = (
        CellMark("clip_hidden", "clip", clip, 20.0),
        CellMark("model_hidden", "model", model, 20.0),
    )
    return Result(student, student, "island", state, marks, **more)


def standing(given=None, **more):
    """A way to ask for marks that stand, the same for everybody."""
    return lambda one: msgspec.structs.replace(of_result(one, given or FinalMark()), **more)


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (result("a", 20, 0), None),
        (result("a", 19, 0), "no points for model"),
        (result("a", 5, 5), "some points for every function"),
        (result("a", 0, 0), "no points for clip, model"),
        (Result("a", "a", "island", "missing", ()), "has no score: missing"),
    ],
)
def test_less_than_half_of_the_points_is_a_risk_and_half_is_not(one, why):
    assert [row.why for row in people([one])["risk"]] == ([why] if why else [])


def test_points_by_hand_count_for_the_risk_and_are_listed_with_where():
    given = FinalMark({"clip_hidden": FinalCell(3, hand=20)}, {"model": "Well done."})
    found = people([result("a", 3, 0)], standing(given))
    said = "clip_hidden: 20 given by hand; the questions gave 3. A comment on model."
    assert (found["risk"], [row.why for row in found["hand"]]) == ([], [said])


def attempts(*scores):
    return tuple(Attempt(str(n), "2026-09-01", s, "graded") for n, s in enumerate(scores))


def test_who_handed_in_again_is_listed_with_the_points_of_each_attempt():
    found = people([result("a")], standing(attempts=attempts(100, None, 55)))
    assert [row.why for row in found["again"]] == ["100, no score, 55"]
    found = people([result("a")], standing(attempts=attempts(55)))
    assert (found["again"], found["late"], found["hand"]) == ([], [], [])


def test_who_was_late_is_listed_with_how_late_and_what_it_cost():
    given = FinalMark(late=Lateness(7200, penalty=4))
    assert [row.why for row in people([result("a")], standing(given))["late"]] == [
        "2.0 hours late, less 4 points"
    ]
    said = people([result("a")], standing(late=Lateness(told=True)))["late"]
    assert [row.why for row in said] == ["late, according to the system"]
