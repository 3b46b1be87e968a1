"""A loop that never ends is stopped in a notebook, and an honest one is not."""

import sys

import pytest

from tests.dinosaurs import namespace_of
from utils.checks import check, counting, in_notebook
from utils.checks.calls import Call
from utils.checks.counting import MAX_SECONDS, WARY_SECONDS, counted
from utils.checks.perform import perform


def asked(text, namespace=None):
    namespace = {} if namespace is None else namespace
    exec(text, namespace)
    with counted(namespace) as count:
        outcome = perform(Call("f"), namespace)
    assert count.lines <= counting.MAX_LINES + 1
    return outcome


@pytest.mark.parametrize(
    "body",
    ["pass", "try:\n            pass\n        except Exception:\n            pass"],
    ids=["plain", "an except does not keep it"],
)
def test_a_loop_that_never_ends_is_a_timeout(body, monkeypatch):
    monkeypatch.setattr(counting, "MAX_LINES", 30_000)
    failure = asked(f"def f():\n    while True:\n        {body}\n").failure

    assert failure.kind == "timeout"


def test_a_long_loop_that_ends_is_left_alone():
    assert asked("def f():\n    for i in range(100_000):\n        x = i\n    return i\n").value


def test_a_tracer_that_was_there_stays():
    seen = []
    sys.settrace(lambda *_: seen.append(1))
    try:
        assert asked("def f():\n    return 3\n").value == 3
        assert sys.gettrace() is not None
    finally:
        sys.settrace(None)


def test_the_second_question_to_an_endless_function_is_given_less_time(monkeypatch):
    given = []

    def noted(namespace, seconds):
        given.append(seconds)
        return counted(namespace, 0.01)

    monkeypatch.setattr(in_notebook, "counted", noted)
    check(namespace_of("def clip(*_):\n    while True:\n        pass\n")["clip"])
    check(namespace_of("def clip(gradients, maxValue):\n    return gradients\n")["clip"])
    assert given == [MAX_SECONDS, WARY_SECONDS, WARY_SECONDS, *[MAX_SECONDS] * 3]
