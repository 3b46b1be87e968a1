"""The distribution of a class's marks, by the marks that stand; difficulty and
discrimination of each question, in numbers and in words, and where there is no
correlation, why."""

import pytest

from dinosaur_grader.desk.report.analysis import (
    LEAST,
    items,
    percent,
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
    assert (found[0].count, found[0].mean, found[0].full) == (2, 15, 1)
    assert totals([result("a", None, state="missing")]) is totals([]) is None


def test_the_bins_hold_everyone_once_a_mark_on_an_edge_above_it_and_the_full_mark_last():
    found = of(-1, 0, 1.99, 2, 4, 19.9, 20, 23)
    assert [n for _, _, n in found.bins] == [3, 1, 1, 0, 0, 0, 0, 0, 0, 3]
    assert found.bins[1][:2] == (2, 4)
    assert sum(n for _, _, n in totals([result("a", 0.0, most=0.0)]).bins) == 1


def test_the_median_is_of_the_marks_that_stand():
    given = FinalMark({"clip_hidden": FinalCell(5, hand=15)})
    found = totals([result("a", 5)], lambda one: of_result(one, given))
    assert (found.median, found.count) == (15, 1)


def student(number, *passed, detail=""):
    """One whose questions q0, q1, ... of 5 points each were passed or not."""
    verdicts = tuple(
        ProbeVerdict(f"q{i}", bool(ok), 5.0 * ok, 5.0, "", title=f"question {i}", detail=detail)
        for i, ok in enumerate(passed)
    )
    mark = CellMark("clip_hidden", "clip", sum(v.points for v in verdicts), 20.0, "", verdicts)
    return Result(str(number), str(number), "island", "graded", (mark,))


def group(rows):
    return items([student(number, *row) for number, row in enumerate(rows)])


def test_a_question_that_the_good_ones_pass_tells_apart():
    good, bad = (1, 1, 1), (0, 0, 0)
    first, *_ = group([good] * 12 + [bad] * 8)
    assert (first.count, first.passed) == (20, 0.6)
    assert first.correlation == pytest.approx(1)
    assert first.says.startswith("clear")
    assert first.look == ""


def test_a_question_that_the_good_ones_fail_is_turned_round_and_comes_first():
    first, second, _ = group([(0, 1, 1)] * 12 + [(1, 0, 0)] * 8)
    assert first.correlation == pytest.approx(-1)
    assert first.says.startswith("reversed")
    assert "see whether it asks what it should" in first.look
    hard, *_ = group([(0, 1, 1)] * 18 + [(1, 1, 0)] * 2)
    clear, *_ = group([(1, 1, 1)] * 2 + [(0, 0, 0)] * 18)
    assert (hard.passed, clear.passed) == (0.1, 0.1)
    assert worth_a_look([clear, second, first, hard]) == [hard, first, clear]


def test_the_rest_is_without_the_question_itself():
    rows = [(1, 0, 0), (0, 1, 0), (1, 1, 0), (0, 0, 0)] * 5
    first, *_ = group(rows)
    assert first.correlation == pytest.approx(0)  # with itself in the total it would be 0.7
    assert first.says.startswith("weak")
    assert "luck" in first.look


ELSEWHERE = "can't be computed: all have the same points elsewhere"
SAME = "can't be computed: all did the same"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([(1, 0, 1)] * 10 + [(1, 0, 0)] * 10, (SAME, SAME, ELSEWHERE)),
        ([(1, 1)] * 10 + [(0, 1)] * 10, (ELSEWHERE, SAME)),
        ([(1,), (0,)] * 10, (ELSEWHERE,)),
        ([(1, 1), (0, 0)] * 9, (f"can't be computed for fewer than {LEAST}",) * 2),
    ],
)
def test_where_there_is_no_correlation_it_says_why(rows, says):
    found = group(rows)
    assert [item.correlation for item in found] == [None] * len(found)
    assert tuple(item.says for item in found) == says


def excused(number):
    return student(number, 1, detail="excused, all points: ill")


def test_who_was_excused_has_not_passed_and_is_counted_alone():
    missing = Result("m", "m", "island", "missing", ())
    (only,) = items([student(1, 1), student(2, 0), excused(3), excused(4), missing])
    assert (only.count, only.excused, only.passed) == (4, 2, 0.25)

    # all who failed it are excused, and it is no question that all passed
    class_of_40 = [*map(excused, range(30)), *(student(n, 1) for n in range(30, 40))]
    (hard,) = items(class_of_40)
    assert (hard.passed, hard.excused) == (0.25, 30)
    assert hard.look.startswith("25 % passed it and 30 were excused")
    assert hard.says == "can't be computed: all who were not excused did the same"


def test_a_share_is_never_rounded_to_all_or_none():
    shares = {0: "0 %", 0.001: "1 %", 0.5: "50 %", 0.999: "99 %", 1: "100 %"}
    assert {share: percent(share) for share in shares} == shares
