"""Feedback, class report and start page hold for everyone: axe, headings in order,
keyboard, a phone's width."""

import itertools
import re
from datetime import datetime

import msgspec
import pytest

from dinosaur_grader.desk.report.misconceptions import Known
from dinosaur_grader.desk.report.similar import Group, Similar
from dinosaur_grader.records.feedback import feedback
from dinosaur_grader.records.final_marks import (
    Attempt,
    FinalCell,
    FinalMark,
    Lateness,
    of_result,
)
from dinosaur_grader.records.regrade_requests import Answer
from dinosaur_grader.results import CellMark, Difference
from tests.axe import SCHEMES, chromium, needs_chromium, violations
from tests.dinosaur_grader.classroom import assignment, result, verdict
from tests.dinosaur_grader.desk.report.test_report import report
from tools.student_kit import start_page

pytestmark = [pytest.mark.browser, needs_chromium]

LONG = "x = '" + "very_long_" * 40 + "'\n" + "\n".join(f"line_{i} = {i}" for i in range(200))
NAMED = verdict(
    False, "Entries below -maxValue have to be raised to it.", fault="no_lower", public=False
)

DIFFERS = verdict(False, "Another number came.", fault="number:dWaa", outcome="wrong 1234")
UNNAMED = CellMark("clip_hidden", "clip", 0.0, 20.0, verdicts=(DIFFERS, NAMED))


def a_feedback_page() -> str:
    """Every part of the template at once: long code in all colours, a marked line, an array
    that is off, passed and failed, other cells, notes."""
    notes = ("cell number 3 raised NameError: x",)
    marked = "for i in range(3): return None  # why"
    said = result("ada", clip=5.5, notes=notes, code={"clip": f"{marked}\n# so\n{LONG}"})
    quotes = dict(hint=f"`{marked.partition('  #')[0]}` is wrong.", title="the first")
    off = Difference("dWaa", (2, 30), "01" * 30)
    one = verdict(False, "", 0.0, differs=off, **quotes)
    first = msgspec.structs.replace(said.marks[0], verdicts=(one, *said.marks[0].verdicts))
    said = msgspec.structs.replace(said, marks=(first, *said.marks[1:]))
    probe = one.probe
    why = Answer(
        "7K3QX-M2PD9", said.assignment, "ada", probe, "c", "", LONG, "2026-09-01", 4, 0
    )
    return feedback(said, assignment(), answers=[why])


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
        doubts={"ada": ["In no list of people."]},
        final_mark_of=_stands,
        texts={student: [LONG, student] for student in ("ada", "bob", "cleo")},
        sections=dict.fromkeys(("ada", "bob", "eve", "fay", "gus"), ("Tuesday",)),
        came=dict.fromkeys(("ada", "bob"), datetime(2026, 11, 20)),
    )


def _stands(one):
    """Late, handed in twice, and with points by hand."""
    two = tuple(Attempt(day, "2026-09-01", 9, "graded") for day in ("a", "b"))
    given = FinalMark({"clip_hidden": FinalCell(0, hand=3)}, late=Lateness(7200))
    return msgspec.structs.replace(of_result(one, given), attempts=two)


PAGES = (a_feedback_page, a_class_report, start_page)


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


def test_axe_finds_nothing_and_headings_go_down_one_level_at_a_time(page):
    page.evaluate(OPENED)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == []
    levels = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => Number(h.tagName[1]))"
    )
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels))


def test_a_class_report_prints_on_one_sheet_without_a_student_s_name(browser):
    tab = browser.new_page()
    tab.set_content(a_class_report())

    assert len(re.findall(rb"/Type\s*/Page\b", tab.pdf(format="A4"))) == 1
    tab.emulate_media(media="print")
    shown = tab.inner_text("main")
    assert "Who is at risk" in shown and "Very similar work" in shown
    assert "cleo" not in shown and "line_1 = 1" not in shown


OPENED = "document.querySelectorAll('details').forEach(each => each.open = true)"


def test_a_phone_never_scrolls_a_page_sideways_and_what_scrolls_is_reached_by_the_keyboard(
    page,
):
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.evaluate(OPENED)

    unreached = page.evaluate(
        "[...document.querySelectorAll('main *')].filter(e => e.scrollWidth > e.clientWidth + 1"
        " && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX) && e.tabIndex < 0).map(e => e.outerHTML)"
    )
    assert unreached == []
