"""How what came relates to what is right is said where it is so, and nowhere else."""

import numpy as np
import pytest

from dinosaur_grader.checks.comparisons import USUAL
from dinosaur_grader.checks.words.relation import relation

RIGHT = np.array([[1.25, -2.5, 3.75], [4.5, 0.625, -6.125], [7.0, 8.5, 9.25]])
GIVEN = np.array([[1.25, -9.0, 3.75], [4.5, 0.625, -8.0], [12.0, 11.0, 10.0]])


def said_of(wanted, got, *given):
    return relation("dW", wanted, got, given, USUAL)


def _but(place, value=99.0):
    found = RIGHT.copy()
    found[place] = value
    return found


@pytest.mark.parametrize(
    ("got", "said"),
    [
        (RIGHT * 0, "All entries of dW are 0."),
        (RIGHT.T, "dW is transposed"),
        (-RIGHT, "Each entry of dW has the wrong sign."),
        (RIGHT * 6, "too large, by a factor of 6"),
        (RIGHT / 6, "too small, by a factor of 6"),
        (RIGHT * 1.2345, "1.2345 times what it should be"),
        (RIGHT[::-1], "the right numbers, but in another order"),
        (_but((0, 1), np.nan), "Some entries of dW are nan"),
    ],
)
def test_an_array_is_said_to_be_what_it_is(got, said):
    assert said in said_of(RIGHT, got)


@pytest.mark.parametrize(
    "got",
    [
        _but((0, 1)),
        _but(slice(1, None)),
        RIGHT + 0.5,
        _but([0, 2], RIGHT[[2, 1]]),
        RIGHT[:2],
        "text",
        None,
        5.0,
        RIGHT * 1j,
    ],
)
def test_nothing_is_said_of_what_has_nothing_in_common(got):
    assert said_of(RIGHT, got) == ""


def test_what_was_given_is_known_again():
    assert said_of(RIGHT, GIVEN, {"dW": GIVEN}) == "dW came back as it was given."
    changed = np.where(RIGHT == GIVEN, 5.5, RIGHT)
    said = said_of(RIGHT, changed, {"dW": GIVEN})
    assert "that should stay as they were given are 5.5; those that" in said


@pytest.mark.parametrize(
    ("got", "said"),
    [
        ([5, 7, 2, 9], "The first 4 of dW are right, and then it ends too early."),
        ([5, 7, 2, 9, 1, 3, 3], "dW is right up to its end, and then goes on."),
        ([7, 2, 9, 1, 3], "The first of dW is missing; what follows is right."),
        (
            [7, 2, 9, 1],
            "The first of dW is missing; what follows is right, but it ends too early.",
        ),
        ([0, 5, 7, 2, 9, 1, 3], "dW has one too many in front; what follows is right."),
        (
            [0, 5, 7, 2, 9, 1],
            "dW has one too many in front; what follows is right.",
        ),
        (
            [7, 2, 9, 1, 3, 3],
            "The first of dW is missing; what follows is right.",
        ),
        (
            [0, 5, 7, 2, 9, 3],
            "dW has one too many in front, and the last but one is missing.",
        ),
        ([3, 1, 9, 2, 7, 5], "dW runs backwards."),
        ([5, 7, 2], ""),
        ([1, 1, 1, 1, 1, 2], ""),
        (["a", "b", "c", "d", "e", "f"], ""),
    ],
)
def test_a_list_is_said_to_be_shorter_longer_shifted_or_turned(got, said):
    assert said_of([5, 7, 2, 9, 1, 3], got) == said


@pytest.mark.parametrize(
    ("wanted", "got", "said"),
    [
        ([None, 4, 9, 2], [None, 0, 1, 2], "dW only counts: 0, 1, 2 and so on"),
        ([None, 4, 9, 2], [None, 3, 8, 1], "Each number in dW is smaller by 1"),
        (
            [[1, 2], [None, 4, 9, 2]],
            [[1, 2], [None, 5, 10, 3]],
            "Each number in dW[1] is greater",
        ),
        ([4, 9, 2], [1, 2, 7, 4, 9, 2], "dW has 3 too many in front; what follows is right."),
        ([4, 9, 2], [5, 9, 3], ""),
        ([7, 7, 7, 7, 2], [5, 7, 7, 7, 2], "right but for 1 of 4"),
        ([np.ones(2), np.ones(2)], [np.ones(2), np.zeros(2)], ""),
    ],
)
def test_whole_numbers_are_said_to_count_or_to_be_off_by_one(wanted, got, said):
    found = said_of(wanted, got)

    assert said in found
    assert bool(said) == bool(found)


@pytest.mark.parametrize(
    ("got", "said"),
    [
        (2.5 / 18, "dW is too small, by a factor of 18."),
        (-2.5, "dW has the wrong sign."),
        (2.5 * 1.37, ""),
        (0.0, ""),
    ],
)
def test_a_single_number_is_said_to_be_off_by_a_whole_factor(got, said):
    assert said_of(2.5, got) == said


def test_numbers_are_said_to_be_rounded():
    right = np.array([1.2345, 2.7182])

    assert said_of(2.123456, 2.12) == "dW is rounded to 2 decimal places."
    assert "are rounded to 2 decimal places" in said_of(right, np.round(right, 2))
