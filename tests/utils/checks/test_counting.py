"""A loop that never ends is stopped in a notebook, and an honest one is not."""

import sys

from utils.checks.calls import Call, perform
from utils.checks.counting import MOST_LINES, counted


def asked(text, namespace=None):
    namespace = {} if namespace is None else namespace
    exec(text, namespace)
    with counted(namespace):
        return perform(Call("f"), namespace)


def test_a_loop_that_never_ends_is_a_timeout():
    assert asked("def f():\n    while True:\n        pass\n").failure.kind == "timeout"


def test_an_except_does_not_keep_it():
    text = "def f():\n    while True:\n        try:\n            pass\n        except Exception:\n            pass\n"
    assert asked(text).failure.kind == "timeout"


def test_a_long_loop_that_ends_is_left_alone():
    rounds = MOST_LINES // 10
    assert asked(
        f"def f():\n    for i in range({rounds}):\n        x = i\n    return i\n"
    ).value


def test_a_tracer_that_was_there_stays():
    seen = []
    sys.settrace(lambda *_: seen.append(1))
    try:
        assert asked("def f():\n    return 3\n").value == 3
        assert sys.gettrace() is not None
    finally:
        sys.settrace(None)
