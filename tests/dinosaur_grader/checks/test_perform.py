"""Asking a function one question: plain data in, plain data out."""

import random
from pathlib import Path

import numpy as np
import pytest

from dinosaur_grader.checks.calls import DIGEST_EVERY, Call, Lent, Spied, Spy
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


def test_the_line_of_an_error_is_the_caller_s_where_a_right_helper_could_not_go_on():
    text = "def helper(n):\n    return 1 / n\n\ndef ask():\n    return helper(0)\n"
    names = as_typed(text)
    own = perform(Call("ask"), names)
    lent = perform(
        Call("ask", stand_ins={"helper": Lent()}), names, {"helper": names["helper"]}
    )

    assert (own.failure.line, lent.failure.line) == ("return 1 / n", "return helper(0)")
    assert (own.failure.below, lent.failure.below) == (False, True)


def test_an_error_in_a_library_is_below_the_line_that_called_it():
    failure = perform(
        Call("ask"), as_typed("def ask():\n    return int.from_bytes(1)\n")
    ).failure
    other = perform(
        Call("ask"), as_typed("import json\ndef ask():\n    json.loads(1)\n")
    ).failure

    # what is written in C has no line of its own
    assert (failure.below, other.below) == (False, True)


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


def test_a_spy_records_its_arguments_and_answers_from_its_script():
    spy = Spy(("x", "rate"), (1.0, 2.0), {"rate": 0.01}, ("x", "rate"))
    text = "def ask():\n    return [helper([1]), helper(x=[2], rate=5), helper([3])]"

    outcome = asked(text, helper=spy)

    assert outcome.value == [1.0, 2.0, 2.0]
    assert outcome.spied[0] == Spied("helper", {"x": [1], "rate": 0.01})
    assert outcome.spied[1] == Spied("helper", {"x": [2], "rate": 5})


def test_a_spy_records_an_entry_of_a_dictionary():
    spy = Spy(("p",), (None,), record=("p.b",))

    outcome = asked("def ask():\n    helper({'b': 3, 'c': 4})", helper=spy)

    assert outcome.spied == (Spied("helper", {"p.b": 3}),)


def test_a_spy_of_a_long_run_keeps_a_checksum_of_all_that_it_was_given():
    def checksums(values):
        text = f"def ask():\n    for i in range({2 * DIGEST_EVERY + 1}): helper({values})"
        outcome = asked(text, helper=Spy(("x",), (None,), digest=("x",)))
        assert sum(one.times for one in outcome.spied) == 2 * DIGEST_EVERY + 1
        return [one.arguments["x"] for one in outcome.spied if one.arguments]

    right = checksums("[None, i]")

    assert len(right) == 3
    assert checksums("(None, i)") == right, "a tuple stands for a list"
    once = checksums(f"[None, i + (i == {DIGEST_EVERY + 1})]")
    assert (once[:2], once[2] == right[2]) == (right[:2], False)


def test_a_spy_adds_to_the_arrays_that_it_is_told_to():
    spy = Spy(("p",), (None,), add={"p.W": 0.5})
    text = "def ask(p):\n    helper(p)\n    helper(p)\n    return p"

    outcome = asked(text, {"W": np.zeros(2)}, helper=spy)

    np.testing.assert_array_equal(outcome.value["W"], [1.0, 1.0])


@pytest.mark.parametrize(
    "arguments", ["1, 2", "", "y=1"], ids=["too many", "too few", "unknown"]
)
def test_a_spy_refuses_what_the_function_would_refuse(arguments):
    outcome = asked(f"def ask():\n    helper({arguments})", helper=Spy(("x",), (None,)))

    assert outcome.failure.type == "TypeError"


def test_what_is_lent_is_called_in_the_helper_s_place():
    text = "def ask():\n    return helper()"
    assert asked(text, helper=Lent(), lend={"helper": lambda: 3}).value == 3


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


def test_a_spy_copies_its_answers_where_it_keeps_its_arguments():
    _, shared = asks_often(Spy((), ({"W": np.ones(1)}, {"W": np.zeros(1)})))
    _, copies = asks_often(Spy(("x",), ({"W": np.ones(1)},), {"x": 1}, ("x",)))

    assert shared[1] is shared[4]
    assert shared[0] is not shared[1]
    assert len({id(one["W"]) for one in copies}) == 5


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


def test_what_a_spy_is_given_is_not_drawn_from():
    text = "def ask():\n    mine = iter([1, 2])\n    helper(mine)\n    return list(mine)"
    outcome = asked(text, helper=Spy(("x",), (None,), record=("x",)))
    assert outcome.value == [1, 2]
    assert outcome.spied[0].arguments == {"x": Opaque("list_iterator")}


LIAR = """
class Meta(type):
    @property
    def __name__(cls): return "ValueError"
    @property
    def __mro__(cls): return (cls, ValueError)
class Text(str):
    def __getitem__(self, part): raise KeyError
class Liar(LookupError, metaclass=Meta):
    __class__ = ValueError
    def __str__(self): return Text("a lie")
class Mute(Liar):
    def __str__(self): raise ValueError
def raises(kind): raise {"liar": Liar, "mute": Mute}[kind]()
"""


@pytest.mark.parametrize(
    ("kind", "names", "message"),
    [("liar", ["Liar", "LookupError"], "a lie"), ("mute", ["Mute", "Liar"], "")],
)
def test_an_error_goes_by_the_names_that_python_gives_its_classes(kind, names, message):
    namespace = {"__name__": "__main__"}
    exec(LIAR, namespace)
    outcome = perform(Call("raises", (kind,)), namespace)
    assert [*outcome.raised][:2] == names and "ValueError" not in outcome.raised
    assert (outcome.failure.type, outcome.failure.message) == (names[0], message)


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
