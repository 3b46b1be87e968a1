"""A sandbox for the tests of judging, at the level where no layer helps."""

import pytest

from dinosaur_grader.sandbox.sandbox import Sandbox
from tests.dinosaurs import ASSIGNMENT


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox("none", beside=ASSIGNMENT.beside) as opened:
        yield opened
