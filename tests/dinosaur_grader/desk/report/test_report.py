"""The class report counts what it says, hides nothing dangerous in names, and finds
work that was copied."""

import re

import msgspec

from dinosaur_grader.desk.report import Contents
from dinosaur_grader.desk.report import page as render
from dinosaur_grader.desk.report.misconceptions import NOTHING_KNOWN, Known
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


def test_marks_are_told_by_section_where_there_are_sections():
    marks = [result(f"s{n}", 2 * n) for n in range(10)]
    given = {f"s{n}": ("<i>Tue",) if n < 5 else ("Wed",) for n in range(10)}
    page = report(marks, "A class", sections=given)
    assert '<th scope="row">&lt;i&gt;Tue</th><td class="n">5</td>' in page
    assert "By section" in page and "By section" not in report(marks, "A class")
    assert "from 0 to 18" in page and "standard deviation is 6.1" in page


def test_a_candidate_stands_beside_one_student_s_code_and_says_what_to_do():
    differs = msgspec.structs.replace(verdict("number:dWaa"), outcome="wrong 0123456789abcdef")
    known = Known(files={"clip": "source/island.py"}, answers=lambda *_: "<b>def clip</b>")
    page = report([result(s, 0, differs) for s in "abc"], "A class", known=known)
    assert "3 students, clip: not right: dWaa" in page
    assert "<code>&lt;b&gt;def clip&lt;/b&gt;</code>" in page
    assert "<code>source/island.py</code>" in page
    assert "the wording is made again, the marks stay" in page
    assert "0123456789abcdef" not in page


def test_marks_that_were_not_made_in_one_way_are_said():
    old = msgspec.structs.replace(result("a", 20), version="1" * 64, seed="aaaa")
    new = msgspec.structs.replace(result("b", 20), version="2" * 64, seed="aaaa")
    page = report([old, new, new], "A class")
    assert "not all made in the same way" in page
    most = page.index("2 marked by the kit 222222222222, seed aaaa, isolation strict")
    assert most < page.index("1 marked by the kit 1")
    assert "not all made in the same way" not in report([old], "A class")
