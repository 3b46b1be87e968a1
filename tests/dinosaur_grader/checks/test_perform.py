"""Asking a function one question: plain data in, plain data out."""

import random
from pathlib import Path

import numpy as np
import pytest

from dinosaur_grader.checks.calls import Call, Spied, Spy
from dinosaur_grader.checks.perform import perform
from dinosaur_grader.checks.values import MAX_DRAWN, Drawn, Opaque
from tests.dinosaurs import as_typed


def asked(text, *arguments, lend=None, **stand_ins):
    """What `ask`, which the text defines, gives for these arguments."""
    namespace = {"helper": "the student's own"}
    exec(text, namespace)
    outcome = perform(Call("ask", arguments, stand_ins=stand_ins), namespace, lend)
    assert namespace["helper"] == "the student's own"  # given back after the call
    return outcome


def test_a_call_gives_the_value_the_arguments_as_they_are_afterwards_and_what_was_printed():
    fixture = np.array([1.0, 2.0])
    outcome = asked("def ask(n):\n    n *= 2\n    print('hello')\n    return n", fixture)

    assert outcome.failure is None
    np.testing.assert_array_equal(outcome.value, [2.0, 4.0])
    np.testing.assert_array_equal(outcome.arguments[0], [2.0, 4.0])
    np.testing.assert_array_equal(fixture, [1.0, 2.0])
    assert (outcome.same, outcome.printed) == ((0,), "hello\n")


def test_a_call_made_twice_gives_what_the_last_one_gave():
    names = as_typed(
        "kept = []\ndef ask(n):\n    kept.append(1)\n    n += 1\n    return len(kept), n"
    )

    outcome = perform(Call("ask", (np.zeros(1),), times=3), names)

    assert outcome.value[0] == 3
    np.testing.assert_array_equal(outcome.value[1], [1.0])


def test_a_missing_function_and_an_exception_are_outcomes():
    def fail():
        raise ValueError("no such thing")

    failure = perform(Call("fail"), {"fail": fail}).failure

    assert (failure.kind, failure.type) == ("exception", "ValueError")
    assert failure.message == "no such thing"
    assert "raise ValueError" in failure.line
    assert perform(Call("clip"), {}).failure.kind == "missing"


def test_an_interrupt_goes_through():
    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        perform(Call("interrupted"), {"interrupted": interrupted})


def test_a_calls_files_stand_in_the_working_folder_and_nowhere_else(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {"read": lambda: Path("dinos.txt").read_text()}

    assert perform(Call("read", files={"dinos.txt": "aa\nbb"}), names).value == "aa\nbb"
    with pytest.raises(ValueError, match="plain name"):
        perform(Call("read", files={"../x": ""}), names)


ASKS_OFTEN = """
import random
import numpy as np
seen = []
def ask():
    dice = random.random(), np.random.rand()
    seen[:] = [helper() for _ in range(5)]
    {}
    return [float(one["W"][0]) for one in seen] + [dice]
"""


def asks_often(spy, then="pass"):
    namespace = {}
    exec(ASKS_OFTEN.format(then), namespace)
    return perform(Call("ask", stand_ins={"helper": spy}), namespace), namespace["seen"]


@pytest.mark.parametrize(
    "change", ["seen[0]['W'] += 1", "seen[0].clear()", "seen[0]['W'] = [1.0]"]
)
def test_what_changes_a_spys_answer_is_called_again_with_copies(change):
    answers = ({"W": np.ones(1)},)

    outcome, seen = asks_often(Spy((), answers), f"{change}; seen[0].setdefault('W', [9.0])")

    assert len({id(one) for one in seen}) == 5
    np.testing.assert_array_equal(answers[0]["W"], [1.0])
    assert outcome.value[1:5] == [1.0] * 4
    assert outcome.spied == (Spied("helper", {}, 5),)


def test_the_second_call_draws_the_random_numbers_of_the_first():
    random.seed(1)
    np.random.seed(1)
    first, _ = asks_often(Spy((), ({"W": np.ones(1)},)))
    random.seed(1)
    np.random.seed(1)

    second, _ = asks_often(Spy((), ({"W": np.ones(1)},)), "seen[0]['W'][:] = 2.0")

    assert second.value[-1] == first.value[-1]


def test_an_iterator_is_drawn_from_where_its_text_printed_and_its_helpers_are_seen():
    text = "def ask():\n    for i in range(3):\n        print(i)\n        yield helper(i)"
    outcome = asked(text, helper=Spy(("x",), ("a", "b"), record=("x",)))

    assert outcome.value == Drawn(("a", "b", "b"), "generator")
    assert outcome.printed == "0\n1\n2\n"
    assert [spied.arguments for spied in outcome.spied] == [{"x": 0}, {"x": 1}, {"x": 2}]


def test_a_generator_without_end_is_left_and_one_that_raises_is_a_failure():
    endless = asked("def ask():\n    n = 0\n    while True:\n        yield n\n        n += 1")
    assert len(endless.value.items) == MAX_DRAWN

    failure = asked("def ask():\n    yield 1\n    raise ValueError('midway')").failure
    assert (failure.type, failure.message) == ("ValueError", "midway")


BOX = """
class Box:
    def __init__(self): self.things = []
    def put(self, thing): self.things.append(thing)
    def take(self): return self.things.pop()
"""


def test_steps_give_what_each_expression_gives_at_its_time():
    names = {"__name__": "__main__"}
    exec(BOX, names)
    steps = (
        "b = Box()",
        "b.put(a)",
        "b.things",
        "b.take()",
        "b.take()",
        "b.put(2)",
        "b.things",
    )
    outcome = perform(Call("Box", keywords={"a": 1}, steps=steps), names)
    *before, raised, put, after = outcome.value
    assert before == [None, None, [1], 1] and [put, after] == [None, [2]]
    assert raised.names[0] == "IndexError"
    assert [(place, failure.type) for place, failure in outcome.failed] == [(4, "IndexError")]
    assert outcome.failure is None and "b" not in names and "a" not in names


def test_a_step_never_asks_the_object_that_it_is_about_for_anything_else():
    class Odd:
        def __getattribute__(self, name):
            raise SystemExit(name)

    assert perform(Call("odd", steps=("odd",)), {"odd": Odd()}).value == [Opaque("Odd")]
    assert perform(Call("odd", steps=("odd",)), {}).failure.kind == "missing"


def test_what_np_empty_makes_is_never_zeros_by_luck():
    text = "import numpy as np\ndef ask():\n    np.zeros(3)\n    return [np.empty(3), np.empty_like([0, 0])]"
    outcome = asked(text)

    assert np.isnan(outcome.value[0]).all()
    assert outcome.value[1].all()
    assert type(np.empty).__name__ == "builtin_function_or_method"  # as it was, after the call
