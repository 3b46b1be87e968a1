"""What a cell defines, read without running it."""

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dinosaur_grader.assignments.cell_text import MAX_SOURCE, CellText, Texts

KNOWN = frozenset(["parameters"])


@pytest.mark.parametrize(
    ("source", "bound"),
    [
        ("x = y = 1", {"x", "y"}),
        ("a, (b, *c) = z", {"a", "b", "c"}),
        ("import os.path, numpy as np, " + "a." * 50 + "a", {"os", "np", "a"}),
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
    assert CellText(source).bound == bound


def test_a_text_that_is_no_python_binds_nothing_that_is_known():
    assert CellText("x = = 1").bound is None
    assert CellText("x = = 1").statements is None
    assert CellText("x = = 1").definitions(KNOWN) is None


def test_a_def_in_a_broken_cell_is_still_found():
    assert CellText("def clip(a):\n    return (\n\nlater def sample(b):").functions == {"clip"}


def test_definitions_are_what_others_may_need():
    kept = "import os\nLIMIT = 5\n@cache\ndef f():\n    pass\na = 1; print(a)"
    source = "parameters = train()\nprint(5)\n" + kept
    assert CellText(source).definitions(KNOWN) == kept
    assert CellText("f( 1,2 )  # why").statements == CellText("f(1, 2)").statements


def test_only_statements_that_work_are_taken_out():
    parts = CellText("n = 3\ntrain(n)").statements

    assert CellText("n = 3\ntrain(n)\ny = 2").without(parts) == "n = 3\ny = 2"
    assert CellText("y = 2").without(parts) is None


@settings(max_examples=50)
@given(st.text(alphabet="adef(): \n=+*@%!'\"\\\0[]{}x1", max_size=60))
def test_no_text_raises(source):
    text = CellText(source)
    assert text.functions <= text.given
    text.definitions(KNOWN)
    text.without(KNOWN)
    assert text.reads is None or text.tree is not None


@pytest.mark.parametrize("size", [2000, 90_000])
@pytest.mark.parametrize("part", ["a;", "-" * 190 + "1;", "lambda:0;", "a\n"])
def test_of_a_notebook_so_much_is_parsed_however_many_cells_it_is_in(part, size):
    texts = Texts()
    cells = [part * (size // len(part)) + f"#{i}" for i in range(4 * 2**20 // size)]
    read = [cell for cell in cells if texts[cell].tree is not None]
    assert MAX_SOURCE / 2 < sum(map(len, read)) <= MAX_SOURCE


def test_a_cell_that_is_too_large_leaves_the_others_theirs():
    texts = Texts()
    assert texts["a;" * MAX_SOURCE].bound is None
    assert texts["def clip(a): pass"].bound == {"clip"}


@pytest.mark.parametrize(
    "source",
    [
        *("(" * 40_000, "(" * 90 + ")" * 90, "[" * 40_000 + "]" * 40_000),
        *("-" * 40_000 + "1", "not " * 20_000 + "1", "a" + ".b" * 40_000, "a" + "+a" * 40_000),
        *("f(" * 20_000, "f'" + "{a}" * 20_000 + "'", "'" + "x" * 90_000, "%a\n" * 30_000),
    ],
    ids=lambda source: source[:4],
)
def test_no_depth_and_no_length_of_a_text_raises(source):
    text = CellText(source)
    assert text.definitions(KNOWN) is None or text.bound is not None
    assert text.reads is None or text.tree is not None
    assert text.without(KNOWN) is None


@pytest.mark.parametrize("name", ["a." * 46_000 + "a", "a . \\\n" * 10_000 + "a"])
def test_a_name_without_an_end_is_not_parsed(name):
    tracemalloc.start()
    text = CellText(f"import {name}")
    assert text.tree is None
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20 * 2**20


def test_scopes_within_one_another_are_looked_through_to_a_depth():
    names = ",".join(f"n{number}" for number in range(3_000))
    inner = f"def f({names}):\n    return " + "lambda: " * 1_000 + f"({names})"
    assert CellText(inner).reads is None
    assert CellText("def f():\n    return lambda: [x for x in y]").reads == {"f", "y"}


def test_a_number_of_more_digits_than_python_writes_costs_nothing_but_itself():
    text = CellText("x = 0x" + "f" * 5_000)
    assert (text.bound, text.statements, text.without(KNOWN)) == ({"x"}, None, None)
