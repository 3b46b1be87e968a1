"""The report's figures."""

import re

from dinosaur_grader.desk.report import charts
from dinosaur_grader.desk.report.analysis import Item


def test_an_odd_title_stays_text_and_what_is_worth_no_look_is_not_hatched():
    odd = charts.passed([Item("<b>", "<i>$x^2$", 1, 1.0, None, public=True)])
    shown = re.sub("<!--.*?-->", "", odd)  # matplotlib notes each text beside it
    assert "<i>" not in odd and "&lt;i&gt;$x^2$" in shown
    assert "<pattern" not in odd
