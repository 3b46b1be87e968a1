"""What a class misunderstood: named faults are counted, what has no name is grouped by
what came of it, and each group has one student's code."""

import pytest

from dinosaur_grader.desk.report.misconceptions import (
    OF_THEIR_OWN,
    Known,
    candidates,
    misunderstandings,
)
from dinosaur_grader.results import CellMark, ProbeVerdict, Result


def verdict(fault, outcome="", probe="clip.hidden.small", passed=False, **more):
    words = {"public": False, "title": "a small limit", "hint": f"about {fault}", **more}
    return ProbeVerdict(probe, passed, 0, 5, fault=fault, outcome=outcome, message="", **words)


def result(student, *verdicts):
    mark = CellMark("clip_hidden", "clip", 0, 20, verdicts=verdicts)
    return Result(student, student, "dinosaur_island", "graded", (mark,))


def results(students, *verdicts):
    return [result(student, *verdicts) for student in students]


def test_a_student_counts_once_for_a_fault():
    given = [
        *results("ca", verdict("no_lower")),
        result("b", verdict("no_lower"), verdict("no_lower", probe="clip.small")),
    ]
    assert [(row.fault, row.who) for row in misunderstandings(given)] == [
        ("no_lower", ("a", "b", "c"))
    ]


OWN = [verdict("own", hint=f"{n}.5 in dWaa came back.", public=True) for n in range(3)]
QUOTING = Known(hints={("clip", "size"): "In … is a size."})
PUBLIC = verdict("no_lower", hint="5 came.", public=True)


COMMON = [(verdict("no_lower", hint="Common."), PUBLIC)] * 3
LINE = [(verdict("no_lower", hint="In your line x."), PUBLIC)]


@pytest.mark.parametrize(
    ("told", "known", "hint"),
    [
        (COMMON + LINE, Known(), "Common."),
        ([(each,) for each in OWN], Known(), OF_THEIR_OWN),
        ([(OWN[0],)], Known(), "0.5 in dWaa came back."),
        ([(verdict("size", hint="In `n = 27` is a size."),)] * 3, QUOTING, "In … is a size."),
    ],
)
def test_what_one_student_was_told_is_not_told_of_the_class(told, known, hint):
    given = [result(str(number), *own) for number, own in enumerate(told)]
    assert [row.hint for row in misunderstandings(given, known)] == [hint]


def test_what_three_students_share_without_a_name_is_a_candidate():
    differs = verdict("number:dWaa", "values 1")
    given = [*results("cab", differs), *results("d", verdict("number:dWaa"))]
    (found,) = candidates(given)
    assert (found.function, found.students) == ("clip", ("a", "b", "c"))
    assert (found.came, found.questions) == ("not right: dWaa", ("a small limit",))
    assert misunderstandings(given) == []
    passed = results("abc", verdict("skipped"), verdict("", passed=True))
    assert misunderstandings(passed) == candidates(passed) == []


def test_a_name_of_the_rubric_is_a_name_also_where_the_judge_uses_it_and_of_its_function_only():
    given = results("abc", verdict("key", "KeyError 1"))
    known, other = (Known(names=frozenset({(name, "key")})) for name in ("clip", "optimize"))
    assert [row.fault for row in misunderstandings(given, known)] == ["key"]
    assert candidates(given, known) == misunderstandings(given, other) == []
    assert len(candidates(given, other)) == 1
