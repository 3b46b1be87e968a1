"""Of a failed test students read what its author wrote for them, and nothing else."""

from types import SimpleNamespace

import pytest

from dinosaur_grader.records.assert_messages import find_message
from dinosaur_grader.results import CellMark

SHOWN = 'n = 3\nassert f(n) == 6, f"f of {n} is off"\nassert f(0) == 0, "nothing stays nothing"'
HIDDEN = 'assert f(-1) == -2, "negative numbers, too"'


def work(show_hidden_messages: bool) -> SimpleNamespace:
    table = SimpleNamespace(show_hidden_messages=show_hidden_messages)
    return SimpleNamespace(
        rubric=SimpleNamespace(table=table),
        tests=[SimpleNamespace(id="f_test", visible=SHOWN)],
        solved=[SimpleNamespace(grade_id="f_test", source=f"{SHOWN}\n{HIDDEN}")],
    )


@pytest.mark.parametrize(
    "error, hidden, shown",
    [
        ("AssertionError: nothing stays nothing", False, "nothing stays nothing"),
        ("AssertionError: f of 3 is off", False, "f of … is off"),
        ("AssertionError: negative numbers, too", False, ""),
        ("AssertionError: negative numbers, too", True, "negative numbers, too"),
        ("AssertionError: the hidden test has -1 and -2", True, ""),
        ("AssertionError: ", True, ""),
        ("ValueError: nothing stays nothing", True, ""),
    ],
)
def test_an_error_only_chooses_among_the_author_s_messages(error, hidden, shown):
    mark = CellMark("f_test", "f", 0.0, 3.0, error, in_process=True)

    assert find_message(mark, work(hidden)) == shown


def test_a_cell_for_ipython_has_no_messages():
    mark = CellMark("f_test", "f", 0.0, 3.0, "AssertionError: x", in_process=True)
    magic = work(False)
    magic.tests = [SimpleNamespace(id="f_test", visible="%%bash\nfalse ||")]

    assert find_message(mark, magic) == ""
