"""What hostile answers make of the memory of the process that judges them, measured in
a process of its own."""

import json
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.gallery import hostile
from tests.gallery.hostile import writing

MOST = 300
"""MB that the judging process may have at any time."""
NAMES = (*(f"packed-{name}" for name in writing.PACKED), "long-texts", "huge-answer")
pytestmark = [pytest.mark.isolation, pytest.mark.slow]


@pytest.fixture(scope="module")
def judged(strict):
    command = [sys.executable, "-m", "tests.dinosaur_grader.judging.peak", "strict", *NAMES]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_of_any_size_leaves_the_judging_process_under_its_cap(judged, name):
    attack = next(attack for attack in hostile.attacks() if attack.name == name)
    result = judged["results"][name]
    assert result["peak"] < MOST
    assert result["state"] in attack.states
    assert result["score"] <= attack.most


def test_what_is_let_through_is_large_enough_to_say_something(judged):
    through = [each for each in judged["results"].values() if each["faults"] != ["violation"]]
    assert len(through) > 10
    assert judged["peak"] > judged["before"] + 50
