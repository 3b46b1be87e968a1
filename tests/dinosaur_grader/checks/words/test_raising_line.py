"""The line that raised an error is read by itself."""

import ast

import pytest

from dinosaur_grader.checks.words.raising_line import callee, statement


@pytest.mark.parametrize(
    "line",
    ["a = f(x)", "if a > b:", "elif a > b:", "else:", "for a, b in c:", "while a:", "return a"],
)
def test_a_line_of_a_function_is_read_by_itself(line):
    assert isinstance(statement(line), ast.stmt)


def test_a_part_of_a_statement_is_none():
    assert statement("p=y.ravel())") is None
    assert statement("") is None


@pytest.mark.parametrize(
    ("line", "name"),
    [("a = f(x)", "f"), ("a = np.clip(x, 1)", "np.clip"), ("a = f(g(x))", ""), ("a = b", "")],
)
def test_what_a_line_calls_is_named_where_it_is_one_thing(line, name):
    assert callee(statement(line)) == name
