"""The class report counts what it says, hides nothing dangerous in names, and finds
work that was copied."""

import re
from datetime import datetime
from urllib.parse import unquote

import msgspec
import pytest

from dinosaur_grader.desk.report import Contents
from dinosaur_grader.desk.report import page as render
from dinosaur_grader.desk.report.attention import Pages
from dinosaur_grader.desk.report.misconceptions import NOTHING_KNOWN, Known
from dinosaur_grader.desk.report.similar import Similar
from dinosaur_grader.results import CellMark, ProbeVerdict, Result

ORIGINAL = """
def sample(parameters, char_to_ix, seed):
    x, a_prev, indices = np.zeros((27, 1)), np.zeros((50, 1)), []
    for step in range(50):
        a = np.tanh(Wax @ x + Waa @ a_prev + b)
        z = Wya @ a + by
        y = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
        np.random.seed(seed + 2 * step)
        index = int(np.random.choice(len(y), p=y[:, 0]))
        indices.append(index)
        if index == 0:
            return indices
        x = (np.arange(27) == index).astype(float)[:, None]
        a_prev = a
    return indices + [0]
"""


def verdict(fault, passed=False, public=False):
    return ProbeVerdict(f"clip.{fault}", passed, 0, 5, f"about {fault}", fault, public)


def result(student, score, *verdicts, state="graded"):
    mark = CellMark("clip_hidden", "clip", score, 20, verdicts=tuple(verdicts))
    more = {"level": "strict", "needs_look": state != "graded"}
    return Result(student, student, "dinosaur_island", state, (mark,), **more)


def report(results, title, *more, known=NOTHING_KNOWN, texts=None, **others):
    """Make the page of these results."""
    return render(
        Contents(results, title, *more, known=known, **others), known.files, texts or {}
    )


def test_a_name_that_is_markup_stays_text_and_the_page_loads_nothing():
    odd = result("<img src=x onerror=alert(1)>", None, state="unreadable")
    page = report([odd, result("a", 20)], "A class")
    assert "&lt;img src=x" in page and "<svg" in page
    assert not re.search('<img|<script|src="http|href="http', page)
    assert "the submission's own timestamp, which is the student's word" in page


def test_the_marks_are_drawn_as_bars_and_each_question_as_one_beside_its_title():
    odd = verdict("x", passed=True, public=True)
    odd = msgspec.structs.replace(odd, title="<i>$x^2$")
    page = report([result("a", 5, odd), result("b", 20, odd)], "A class")
    assert "clip, median 12.5" in page
    assert 'width="100.0" height="10"' in page and "clip, &lt;i&gt;$x^2$" in page


def test_marks_are_told_by_section_where_there_are_sections():
    marks = [result(f"s{n}", 2 * n) for n in range(10)]
    given = {f"s{n}": ("<i>Tue",) if n < 5 else ("Wed",) for n in range(10)}
    page = report(marks, "A class", sections=given)
    assert '<th scope="row">&lt;i&gt;Tue</th><td class="n">5</td>' in page
    assert "By section" in page and "By section" not in report(marks, "A class")
    assert "from 0 to 18" in page and "standard deviation is 6.1" in page


def test_hand_ins_are_drawn_by_day_where_it_is_known_when_they_came():
    came = {"a": datetime(2026, 11, 2, 12), "b": datetime(2026, 11, 2, 12)}
    marks = [result(s, 20) for s in "abc"]
    page = report(marks, "A class", came=came)
    assert "known of 2 of 3" in page and "2026-11-02" in page
    assert "When the work came" not in report(marks, "A class")


def test_a_question_that_some_were_excused_from_says_how_many():
    given = msgspec.structs.replace(
        verdict("x", passed=True), detail="excused, all points: ill"
    )
    page = report(
        [result("a", 5, given), result("b", 20, verdict("x", passed=True))], "A class"
    )
    assert "<span>50 %</span>" in page and "100 %" not in page
    assert ">hidden: clip.x, 1 excused<" in page.replace("clip, ", "")


def test_what_three_students_share_is_listed_and_less_is_folded():
    results = [result(student, 0, verdict("no_lower")) for student in "abc"]
    results.append(result("d", 0, verdict("no_upper")))
    page = report(results, "A class").partition("What the class misunderstood</h2>")[2]
    assert page.index("no_lower") < page.index("1 with fewer students") < page.index("no_upper")


def test_a_candidate_stands_beside_one_student_s_code_and_says_what_to_do():
    differs = msgspec.structs.replace(verdict("number:dWaa"), outcome="wrong 0123456789abcdef")
    known = Known(files={"clip": "source/island.py"}, answers=lambda *_: "<b>def clip</b>")
    page = report([result(s, 0, differs) for s in "abc"], "A class", known=known)
    assert "3 students, clip: not right: dWaa" in page
    assert "<code>&lt;b&gt;def clip&lt;/b&gt;</code>" in page
    assert "<code>source/island.py</code>" in page
    assert "the wording is made again, the marks stay" in page
    assert "0123456789abcdef" not in page


@pytest.mark.parametrize(("room", "ending"), [("feedback", "html"), ("autograded", "ipynb")])
def test_who_needs_a_look_is_linked_to_the_pages_that_are_there(tmp_path, room, ending):
    graded, to, who = tmp_path / "graded", tmp_path / "desk" / "report.html", "ann b#c%?"
    page = graded / room / who / "dinosaur_island" / f"dinosaur_island.{ending}"
    page.parent.mkdir(parents=True)
    page.write_text("a page")
    pages, both = Pages(graded, to), [result(who, 3), result("zoe", 1)]
    both = [msgspec.structs.replace(one, needs_look=True) for one in both]
    text = report(both, "A class", pages=pages)
    addresses = re.findall('<a href="([^"]*)"', text)
    assert {(tmp_path / "desk" / unquote(address)).resolve() for address in addresses} == {page}
    assert pages.of(result(f"../{room}/{who}", 1)) == {}


def test_marks_that_were_not_made_in_one_way_are_said():
    old = msgspec.structs.replace(result("a", 20), version="1" * 64, seed="aaaa")
    new = msgspec.structs.replace(result("b", 20), version="2" * 64, seed="aaaa")
    page = report([old, new, new], "A class")
    assert "not all made in the same way" in page
    most = page.index("2 marked by the kit 222222222222, seed aaaa, isolation strict")
    assert most < page.index("1 marked by the kit 1")
    assert "not all made in the same way" not in report([old], "A class")


def test_who_has_almost_nothing_to_compare_or_too_much_is_named_on_the_page():
    alike = Similar(thin=("<b>ann", "bob"), long=("<i>cleo",))
    page = report([result("a", 20)], "A class", alike)
    assert "Almost nothing to compare" in page and "&lt;b&gt;ann, bob" in page
    assert "not all of it was compared: &lt;i&gt;cleo" in page
