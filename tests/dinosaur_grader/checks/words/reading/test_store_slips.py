"""What is stored where it is lost, or somewhere else than it should be."""

import pytest

from tests.dinosaur_grader.checks.words.reading.slips import found


@pytest.mark.parametrize(
    ("body", "fault", "said"),
    [
        (
            "zeros = np.zeros(3)\nfor i in X:\n    x = zeros\n    x[i] = 1\nreturn x",
            "same_array",
            "`x = zeros` makes no copy: x and zeros are one thing",
        ),
        (
            'b = X["b"]\nfor i in Y:\n    total = b[i]\n    total += i\nreturn X',
            "through_a_view",
            "where total is an array, `total += i` changes `b` itself",
        ),
        (
            "Z = [0] * 9\nfor x in X:\n    Z.append(x)\nreturn Z",
            "behind_others",
            "what is appended comes behind that",
        ),
        (
            "Z = [None]\nfor x in X:\n    for y in x:\n        Z.append(y)\n    forward(Z, Y, 1)\nreturn Z",
            "never_emptied",
            "`Z = [None]` stands before the loop, so Z still holds what earlier rounds appended",
        ),
        (
            'X["dWay"] = np.clip(X["dWya"], -Y, Y)\nreturn X',
            "under_another_key",
            "stores under 'dWay' what it makes of 'dWya'",
        ),
        (
            'flat = X["a"].flatten()\nfor i in range(len(flat)):\n    if flat[i] > Y:\n        flat[i] = Y\nreturn X',
            "changed_copy",
            "What is stored in flat stays there",
        ),
    ],
)
def test_what_is_stored_in_the_wrong_place_is_told(body, fault, said):
    assert said in found(body)[fault]


@pytest.mark.parametrize(
    "body",
    [
        "zeros = np.zeros(3)\nfor i in X:\n    x = zeros.copy()\n    x[i] = 1\nreturn x",
        "for i in X:\n    zeros = np.zeros(3)\n    x = zeros\n    x[i] = 1\nreturn x",
        "zeros = np.zeros(3)\nfor i in X:\n    x = zeros\n    Y += x\nreturn Y",
        "for k in X:\n    X[k][X[k] > Y] = Y\nreturn X",
        'flat = X["a"].flatten()\nflat[0] = Y\nX["a"] = flat.reshape(3)\nreturn X',
        'flat = X["a"].flatten()\nflat[0] = Y\nfor i in Y:\n    X["a"][i] = flat[i]\nreturn X',
        'flat = X["a"].ravel()\nflat[0] = Y\nreturn X',
        "z = 0\ndef keep(v):\n    nonlocal z\n    z = v\nfor x in X:\n    keep(x)\nreturn z",
        'b = X["b"]\nfor i in Y:\n    t = b[i, 0]\n    t += i\n    u = b[i] + i\n    u += 1\nreturn X',
        "Z = [0] * 9\nZ[3] = Y\nreturn Z",
        "for x in X:\n    Z = [None]\n    Z.append(x)\n    forward(Z, Y, 1)\nreturn Z",
        "Z = [None]\nfor x in X:\n    Z.clear()\n    Z.append(x)\n    forward(Z, Y, 1)\nreturn Z",
        "Z = [None]\nfor x in X:\n    Z.append(x)\n    forward(Z, Y, 1)\nreturn Z",
        "Z = []\nfor x in X:\n    Z.append(forward(x, Y, 1))\nreturn Z",
        'X["a"] = np.clip(X["a"], -Y, Y)\nX["b"] = Y["c"]\nX["s"] = X["a"] + X["b"]\nreturn X',
    ],
)
def test_nothing_is_said_of_what_is_stored_in_its_place(body):
    told = {"same_array", "under_another_key", "changed_copy", "of_the_inner"}
    told |= {"through_a_view", "behind_others", "never_emptied"}
    assert not told & set(found(body))
