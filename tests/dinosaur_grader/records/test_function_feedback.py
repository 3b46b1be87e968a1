"""What a student's page says of one function: first the fault with which the notebook's panel
begins, the student's own lines, the array that is off."""

import hashlib
import json
import re

import msgspec
import pytest

from dinosaur_grader.assignments.course_rules import Rules
from dinosaur_grader.assignments.course_seed import PRACTICE_SEED, Seed
from dinosaur_grader.judging import grading
from dinosaur_grader.records import own_lines
from dinosaur_grader.records.feedback import feedback
from dinosaur_grader.results import CellMark, Difference, NotebookFile
from rubrics.dinosaur_island import demo_class
from tests.axe import chromium, needs_chromium
from tests.dinosaur_grader.classroom import assignment, result
from tests.dinosaur_grader.records.test_feedback import failed, words
from tests.dinosaur_grader.records.test_inert import HOSTILE
from tests.dinosaurs import ASSIGNMENT, NAME, source

CODE = {"clip": "def clip(x):\n    return x if x < 5 else 5"}
MAX_WORDS = 500


def of_clip(*verdicts, **more):
    """A result of `clip` alone, which got nothing."""
    return result(
        "ada", marks=(CellMark("clip_expected", "clip", 0.0, 8.0, verdicts=verdicts),), **more
    )


def test_only_own_lines_are_shown_and_the_one_that_a_verdict_quotes_is_marked():
    why = "`return x if x < 5 else 5` leaves out what is below."
    text = feedback(of_clip(failed("a", why), code=CODE), assignment())

    assert "def clip(x)" not in words(text)
    assert text.count('class="row') == text.count('class="row here"') == 1
    assert "That one line costs 8 points." in words(text)


def test_words_about_an_error_begin_with_the_line_that_they_are_about():
    came = "clip stopped with KeyError: 'dWa', in your line `return x`."
    given = msgspec.structs.replace(failed("a", "There is no such key."), detail=came)
    text = words(feedback(of_clip(given, code=CODE), assignment()))
    shown = came.replace("`", "")
    assert f"Begin with clip: {shown} There is no such key." in text


def test_no_line_of_a_student_is_more_than_text():
    hostile = [repr(text)[:100] for text in HOSTILE]
    for start in range(0, len(hostile), own_lines.MAX_LINES):
        some = hostile[start : start + own_lines.MAX_LINES]
        texts = "\n".join(some), "\n".join("1" for _ in some)
        assert len({str(_elements(text)) for text in texts}) == 1


def _elements(code):
    page = feedback(of_clip(failed("a", "Raise it."), code={"clip": code}), assignment())
    return re.findall("<[^>]*>", page)


def test_of_several_faults_it_names_one_that_a_student_can_try():
    secret = CellMark("clip_hidden", "clip", 0.0, 12.0, verdicts=(failed("h", "Not right."),))
    tried = CellMark("clip_expected", "clip", 0.0, 8.0, verdicts=(failed("a", "Raise it."),))
    text = words(feedback(result("ada", marks=(secret, tried)), assignment()))
    assert "Begin with clip: Raise it. 20 points are lost there." in text


def test_of_several_faults_it_begins_with_the_one_that_was_asked_first():
    cheap, dear = failed("a", "Step 1."), failed("b", "Step 2.")
    text = words(feedback(of_clip(cheap, dear, dear), assignment()))
    top, _, main = text.partition("Then restart")
    assert "Begin with clip: Step 1. 8 points are lost there." in top
    assert main.index("Step 1.") < main.index("Step 2.")


def test_a_notebooks_questions_are_said_to_be_asked_again_where_their_numbers_are_others():
    same = failed("a", "Step 1.")
    other = msgspec.structs.replace(same, again=True)
    text = words(feedback(of_clip(other), assignment()))
    assert "In your notebook, asked again with other numbers: 0 of 8." in text
    assert "In your notebook, asked again with other numbers: a (2 points)" in text
    assert "again" not in words(feedback(of_clip(same), assignment())).partition("clip: 0")[2]


def test_a_fault_without_a_hint_begins_with_what_came():
    error = "clip stopped with ValueError: no limit."
    given = msgspec.structs.replace(failed("a", ""), detail=error, title="small limits")
    other = msgspec.structs.replace(given, detail="All entries are 0.", title="large limits")
    text = feedback(of_clip(given, other, code=CODE), assignment())
    assert f"Begin with clip: small limits: {error} 8 points are lost there." in words(text)
    assert text.count("<summary>") == 2


def test_where_an_array_is_off_is_drawn_once():
    off = Difference("dWaa", (2, 3), "101111")
    given = msgspec.structs.replace(failed("a", "Raise it."), differs=off)
    text = feedback(of_clip(given, given), assignment())
    assert text.count("1 of 6 entries of dWaa differ:") == 1
    assert text.count("✗") == 1 and 'tabindex="0"' not in text
    long = msgspec.structs.replace(given, differs=Difference("b", (1, 40), "0" * 40))
    assert 'tabindex="0" role="region"' in feedback(of_clip(long), assignment())


def test_a_code_is_explained_where_it_stands_and_there_is_none_where_nobody_looks_it_up():
    one = of_clip(failed("a", "Raise it."))
    coded = feedback(one, assignment(), answers=[])
    assert "Send the code to your instructor" in coded.partition('class="code-of"')[2]
    assert "code to your instructor" not in feedback(one, assignment())


@pytest.fixture(scope="module")
def half_right():
    """The page of the sample class's student who has two of four functions right."""
    kit = json.loads(ASSIGNMENT.blank_path.read_text(encoding="utf-8"))
    right = {cell: source(name) for cell, name in ASSIGNMENT.solutions.items()}
    raw = demo_class.submissions(kit, right)["ivo-half-done"]
    work = NotebookFile("ivo", NAME, raw, hashlib.sha256(raw).hexdigest())
    seed = Seed(PRACTICE_SEED, practice=True)
    graded = grading.grade_one(grading.job_maker(ASSIGNMENT, seed, "none", Rules())(work))
    grading.thread_sandbox.close()
    stored = msgspec.json.decode(msgspec.json.encode(graded), type=type(graded))
    return feedback(stored, ASSIGNMENT, answers=[])


@pytest.mark.slow
def test_a_half_right_student_reads_little_and_first_of_all_what_to_do(half_right):
    closed = re.sub(r"(<details>.*?</summary>).*?</details>", r"\1", half_right, flags=re.S)
    read = words(closed)
    assert len(read.split()) < MAX_WORDS
    assert "Begin with model: Python can't read" in " ".join(read.split()[:20])
    assert "Update by gradients that are clipped at 5, and return those." in read
    assert re.search(r"\d+ of \d+ entries of \w+ differ:", read), read
    assert '<mark class="row here">    parameters' in half_right
    assert "Wax (n_a, n_x)" not in read and "✓ clip: 20 of 20 points" in read


@pytest.mark.slow
@pytest.mark.browser
@needs_chromium
def test_it_prints_on_one_sheet(half_right):
    with chromium() as browser:
        tab = browser.new_page()
        tab.set_content(half_right)
        assert tab.pdf(format="A4").count(b"/Type /Page\n") == 1
