"""Slips of loops that a text shows."""

import pytest

from tests.dinosaur_grader.checks.words.reading.slips import found


@pytest.mark.parametrize(
    ("body", "fault", "said"),
    [
        ("for x in X:\n    Y += x\n    return Y", "returns_in_loop", "Move it left"),
        (
            "n = 0\nwhile n != 5:\n    Y = Y + 1\nreturn Y",
            "endless",
            "Nothing inside it changes",
        ),
        (
            "i = X\nwhile i >= len(Y):\n    i = X - len(Y)\nreturn i",
            "endless",
            "`i = X - len(Y)` gives the same value in each round",
        ),
        (
            "i = X\nwhile i >= len(Y):\n    i = i - len(Y)\nreturn i",
            "endless",
            "Print the values in its condition",
        ),
        (
            "for i in range(50):\n    Y += i\nif i == 50:\n    Y = 0\nreturn Y",
            "never_true",
            "i is at most 49, so that `if i == 50:` is never true",
        ),
        (
            "for i in range(Y):\n    X += i\nif Y == i:\n    Y = 0\nreturn Y",
            "never_true",
            "i is at most Y - 1",
        ),
        (
            "i, n = -1, 0\nk = -1\nwhile k != X and n != 50:\n    j = n + 1\n    n = j\nreturn n",
            "never_set",
            "gives k a new value, so that `k != X` stays as it was",
        ),
        (
            "for c in X:\n    Z = [0] + [Y[c]]\nreturn Z",
            "only_the_last",
            "gives Z a new value in each round of `for c in X:`, and only the last one stays",
        ),
        (
            "for k in X:\n    for x in X.values():\n        X[k] = x + Y\nreturn X",
            "only_the_last",
            "gives X[k] a new value in each round of `for x in X.values():`",
        ),
    ],
)
def test_a_slip_of_a_loop_is_read_off_the_text(body, fault, said):
    assert said in found(body)[fault]


@pytest.mark.parametrize(
    "body",
    [
        "for k in X:\n    Y[k] = X[k]\nfor x in X:\n    Y[0] = Y[0] + x\nreturn Y",
        "Z = []\nfor c in X:\n    Z = Z + [c]\nfor c in X:\n    Z = Y\nreturn Z",
        "k = 0\nfor i in range(3):\n    if X[i] > X[k]:\n        k = i\nreturn k",
        "for i in range(50):\n    Y += i\nif i == 49:\n    Y = 0\nreturn Y",
        "for i in range(50):\n    Y += i\ni += 1\nif i == 50:\n    Y = 0\nreturn Y",
        "i, n = -1, 0\nwhile i != X and n != 50:\n    i = n\n    n += 1\nreturn n",
        "k, n = -1, 0\nk = -1\nwhile k != X and n != 50:\n    n += 1\n    if n == Y:\n        break\nreturn n",
    ],
)
def test_nothing_is_said_of_a_loop_where_it_is_not_so(body):
    assert not {"only_the_last", "never_true", "never_set"} & set(found(body))
