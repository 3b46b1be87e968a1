"""Asking a function one question: plain data in, plain data out."""

import random
from pathlib import Path

import numpy as np
import pytest

from dinosaur_grader.checks.calls import Call, Lent, Opaque, Spied, Spy, perform, plain_data


def test_a_call_gives_the_value_and_the_arguments_as_they_are_afterwards():
    def double(numbers):
        numbers *= 2
        return numbers

    outcome = perform(Call("double", (np.array([1.0, 2.0]),)), {"double": double})

    assert outcome.failure is None
    np.testing.assert_array_equal(outcome.value, [2.0, 4.0])
    np.testing.assert_array_equal(outcome.arguments[0], [2.0, 4.0])
    assert outcome.same == (0,)


def test_a_call_never_changes_its_own_fixture():
    fixture = np.zeros(3)

    perform(Call("spoil", (fixture,)), {"spoil": lambda numbers: numbers.fill(7)})

    np.testing.assert_array_equal(fixture, np.zeros(3))


def test_a_missing_function_is_an_outcome():
    outcome = perform(Call("clip"), {})

    assert outcome.failure.kind == "missing"


def test_an_exception_is_an_outcome_with_type_and_message():
    def fail():
        raise ValueError("no such thing")

    outcome = perform(Call("fail"), {"fail": fail})

    assert (outcome.failure.kind, outcome.failure.type) == ("exception", "ValueError")
    assert outcome.failure.message == "no such thing"
    assert "raise ValueError" in outcome.failure.line


def test_an_interrupt_goes_through():
    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        perform(Call("interrupted"), {"interrupted": interrupted})


def test_printed_text_is_caught():
    outcome = perform(Call("speak"), {"speak": lambda: print("hello")})

    assert outcome.printed == "hello\n"


def test_a_spy_records_its_arguments_and_answers_from_its_script():
    spy = Spy(("x", "rate"), (1.0, 2.0), {"rate": 0.01}, ("x", "rate"))
    namespace = {}
    exec("def ask():\n    return [helper([1]), helper(x=[2], rate=5), helper([3])]", namespace)

    outcome = perform(Call("ask", stand_ins={"helper": spy}), namespace)

    assert outcome.value == [1.0, 2.0, 2.0]
    assert outcome.spied[0] == Spied("helper", {"x": [1], "rate": 0.01})
    assert outcome.spied[1] == Spied("helper", {"x": [2], "rate": 5})


def test_a_spy_adds_to_the_arrays_that_it_is_told_to():
    spy = Spy(("p",), (None,), add={"p.W": 0.5})
    namespace = {}
    exec("def ask(p):\n    helper(p)\n    helper(p)\n    return p", namespace)

    outcome = perform(Call("ask", ({"W": np.zeros(2)},), stand_ins={"helper": spy}), namespace)

    np.testing.assert_array_equal(outcome.value["W"], [1.0, 1.0])


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


def test_a_spy_that_keeps_nothing_copies_nothing():
    _, seen = asks_often(Spy((), ({"W": np.ones(1)}, {"W": np.zeros(1)})))

    assert seen[1] is seen[4]
    assert seen[0] is not seen[1]


def test_a_spy_that_keeps_its_arguments_gives_copies():
    _, seen = asks_often(Spy(("x",), ({"W": np.ones(1)},), {"x": 1}, ("x",)))

    assert len({id(one["W"]) for one in seen}) == 5


@pytest.mark.parametrize(
    "change", ["seen[0]['W'] += 1", "seen[0].clear()", "seen[0]['W'] = [1.0]"]
)
def test_what_changes_a_spys_answer_is_called_again_with_copies(change):
    answers = ({"W": np.ones(1)},)

    outcome, seen = asks_often(Spy((), answers), f"{change}; seen[0].setdefault('W', [9.0])")

    assert len({id(one) for one in seen}) == 5
    np.testing.assert_array_equal(answers[0]["W"], [1.0])
    assert outcome.value[1:5] == [1.0] * 4
    assert len(outcome.spied) == 5


def test_the_second_call_draws_the_random_numbers_of_the_first():
    random.seed(1)
    np.random.seed(1)
    first, _ = asks_often(Spy((), ({"W": np.ones(1)},)))
    random.seed(1)
    np.random.seed(1)

    second, _ = asks_often(Spy((), ({"W": np.ones(1)},)), "seen[0]['W'][:] = 2.0")

    assert second.value[-1] == first.value[-1]


@pytest.mark.parametrize(
    "arguments", ["1, 2", "", "y=1"], ids=["too many", "too few", "unknown"]
)
def test_a_spy_refuses_what_the_function_would_refuse(arguments):
    namespace = {}
    exec(f"def ask():\n    helper({arguments})", namespace)

    outcome = perform(Call("ask", stand_ins={"helper": Spy(("x",), (None,))}), namespace)

    assert outcome.failure.type == "TypeError"


def test_the_names_of_stand_ins_are_given_back_after_the_call():
    namespace = {"helper": "the student's own"}
    exec("def ask():\n    return helper()", namespace)

    outcome = perform(
        Call("ask", stand_ins={"helper": Lent()}), namespace, {"helper": lambda: 3}
    )

    assert outcome.value == 3
    assert namespace["helper"] == "the student's own"


def test_a_calls_files_stand_in_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    outcome = perform(
        Call("read", files={"dinos.txt": "aa\nbb"}),
        {"read": lambda: Path("dinos.txt").read_text()},
    )

    assert outcome.value == "aa\nbb"


def test_a_calls_file_cannot_lie_elsewhere():
    with pytest.raises(ValueError, match="plain name"):
        perform(Call("read", files={"../x": ""}), {"read": lambda: None})


def test_what_is_no_plain_data_comes_back_as_the_name_of_its_type():
    class Liar:
        def __eq__(self, other):
            return True

    assert plain_data(Liar()) == Opaque("Liar")
    assert plain_data([Liar(), 1]) == [Opaque("Liar"), 1]
    assert plain_data(2**70) == Opaque("int")


def test_subclasses_are_stripped():
    class Float(float):
        def __eq__(self, other):
            return True

        __hash__ = float.__hash__

    class Array(np.ndarray):
        pass

    assert type(plain_data(Float(2.0))) is float
    assert type(plain_data(np.zeros(2).view(Array))) is np.ndarray


def test_deep_nesting_ends_in_an_opaque():
    nested = []
    for _ in range(50):
        nested = [nested]

    text = repr(plain_data(nested))

    assert "Opaque" in text
    assert len(text) < 200
