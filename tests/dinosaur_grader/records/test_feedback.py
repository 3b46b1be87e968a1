"""A student's page says what was found, in words, and holds nothing hidden and nothing
that acts."""

import html
import re
import subprocess
import sys
from html.parser import HTMLParser

import msgspec
import pytest

from dinosaur_grader.judging.grading import code_of
from dinosaur_grader.records.feedback import NOTHING_YET, feedback
from dinosaur_grader.records.final_marks import FinalCell, FinalMark
from dinosaur_grader.results import (
    MAX_CODE,
    STATES,
    Cell,
    CellMark,
    ProbeVerdict,
)
from tests.dinosaur_grader.classroom import assignment, result, submission, verdict


def page(*extra, **more):
    code = code_of(submission("ada", *extra), assignment())
    return feedback(result("ada", code=code, **more), assignment())


class Tags(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self, text):
        super().__init__()
        self.seen = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


def words(text):
    """What a person reads, with single blanks."""
    body = re.sub(r"<style>.*?</style>|<title>.*?</title>", "", text, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", body)).split())


def test_code_verdicts_and_points_stand_together():
    text = page(clip=5.5, graded_on="2026-09-01")

    assert "graded on <time>2026-09-01</time>" in text and "graded on" not in page()
    assert "<strong>15.5</strong> of 18 points" in text
    shown = words(text)
    why = "Entries below -maxValue have to be raised to it."
    first, beside = (
        f"Begin with clip: {why}",
        f"clip: 5.5 of 8 points In your notebook: 5.5 of 8. {why}",
    )
    assert shown.index(first) < shown.index(beside) < shown.index("return x if x < 5 else 5")


def test_it_begins_with_the_function_that_lost_most_and_right_ones_are_a_line():
    few = CellMark("clip_expected", "clip", 6.0, 8.0, verdicts=(failed("a", "Raise it."),))
    more = CellMark("sample_expected", "sample", 3.0, 10.0, verdicts=(failed("b", "Draw."),))
    text = words(feedback(result("ada", marks=(few, more)), assignment()))
    assert "Begin with sample: Draw. This costs 7 points." in text
    assert text.index("sample: 3 of 10") < text.index("clip: 6 of 8")

    full = CellMark("clip_expected", "clip", 8.0, 8.0, verdicts=(verdict(True, "a"),))
    text = words(feedback(result("ada", marks=(full, more)), assignment()))
    assert text.endswith("✓ clip: 8 of 8 points")


def test_what_a_person_took_away_can_not_be_mended():
    full = CellMark("clip_expected", "clip", 8.0, 8.0, verdicts=(verdict(True, "a"),))
    given = FinalMark({"clip_expected": FinalCell(auto=8.0, hand=6.0)})
    text = words(feedback(result("ada", marks=(full,)), assignment(), given))
    assert "6 of 8 points" in text and "Begin with" not in text


def test_a_blank_hand_in_is_told_that_nothing_is_written_yet():
    blank = {cell.grade_id: cell.source for cell in assignment().blank}
    marks = tuple(
        CellMark(f"{name}_expected", name, 0.0, most, verdicts=(failed("a", "It gave None."),))
        for name, most in (("clip", 8.0), ("sample", 10.0))
    )
    text = words(feedback(result("ada", marks=marks, code=blank), assignment()))
    assert f"{NOTHING_YET} Begin with clip. It is worth 8 points." in text
    assert text.count("Nothing is written here yet.") == 2 and "It gave None." not in text

    begun = blank | {"sample": "def sample(x):\n    return 1"}
    text = words(feedback(result("ada", marks=marks, code=begun), assignment()))
    assert "Begin with sample: It gave None." in text and NOTHING_YET not in text


def marked(*verdicts):
    given = result("ada")
    mark = msgspec.structs.replace(given.marks[0], verdicts=verdicts)
    return msgspec.structs.replace(given, marks=(mark, *given.marks[1:]))


def failed(name, hint, fault="low"):
    return ProbeVerdict(name, False, 0.0, 2.0, "", fault, True, name, f"{name} came.", hint)


def test_one_fault_is_said_once_with_each_question_and_its_points():
    given = marked(failed("first", "Raise it."), failed("second", "Raise it."))
    text = words(feedback(given, assignment()).partition("<main>")[2])
    assert text.count("Raise it.") == 1
    assert "first: first came. Not passed: 2 questions, 4 points" in text
    assert "first (2 points) second (2 points): second came." in text


def test_the_page_says_why_passed_questions_gave_no_points():
    mark = msgspec.structs.replace(result("ada").marks[0], score=0.0)
    shut = msgspec.structs.replace(result("ada"), marks=(mark,))

    said = "count once another question is right, too."
    assert said in words(feedback(shut, assignment()))
    assert said not in page()
    none = msgspec.structs.replace(mark, verdicts=(verdict(False, "No.", 0.0),))
    failed_all = msgspec.structs.replace(shut, marks=(none,))
    assert said not in feedback(failed_all, assignment())


def test_the_first_line_says_what_was_not_answered():
    given = marked(failed("a", "It hangs.", "timeout"), failed("b", "Not asked.", "skipped"))
    text = feedback(given, assignment())
    assert "2 questions could not be answered: clip never came back." in text
    assert "could not be answered" not in page()


def test_what_to_do_next_depends_on_what_came():
    assert "Begin with clip: Entries below" in words(page(clip=5.5))
    assert "There is nothing left to do" in page() and "Begin with" not in page()
    assert "Open the notebook" in page(state="unreadable")
    unread = feedback(result("ada", state="unreadable"), assignment())
    assert "There was no cell" not in unread and "clip: no score" not in unread


@pytest.mark.parametrize("state", STATES)
def test_a_state_without_a_score_says_so(state):
    text = feedback(result("ada", state=state), assignment())

    assert ("No score" in text) == (state not in ("graded", "timeout", "memory"))


def test_what_a_student_wrote_is_text_and_never_markup():
    attack = "</code></pre><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 * 7 }}"
    given = result("<b>ada</b>", notes=(attack,), clip=0.0, code={"clip": attack})
    text = feedback(given, assignment())

    tags = Tags(text).seen
    assert not {"script", "img", "b", "iframe", "object", "link"} & {tag for tag, _ in tags}
    assert not any(name.startswith("on") for _, attributes in tags for name in attributes)
    assert "{{ 7 * 7 }}" in text


def test_the_page_loads_nothing_from_elsewhere():
    text = page()

    assert not re.search(r"https?://|//cdn|url\(|@import|src=", text)
    assert all(a.get("href", "#").startswith("#") for _, a in Tags(text).seen)


def test_an_error_of_a_hidden_test_cell_stays_with_the_instructor():
    secret = "AssertionError: expected 0.1234 for the hidden input"
    marks = (CellMark("clip_hidden", "clip", 0.0, 12.0, secret, in_process=True),)

    notes = (f"cell clip_hidden raised {secret}", "cell number 3 raised NameError: x")
    text = page(Cell("code", "print('my own experiment')"), marks=marks, notes=notes)

    assert "my own experiment" not in text  # of a graded cell alone something is said
    assert "0.1234" not in text and "BEGIN HIDDEN TESTS" not in text
    assert "cell number 3 raised NameError: x" in text


def test_hidden_verdicts_are_shown_by_their_words_under_a_heading_of_their_own():
    said = dict(title="small limits", hint="Entries above maxValue were not cut.")
    hidden = verdict(False, "", 0.0, public=False, **said)
    text = page(marks=(CellMark("clip_hidden", "clip", 0.0, 12.0, verdicts=(hidden,)),))

    assert "Only during grading: 0 of 12." in words(text)
    assert "Only during grading: small limits (4 points)" in words(text)
    assert "Entries above maxValue were not cut." in words(text)


def test_long_code_is_cut_and_that_is_said():
    assert "The cell is longer" not in page()
    text = page(Cell("code", "#" * MAX_CODE, grade_id="clip"), clip=5.5)
    assert "The cell is longer" in text and "#" * (MAX_CODE + 1) not in text


def test_code_that_no_text_may_hold_is_shown_without_it():
    code = code_of(
        submission("ada", Cell("code", "x = '\ud800'", grade_id="clip")), assignment()
    )
    assert msgspec.json.encode(code)
    text = feedback(result("ada", clip=5.5, code=code), assignment())
    assert "x = '?'" in words(text)


def test_a_page_alone_loads_no_database():
    loads = (
        "import sys, dinosaur_grader.records.feedback; sys.exit('sqlalchemy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-P", "-c", loads]).returncode == 0
