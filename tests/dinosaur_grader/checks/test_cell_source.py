"""A cell's text as both sides of the kit read it."""

import ast

import pytest

from dinosaur_grader.checks.cell_source import (
    MAX_PARTS,
    has_endless_name,
    parsed,
    where_stopped,
)
from tests.dinosaurs import as_typed


def test_magic_lines_are_read_over_and_a_name_without_end_is_refused():
    assert ast.unparse(parsed("if x:\n    %time y\n!ls")) == "if x:\n    pass\npass"
    endless = "a" + ".a" * MAX_PARTS
    assert (has_endless_name(endless), has_endless_name(endless[2:])) == (True, False)
    with pytest.raises(ValueError, match=str(MAX_PARTS)):
        parsed(f"import {endless}.a")


STOPPED = """
def inner(n):
    n += 1
    1 / n

def outer():
    for i in range(3):
        while True:
            inner(-1)

def first():
    for key in "ab":
        outer()
"""


def error_of(namespace, name):
    with pytest.raises(ZeroDivisionError) as caught:
        namespace[name]()
    return caught.value


def test_where_it_stopped_is_the_last_line_and_the_nearest_loop_that_led_there():
    namespace = as_typed(STOPPED)
    error = error_of(namespace, "first")

    assert where_stopped(error, namespace) == " in your line `1 / n`, in the loop `while True:`"
    assert where_stopped(error, {}) == ""


def test_a_line_of_which_python_has_no_text_is_not_quoted():
    namespace = {}
    exec("def outer():\n    while True:\n        1 / 0", namespace)

    assert where_stopped(error_of(namespace, "outer"), namespace) == ""
