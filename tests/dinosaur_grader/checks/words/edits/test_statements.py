"""Edits of statements: each gives the text that was meant, and says what it changes."""

import pytest

from dinosaur_grader.checks.words.edits import statements
from tests.dinosaur_grader.checks.words.edits.edited import changes

LOOP = "for x in X:\n    "


@pytest.mark.parametrize(
    ("body", "wanted", "change"),
    [
        ("g(X)\nreturn Y", "return Y", "take it out"),
        ("g(X)\nh(Y)", "h(Y)\ng(X)", "move it further down"),
        (LOOP + "Z = []\n    Z.append(x)", "Z = []\n" + LOOP + "Z.append(x)", "move it before the loop"),
        (LOOP + "g(x)\n    return X", LOOP + "g(x)\nreturn X", "move it after the loop"),
        (LOOP + "g(x)\nh(x)", LOOP + "g(x)\n    h(x)", "move it inside `for x in X:`"),
        (
            "if X:\n    g(X)\nelif Y:\n    g(Y)",
            "if X:\n    g(X)\nif Y:\n    g(Y)",
            "write a plain `if`",
        ),
        ("np.abs(X)\nreturn X", "X = np.abs(X)\nreturn X", "store its result"),
        ("g(X)\nreturn X", "np.copyto(X, g(X))\nreturn X", "store its result in the array itself"),
        ("X[0] == 1", "X[0] = 1", "store with one `=`, since `==` compares"),
        ("X += Y", "X = X + Y", "don't change `X` in place"),
        ("X += Y", "X -= Y", "use another operator than `+=`"),
        ("X += Y", "X = Y", "use `=` in place of `+=`"),
        ("X =+ Y", "X += +Y", "use `+=` in place of `=`"),
        ("X = g(Y)", "np.copyto(X, g(Y))", "store the values in the old `X` itself"),
        ("X = g(Y)", "g(Y)", "don't store its result as `X`"),
        ("X = Y", "X = Y.copy()", "store a copy of `Y`"),
        (LOOP + "g(x)\nreturn X", "for x_2 in X:\n    g(x_2)\nreturn X", "use another name than `x` in this loop"),
        ("g(X)", "g(X)\nreturn X", "end the function with a `return` that gives back `X`"),
    ],
)  # fmt: skip
def test_the_text_that_was_meant_is_one_edit_away(body, wanted, change):
    assert change in changes(statements.edits, body, wanted)


def test_no_return_is_moved_into_a_loop():
    assert not changes(statements.edits, LOOP + "g(x)\nreturn X", LOOP + "g(x)\n    return X")
