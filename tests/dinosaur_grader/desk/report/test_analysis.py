"""The distribution of a class's marks, by the marks that stand; how many passed each
question, and which ones a lecturer should look at."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from dinosaur_grader.desk.report.analysis import (
    LEAST,
    MAX_DAYS,
    by_day,
    by_section,
    percent,
    questions,
    spreads,
    totals,
    worth_a_look,
)
from dinosaur_grader.records.final_marks import FinalCell, FinalMark, of_result
from dinosaur_grader.results import CellMark, ProbeVerdict, Result


def result(student, score, state="graded", most=20.0):
    mark = CellMark("clip_hidden", "clip", score, most)
    return Result(student, student, "island", state, (mark,))


def of(*scores):
    return totals([result(str(place), score) for place, score in enumerate(scores)])


def test_only_students_with_a_score_are_in_the_mean():
    found = spreads([result("a", 20), result("b", 10), result("c", None, state="unreadable")])
    assert [found[0][name] for name in ("students", "mean", "all_points")] == [2, 15, 1]
    assert totals([result("a", None, state="missing")]) is totals([]) is None


def test_the_bins_hold_everyone_once_a_mark_on_an_edge_above_it_and_the_full_mark_last():
    found = of(-1, 0, 1.99, 2, 4, 19.9, 20, 23)
    assert [n for _, _, n in found["bins"]] == [3, 1, 1, 0, 0, 0, 0, 0, 0, 3]
    assert found["bins"][1][:2] == (2, 4)
    assert sum(n for _, _, n in totals([result("a", 0.0, most=0.0)])["bins"]) == 1


def test_the_median_is_of_the_marks_that_stand():
    given = FinalMark({"clip_hidden": FinalCell(5, hand=15)})
    found = totals([result("a", 5)], lambda one: of_result(one, given))
    assert (found["median"], found["students"]) == (15, 1)


def test_beside_the_mean_stand_how_far_the_marks_lie_apart_the_lowest_and_the_highest():
    found = of(2, 4, 4, 4, 5, 5, 7, 9)
    assert found["standard_deviation"] == pytest.approx(2.138, abs=1e-3)
    assert (found["lowest"], found["highest"]) == (2, 9)
    assert of(7)["standard_deviation"] is None


def test_each_section_has_its_marks_and_one_of_few_only_its_number():
    who = {"a": 4, "b": 8, "c": 12, "d": 16, "e": 20, "f": 2, "g": None}
    marks = [result(s, n, "missing" if n is None else "graded") for s, n in who.items()]
    given = {s: ["Tue"] for s in "abcde"} | {"f": ["Wed", "Tue"]}
    first, second, none = by_section(marks, given)
    told = [(row["section"], row["students"], row["mean"]) for row in (first, second, none)]
    assert told == [("Tue", 6, 62 / 6), ("Wed", 1, None), ("", 1, None)]
    assert [row["with_score"] for row in (first, second, none)] == [6, None, None]
    assert by_section(marks, {}) == []


def test_hand_ins_are_counted_by_the_day_and_a_day_without_one_is_there():
    moments = [datetime(2026, 11, day, 23, 30) for day in (1, 1, 3)]
    assert by_day(moments, UTC) == [("2026-11-01", 2), ("2026-11-02", 0), ("2026-11-03", 1)]
    east = timezone(timedelta(hours=1))
    assert by_day(moments[:1], east) == [("2026-11-02", 1)]
    assert by_day([], UTC) == []


def test_what_came_long_before_the_last_day_is_counted_together():
    moments = [datetime(2026, 11, 1), datetime(1900, 1, 1), *[datetime(2026, 11, 30)] * 3]
    first, *others = by_day(moments, UTC)
    assert first == ("before 2026-11-17", 2)
    assert len(others) == MAX_DAYS and others[-1] == ("2026-11-30", 3)


def student(number, *passed, detail=""):
    """One whose questions q0, q1, ... of 5 points each were passed or not."""
    verdicts = tuple(
        ProbeVerdict(f"q{i}", bool(ok), 5.0 * ok, 5.0, "", title=f"question {i}", detail=detail)
        for i, ok in enumerate(passed)
    )
    mark = CellMark("clip_hidden", "clip", sum(v.points for v in verdicts), 20.0, "", verdicts)
    return Result(str(number), str(number), "island", "graded", (mark,))


def group(rows):
    return questions([student(number, *row) for number, row in enumerate(rows)])


def test_a_question_that_the_good_ones_pass_tells_apart():
    good, bad = (1, 1, 1), (0, 0, 0)
    first, *_ = group([good] * 12 + [bad] * 8)
    assert (first["asked_of"], first["passed"]) == (20, 0.6)
    assert first["item_rest_correlation"] == pytest.approx(1)
    assert first["look"] == ""


def test_a_question_that_the_good_ones_fail_is_turned_round_and_comes_first():
    first, second, _ = group([(0, 1, 1)] * 12 + [(1, 0, 0)] * 8)
    assert first["item_rest_correlation"] == pytest.approx(-1)
    assert "see whether it asks what it should" in first["look"]
    hard, *_ = group([(0, 1, 1)] * 18 + [(1, 1, 0)] * 2)
    clear, *_ = group([(1, 1, 1)] * 2 + [(0, 0, 0)] * 18)
    assert (hard["passed"], clear["passed"]) == (0.1, 0.1)
    assert worth_a_look([clear, second, first, hard]) == [hard, first, clear]


def test_the_rest_is_without_the_question_itself():
    rows = [(1, 0, 0), (0, 1, 0), (1, 1, 0), (0, 0, 0)] * 5
    first, *_ = group(rows)
    assert first["item_rest_correlation"] == pytest.approx(
        0
    )  # with itself in the total it would be 0.7
    assert first["look"] == ""


@pytest.mark.parametrize(
    "rows",
    [
        [(1, 1)] * 10 + [(0, 1)] * 10,
        [(1,), (0,)] * 10,
        [(1, 0), (0, 1)] * (LEAST // 2 - 1),
    ],
)
def test_of_a_question_alone_or_of_few_students_nothing_is_said(rows):
    assert [row["item_rest_correlation"] for row in group(rows)] == [None] * len(rows[0])


def excused(number):
    return student(number, 1, detail="excused, all points: ill")


def test_who_was_excused_has_not_passed_and_is_counted_alone():
    missing = Result("m", "m", "island", "missing", ())
    (only,) = questions([student(1, 1), student(2, 0), excused(3), excused(4), missing])
    assert (only["asked_of"], only["excused"], only["passed"]) == (4, 2, 0.25)

    # all who failed it are excused, and it is no question that all passed
    class_of_40 = [*map(excused, range(30)), *(student(n, 1) for n in range(30, 40))]
    (hard,) = questions(class_of_40)
    assert (hard["passed"], hard["excused"]) == (0.25, 30)
    assert hard["look"].startswith("25 % passed it and 30 were excused")
    assert hard["item_rest_correlation"] is None


def test_a_share_is_never_rounded_to_all_or_none():
    shares = {0: "0 %", 0.001: "1 %", 0.5: "50 %", 0.999: "99 %", 1: "100 %"}
    assert {share: percent(share) for share in shares} == shares
