"""What several rooms start from: a sandbox at each level that isolates, and a child in it."""

import pytest

from tests.dinosaur_grader.sandboxes import QUICK, opened


@pytest.fixture(scope="module", params=["strict", "process"])
def sandbox(request):
    with opened(request.param, QUICK, warmed_up=False) as it:
        yield it


@pytest.fixture
def child(sandbox):
    with sandbox.child() as it:
        yield it
