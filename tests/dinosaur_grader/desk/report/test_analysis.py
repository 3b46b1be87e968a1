"""The distribution of a class's marks, by the marks that stand; how many passed each
question, and which ones a lecturer should look at."""

import pytest

from dinosaur_grader.desk.report.analysis import (
    by_section,
    questions,
    spreads,
    totals,
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


def test_each_section_has_its_marks_and_one_of_few_only_its_number():
    who = {"a": 4, "b": 8, "c": 12, "d": 16, "e": 20, "f": 2, "g": None}
    marks = [result(s, n, "missing" if n is None else "graded") for s, n in who.items()]
    given = {s: ["Tue"] for s in "abcde"} | {"f": ["Wed", "Tue"]}
    first, second, none = by_section(marks, given)
    told = [(row["section"], row["students"], row["mean"]) for row in (first, second, none)]
    assert told == [("Tue", 6, 62 / 6), ("Wed", 1, None), ("", 1, None)]
    assert [row["with_score"] for row in (first, second, none)] == [6, None, None]
    assert by_section(marks, {}) == []


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


def test_the_rest_is_without_the_question_itself():
    rows = [(1, 0, 0), (0, 1, 0), (1, 1, 0), (0, 0, 0)] * 5
    first, *_ = group(rows)
    assert first["item_rest_correlation"] == pytest.approx(
        0
    )  # with itself in the total it would be 0.7
    assert first["look"] == ""


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
