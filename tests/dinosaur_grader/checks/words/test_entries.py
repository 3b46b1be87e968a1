"""What became of the entries of an array is said in groups, and of all entries alike."""

import numpy as np

from dinosaur_grader.checks.words.entries import by_groups, by_step, own_of

GIVEN = np.array([[9.0, -9.0, 0.5], [8.0, -8.0, 0.25]])
RIGHT = np.clip(GIVEN, -3, 3)


def groups_of(found, own=GIVEN):
    return by_groups("dW", RIGHT, found, found != RIGHT, own)


def test_what_was_given_is_found_by_its_name():
    assert own_of("dW", (1, {"dW": GIVEN})) is GIVEN
    assert own_of("db", (1, {"dW": GIVEN})) is None


def test_a_side_that_was_not_clipped_is_told_from_one_that_was():
    assert groups_of(np.minimum(GIVEN, 3)) == (
        "In dW the entries that should be 3 are right; those that should be -3 came back as "
        "they were given; those that should stay as they were given are right."
    )


def test_another_value_is_said():
    found = np.where(np.abs(GIVEN) > 3, 3.0, GIVEN)

    assert "those that should be -3 are 3;" in groups_of(found)


def test_it_is_said_how_many_of_a_group_are_off():
    found = RIGHT.copy()
    found[0, 0] = 9.0

    assert "should be 3 are right but for 1 of 2, which came back as they were given" in (
        groups_of(found)
    )


def test_without_what_was_given_values_that_repeat_make_a_group():
    assert "In dW the entries that should be 3 lie beyond that" in groups_of(GIVEN, None)


def test_nothing_is_said_where_all_are_wrong_somehow():
    assert groups_of(np.arange(6.0).reshape(2, 3) + 0.1) == ""
    assert by_groups("a", np.arange(3.0), np.zeros(3), np.ones(3, bool), None) == ""


def test_a_step_of_another_length_is_measured():
    moved = GIVEN - 0.25 * np.array([[1, 2, 0], [3, 4, 5]])

    def said(factor):
        return by_step("Wax", moved, GIVEN + factor * (moved - GIVEN), GIVEN)

    assert said(1 / 18) == "Each entry of Wax moved only 1/18 of the way that it should."
    assert said(-1) == "Wax moved as far as it should, but the other way."
    assert said(2.5) == "Each entry of Wax moved 2.5 times as far as it should."
    assert said(1) == said(0) == ""
    assert by_step("Wax", moved, GIVEN + np.ones((2, 3)), GIVEN) == ""
