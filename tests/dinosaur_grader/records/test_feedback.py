"""A student's page says what was found, in words, and holds nothing hidden and nothing
that acts."""

import re
from html.parser import HTMLParser

import msgspec
import pytest

from dinosaur_grader.records.feedback import feedback, refreshed
from dinosaur_grader.records.final_marks import of_result
from dinosaur_grader.results import STATES, Cell, CellMark, ProbeVerdict
from tests.dinosaur_grader.classroom import assignment, result, submission, verdict


def page(*extra, **more):
    return feedback(submission("ada", *extra), result("ada", **more), assignment())


class Tags(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self, text):
        super().__init__()
        self.seen = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


def test_code_verdicts_and_points_stand_together():
    text = page(clip=5.5, graded_on="2026-09-01")

    assert 'graded on <time datetime="2026-09-01">1 September 2026</time>' in text
    assert "<strong>15.5</strong> of 18 points" in text
    assert "def clip(x):" in text
    assert "Entries below -maxValue have to be raised to it." in text
    assert text.index("Entries below") < text.index("def clip(x):")


def marked(*verdicts):
    given = result("ada")
    mark = msgspec.structs.replace(given.marks[0], verdicts=verdicts)
    return msgspec.structs.replace(given, marks=(mark, *given.marks[1:]))


def failed(name, hint, fault="low"):
    return ProbeVerdict(name, False, 0.0, 2.0, "", fault, True, name, f"{name} came.", hint)


def test_one_fault_is_said_once_with_each_question_and_its_points():
    given = marked(failed("first", "Raise it."), failed("second", "Raise it."))
    text = feedback(submission("ada"), given, assignment())
    assert text.count("Raise it.") == 1
    assert "(0 of 2): first. first came." in text
    assert "(0 of 2): second. second came." in text


def test_the_first_line_says_what_was_not_answered():
    given = marked(failed("a", "It hangs.", "timeout"), failed("b", "Not asked.", "skipped"))
    text = feedback(submission("ada"), given, assignment())
    assert "2 questions could not be answered: clip never came back." in text
    assert "Every question was asked" not in text
    assert "Every question was asked and answered." in page()


def test_the_day_is_the_one_that_is_kept_with_the_result():
    text = page(graded_on="2026-09-01")
    assert "graded on <time>2026-09-01</time>" in text
    assert "graded on" not in page()


def test_what_to_do_next_depends_on_what_came():
    assert "What to do next:</strong> Start with the first" in page(clip=5.5)
    assert "What to do next:</strong> There is nothing left to do" in page()
    assert "What to do next:</strong> Open the notebook" in page(state="unreadable")
    unread = feedback(None, result("ada", state="unreadable"), assignment())
    assert "There was no cell" not in unread


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_its_sentence(state):
    text = feedback(None, result("ada", state=state), assignment())

    assert ("No score" in text) == (state not in ("graded", "timeout", "memory"))


def test_what_a_student_wrote_is_text_and_never_markup():
    attack = "</code></pre><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 * 7 }}"
    given = result("<b>ada</b>", notes=(attack,), clip=0.0)
    text = feedback(submission("<b>ada</b>", Cell("code", attack)), given, assignment())

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

    assert "my own experiment" in text
    assert "0.1234" not in text and "BEGIN HIDDEN TESTS" not in text
    assert "cell number 3 raised NameError: x" in text


def test_hidden_verdicts_are_shown_by_their_words_under_a_heading_of_their_own():
    hidden = verdict(False, "small limits: Entries above maxValue were not cut.", public=False)
    text = page(marks=(CellMark("clip_hidden", "clip", 0.0, 12.0, verdicts=(hidden,)),))

    assert "Questions asked only during grading: 0 of 12" in text
    assert "small limits: Entries above maxValue were not cut." in text


def test_a_page_is_made_anew_as_often_as_there_is_something_new():
    """Slots that were empty and are filled, and empty again, keep their places."""
    given, work = result("ada"), assignment()
    plain = of_result(given)
    commented = msgspec.structs.replace(plain, comments={"clip": "Well done."})
    first = feedback(submission("ada"), given, work, answers=())
    second = refreshed(first, given, work, commented)
    assert second == feedback(submission("ada"), given, work, commented, answers=())
    assert refreshed(second, given, work, plain) == first
