"""Feedback, class report and start page hold for everyone: axe, headings in order,
keyboard, a phone's width."""

import itertools
import re

import msgspec
import pytest

from dinosaur_grader.desk.report import report
from dinosaur_grader.desk.report.misconceptions import Known
from dinosaur_grader.desk.report.similar import Group, Similar
from dinosaur_grader.records.feedback import feedback
from dinosaur_grader.records.final_marks import Attempt, FinalCell, FinalMark, of_result
from dinosaur_grader.records.regrade_requests import Answer
from dinosaur_grader.results import Cell, CellMark
from dinosaur_grader.workshop.student_kit import start_page
from tests.axe import SCHEMES, chromium, needs_chromium, violations
from tests.dinosaur_grader.classroom import assignment, result, submission, verdict

pytestmark = [pytest.mark.browser, needs_chromium]

LONG = "x = '" + "very_long_" * 40 + "'\n" + "\n".join(f"line_{i} = {i}" for i in range(200))
NAMED = verdict(
    False, "Entries below -maxValue have to be raised to it.", fault="no_lower", public=False
)

DIFFERS = verdict(False, "Another number came.", fault="number:dWaa", outcome="wrong 1234")
UNNAMED = CellMark("clip_hidden", "clip", 0.0, 20.0, verdicts=(DIFFERS, NAMED))


def a_feedback_page() -> str:
    """Every part of the template at once: long code, passed and failed, other cells,
    notes."""
    own = (Cell("code", LONG), Cell("code", "print('mine')"))
    said = result("ada", clip=5.5, notes=("cell number 3 raised NameError: x",))
    probe = said.marks[0].verdicts[0].probe
    why = Answer(
        "7K3QX-M2PD9", said.assignment, "ada", probe, "c", "", LONG, "2026-09-01", 4, 0
    )
    return feedback(submission("ada", *own), said, assignment(), answers=[why])


def a_page_without_a_score() -> str:
    return feedback(None, result("bob", state="unreadable", marks=()), assignment())


def a_class_report() -> str:
    """Every part of the template at once: marks, a named fault, a candidate, a look,
    similar work."""
    marks = (
        CellMark("clip_hidden", "clip", 0.0, 20.0, verdicts=(NAMED,)),
        CellMark("sample_hidden", "sample", 9, 25),
    )
    late = result("cleo", state="timeout", needs_look=True, notes=("the time ran out",))
    results = [
        result("ada", marks=marks),
        result("bob", marks=marks),
        *(result(student, marks=(UNNAMED,)) for student in ("eve", "fay", "gus")),
        late,
        result("dan", state="missing", marks=()),
    ]
    groups = (
        Group(("ada", "bob"), 0.9),
        Group(("cleo", "dan"), 0.7),
    )
    return report(
        results,
        "A class",
        Similar(groups, thin=("eve",), long=("fay",)),
        known=Known(answers=lambda *_: LONG),
        doubts={"ada": ["Not in the roster."]},
        final_mark_of=_stands,
        texts={student: [LONG, student] for student in ("ada", "bob", "cleo")},
    )


def _stands(one):
    """Late, handed in twice, and with points by hand."""
    two = tuple(Attempt(day, "2026-09-01", 9, "graded") for day in ("a", "b"))
    given = FinalMark({"clip_hidden": FinalCell(0, hand=3)}, late=7200)
    return msgspec.structs.replace(of_result(one, given), attempts=two)


def an_empty_report() -> str:
    return report([], "A class")


PAGES = (a_feedback_page, a_page_without_a_score, a_class_report, an_empty_report, start_page)


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture(params=PAGES, ids=lambda make: make.__name__)
def page(browser, request):
    tab = browser.new_page()
    tab.set_content(request.param())
    yield tab
    tab.close()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing(page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")

    assert violations(page) == []


def test_headings_go_down_one_level_at_a_time(page):
    levels = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => Number(h.tagName[1]))"
    )

    assert levels[0] == 1 and levels.count(1) == 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels))


def test_a_phone_scrolls_a_page_down_and_never_sideways(page):
    page.set_viewport_size({"width": 320, "height": 640})

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_whatever_scrolls_can_be_reached_by_the_keyboard(page):
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")

    unreached = page.evaluate(
        "[...document.querySelectorAll('main *')].filter(e => e.scrollWidth > e.clientWidth + 1"
        " && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX) && e.tabIndex < 0).map(e => e.outerHTML)"
    )
    assert unreached == []


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_class_of_400_prints_on_one_sheet_without_a_student_s_name(browser, paper):
    tab = browser.new_page()
    tab.set_content(a_large_class())

    assert len(re.findall(rb"/Type\s*/Page\b", tab.pdf(format=paper))) == 1
    tab.emulate_media(media="print")
    shown = tab.inner_text("main")
    assert "Who is at risk" in shown and "Very similar work" in shown
    assert "student-" not in shown and "line_1 = 1" not in shown


def a_large_class() -> str:
    """Everything that could take room, as much of it as there may be."""
    functions = ("clip", "sample", "optimize", "model")
    return report(
        [_one_of_many(number, functions) for number in range(400)],
        "A course with a title that takes more than a line: recurrent networks, letter by letter",
        Similar(tuple(Group((f"s-{i}", f"s-{i + 1}"), 0.9) for i in range(0, 60, 2))),
        known=Known(answers=lambda *_: LONG),
        doubts={f"student-{i}": [f"Look {i % 9} at this. " * 8] for i in range(90)},
        final_mark_of=_stands,
    )


def _one_of_many(number, functions):
    long = "What is to be said of it takes two lines on paper, and a little more. " * 5
    verdicts = [
        verdict(
            (number + question) % 9 < 3,
            long,
            points=4.0 * ((number + question) % 9 < 3),
            probe=f"q{question}",
            title=f"question {question} has a title of some length",
            fault=f"fault_{question}" if question % 2 else "number:dWaa",
            outcome=f"values {question}",
        )
        for question in range(28)
    ]
    parts = (verdicts[start : start + 7] for start in range(0, 28, 7))
    marks = tuple(
        CellMark(f"{name}_hidden", name, sum(v.points for v in own), 28.0, "", tuple(own))
        for name, own in zip(functions, parts, strict=True)
    )
    return result(f"student-{number}", marks=marks)


def test_axe_would_find_what_is_wrong(browser):
    tab = browser.new_page()
    tab.set_content(
        "<html lang='en'><title>x</title><main><h1>x</h1><img src='data:'><p style='color:#ccc'>pale</p>"
    )

    found = " ".join(violations(tab))

    assert "image-alt" in found and "color-contrast" in found
