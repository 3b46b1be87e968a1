"""Edits of expressions: each gives the text that was meant, and says what it changes."""

import pytest

from dinosaur_grader.checks.words.edits import expressions
from tests.dinosaur_grader.checks.words.edits.edited import changes


@pytest.mark.parametrize(
    ("body", "wanted", "change"),
    [
        ("return X", "return Y", "with another name in place of `X`"),
        ("Z = X\nreturn Y", "_ = X\nreturn Y", "with the value stored under another name than `Z`"),
        ("return max(X, Y)", "return min(X, Y)", "with another function than `max`"),
        ("return np.max(X)", "return np.min(X)", "with another function than `np.max`"),
        ("return X + 1", "return X + 0", "with another number in place of `1`"),
        ("return X + 1", "return X + Y", "with a variable in place of the number `1`"),
        ("return Y['X']", "return Y[X]", "without the quotation marks around `'X'`"),
        ("return X['a'], Y['b']", "return X['b'], Y['b']", "with another text in place of `'a'`"),
        ("return None + X", "return [None] + X", "with `None` in a list"),
        ("return X // Y", "return X % Y", "look at the operator in `X // Y`: with another one"),
        ("return X @ Y", "return Y @ X", "with the two sides of `X @ Y` exchanged"),
        ("return X + Y", "return X", "with only a part of `X + Y`"),
        ("return f(X) + Y", "return f(X + Y)", "with the bracket of `f(` closed further on"),
        ("return f(X + Y)", "return f(X) + Y", "with the bracket of `f` closed earlier"),
        ("return X - Y - 1", "return X - (Y - 1)", "with other brackets in `X - Y - 1`"),
        ("return -X", "return X", "without the minus in `-X`"),
        ("return X < Y", "return X <= Y", "with another comparison in `X < Y`"),
        ("return not X", "return X", "with the opposite of `not X`"),
        ("return X and Y", "return X or Y", "with `or` in `X and Y`"),
        ("return X[Y]", "return X[Y - 1]", "with another index in `X[Y]`"),
        ("return X[Y]", "return X", "without the square brackets of `X[Y]`"),
        ("return X[1:]", "return X[:]", "with other bounds in `X[1:]`"),
        ("return X[0, Y]", "return X[Y, 0]", "with the indices of `X[0, Y]` in another order"),
        ("return X.T", "return X", "without `.T` behind `X`"),
        ("return X.ravel", "return X.ravel()", "with `X.ravel` called"),
        ("return f(X, Y)", "return f(Y, X)", "with the arguments of `f` in another order"),
        ("return f(X, a=1)", "return f(X)", "without `a=1` in the call of `f`"),
        ("return f(X, a=1)", "return f(X, 1)", "without the name `a=` in the call of `f`"),
        ("return f(X)", "return X", "without the call of `f`"),
        ("return X.copy()", "return X", "without `.copy()` behind `X`"),
        ("Z = X.append(Y)", "Z = [*X, Y]", "with a new list in place of `.append`, which gives None"),
        ("return X.sum(axis=1)", "return X.sum(axis=0)", "with an axis, or another one, in `X.sum(axis=1)`"),
        ("return np.zeros(Y)", "return np.zeros((Y, 1))", "with another shape in `np.zeros(Y)`"),
        ("return range(Y)", "return range(Y + 1)", "with another start or end in `range(Y)`"),
        ("a, b = X", "b, a = X", "with the names in `a, b` in another order"),
        ("return f(X)", "return f(X, Y)", "with one more argument in the call of `f`"),
        ("return [X, Y]", "return [Y, X]", "with the parts of `[X, Y]` in another order"),
        ("return X", "return X.copy()", "with a copy of `X`"),
        ("return X", "return X.reshape(-1, 1)", "with `X` in another shape"),
        ("return f(p=X)", "return f(p=X.ravel())", "with `X` in another shape"),
        ("return f(out=True)", "return f(out=X)", "with something else in place of `True`"),
        ("return X[1:] + Y", "return X[1:] + [Y]", "with `Y` as a list of its own"),
        ("Z = X\nreturn f(Z)", "Z = X\nreturn f(Z[0])", "with only a part of `Z`"),
        ("Z = X + [Y]", "Z = (X + [Y])[1:]", "with only a part of `X + [Y]`"),
        ("return f(g(X))", "return f(len(g(X)))", "with `g(X)` counted, not `g(X)` itself"),
        (
            "for x in X:\n    f(x)",
            "for x in X.items():\n    f(x)",
            "with something else to go through than `X` alone",
        ),
    ],
)  # fmt: skip
def test_the_text_that_was_meant_is_one_edit_away(body, wanted, change):
    assert change in changes(expressions.edits, body, wanted)


def test_a_power_is_never_put_in():
    # of a number that grows from round to round it would never end
    assert not changes(expressions.edits, "return X * Y", "return X ** Y")
