"""What a known fault gives speaks for it by how unlikely it is."""

from dataclasses import replace

import numpy as np
import pytest

from dinosaur_grader.checks.calls import Call
from dinosaur_grader.checks.words.evidence import COMPUTED, COPIED, bits
from tests.dinosaur_grader.judging.test_walk import a_probe

GIVEN = 13.138


@pytest.mark.parametrize(
    ("right", "seen", "worth"),
    [
        (1.5, 1.7, COMPUTED),
        (1.5, 1.5, 0),
        (1.5, 2.0, COPIED),
        (10.0, GIVEN, COPIED),
        (10.0, -GIVEN, COPIED),
        ([1, 2, 3], [1, 3, 2], 2 * COPIED),
        ([1, 2, 3], [1], 0),
        (np.array([[1.5], [2.5]]), np.array([[1.7], [2.7]]), 2 * COMPUTED),
        ({"a": 1.5}, {"a": 1.7}, COMPUTED),
        (np.array([[1.5], [2.5]]), np.array([[GIVEN], [GIVEN]]), COPIED),
        (10.0, round(GIVEN + 1e-10, 10), COPIED),
        (1.5, np.inf, COPIED),
        (1.5, None, 0),
    ],
)
def test_numbers_that_had_to_be_worked_out_are_worth_more(right, seen, worth):
    probe = replace(a_probe("a"), call=Call("clip", ([GIVEN], 3)), expected={"value": right})

    assert bits(probe, {"value": seen}) == worth
