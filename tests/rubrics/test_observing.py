"""Reading a printed log: whatever a student's `model` prints, in steps that grow with
its length and no faster."""

import pytest

from dinosaur_grader.checks.calls import Outcome
from dinosaur_grader.checks.values import MAX_TEXT
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
