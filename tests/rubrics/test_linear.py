"""Judging is linear in what came, whatever came: counted in steps, not in seconds."""

import numpy as np
import pytest

from dinosaur_grader.assignments.probes import PRACTICE_SEED, published
from dinosaur_grader.checks import judge
from dinosaur_grader.checks.calls import Failure, Outcome, Spied
from dinosaur_grader.checks.comparisons import close
from tests.dinosaurs import RUBRIC, probes
from tests.effort import steps

SMALL, LARGE = 100, 400
GROWTH = 1.25 * LARGE / SMALL


def nested(size, depth=20):
    value = [1.0] * (size // depth)
    for _ in range(depth):
        value = [value, 1.0]
    return value


def narrow(size, depth=20):
    value = 1.0
    for _ in range(depth):
        value = [value]
    return [value] * (size // depth)


VALUES = {
    "numbers": lambda size: [1.5] * size,
    "texts": lambda size: ["a"] * size,
    "empty lists": lambda size: [[]] * size,
    "arrays": lambda size: [np.ones(1)] * size,
    "last is odd": lambda size: [1.0] * size + [[]],
    "a square": lambda size: [[1.0] * int(size**0.5)] * int(size**0.5),
    "nested": nested,
    "narrow": narrow,
    "an array": lambda size: np.ones(size, np.int8),
    "a column": lambda size: np.ones((size, 1)),
    "a dictionary": lambda size: {str(key): 1.0 for key in range(size)},
}
NAMES = ("dWaa", "dWax", "dWya", "db", "dby", "Wax", "Waa", "Wya", "b", "by")


def everywhere(part) -> Outcome:
    """The part wherever one of the functions' right answers has something."""
    named = dict.fromkeys(NAMES, part)
    arguments = (part, part, part, named, part)
    record = Spied("optimize", {"X": part, "Y": part, "a_prev": part, "learning_rate": part})
    return Outcome(
        (part, named, part), arguments, (), "", (record, Spied("sample", {"seed": part}))
    )


def outcomes(value):
    """Outcomes of any size with the value as all, or everywhere."""
    return [
        lambda size: Outcome(value(size), (value(size),)),
        lambda size: everywhere(value(size)),
    ]


LOGS = {
    "reports": "Iteration: 1, Loss: 2.5\n",
    "names": "Iteration: 1, Loss: 2.5\nRex\n",
    "digits": "iter1 loss 1" + "1" * 200 + "\n",
    "blank lines": "\n",
}
OTHERS = {
    **{
        f"log of {name}": lambda size, log=log: Outcome(printed=log * size)
        for name, log in LOGS.items()
    },
    "calls": lambda size: Outcome(spied=(Spied("optimize", {}, size),)),
    "records": lambda size: Outcome(spied=(Spied("optimize", {"X": [1], "Y": [2]}),) * size),
    "first record": lambda size: Outcome(
        spied=(Spied("sample", {"seed": 1}), *(Spied("sample", {"seed": 2}),) * size)
    ),
    "an error": lambda size: Outcome(failure=Failure("exception", "E", "x" * size, "y" * size)),
}
ASKED = [*probes(PRACTICE_SEED), *published(RUBRIC)]
KINDS = {(p.function, p.observe.name, p.quotable, p.about): p for p in ASKED}.values()


def growth(probe, outcome) -> float:
    small, large = outcome(SMALL), outcome(LARGE)
    judge(probe, small)
    few = steps(lambda: judge(probe, small))
    return steps(lambda: judge(probe, large)) / few


@pytest.mark.slow
@pytest.mark.parametrize("value", VALUES)
def test_judging_takes_steps_that_grow_no_faster_than_what_came(value):
    for outcome in outcomes(VALUES[value]):
        assert max(growth(probe, outcome) for probe in KINDS) < GROWTH


@pytest.mark.parametrize("outcome", OTHERS)
def test_so_it_does_with_logs_and_records_and_errors(outcome):
    assert max(growth(probe, OTHERS[outcome]) for probe in KINDS) < GROWTH


WANTED = [np.ones((5, 3)), np.ones(5), np.ones((5, 1)), [1.0] * 5, {"a": np.ones((5, 3))}, 2.0]


@pytest.mark.parametrize("value", VALUES)
def test_one_comparison_is_no_more_work_than_the_right_answer_is_large(value):
    for wanted in WANTED:
        for got in map(VALUES[value], (120, 1600)):
            assert not close(wanted, got)
            assert not close(wanted, {"a": got})
            assert steps(lambda got=got, wanted=wanted: close(wanted, got)) < 3000
            assert steps(lambda got=got, wanted=wanted: close(wanted, [got] * 5)) < 3000


@pytest.mark.parametrize("shape", [(4,), (4, 1), (2, 3, 4), (1, 1), (0,), (9, 0)])
def test_nested_lists_may_stand_for_an_array_of_any_shape(shape):
    wanted = np.arange(float(np.prod(shape))).reshape(shape)

    assert close(wanted, wanted.tolist())
    assert close(wanted, tuple(wanted.tolist()))
    assert close(wanted, list(wanted.astype(object)))
    assert not wanted.size or not close(wanted, (wanted + 1).tolist())


def test_a_column_s_lists_stand_for_a_vector():
    assert close(np.arange(4.0), [[np.array(x)] for x in range(4)])
    assert close(np.arange(4.0).reshape(4, 1), [0, 1, 2, 3])
