"""Reading a printed log: whatever a student's `model` prints, in steps that grow with
its length and no faster."""

import pytest

from dinosaur_grader.checks.calls import Outcome, Spied
from dinosaur_grader.checks.values import MAX_TEXT, NOTHING
from tests.dinosaurs import RUBRIC
from tests.effort import steps

LONGEST_LINE = RUBRIC.special.LONGEST_LINE


def read(text: str) -> dict:
    return RUBRIC.special.log(Outcome(printed=text))


@pytest.mark.parametrize(
    ("line", "iteration", "loss"),
    [
        ("Iteration: 2000, Loss: 27.884160", 2000, 27.88416),
        ("iter 5 loss=nan", 5, float("nan")),
        ("ITERATION 12 - loss: -1.5e-3", 12, -0.0015),
        ("iter1 iter 2 loss loss 5", 1, 5.0),
    ],
)
def test_a_report_is_known_in_the_words_that_students_use(line, iteration, loss):
    log = read(line)
    assert log["iterations"] == [iteration]
    assert log["losses"] == [pytest.approx(loss, nan_ok=True)]


@pytest.mark.parametrize(
    "line",
    [
        "iter" + "1" * 5000 + " loss 3.0",
        "Iteration: " + "1" * 13 + ", Loss: 3.0",
        "Iteration: 0, Loss: ",
        "Iteration: 0" + " " * LONGEST_LINE + "Loss: 3.0",
    ],
)
def test_a_line_that_is_no_report_is_none(line):
    assert read(line) == {"iterations": [], "losses": [], "names": []}


HOSTILE = [
    "iter" + "1" * MAX_TEXT,
    "iter1" * MAX_TEXT,
    "iter 1 " + "loss-" * MAX_TEXT,
    ("iter" * 70 + "\n") * MAX_TEXT,
]


NAMED = pytest.mark.parametrize("text", HOSTILE, ids=["digits", "starts", "losses", "lines"])


@NAMED
def test_reading_takes_steps_that_grow_no_faster_than_the_text(text):
    short, long = (steps(lambda n=n: read(text[:n])) for n in (2_000, 20_000))
    assert long < 11 * short


@NAMED
def test_what_stands_behind_the_longest_line_is_not_looked_at(text):
    """So an expression that is slow where it finds nothing is slow for so many characters
    only."""
    beginning = text.splitlines()[0].ljust(LONGEST_LINE)[:LONGEST_LINE]
    assert read(f"{beginning} iter 7 loss 3.0\niter 8 loss 2.0")["iterations"] == [8]


TWO_NAMES = ("aaa\nb bb", {}, {"\n": 0, "a": 1, "b": 2, " ": 3})


def turns(*inputs: object, given: tuple = TWO_NAMES) -> object:
    asked = tuple(Spied("optimize", {"X": X}) for X in inputs)
    return RUBRIC.special.turns(Outcome(arguments=given, spied=asked))


@pytest.mark.parametrize(
    "first", [[None, 1, 1, 1], [1, 1], [0, 1, 1, 0], (None, "a", "a"), [None, 1]]
)
def test_whose_turn_it_is_is_told_whatever_else_is_in_X(first):
    found = turns(first, [None, 2, 3, 2, 2], first, [2, 2])

    assert found == {"order": [1.0], "again": [0, 1]}


def test_a_step_on_no_name_of_the_first_round_is_on_none():
    assert turns([1], [1], [2], [3]) == {"order": [1.0], "again": [-1, -1]}


@pytest.mark.parametrize("X", [7, "aa", [[1, [2]]], [{}], [float("nan")], [], None])
def test_inputs_that_are_no_list_of_indices_take_no_turn_of_another_one(X):
    assert turns([1], [2], X)["again"] == [-1]


@pytest.mark.parametrize("given", [(), ("aaa", {}, None), (7, {}, {}), (None, None, None)])
def test_without_names_and_their_indices_nobody_has_a_turn(given):
    assert turns([1], given=given) is NOTHING
    assert turns() is NOTHING


def test_of_a_step_the_first_inputs_are_seen_and_three_states():
    asked = tuple(Spied("optimize", {"X": [n], "a_prev": n}) for n in range(5))
    found = RUBRIC.special.step(Outcome(spied=asked))

    assert found == {"X": [0], "Y": None, "learning_rate": None, "a_prev": [0, 1, 2]}
    assert RUBRIC.special.step(Outcome()) is NOTHING
