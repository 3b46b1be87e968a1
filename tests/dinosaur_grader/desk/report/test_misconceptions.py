"""What a class misunderstood: named faults are counted, what has no name is grouped by
what came of it, and each group has one student's code."""

import json
from functools import partial

import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.desk.report.misconceptions import (
    OF_THEIR_OWN,
    Known,
    candidates,
    misunderstandings,
)
from dinosaur_grader.desk.report.similar import code_of
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


A, B = verdict("number:db", "values 1"), verdict("number:db", "values 2")
STOPPED = [verdict("exception", "raised 1"), verdict("exception", "raised 2")]
BY_WORDS = [verdict("index"), verdict("sizes")]  # a journal of an older kit
ELSE = [verdict("", f"values {n}", probe=f"q{n}") for n in range(3)]


@pytest.mark.parametrize(
    ("given", "groups"),
    [
        ({"ab": [A], "cde": [verdict("no_lower", "values 2")]}, []),
        ({"abc": [A], "defg": [B]}, ["defg", "abc"]),
        ({"abc": STOPPED[:1], "def": STOPPED[1:]}, ["abc", "def"]),
        ({"abc": BY_WORDS[:1], "def": BY_WORDS[1:]}, ["abc", "def"]),
        ({"ab": [A], "c": [A, verdict("skipped", probe="q")]}, ["abc"]),
        ({"abc": [A], "d": [A, ELSE[0]]}, ["abcd"]),
        ({"a": [A, ELSE[0]], "b": [A, ELSE[1]], "c": [A, ELSE[2]]}, ["abc"]),
    ],
)
def test_who_went_wrong_alike_is_in_one_group_by_what_they_share(given, groups):
    found = candidates([result(s, *own) for who, own in given.items() for s in who])
    assert ["".join(one.students) for one in found] == groups
    assert {one.questions for one in found} <= {("a small limit",)}


def test_a_name_of_the_rubric_is_a_name_also_where_the_judge_uses_it_and_of_its_function_only():
    given = results("abc", verdict("key", "KeyError 1"))
    known, other = (Known(names=frozenset({(name, "key")})) for name in ("clip", "optimize"))
    assert [row.fault for row in misunderstandings(given, known)] == ["key"]
    assert candidates(given, known) == misunderstandings(given, other) == []
    assert len(candidates(given, other)) == 1


def test_the_code_is_the_last_cell_that_defines_the_function(tmp_path):
    place = tmp_path / "autograded" / "ann" / "dinosaur_island"
    place.mkdir(parents=True)
    graded = {"nbgrader": {"grade_id": "clip", "solution": True}}
    cells = [
        dict(cell_type="markdown", metadata={}, source="def clip(text)"),
        dict(cell_type="code", metadata=graded, source="pass"),
        dict(cell_type="code", metadata={}, source=["def clip(x):\n", "    return x"]),
    ]
    (place / "dinosaur_island.ipynb").write_text(json.dumps({"cells": cells}))
    asked = partial(code_of, tmp_path, assignments.load("dinosaur_island"))
    assert asked("ann", "clip") == "def clip(x):\n    return x"
    assert asked("bob", "clip") == ""
    assert asked("../autograded/ann", "clip") == ""


def test_what_goes_along_with_a_named_fault_is_explained_by_it():
    follows = verdict("number:names", "values 1", probe="clip.report")
    given = [
        *results("abcd", verdict("no_lower"), follows),
        *results("efg", verdict("number:db", "values 2")),
    ]
    assert [one.students for one in candidates(given)] == [tuple("efg")]


def test_what_they_were_told_is_what_all_were_told():
    told = [
        [verdict("", "values 1", hint="All."), verdict("", "values 2", "q2", hint=f"Only {s}.")]
        for s in "abc"
    ]
    given = [result(student, *own) for student, own in zip("abc", told, strict=True)]
    assert [one.said for one in candidates(given)] == [("All.",)]
