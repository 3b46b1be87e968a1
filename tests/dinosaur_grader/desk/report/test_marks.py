"""The distribution of a class's marks, by the marks that stand."""

import msgspec
import pytest

from dinosaur_grader.desk.report.marks import spreads, totals
from dinosaur_grader.records.final_marks import FinalCell, FinalMark, of_result
from dinosaur_grader.results import CellMark, Result


def result(student, score, state="graded", most=20.0):
    mark = CellMark("clip_hidden", "clip", score, most)
    return Result(student, student, "island", state, (mark,))


def of(*scores):
    return totals([result(str(place), score) for place, score in enumerate(scores)])


def test_students_without_a_score_are_not_in_the_mean():
    found = spreads([result("a", 20), result("b", 10), result("c", None, state="unreadable")])
    assert (found[0].count, found[0].mean, found[0].full) == (2, 15, 1)


def test_the_bins_hold_everyone_once_a_mark_on_an_edge_above_it_and_the_full_mark_last():
    found = of(0, 1.99, 2, 4, 19.9, 20)
    assert [n for _, _, n in found.bins] == [2, 1, 1, 0, 0, 0, 0, 0, 0, 2]
    assert found.bins[1][:2] == (2, 4)


def test_points_below_none_and_beyond_all_are_in_the_outer_bins():
    assert [n for _, _, n in of(-1, 23).bins] == [1, 0, 0, 0, 0, 0, 0, 0, 0, 1]


def test_the_middle_half_needs_four_students():
    assert of(1, 2, 3).middle is None
    assert of(0, 10, 10, 20).middle == (7.5, 12.5)


def test_the_median_is_of_the_marks_that_stand():
    given = FinalMark({"clip_hidden": FinalCell(5, hand=15)})
    found = totals([result("a", 5)], lambda one: of_result(one, given))
    assert (found.median, found.count) == (15, 1)


def test_a_class_without_any_score_has_no_distribution():
    assert totals([result("a", None, state="missing")]) is None
    assert totals([]) is None


def test_an_assignment_without_points_is_one_bin():
    assert sum(n for _, _, n in totals([result("a", 0.0, most=0.0)]).bins) == 1


@pytest.mark.parametrize("scores", [(5,), (5, 5, 5, 5)])
def test_equal_marks_are_no_trouble(scores):
    assert msgspec.structs.asdict(of(*scores))["mean"] == 5
