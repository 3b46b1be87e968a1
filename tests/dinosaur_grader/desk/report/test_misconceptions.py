"""What a class misunderstood: named faults are counted, what has no name is grouped by
what came of it, and each group has one student's code."""

import json
from functools import partial

import msgspec

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.desk.report.misconceptions import (
    OF_THEIR_OWN,
    Known,
    candidates,
    known_of,
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
    found = misunderstandings(
        [
            result("a", verdict("no_lower"), verdict("no_lower", probe="clip.small")),
            result("b", verdict("no_lower")),
        ]
    )
    assert [(row.fault, row.students) for row in found] == [("no_lower", 2)]


def test_the_hint_is_what_most_were_told_of_a_hidden_question():
    own = [verdict("no_lower", hint="Common."), verdict("no_lower", hint="In your line x.")]
    public = verdict("no_lower", hint="5 came.", public=True)
    given = [*results("abc", own[0], public), *results("d", own[1], public)]
    assert [row.hint for row in misunderstandings(given)] == ["Common."]


def test_differences_without_a_name_and_questions_never_asked_are_not_faults():
    given = result("a", verdict("number:dWaa"), verdict("skipped"), verdict("", passed=True))
    assert misunderstandings([given]) == []


def test_what_three_students_share_without_a_name_is_a_candidate():
    differs = verdict("number:dWaa", "values 1")
    (found,) = candidates([*results("cab", differs), *results("d", verdict("number:dWaa"))])
    assert (found.function, found.students) == ("clip", ("a", "b", "c"))
    assert (found.came, found.questions) == ("not right: dWaa", ("a small limit",))


def test_two_students_are_no_candidate_and_a_named_fault_is_none():
    two = results("ab", verdict("number:dWaa", "values 1"))
    assert candidates([*two, *results("cde", verdict("no_lower", "values 2"))]) == []


def test_the_same_observation_with_other_values_is_another_candidate():
    given = [
        *results("abc", verdict("number:dWaa", "values 1")),
        *results("defg", verdict("number:dWaa", "values 2")),
    ]
    assert [one.students for one in candidates(given)] == [tuple("defg"), tuple("abc")]


def test_another_exception_is_another_candidate_and_none_is_named():
    given = [
        *results("abc", verdict("exception", "raised 1")),
        *results("def", verdict("exception", "raised 2")),
    ]
    assert [one.came for one in candidates(given)] == ["stopped with an exception"] * 2
    assert [one.students for one in candidates(given)] == [tuple("abc"), tuple("def")]


def test_a_name_of_the_rubric_is_a_name_also_where_the_judge_uses_it():
    given = results("abc", verdict("key", "KeyError 1"))
    known = Known(names=frozenset({("clip", "key")}))
    assert [row.fault for row in misunderstandings(given, known)] == ["key"]
    assert candidates(given, known) == []


def test_a_journal_of_an_older_kit_is_grouped_by_its_words():
    given = [*results("abc", verdict("index")), *results("def", verdict("sizes"))]
    assert [one.said for one in candidates(given)] == [("about index",), ("about sizes",)]


def test_the_example_is_the_shortest_code():
    codes = {"a": "", "b": "x = 1  # long", "c": "x = 1"}
    known = Known(answers=lambda student, function: codes[student])
    (found,) = candidates(results("abc", verdict("number:dWaa", "values 1")), known)
    assert (found.example, found.code) == ("c", "x = 1")


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


def test_the_rubric_s_names_are_known(tmp_path):
    known = known_of(tmp_path, assignments.load("dinosaur_island"))
    assert {("clip", "no_lower"), ("clip", "keys_for_arrays")} <= known.names
    assert known.folder == "rubrics/dinosaur_island/faults"


def test_a_question_that_was_never_asked_groups_nobody():
    never = msgspec.structs.replace(verdict("skipped"), probe="clip.hidden.other")
    given = [*results("ab", verdict("number:db", "values 1"))]
    given += results("c", verdict("number:db", "values 1"), never)
    assert [one.students for one in candidates(given)] == [("a", "b", "c")]


def test_a_name_of_one_function_is_none_of_another():
    given = results("abc", verdict("shape", "values 1"))
    known = Known(names=frozenset({("optimize", "shape")}))
    assert misunderstandings(given, known) == []
    assert len(candidates(given, known)) == 1


def test_who_has_a_fault_is_known_and_named_once():
    given = [
        *results("ca", verdict("no_lower")),
        result("b", verdict("no_lower"), verdict("no_lower", probe="clip.small")),
    ]
    assert [row.who for row in misunderstandings(given)] == [("a", "b", "c")]


def test_what_one_student_was_told_is_not_told_of_the_class():
    told = [verdict("own", hint=f"{n}.5 in dWaa came back.", public=True) for n in range(3)]
    given = [result(student, said) for student, said in zip("abc", told, strict=True)]
    assert [row.hint for row in misunderstandings(given)] == [OF_THEIR_OWN]
    assert [row.hint for row in misunderstandings(given[:1])] == ["0.5 in dWaa came back."]


def test_a_hint_that_quotes_a_line_quotes_nobody_s():
    given = results("abc", verdict("size", hint="In `n = 27` is a size."))
    known = Known(hints={("clip", "size"): "In … is a size."})
    assert [row.hint for row in misunderstandings(given, known)] == ["In … is a size."]


def test_who_went_wrong_alike_and_elsewhere_too_is_counted_with_the_others():
    alike, more = verdict("number:db", "values 1"), "clip.hidden.other"
    given = [*results("abc", alike), result("d", alike, verdict("", "values 2", probe=more))]
    (found,) = candidates(given)
    assert found.students == tuple("abcd")
    assert found.questions == ("a small limit",)


def test_three_who_share_one_thing_and_are_otherwise_all_different_are_a_candidate():
    alike = verdict("number:db", "values 1")
    others = [verdict("", f"values {n}", f"clip.hidden.{n}", title=f"q{n}") for n in range(3)]
    given = [
        result(student, alike, other) for student, other in zip("abc", others, strict=True)
    ]
    assert [(one.students, one.questions) for one in candidates(given)] == [
        (("a", "b", "c"), ("a small limit",))
    ]


def test_nobody_is_in_two_candidates():
    one, other = verdict("", "values 1"), verdict("", "values 2", probe="clip.hidden.other")
    given = [*results("abcd", one), *results("efg", one, other), *results("h", other)]
    own = [verdict("", f"values 3{s}", probe=f"clip.hidden.{s}") for s in "ijk"]
    given += [result(student, one, more) for student, more in zip("ijk", own, strict=True)]
    everybody = [student for found in candidates(given) for student in found.students]
    assert sorted(everybody) == sorted(set(everybody)) == list("abcdefgijk")


def test_what_goes_along_with_a_named_fault_comes_last_and_says_so():
    follows = verdict("number:names", "values 1", probe="clip.report")
    given = [
        *results("abcd", verdict("no_lower"), follows),
        *results("efg", verdict("number:db", "values 2")),
    ]
    assert [(one.students, one.beside) for one in candidates(given)] == [
        (tuple("efg"), ()),
        (tuple("abcd"), ("no_lower",)),
    ]


def test_what_they_were_told_is_what_all_were_told():
    told = [
        [verdict("", "values 1", hint="All."), verdict("", "values 2", "q2", hint=f"Only {s}.")]
        for s in "abc"
    ]
    given = [result(student, *own) for student, own in zip("abc", told, strict=True)]
    assert [one.said for one in candidates(given)] == [("All.",)]
