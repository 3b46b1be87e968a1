"""The list of what a regrading changes: complete, with reasons, safe in a terminal and
in a spreadsheet."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from dinosaur_grader.desk.mark_changes import compare, write
from dinosaur_grader.results import STATES, CellMark, ProbeVerdict, Result
from tests.dinosaur_grader.desk.upgrade import rows


def verdict(probe, passed, points=4.0):
    return ProbeVerdict(probe, passed, points if passed else 0.0, points, f"about {probe}")


def mark(cell, score, *verdicts):
    return CellMark(cell, "clip", score, 12.0, "" if score else "said", verdicts)


def result(student, *marks, **more):
    made = {"version": "a" * 64, "seed": "5eed", "level": "strict", "digest": "d"}
    more = {"key": student, "state": "graded", **made, **more}
    return Result(student_id=student, assignment="dinosaur_island", marks=marks, **more)


def listed(old, new, **more):
    before, after = ({each.student_id: each for each in results} for results in (old, new))
    return list(compare(before, after, **more))


ONE, OTHER = verdict("clip.hidden.weights", True), verdict("clip.hidden.weights", False)
OLD = result("ann", mark("clip_hidden", 12.0, ONE))
NEW = result("ann", mark("clip_hidden", 8.0, OTHER), version="b" * 64)


def test_a_change_says_which_verdict_and_which_kit_and_what_is_the_same_is_none():
    assert listed([OLD], [msgspec.structs.replace(OLD, version="b" * 64)]) == []
    (change,) = listed([OLD], [NEW])
    assert (change.before, change.after, change.difference) == (12.0, 8.0, -4.0)
    assert change.stood and change.marks
    differs = "passed, 4 of 4 -> not passed, 0 of 4 (about clip.hidden.weights)."
    assert f"clip.hidden.weights: {differs}" in change.why
    assert change.version == ("a" * 64, "b" * 64)


def test_who_is_excused_is_not_taken_for_somebody_who_left():
    (change,) = listed([OLD], [], excuses={"ann": "ill"})
    assert change.why == "Excused: ill."
    (change,) = listed([OLD], [], excuses={"ben": "ill"})
    assert change.why == "No longer handed in, and in no list of people."


FAILED = result("ann", mark("clip_hidden", None), state="infrastructure")
REWORDED = msgspec.structs.replace(
    OLD,
    wording="2" * 64,
    marks=(msgspec.structs.replace(OLD.marks[0], message="Another hint."),),
)


@pytest.mark.parametrize(
    ("old", "new", "stood", "marks", "why"),
    [
        (OLD, msgspec.structs.replace(NEW, digest="e"), False, True, "A different submission."),
        (FAILED, OLD, False, True, "Graded again, since there was no score."),
        (OLD, FAILED, True, True, "Graded again, since there was no score."),
        (
            OLD,
            REWORDED,
            True,
            False,
            "The wording is that of a newer kit; no mark depends on it.",
        ),
    ],
)
def test_what_a_change_is_of_is_told_apart(old, new, stood, marks, why):
    (change,) = listed([old], [new])
    assert (change.stood, change.marks) == (stood, marks)
    assert why in change.why and (old.digest == new.digest or "clip.hidden" not in change.why)


TEXTS = some.sampled_from(["a" * 64, "b" * 64])
POINTS = some.sampled_from([None, 0.0, 4.0, 12.0])
MARKS = some.builds(
    CellMark,
    cell=some.sampled_from(["clip_expected", "clip_hidden"]),
    function=some.just("clip"),
    score=POINTS,
    max_score=some.sampled_from([8.0, 12.0]),
    message=some.sampled_from(["", "said"]),
    verdicts=some.sampled_from([(), (ONE,), (OTHER,)]),
)
RESULTS = some.builds(
    result,
    some.just("ann"),
    state=some.sampled_from(STATES),
    digest=some.sampled_from(["", "d"]),
    key=some.sampled_from(["k", "l"]),
    version=TEXTS,
    wording=TEXTS,
)
CLASSES = some.lists(
    some.builds(
        lambda one, marks: msgspec.structs.replace(one, marks=tuple(marks)),
        RESULTS,
        some.lists(MARKS, max_size=2, unique_by=lambda mark: mark.cell),
    ),
    max_size=1,
)


@settings(max_examples=500, deadline=None)
@given(CLASSES, CLASSES, some.booleans())
def test_no_change_is_without_a_reason(old, new, again):
    found = listed(old, new, known=lambda _: again)
    assert all(change.why for change in found)


def test_the_csv_is_safe_to_open(tmp_path):
    (change,) = listed([OLD], [NEW])
    found = [msgspec.structs.replace(change, student_id="=cmd", why="=1+1")]
    write(found, tmp_path / "changes.csv")
    (row,) = rows(tmp_path / "changes.csv")
    assert (row["student_id"], row["why"], row["change"]) == ("\\x3dcmd", "'=1+1", "-4")
