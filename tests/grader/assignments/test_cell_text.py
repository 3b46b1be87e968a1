"""What a cell defines, read without running it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.assignments import cell_text

KNOWN = frozenset(["parameters"])


@pytest.mark.parametrize(
    ("source", "bound"),
    [
        ("x = y = 1", {"x", "y"}),
        ("a, (b, *c) = z", {"a", "b", "c"}),
        ("import os.path, numpy as np", {"os", "np"}),
        ("from utils import *", {"*"}),
        ("for i in range(3):\n    last = i", {"i", "last"}),
        ("with open(f) as file:\n    pass", {"file"}),
        ("def f(a):\n    b = 1", {"f"}),
        ("class C:\n    attribute = 1", {"C"}),
        ("g = lambda a: (b := a)", {"g"}),
        ("print(x, [k for k in x], {k: v for k, v in x}, sum(i for i in x))", set()),
        ("%matplotlib inline\n!ls\nx = 1", {"x"}),
    ],
)
def test_the_names_that_a_cell_binds(source, bound):
    assert cell_text.bound(source) == bound


def test_a_text_that_is_no_python_binds_nothing_that_is_known():
    assert cell_text.bound("x = = 1") is None
    assert cell_text.statements("x = = 1") is None
    assert cell_text.definitions("x = = 1", KNOWN) is None


def test_a_def_in_a_broken_cell_is_still_found():
    assert cell_text.functions("def clip(a):\n    return (\n\nlater def sample(b):") == {"clip"}


def test_spaces_and_comments_do_not_change_a_statement():
    assert cell_text.statements("f( 1,2 )  # why") == cell_text.statements("f(1, 2)")


def test_definitions_are_what_others_may_need():
    source = "parameters = train()\nimport os\nLIMIT = 5\nprint(LIMIT)\n@cache\ndef f():\n    pass"

    assert cell_text.definitions(source, KNOWN) == "import os\nLIMIT = 5\n@cache\ndef f():\n    pass"


def test_statements_on_one_line_are_kept_together_and_once():
    assert cell_text.definitions("a = 1; b = 2; print(a)", KNOWN) == "a = 1; b = 2; print(a)"


def test_only_statements_that_work_are_taken_out():
    parts = cell_text.statements("n = 3\ntrain(n)")

    assert cell_text.without("n = 3\ntrain(n)\ny = 2", parts) == "n = 3\ny = 2"
    assert cell_text.without("y = 2", parts) is None


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="adef(): \n=+*@%!'\"\\\0[]{}x1", max_size=60))
def test_no_text_raises(source):
    cell_text.functions(source)
    cell_text.definitions(source, KNOWN)
    cell_text.without(source, KNOWN)
    cell_text.given(source)
