"""What an error's message and its line prove is said, and no more."""

import ast

import pytest

from dinosaur_grader.checks.words.raising_line import callee, of_line, statement


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


@pytest.mark.parametrize(
    ("line", "message", "said"),
    [
        ("a + b", 'can only concatenate list (not "int") to list', "square brackets"),
        ("a + b", 'can only concatenate list (not "str") to list', "the other side is a text"),
        ("a + b", 'can only concatenate str (not "list") to str', "joined with a text only"),
        (
            "a > b",
            "'>' not supported between instances of 'str' and 'int'",
            "Left of > is a text",
        ),
        ("a @ b", "unsupported operand type(s) for @: 'dict' and 'numpy.ndarray'", "an array"),
        (
            "if g > 5:",
            "The truth value of an array with more than",
            "What is compared in that line",
        ),
        ("a = max(g, 5)", "The truth value of an array with more than", "works entry by entry"),
        ("x = np.zeros(3, 1)", "Cannot interpret '1' as a data type", "the whole shape as one"),
        ("x = np.array(a, b)", "Field elements must be 2- or 3-tuples", "kind of the entries"),
        ("c.extend(i)", "'int' object is not iterable", "append adds one value"),
        ("c += i", "'numpy.int64' object is not iterable", "append adds one value"),
        (
            "for i in n:",
            "'int' object is not iterable",
            "A loop can't go through a whole number",
        ),
        (
            "a, b = sum(n)",
            "'float' object is not iterable",
            "where several values are asked for",
        ),
        (
            "g[g > 1 | g < 2]",
            "ufunc 'bitwise_or' not supported for the input",
            "round brackets",
        ),
        ("d[k]", "unhashable type: 'list'", "is a list"),
    ],
)
def test_what_the_line_shows_is_said(line, message, said):
    assert said in of_line(message, statement(line))[1]


@pytest.mark.parametrize(
    "message",
    [
        "unsupported operand type(s) for +: 'NoneType' and 'int'",
        "'NoneType' object is not iterable",
        "f() missing 1 required positional argument: 'x'",
        "",
    ],
)
def test_nothing_is_said_of_what_the_table_knows_better(message):
    assert of_line(message, statement("a = f(b)")) is None
