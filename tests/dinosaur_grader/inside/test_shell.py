"""The IPython of a notebook: it shows a value as text, and has no voice of its own."""

import pytest

from tests.dinosaur_grader.sandboxes import opened_child


@pytest.mark.isolation
def test_it_keeps_a_value_s_text_but_behind_a_semicolon_and_prints_no_error():
    with opened_child("none") as child:
        cells = ("get_ipython().history_manager.enabled\n", "1 + 1", "1 + 1;", "1 / 0")
        reports = [child.run_cell(cell, 10) for cell in cells]
    assert [report.result_text for report in reports] == ["False", "2", "", ""]
    assert {report.output for report in reports} == {""}
