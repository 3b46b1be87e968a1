"""The right answers against a second reading: what the textbook's plain steps give,
without `utils`, is handed in as a student's work would be."""

import pytest

from dinosaur_grader.assignments.probes import PRACTICE_SEED
from dinosaur_grader.checks import score
from dinosaur_grader.checks.in_notebook import ask
from tests import oracle
from tests.dinosaurs import POINTS, probes, reference


@pytest.mark.parametrize("seed", [PRACTICE_SEED, b"one"])
def test_a_second_reading_by_plain_steps_gets_every_point(seed):
    asked = probes(seed)

    assert score(asked, ask(asked, vars(oracle), reference(), {})) == POINTS
