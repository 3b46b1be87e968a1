"""A text that Python can't read: where, and what is missing."""

import pytest

from dinosaur_grader.checks.words.reading.reader import Reading


def test_a_text_that_python_cannot_read_is_said_with_its_line():
    reading = Reading("x = 1\ndef f(X)\n    return X\n", "f")
    (slip,) = reading.slips
    assert slip.fault == "syntax"
    assert "line 2, `def f(X)` (SyntaxError: expected ':')" in slip.hint
    assert "A colon is missing" in slip.hint


def test_where_python_says_more_its_own_words_do():
    (slip,) = Reading("def f(X):\n    X + 1 = X\n", "f").slips
    assert slip.hint.endswith("(SyntaxError: cannot assign to expression).")


def test_two_sides_of_an_assignment_that_are_swapped_are_no_comparison():
    (slip,) = Reading("def f(X):\n    f() = X\n", "f").slips
    assert "(SyntaxError: cannot assign to function call). On the left of =" in slip.hint


def test_an_else_with_a_condition_is_written_elif():
    lines = ["if X:", "    X = 1", "else if X > 1:", "    X = 2"]
    (slip,) = Reading("def f(X):\n    " + "\n    ".join(lines) + "\n", "f").slips
    assert slip.hint.endswith("is one word: `elif`.") and "colon" not in slip.hint


def test_a_sign_in_the_middle_of_a_line_is_shown():
    (slip,) = Reading("def f(X):\n    i = 3 */ len(X)\n    return i\n", "f").slips
    assert slip.hint.endswith(
        "Python gets no further than `/ len(X)`: look there, and just before it."
    )


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("i = len(X) mod 3", "it is written %."),
        ("i = [...X[1:], 0]", "or one of the two is out of place."),
        ("i = max(X, 0,01)", "a point and no comma: 0.01."),
        ("{i, j} = X", "with commas between them."),
        ("i = 3\n        i = 4", "or a line with a colon is missing between them."),
        ("Y = (X[0] > 1 && X[1] > 1)", "look there, and just before it."),
    ],
)
def test_a_sign_is_told_by_what_python_says_of_it(lines, said):
    (slip,) = Reading(f"def f(X):\n    {lines}\n    return i\n", "f").slips
    assert slip.hint.endswith(said)


def test_at_the_beginning_of_a_line_nothing_is_said_of_it_alone():
    (slip,) = Reading("def f(X):\n    i = 3 +\n    return i\n", "f").slips
    assert slip.hint.endswith("(SyntaxError: invalid syntax).")


def test_the_missing_brackets_of_a_comprehension_are_told():
    (slip,) = Reading("def f(X):\n    i = [None] + c[x] for x in X\n    return i\n", "f").slips
    assert "A comprehension is written [expression for x in values]" in slip.hint
    (slip,) = Reading("def f(X):\n    i = [None, c[x] for x in X]\n    return i\n", "f").slips
    assert "What comes before the whole list is a list of its own" in slip.hint
