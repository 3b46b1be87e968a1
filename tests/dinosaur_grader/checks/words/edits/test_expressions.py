"""Edits of expressions: each gives the text that was meant, and says what it changes."""

import pytest

from dinosaur_grader.checks.words.edits import expressions
from tests.dinosaur_grader.checks.words.edits.edited import changes


@pytest.mark.parametrize(
    ("body", "wanted", "change"),
    [
        ("return X", "return Y", "use another name in place of `X`"),
        ("Z = X\nreturn Y", "_ = X\nreturn Y", "store the value under another name than `Z`"),
        ("return max(X, Y)", "return min(X, Y)", "call another function than `max`"),
        ("return np.max(X)", "return np.min(X)", "call another function than `np.max`"),
        ("return X + 1", "return X + 0", "write another number in place of `1`"),
        ("return X + 1", "return X + Y", "use a variable in place of the number `1`"),
        ("return Y['X']", "return Y[X]", "leave out the quotation marks around `'X'`"),
        ("return X['a'], Y['b']", "return X['b'], Y['b']", "write another text in place of `'a'`"),
        ("return None + X", "return [None] + X", "put `None` into a list"),
        ("return X // Y", "return X % Y", "use another operator in `X // Y`"),
        ("return X @ Y", "return Y @ X", "exchange the two sides of `X @ Y`"),
        ("return X + Y", "return X", "from `X + Y`, keep only `X`"),
        ("return f(X) + Y", "return f(X + Y)", "close the bracket of `f(` further on"),
        ("return f(X + Y)", "return f(X) + Y", "close the bracket of `f` earlier"),
        ("return X - Y - 1", "return X - (Y - 1)", "set the brackets in `X - Y - 1` differently"),
        ("return -X", "return X", "leave out the minus in `-X`"),
        ("return X < Y", "return X <= Y", "use another comparison in `X < Y`"),
        ("return not X", "return X", "use the opposite of `not X`"),
        ("return X and Y", "return X or Y", "use `or` in `X and Y`"),
        ("return X[Y]", "return X[Y - 1]", "use another index in `X[Y]`"),
        ("return X[Y]", "return X", "leave out the square brackets of `X[Y]`"),
        ("return X[1:]", "return X[:]", "use other bounds in `X[1:]`"),
        ("return X[0, Y]", "return X[Y, 0]", "put the indices of `X[0, Y]` in another order"),
        ("return X.T", "return X", "leave out `.T` after `X`"),
        ("return X.ravel", "return X.ravel()", "call `X.ravel`"),
        ("return f(X, Y)", "return f(Y, X)", "put the arguments of `f` in another order"),
        ("return f(X, a=1)", "return f(X)", "leave out `a=1` in the call of `f`"),
        ("return f(X, a=1)", "return f(X, 1)", "leave out the name `a=` in the call of `f`"),
        ("return f(X)", "return X", "leave out the call of `f`, and keep what it is given"),
        ("return X.copy()", "return X", "leave out `.copy()` after `X`"),
        ("Z = X.append(Y)", "Z = [*X, Y]", "call `.append` alone, since it changes the list itself and gives None"),
        ("return X.sum(axis=1)", "return X.sum(axis=0)", "give `X.sum(axis=1)` an axis, or another one"),
        ("return np.zeros(Y)", "return np.zeros((Y, 1))", "use another shape in `np.zeros(Y)`"),
        ("return range(Y)", "return range(Y + 1)", "use another start or end in `range(Y)`"),
        ("a, b = X", "b, a = X", "put the names in `a, b` in another order"),
        ("return f(X)", "return f(X, Y)", "give one more argument in the call of `f`"),
        ("return [X, Y]", "return [Y, X]", "put the parts of `[X, Y]` in another order"),
        ("return X", "return X.copy()", "use a copy of `X`"),
        ("return X", "return X.reshape(-1, 1)", "give `X` another shape"),
        ("return f(p=X)", "return f(p=X.ravel())", "give `X` another shape"),
        ("return f(out=True)", "return f(out=X)", "write something else in place of `True`"),
        ("return X[1:] + Y", "return X[1:] + [Y]", "put `Y` into square brackets"),
        ("Z = X\nreturn f(Z)", "Z = X\nreturn f(Z[0])", "use only the first entry of `Z`"),
        ("Z = X + [Y]", "Z = (X + [Y])[1:]", "leave out the first entry of `X + [Y]`"),
        ("return f(g(X))", "return f(len(g(X)))", "take the length of `g(X)`"),
        (
            "for x in X:\n    f(x)",
            "for x in X.items():\n    f(x)",
            "go through something else than `X` alone",
        ),
    ],
)  # fmt: skip
def test_the_text_that_was_meant_is_one_edit_away(body, wanted, change):
    assert change in changes(expressions.edits, body, wanted)


def test_a_power_is_never_put_in():
    # of a number that grows from round to round it would never end
    assert not changes(expressions.edits, "return X * Y", "return X ** Y")
