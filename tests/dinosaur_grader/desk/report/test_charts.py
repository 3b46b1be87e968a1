"""The report's figures: one ink, text that is text, ids of their own, the same each
time."""

import re

from dinosaur_grader.desk.report import charts
from dinosaur_grader.desk.report.analysis import Item, items, spreads, totals
from tests.dinosaur_grader.desk.report.test_analysis import result, student

CLASS = [result("a", 20), result("b", 10), result("c", 0)]
ASKED = [student(i, 0, 1) for i in range(12)] + [student(i, 1, 0) for i in range(12, 20)]


def both():
    return charts.distribution(totals(CLASS), spreads(CLASS)), charts.passed(items(ASKED))


def test_every_colour_is_the_page_s_own():
    for figure in both():
        assert set(re.findall(r"(?:fill|stroke): *(?! |url)([^;\"]+)", figure)) <= {
            "none",
            "var(--ink)",
            "var(--bar)",
            "var(--paper)",
        }


def test_the_median_is_written_and_drawn_as_a_broken_line():
    figure, _ = both()
    assert "median 10" in figure and "stroke-dasharray" in figure


def test_what_is_worth_a_look_is_hatched_and_not_only_coloured():
    _, figure = both()
    assert figure.count("url(#passed-h") == 2
    plain = charts.passed(items([student(i, 1, 1) for i in range(20)]))
    assert "<pattern" not in plain


def test_shares_and_correlations_are_written_at_the_bars():
    _, figure = both()
    assert "40 %, r -1.00" in figure and "question 0" in figure


def test_the_same_class_draws_the_same_figure():
    assert both() == both()


def test_no_id_is_on_the_page_twice():
    ids = re.findall(r'\bid="([^"]+)"', "".join(both()))
    assert len(ids) == len(set(ids))


def test_an_odd_title_stays_text():
    odd = charts.passed([Item("<b>", "<i>$x^2$", 1, 1.0, None, public=True)])
    shown = re.sub("<!--.*?-->", "", odd)  # matplotlib notes each text beside it
    assert "<i>" not in odd and "&lt;i&gt;$x^2$" in shown
