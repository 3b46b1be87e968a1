"""What the flow of a function's values shows. It is never said of a right answer."""

import ast

import pytest

from bench.proofs.trial import published_questions, right_answers
from dinosaur_grader.checks.words.reading import Called, Text, flow

CALLS = {
    "f": Called(("X", "Y", "limit")),
    "softmax": Called(("z",)),
    "pair": Called(("x",), ("a", "b")),
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
        (
            "limit = 5\nreturn X + Y + limit",
            "argument_overwritten",
            "`limit = 5` overwrites limit",
        ),
        (USED + "return softmax(learner)", "of_another_cell", "`learner` in"),
        (
            USED + "try:\n    Z[0] = 1\nexcept:\n    pass\nreturn Z",
            "hidden_errors",
            "hides every error",
        ),
        (
            USED + "for i in X:\n    for i in Y:\n        Z += [i]\nreturn Z",
            "one_counter_two_loops",
            "gives i new values",
        ),
        (
            USED + "for x in X:\n    limit = -limit\n    Z += [x * limit]\nreturn Z",
            "changed_each_round",
            "changes limit itself",
        ),
        (
            USED + "for x in X:\n    W = [None, x]\nreturn W, Z",
            "reset_each_round",
            "only the last round's value",
        ),
        (
            USED + "for x in X:\n    W = []\n    W.append(x)\nreturn W, Z",
            "reset_each_round",
            "`W = []` resets W",
        ),
        (
            USED + "for x in X:\n    W = []\n    W += [x]\nreturn W, Z",
            "reset_each_round",
            "`W = []` resets W",
        ),
        (
            USED + "W = []\nfor x in X:\n    v = x + 1\nW.append(v)\nreturn W, Z",
            "after_the_loop",
            "`W.append(v)` comes after the loop",
        ),
        (
            USED
            + "for x in X:\n    W = []\n    for y in Y:\n        v = y\n    W.append(v)\nreturn W, Z",
            "after_the_loop",
            "`W.append(v)` comes after the loop",
        ),
        (
            USED + "i = 0\nwhile i < 3:\n    i += 1\n    W = []\n    W.append(i)\nreturn W, Z",
            "reset_each_round",
            "`W = []` resets W",
        ),
        (
            "global Z\nZ += X + Y + limit\nreturn Z",
            "kept_between_calls",
            "every call continues",
        ),
        (
            USED + "for i in range(1, len(X)):\n    Z += [X[i]]\nreturn Z",
            "first_left_out",
            "one round fewer than len(X)",
        ),
        (
            USED + "for i in range(1, limit):\n    Z += [i]\nreturn Z",
            "first_left_out",
            "one round fewer than limit",
        ),
        (
            USED + 'b = X["b"]\nfor y in Y:\n    b += y\nreturn b, Z',
            "added_up",
            "Where b is an array, X holds the same one.",
        ),
    ],
)
def test_the_flow_shows_it(body, fault, said):
    assert said in found(body)[fault]


@pytest.mark.parametrize(
    "body",
    [
        "global Z\nZ = X + Y + limit\nreturn Z",  # each call begins anew
        USED + "loss, _ = pair(X)\nstate = pair(Y)[1]\nreturn Z, loss",
        USED + "for i in range(1, len(X)):\n    Z += [X[i - 1]]\nreturn Z",
        USED + "Z += [X[0]]\nfor i in range(1, len(X)):\n    Z += [X[i]]\nreturn Z",
        USED + 'for y in Y:\n    b = X["b"]\n    b += y\nreturn Z',
        USED + "for y in Y:\n    limit += y\nreturn Z, limit",
    ],
)
def test_nothing_is_said_of_what_is_meant(body):
    assert not found(body)


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
        USED + "W = []\nfor x in X:\n    v = x + 1\n    W.append(v)\nW.append(v)\nreturn W, Z",
        USED
        + "W = []\nfor x in X:\n    for y in Y:\n        v = x + y\n    W.append(v)\nreturn W, Z",
        USED + "for x in X:\n    W = [x]\n    Z += W\nreturn Z",
        USED + "return [X[i + 1] for i in range(len(X) - 1)], Z",
        USED + "for _ in X:\n    Z += [1]\nreturn Z",
        USED + "x = Y\nx = x + 1\nreturn Z, x, Y",
        USED + "limit = None if limit is None else limit\nreturn Z",
        USED + "try:\n    Z[0] = 1\nexcept KeyError:\n    raise\nreturn Z",
        "if limit is None:\n    limit = 5\nreturn X + Y + limit",
        USED + "for X in Y:\n    Z += [X]\nX = Z\nreturn X",
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
