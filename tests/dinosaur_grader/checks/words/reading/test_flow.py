"""What the flow of a function's values shows. It is never said of a right answer."""

import ast

import pytest

from bench.proofs.trial import published_questions, right_answers
from dinosaur_grader.checks.words.reading import Called, Text, flow

CALLS = {
    "f": Called(("X", "Y", "limit")),
    "softmax": Called(("z",)),
    "pair": Called(("x",)),
}


def found(body, first="X, Y, limit", above=""):
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    text = Text(f"{above}\ndef f({first}):\n{lines}\n", "f", CALLS)
    assert isinstance(text.parsed, ast.Module)
    return {slip.fault: slip.hint for rule in flow.RULES for slip in rule(text)}


USED = "Z = [X, Y, limit]\n"


@pytest.mark.parametrize(
    ("body", "fault", "said"),
    [
        ("return X + Y", "unused_argument", "never uses its argument limit"),
        (USED + "return softmax(learner)", "of_another_cell", "`learner` in"),
        (
            USED + "try:\n    Z[0] = 1\nexcept:\n    pass\nreturn Z",
            "hidden_errors",
            "catches every error",
        ),
        (
            USED + "for j in range(9):\n    if j == X:\n        j = 0\n    Z += [j]\nreturn Z",
            "counted_by_hand",
            "`j = 0` changes j for the rest of this round only",
        ),
        (
            USED
            + "if X.max() > limit:\n    Z[0] = limit\nelif X.min() < -limit:\n    Z[0] = 0\nreturn Z",
            "either_or",
            "holds, `elif X.min() < -limit:` is not looked at, even where both are true",
        ),
        (
            USED + "new = {}\nfor k in X:\n    new[k] = np.clip(X[k], 0, limit)\nreturn X",
            "unused_value",
            "`new[k] = np.clip(X[k], 0, limit)` stores in new, and nothing uses new.",
        ),
        (
            USED + "new = [np.clip(x, 0, limit) for x in X]\nreturn X",
            "unused_value",
            "gives new its value, and nothing uses new.",
        ),
        (USED + "for x in X:\n    pass\nreturn X", "idle_loop", "`for x in X:` does nothing"),
        (
            USED + "def g():\n    inner = 1\n    return X\ng()\nreturn inner, Z",
            "of_another_cell",
            "`inner` in `return inner, Z`",
        ),
    ],
)
def test_the_flow_shows_it(body, fault, said):
    assert said in found(body)[fault]


def test_a_helper_that_nothing_calls_is_told():
    above = "def limited(x):\n    return np.clip(x, 0, 1)\n"

    assert found(USED + "return Z", above=above)["uncalled_helper"] == "Nothing calls limited."
    assert "uncalled_helper" not in found(USED + "return limited(Z)", above=above)


def test_a_helper_inside_the_function_that_nothing_calls_is_told():
    inside = "def limited(Z):\n    return min(Z, 3)\n"

    assert found(USED + inside + "return Z")["uncalled_helper"] == "Nothing calls limited."
    assert "uncalled_helper" not in found(USED + inside + "return limited(Z)")


@pytest.mark.parametrize(
    "body",
    [
        "new = np.clip(X, 0, limit, out=X)\nreturn X, Y",
        "new = np.clip(X, 0, limit, X)\nreturn X, Y",
        "box = X['a']\nbox[0] = limit\nreturn X, Y",
        "new = {}\nnew[0] = limit\nreturn X, Y, dict(new)",
        "new = np.clip(X, 0, limit)\ndef g():\n    return new\nreturn g(), Y",
        "new = {}\nnew[0] = X\nreturn f(**locals())",
    ],
)
def test_what_is_used_in_some_way_is_not_called_unused(body):
    assert "unused_value" not in found(body)


def test_what_is_made_once_is_kept_between_calls():
    body = USED + "kept.append(X)\nreturn kept, Z"
    assert "creates kept once" in found(body, "X, Y, limit, kept=[]")["kept_between_calls"]
    assert "`kept = []` creates" in found(body, above="kept = []")["kept_between_calls"]
    assert "kept_between_calls" not in found("kept = []\n" + body, above="kept = []")
    assert "kept_between_calls" not in found(USED + "return Z, kept", above="kept = []")


@pytest.mark.parametrize(
    "body",
    [
        USED + "while True:\n    if Z.pop():\n        return Z",
        USED + "return [X[i + 1] for i in range(len(X) - 1)], Z",
        USED + "for _ in X:\n    Z += [1]\nreturn Z",
        USED + "x = Y\nx = x + 1\nreturn Z, x, Y",
        USED + "try:\n    Z[0] = 1\nexcept KeyError:\n    raise\nreturn Z",
        USED + "for X in Y:\n    Z += [X]\nX = Z\nreturn X",
        USED + "for j in range(9):\n    i = j % X\n    Z += [i]\nreturn Z",
        USED + "if X > limit:\n    Z[0] = limit\nelif X < -limit:\n    Z[0] = -limit\nreturn Z",
        USED + "x = 0\ndef step():\n    nonlocal x\n    x = 1\nstep()\nreturn Z, x",
        USED + "x = 0\ndef step():\n    x = 1\n    return x\nx = step()\nreturn Z, x",
        "x = Y\nx[0] = X\nreturn x, limit",
        "return locals()",
    ],
)
def test_nothing_is_said_of_a_right_idiom(body):
    assert found(body) == {}


def test_nothing_is_said_of_right_answers():
    calls = {probe.function: probe.words.calls for probe in published_questions()}
    fired = {
        (name, slip.fault)
        for (function, name), source in right_answers().items()
        for rule in flow.RULES
        for slip in rule(Text(source, function, calls[function]))
    }
    assert fired == set()
    assert len(right_answers()) > 100
