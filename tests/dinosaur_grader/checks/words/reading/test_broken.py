"""A text that Python can't read: where, and what is missing."""

import pytest

from dinosaur_grader.checks.words.reading.reader import Reading


def test_a_text_that_python_cannot_read_is_said_with_its_line():
    reading = Reading("x = 1\ndef f(X)\n    return X\n", "f")
    (slip,) = reading.slips
    assert slip.fault == "syntax"
    assert "line 2, `def f(X)` (SyntaxError: expected ':')" in slip.hint
    assert "A colon is missing" in slip.hint


def test_a_comma_that_is_missing_before_a_keyword_is_said_on_each_python():
    (slip,) = Reading("def f(X):\n    np.clip(X, 0, 1 out=X)\n    return X\n", "f").slips
    assert slip.hint.endswith(
        "a comma or another sign is missing, or one of the two is out of place."
    )


def test_one_sign_for_a_comparison_is_told():
    (slip,) = Reading("def f(X):\n    if X = 1:\n        return X\n", "f").slips
    assert slip.hint.endswith("to compare, write ==.")


def test_where_python_says_more_its_own_words_do():
    (slip,) = Reading("def f(X):\n    f() = X\n", "f").slips
    assert "SyntaxError: cannot assign to function call here" in slip.hint


def test_a_sign_in_the_middle_of_a_line_is_shown():
    (slip,) = Reading("def f(X):\n    i = 3 */ len(X)\n    return i\n", "f").slips
    assert slip.hint.endswith(
        "Python gets no further than `/ len(X)`: look there, and just before it."
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("return X)", "A bracket is closed there that was not opened."),
        ("Y = [x for x in X if x > 1 else 1]", "an `if` only picks"),
        ("Y = [for x in X: x + 1]", "the expression comes first"),
        ("Y = [...X[1:], 0]", "with a star"),
        ("Y = 3 %% len(X)", "a single %"),
        ("{Y, Z} = X", "Curly brackets make a set."),
        ("Y = max(X, 0,01)", "a point and no comma"),
        ("Y = (X[0] > 1 && X[1] > 1)", "write `and`"),
        ("Y = !X", "write `not`"),
        ("X++", "write `+= 1`"),
        ("let Y = X", "with no word for its kind"),
        ("if (X == 1) {", "No curly brackets go around lines"),
        ("Y = X ? 1 : 2", "`a if condition else b`"),
        ("Y = {“a”: 1}", "Retype it as a plain one"),
    ],
)
def test_what_another_language_writes_is_told_as_python_writes_it(line, said):
    (slip,) = Reading(f"def f(X):\n    {line}\n    return Y\n", "f").slips
    assert said in slip.hint.partition("). ")[2]


@pytest.mark.parametrize(
    "line",
    ["Y = [X[0] X[1]]  # a ? b : c, i++", 'print("&& || !" X)', "Y = {"],
)
def test_what_stands_in_a_text_or_a_comment_or_is_python_is_not_taken_for_it(line):
    (slip,) = Reading(f"def f(X):\n    {line}\n    return Y\n", "f").slips
    assert "missing" in slip.hint or "never closed" in slip.hint


def test_at_the_beginning_of_a_line_the_one_above_may_be_wrong():
    (slip,) = Reading("def f(X):\n    i = 3 +\n    return i\n", "f").slips
    assert slip.hint.endswith("Look at the end of that line, and of the line above it.")


def test_the_missing_brackets_of_a_comprehension_are_told():
    (slip,) = Reading("def f(X):\n    i = [None] + c[x] for x in X\n    return i\n", "f").slips
    assert "A comprehension is written [expression for x in values]" in slip.hint
    (slip,) = Reading("def f(X):\n    i = [None, c[x] for x in X]\n    return i\n", "f").slips
    assert "What comes before the whole list is a list of its own" in slip.hint


def test_the_round_brackets_of_a_loop_s_head_are_told():
    (slip,) = Reading("def f(X):\n    for (x in X):\n        return x\n", "f").slips
    assert "Remove the parentheses after `for`" in slip.hint
