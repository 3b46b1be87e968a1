"""Stand-ins that record how they are called and answer from a script."""

import numpy as np
import pytest

from dinosaur_grader.checks.calls import DIGEST_EVERY, Call, Lent, Spied, Spy
from dinosaur_grader.checks.perform import perform
from dinosaur_grader.checks.values import Opaque


def asked(text, *arguments, lend=None, **stand_ins):
    """What `ask`, which the text defines, gives for these arguments."""
    namespace = {"helper": "the student's own"}
    exec(text, namespace)
    outcome = perform(Call("ask", arguments, stand_ins=stand_ins), namespace, lend)
    assert namespace["helper"] == "the student's own"  # given back after the call
    return outcome


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


def test_what_is_lent_in_reverse_gives_its_dictionary_in_the_other_order():
    text = "def ask():\n    return list(helper()), list(helper().values())"
    lend = {"helper": lambda: {"a": 1, "b": 2}}

    assert asked(text, helper=Lent(reverse=True), lend=lend).value == (["b", "a"], [2, 1])


def test_what_is_lent_in_reverse_gives_all_else_as_it_is():
    text = "def ask():\n    return helper()"
    assert asked(text, helper=Lent(reverse=True), lend={"helper": lambda: 3}).value == 3


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


def test_what_a_spy_is_given_is_not_drawn_from():
    text = "def ask():\n    mine = iter([1, 2])\n    helper(mine)\n    return list(mine)"
    outcome = asked(text, helper=Spy(("x",), (None,), record=("x",)))
    assert outcome.value == [1, 2]
    assert outcome.spied[0].arguments == {"x": Opaque("list_iterator")}
