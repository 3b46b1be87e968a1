"""A rubric is edited between two runs of a course: each change is noticed, by the marks
or by the words."""

import contextlib
import io
import json
import re
import shutil

import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments.notebook_cells import filled
from tests.conftest import ROOT
from tests.dinosaur_grader import toy
from tests.dinosaur_grader.desk import upgrade

NAME = "bigrams"
RUBRIC = f"rubrics/{NAME}"

COUNTED_TWICE = """
def count_pairs(names, char_to_ix):
    text = "".join("\\n" + name for name in names) + "\\n"  # in another dress
    table = [[0] * len(char_to_ix) for _ in char_to_ix]
    for place in range(1, len(text)):
        table[char_to_ix[text[place - 1]]][char_to_ix[text[place]]] += 2
    return np.array(table)
"""
RAISES = """
def count_pairs(names, char_to_ix):
    counts = np.zeros((len(char_to_ix), len(char_to_ix)))
    for name in names:
        char_to_ix[name] += 1  # {student}
    return counts
"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def _serial():
    """Each command in this process, where it finds the course as it is by then."""
    with pytest.MonkeyPatch.context() as patch:
        upgrade.serial(patch)
        yield
    assignments.load.cache_clear()


def grader(course, *arguments, code=0):
    """What a command in the course says, once it has ended with this code."""
    assignments.load.cache_clear()
    said = io.StringIO()
    with (
        contextlib.chdir(course),
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(said),
    ):
        ended = upgrade.run(*arguments)
    assert ended == code, said.getvalue()[-3000:]
    return said.getvalue()


def grade(course, *more, code=0):
    arguments = ("grade", "--submitted", "submitted", "--out", "graded", "--isolation", "none")
    return grader(course, *arguments, "--workers", "1", *more, code=code)


def hand_in(course, student, answers):
    blank = json.loads((course / f"release/{NAME}/{NAME}.ipynb").read_text("utf-8"))
    path = course / "submitted" / student / NAME / f"{NAME}.ipynb"
    toy.write(path, json.dumps(filled(blank, answers)))


def a_right(course, function):
    """A right answer of the gallery."""
    text = (course / RUBRIC / "gallery" / f"{function}.py").read_text("utf-8")
    return text.split("# %%")[1].split("\n", 1)[1]


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Ada has all right; Bo, Cy and Di count twice, Eve, Fay and Gus stop with an
    exception."""
    course = tmp_path_factory.mktemp("course") / "examples"
    shutil.copytree(ROOT / "examples", course, ignore=shutil.ignore_patterns("throws*"))
    answers = {"ada": a_right(course, "count_pairs")}
    answers |= dict.fromkeys(("bo", "cy", "di"), COUNTED_TWICE)
    answers |= {who: RAISES.format(student=who) for who in ("eve", "fay", "gus")}
    probabilities = a_right(course, "probabilities")
    for student, answer in answers.items():
        hand_in(course, student, {"count_pairs": answer, "probabilities": probabilities})
    grade(course)
    return course


@pytest.fixture
def course(graded, tmp_path):
    return shutil.copytree(graded, tmp_path / "course")


DOUBLED = """fault(COUNT, COUNT.replace("1", "2"), name="doubled", hint="Every pair was counted twice.")
written(r"char_to_ix\\[\\w+\\] \\+= ", "The table is what you add to, not the dictionary.",
        name="adds_to_the_dictionary")
"""
FIRST = "fault(TEXT,"


def page(course):
    grader(course, "report", "--out", "graded")
    return (course / "graded/report.html").read_text("utf-8")


def feedback(course, student):
    return (course / f"graded/feedback/{student}/{NAME}/{NAME}.html").read_text("utf-8")


def test_what_three_students_share_is_named_and_their_words_are_made_anew(course):
    path = course / f"source/{NAME}.py"
    before, marks = page(course), upgrade.totals(course / "graded")
    assert "3 students, count_pairs: not right: the answer" in before
    assert "3 students, count_pairs: stopped with an exception" in before
    assert f"in the questions to count_pairs, <code>source/{NAME}.py</code>" in before
    assert "+= 2" in before

    toy.change(path, "import fault, hidden", "import fault, written, hidden")
    path.write_text(path.read_text("utf-8").replace(FIRST, DOUBLED + FIRST, 1), "utf-8")
    grade(course)

    after = page(course)
    assert upgrade.totals(course / "graded") == marks
    assert "Every pair was counted twice." in feedback(course, "di")
    assert "The table is what you add to" in feedback(course, "fay")
    assert "3 students, count_pairs" not in after
    assert "doubled" in after and "adds_to_the_dictionary" in after


def test_no_student_s_page_shows_what_outcomes_are_grouped_by(course):
    results = (course / "graded/results.jsonl").read_text("utf-8")
    prints = set(re.findall(r'"outcome":"wrong ([0-9a-f]{16})"', results))
    assert prints
    own = ("results.jsonl", "gradebook.db")
    others = (p for p in (course / "graded").rglob("*.*") if p.name not in own)
    shown = b"".join(path.read_bytes() for path in others)
    assert not [each for each in prints if each.encode() in shown]


def test_a_result_that_is_used_again_keeps_its_day(course, monkeypatch):
    before = feedback(course, "bo")
    assert "graded on" in before

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    grade(course)

    assert feedback(course, "bo") == before
