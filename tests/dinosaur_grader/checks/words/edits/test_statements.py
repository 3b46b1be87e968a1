"""Edits of statements: each gives the text that was meant, and says what it changes."""

import pytest

from dinosaur_grader.checks.words.edits import statements
from tests.dinosaur_grader.checks.words.edits.edited import changes

LOOP = "for x in X:\n    "


@pytest.mark.parametrize(
    ("body", "wanted", "change"),
    [
        ("g(X)\nreturn Y", "return Y", "without it"),
        ("g(X)\nh(Y)", "h(Y)\ng(X)", "further down"),
        (LOOP + "Z = []\n    Z.append(x)", "Z = []\n" + LOOP + "Z.append(x)", "before the loop"),
        (LOOP + "g(x)\n    return X", LOOP + "g(x)\nreturn X", "behind the loop"),
        (LOOP + "g(x)\nh(x)", LOOP + "g(x)\n    h(x)", "inside `for x in X:`"),
        (
            "if X:\n    g(X)\nelif Y:\n    g(Y)",
            "if X:\n    g(X)\nif Y:\n    g(Y)",
            "with a plain `if`",
        ),
        ("np.abs(X)\nreturn X", "X = np.abs(X)\nreturn X", "with its result stored"),
        ("g(X)\nreturn X", "np.copyto(X, g(X))\nreturn X", "with its result stored in the array itself"),
        ("X[0] == 1", "X[0] = 1", "with one = in it, which stores"),
        ("X += Y", "X = X + Y", "without changing `X` itself"),
        ("X += Y", "X -= Y", "with another operator than +="),
        ("X += Y", "X = Y", "with = in place of +="),
        ("X =+ Y", "X += +Y", "with += in place of ="),
        ("X = g(Y)", "np.copyto(X, g(Y))", "with the values stored in the old `X` itself"),
        ("X = g(Y)", "g(Y)", "with its result not stored as `X`"),
        ("X = Y", "X = Y.copy()", "with a copy of `Y`"),
        (LOOP + "g(x)\nreturn X", "for x_2 in X:\n    g(x_2)\nreturn X", "with another name than `x` in this loop"),
        ("g(X)", "g(X)\nreturn X", "with a return behind it"),
    ],
)  # fmt: skip
def test_the_text_that_was_meant_is_one_edit_away(body, wanted, change):
    assert change in changes(statements.edits, body, wanted)


def test_no_return_is_moved_into_a_loop():
    assert not changes(statements.edits, LOOP + "g(x)\nreturn X", LOOP + "g(x)\n    return X")
