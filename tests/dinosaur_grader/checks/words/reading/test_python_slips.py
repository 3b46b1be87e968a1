"""Slips of Python that a text shows."""

import pytest

from tests.dinosaur_grader.checks.words.reading.slips import found


@pytest.mark.parametrize(
    ("body", "fault", "said"),
    [
        ("for x in X:\n    Y += x\n    return Y", "returns_in_loop", "only the first round"),
        ("X == [1]\nreturn X", "compared", "write one ="),
        (
            "n = 0\nwhile n != 5:\n    Y = Y + 1\nreturn Y",
            "endless",
            "nothing inside it changes",
        ),
        (
            "i = X\nwhile i >= len(Y):\n    i = X - len(Y)\nreturn i",
            "endless",
            "`i = X - len(Y)` gives the same value in each round",
        ),
        (
            "i = X\nwhile i >= len(Y):\n    i = i - len(Y)\nreturn i",
            "endless",
            "print what it asks for",
        ),
        (
            'names = ["a", "b" "c", "d"]\nreturn names',
            "joined_texts",
            "a comma is missing behind \"b\": Python joins two texts that stand side by side, here to 'bc'.",
        ),
        (
            "a, b = X.values()\nreturn a",
            "values_by_place",
            "takes the values of X by their place",
        ),
        (
            "a, b = [2 * x for x in X.values()]\nreturn a",
            "values_by_place",
            "look each one up by its key",
        ),
        (
            "for n, x in zip(Y, list(X.values())):\n    print(n)\nreturn X",
            "values_by_place",
            "takes the values of X by their place",
        ),
        (
            "if X.any() > 3:\n    X = 3\nreturn X",
            "truth_for_numbers",
            "`X.any()` is True or False",
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
    ],
)
def test_a_slip_of_python_is_read_off_the_text(body, fault, said):
    assert said in found(body)[fault]


@pytest.mark.parametrize(
    "body",
    [
        'names = ["a", "b", """c"""]\nprint("d" "e")\nreturn names',
        "for n, x in zip(X.keys(), X.values()):\n    print(n)\nfor n, x in zip(X, X.values()):\n    print(n)\nreturn X",
        "a = list(X.values())\nreturn a",
        "if (X > 3).any() == True or np.any(X > 3):\n    X = 3\nreturn X",
        "Z = []\nfor c in X:\n    Z = Z + [c]\nfor c in X:\n    Z = Y\nreturn Z",
        "for i in range(3):\n    if Y < X[i]:\n        k = i\n        break\nreturn k",
        "k = 0\nfor i in range(3):\n    if X[i] > X[k]:\n        k = i\nreturn k",
        "for i in range(50):\n    Y += i\nif i == 49:\n    Y = 0\nreturn Y",
        "for i in range(50):\n    Y += i\ni += 1\nif i == 50:\n    Y = 0\nreturn Y",
        "i, n = -1, 0\nwhile i != X and n != 50:\n    i = n\n    n += 1\nreturn n",
        "k, n = -1, 0\nk = -1\nwhile k != X and n != 50:\n    n += 1\n    if n == Y:\n        break\nreturn n",
    ],
)
def test_nothing_is_said_where_it_is_not_so(body):
    told = {
        "only_the_last",
        "joined_texts",
        "values_by_place",
        "truth_for_numbers",
        "never_true",
        "never_set",
    }
    assert not told & set(found(body))
