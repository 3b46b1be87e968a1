"""A rubric is edited between two runs of a course: each change is noticed, by the marks
or by the words, and a dry run says who moves."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from dinosaur_grader.workshop.filled import filled
from tests.conftest import ROOT

NAME = "bigrams"
RUBRIC = f"rubrics/{NAME}"
# counts every pair twice, so that a limit or an observer can decide about it
DOUBLED = """
def count_pairs(names, char_to_ix):
    counts = np.zeros((len(char_to_ix), len(char_to_ix)))
    for name in names:
        word = "\\n" + name + "\\n"
        for first, second in zip(word, word[1:]):
            counts[char_to_ix[first], char_to_ix[second]] += 2
    return counts
"""

pytestmark = pytest.mark.slow


def grader(course, *arguments, code=None):
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "dinosaur_grader", *arguments],
        cwd=course,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert code is None or done.returncode == code, done.stdout[-1500:] + done.stderr[-3000:]
    return done


def grade(course, *more, code=None):
    arguments = ("grade", "--submitted", "submitted", "--out", "graded", "--isolation", "none")
    return grader(course, *arguments, "--workers", "1", *more, code=code)


def hand_in(course, student, answers):
    blank = json.loads((course / f"release/{NAME}/{NAME}.ipynb").read_text("utf-8"))
    path = course / "submitted" / student / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(filled(blank, answers)), encoding="utf-8")


def copied(folder):
    """The course of `examples/`, with what is made in it."""
    for name in ("source", "rubrics", "data", "release"):
        shutil.copytree(ROOT / "examples" / name, folder / name)
    shutil.copyfile(ROOT / "examples/nbgrader_config.py", folder / "nbgrader_config.py")
    return folder


def a_right(course, function):
    """A right answer of the gallery."""
    text = (course / RUBRIC / "gallery" / f"{function}.py").read_text("utf-8")
    return text.split("# %%")[1].split("\n", 1)[1]


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    course = copied(tmp_path_factory.mktemp("course") / "examples")
    right = {
        function: a_right(course, function) for function in ("count_pairs", "probabilities")
    }
    hand_in(course, "ada", right)
    hand_in(course, "bo", right | {"count_pairs": DOUBLED})
    grade(course, code=0)
    return course


@pytest.fixture
def course(graded, tmp_path):
    return shutil.copytree(graded, tmp_path / "course")


def edit(course, path, old, new):
    text = (course / path).read_text(encoding="utf-8")
    assert old in text
    (course / path).write_text(text.replace(old, new), encoding="utf-8")


def totals(course):
    with open(course / "graded/totals.csv", encoding="utf-8", newline="") as file:
        return {row["student_id"]: row["score"] for row in csv.DictReader(file)}


def test_nothing_changed_is_nothing_to_do(course):
    assert totals(course) == {"ada": "20", "bo": "10"}
    assert "Nothing changes." in grade(course, "--dry-run", code=0).stdout


def test_a_better_hint_is_said_and_no_mark_moves(course):
    words = f"{RUBRIC}/faults/count_pairs.toml"
    edit(course, words, "Print your table", "Look closely: print your table")

    done = grade(course, code=0)

    assert totals(course) == {"ada": "20", "bo": "10"}
    assert "Look closely: print your table" in (course / "graded/grades.csv").read_text(
        "utf-8"
    ), done.stderr


COUNTED_TWICE = """
def count_pairs(names, char_to_ix):
    text = "".join("\\n" + name for name in names) + "\\n"  # in another dress
    table = [[0] * len(char_to_ix) for _ in char_to_ix]
    for place in range(1, len(text)):
        table[char_to_ix[text[place - 1]]][char_to_ix[text[place]]] += 2
    return np.array(table)
"""
DOUBLED_FAULT = """[[faults]]
name = "doubled"
hint = "Every pair was counted twice."
swaps = { count = "counts[char_to_ix[first], char_to_ix[second]] += 2" }

[[faults]]
name = "no_end\""""


@pytest.fixture
def shared(course):
    """The course with three students who share a fault that nobody named, and its class
    report."""
    probabilities = a_right(course, "probabilities")
    for student in ("cy", "di"):
        hand_in(course, student, {"count_pairs": COUNTED_TWICE, "probabilities": probabilities})
    grade(course, code=0)
    return course


def page(course):
    grader(course, "report", "--out", "graded", code=0)
    return (course / "graded/report.html").read_text("utf-8")


def feedback(course, student):
    return (course / f"graded/feedback/{student}/{NAME}/{NAME}.html").read_text("utf-8")


def test_what_three_students_share_is_named_and_their_words_are_made_anew(shared):
    before, marks = page(shared), totals(shared)
    assert "3 students, count_pairs: not right: counts" in before
    assert f"<code>{RUBRIC}/faults/count_pairs.toml</code>" in before
    assert "+= 2" in before

    edit(
        shared,
        f"{RUBRIC}/faults/count_pairs.toml",
        '[[faults]]\nname = "no_end"',
        DOUBLED_FAULT,
    )
    grade(shared, code=0)

    after = page(shared)
    assert totals(shared) == marks
    assert "Every pair was counted twice." in feedback(shared, "di")
    assert "3 students, count_pairs" not in after
    assert "doubled" in after


WRITTEN = """
[[written]]
fault = "adds_to_the_dictionary"
hint = "The table is what you add to, not the dictionary."
pattern = "char_to_ix\\\\[\\\\w+\\\\] \\\\+= "
"""
RAISES = """
def count_pairs(names, char_to_ix):
    counts = np.zeros((len(char_to_ix), len(char_to_ix)))
    for name in names:
        char_to_ix[name] += 1  # {student}
    return counts
"""


def test_an_exception_that_three_students_share_is_named_by_its_line(course):
    for student in ("cy", "di", "ed"):
        hand_in(course, student, {"count_pairs": RAISES.format(student=student)})
    grade(course, code=0)
    assert "3 students, count_pairs: stopped with an exception" in page(course)

    path = course / RUBRIC / "faults/count_pairs.toml"
    path.write_text(path.read_text("utf-8") + WRITTEN, encoding="utf-8")
    marks = totals(course)
    grade(course, code=0)

    after = page(course)
    assert totals(course) == marks
    assert "The table is what you add to" in feedback(course, "ed")
    assert "3 students, count_pairs" not in after
    assert "adds_to_the_dictionary" in after


def test_no_student_s_page_shows_what_outcomes_are_grouped_by(shared):
    journal = (shared / "graded/results.jsonl").read_text("utf-8")
    prints = set(re.findall(r'"outcome":"wrong ([0-9a-f]{16})"', journal))
    assert prints
    others = (p for p in (shared / "graded").rglob("*.*") if p.name != "results.jsonl")
    shown = b"".join(path.read_bytes() for path in others)
    assert not [each for each in prints if each.encode() in shown]


def test_a_result_that_is_used_again_keeps_its_day(course, monkeypatch):
    before = feedback(course, "bo")
    assert "graded on" in before

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    grade(course, code=0)

    assert feedback(course, "bo") == before


def test_an_observer_that_was_edited_makes_marks_stale(course):
    edit(course, f"{RUBRIC}/assignment.toml", "[observers.", "# once more\n[observers.")

    assert "grading separately" in grade(course, code=0).stderr


def test_a_question_that_was_changed_says_who_moves(course):
    """The right answer becomes the doubled one: Ada loses, Bo gains."""
    edit(course, f"source/{NAME}.py", "+= 1", "+= 2")
    (course / RUBRIC / "faults/count_pairs.toml").unlink()  # edits of the old answer
    grader(course, "build", code=0)

    said = grade(course, "--dry-run", "--changes", "changes.csv", code=0)

    with open(course / "changes.csv", encoding="utf-8", newline="") as file:
        moved = {row["student_id"] for row in csv.DictReader(file)}
    assert moved == {"ada", "bo"}, said.stdout
    assert totals(course) == {"ada": "20", "bo": "10"}


# right, but for lists of twenty names and more
FEW = """
def count_pairs(names, char_to_ix):
    counts = np.zeros((len(char_to_ix), len(char_to_ix)))
    for name in names if len(names) < 20 else []:
        word = "\\n" + name + "\\n"
        for first, second in zip(word, word[1:]):
            counts[char_to_ix[first], char_to_ix[second]] += 1
    return counts
"""
QUESTIONS = f"{RUBRIC}/probes/count_pairs.py"


@pytest.fixture
def few(course):
    """The course with a student whose table is empty for long lists, and the marks."""
    right = a_right(course, "probabilities")
    hand_in(course, "cy", {"count_pairs": FEW, "probabilities": right})
    grade(course, code=0)
    assert totals(course) == {"ada": "20", "bo": "10", "cy": "18"}
    return course


def moving(course):
    """Who moves where by how much, as a dry run says; nothing is written."""
    before = totals(course)
    grade(course, "--dry-run", "--changes", "changes.csv", code=0)
    assert totals(course) == before
    with open(course / "changes.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(row["student_id"], row["cell"], row["change"]) for row in rows}


def test_a_dry_run_says_who_gains_by_another_hidden_range(few):
    edit(few, QUESTIONS, "letters[0], 24)", "letters[0], 12)")
    assert moving(few) == {("cy", "count_pairs_hidden", "2")}


def test_a_dry_run_says_who_gains_by_other_points(few):
    edit(few, QUESTIONS, '("many", 2, ', '("many", 1, ')
    edit(few, QUESTIONS, '("runs", 1, ', '("runs", 2, ')
    assert moving(few) == {("cy", "count_pairs_hidden", "1")}


def test_a_dry_run_says_who_gains_by_another_observer(few):
    """One entry of the table counts, which is 0 where the newline comes first."""
    table = f"{RUBRIC}/assignment.toml"
    edit(
        few,
        table,
        '[observers.table]\ncounts = "value"',
        '[observers.table]\ncounts = "value.0.0"',
    )
    (few / RUBRIC / "faults/count_pairs.toml").unlink()  # none of them is seen any more
    grader(few, "build", code=0)

    assert moving(few) >= {
        ("bo", "count_pairs_expected", "3"),
        ("cy", "count_pairs_hidden", "2"),
    }


def test_a_hidden_range_that_was_changed_makes_marks_stale(course):
    path = f"{RUBRIC}/probes/count_pairs.py"
    text = (course / path).read_text(encoding="utf-8")
    (course / path).write_text(text + "\n# other numbers\n", encoding="utf-8")

    assert "grading separately" in grade(course, code=0).stderr


def test_points_that_no_longer_add_up_stop_the_run_with_one_sentence(course):
    edit(course, f"{RUBRIC}/assignment.toml", "points = 10", "points = 9")

    done = grade(course, code=2)

    warning, error = done.stderr.strip().split("\n")
    assert warning.startswith("WARNING: isolation is none")
    assert error.endswith("the functions have 18 points together, and the assignment 20.")


def test_a_rubric_inside_source_is_refused(course):
    shutil.copytree(course / RUBRIC, course / "source" / NAME / "rubric")

    done = grade(course, code=2)

    assert "nbgrader hands out all that is there" in done.stderr
