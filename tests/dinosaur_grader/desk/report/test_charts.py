"""The report's figures: one ink, text that is text, ids of their own."""

import re

from dinosaur_grader.desk.report import charts
from dinosaur_grader.desk.report.analysis import Item, items, spreads, totals
from tests.dinosaur_grader.desk.report.test_analysis import result, student

CLASS = [result("a", 20), result("b", 10), result("c", 0)]
ASKED = [student(i, 0, 1) for i in range(12)] + [student(i, 1, 0) for i in range(12, 20)]


def test_figures_are_in_the_page_s_own_colours_with_their_numbers_and_ids_of_their_own():
    marks, shares = (
        charts.distribution(totals(CLASS), spreads(CLASS)),
        charts.passed(items(ASKED)),
    )
    colours = re.findall(r"(?:fill|stroke): *(?! |url)([^;\"]+)", marks + shares)
    assert set(colours) <= {"none", "var(--ink)", "var(--bar)", "var(--paper)"}
    ids = re.findall(r'\bid="([^"]+)"', marks + shares)
    assert len(ids) == len(set(ids))
    assert "median 10" in marks and "stroke-dasharray" in marks
    assert "40 %, r -1.00" in shares and "question 0" in shares
    assert shares.count("url(#passed-h") == 2  # hatched, and not only coloured


def test_an_odd_title_stays_text_and_what_is_worth_no_look_is_not_hatched():
    odd = charts.passed([Item("<b>", "<i>$x^2$", 1, 1.0, None, public=True)])
    shown = re.sub("<!--.*?-->", "", odd)  # matplotlib notes each text beside it
    assert "<i>" not in odd and "&lt;i&gt;$x^2$" in shown
    assert "<pattern" not in odd
