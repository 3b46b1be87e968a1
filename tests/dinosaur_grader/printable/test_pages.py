"""Every page that we write has the same Content-Security-Policy, from one place."""

import re
from pathlib import Path

import pytest

import dinosaur_grader
from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.printable.pages import POLICY, WITH_AN_ICON, template
from dinosaur_grader.records.feedback import feedback
from tests.dinosaur_grader.classroom import result
from tests.dinosaur_grader.desk.report.test_report import report
from tools.site import build
from tools.student_kit import start_page

ROOT = Path(dinosaur_grader.__file__).parent
# a platform's own page is made of its own elements, and the platform's policy holds there;
# a part of a page has the policy of the page; the desk's page has it in a header (test_guard.py)
TEMPLATES = sorted(
    path
    for room in (ROOT, ROOT.parent / "tools")
    for path in [*room.rglob("*.html"), *room.rglob("*.html.j2")]
    if not any(path.is_relative_to(ROOT / "desk" / room) for room in ("platforms", "browser"))
    and "<head" in path.read_text("utf-8")
)
META = '<meta http-equiv="Content-Security-Policy" content="{}">'


def test_each_template_asks_for_the_policy_before_anything_could_load():
    assert len(TEMPLATES) >= 4
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        assert text.count("Content-Security-Policy") == 1, path
        before, _, _ = text.partition(META.format("{{ policy }}"))
        assert before != text, path
        assert not re.search("<(style|script|link|body|img)", before), path


def test_whatever_a_template_shows_is_cleaned_and_stays_text(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("{{ said }}{{ 1.5 }}{{ lines | join(', ') }}")
    shown = template(page).render(said="<b>\u202e", lines=["\x1b[2J", "\t"])
    assert shown == "&lt;b&gt;\ufffd1.5\ufffd[2J, \t"


def test_no_page_is_made_by_another_environment():
    makers = [
        path.relative_to(ROOT.parent).as_posix()
        for room in (ROOT, ROOT.parent / "tools")
        for path in room.rglob("*.py")
        if re.search(r"jinja2\.(Environment|Template)\(", path.read_text(encoding="utf-8"))
    ]
    assert sorted(makers) == [
        "dinosaur_grader/desk/new.py",
        "dinosaur_grader/printable/pages.py",
    ]  # new.py writes no page


@pytest.mark.slow
def test_each_page_has_it(tmp_path):
    work, said = assignments.load("dinosaur_island"), result("ada")
    pages = (
        feedback(said, work),
        report([said], "A class"),
        start_page(),
    )
    assert [META.format(POLICY) in page for page in pages] == [True] * len(pages)
    icon = META.format(f"{WITH_AN_ICON}; script-src 'self'; connect-src 'self'")
    assert icon in build.front_page(tmp_path)
