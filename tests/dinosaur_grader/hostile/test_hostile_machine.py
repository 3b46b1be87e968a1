"""Attacks on the machine, each alone with short budgets at both levels: nothing on the
proving ground is ever hit.

The whole gallery in one batch, at the real budgets, is `test_hostile.py`.
"""

import contextlib
import functools

import nbformat
import psutil
import pytest

from dinosaur_grader.assignments.probes import PRACTICE_SEED
from dinosaur_grader.judging.lending import Lender
from dinosaur_grader.judging.plan import Budget
from dinosaur_grader.judging.reading.intake import read_submission
from dinosaur_grader.judging.walk import walk
from tests.dinosaur_grader.sandboxes import opened
from tests.dinosaurs import ASSIGNMENT, RUBRIC, probes
from tests.gallery.hostile import asked_only, files, network, reading, resources, talking, write
from tests.gallery.proving_ground import HARM, ProvingGround

pytestmark = [pytest.mark.isolation, pytest.mark.slow]
SHORT = Budget(cell_seconds=0.5, call_seconds=0.5, walk_seconds=30)
BLANK = nbformat.read(ASSIGNMENT.blank_path, as_version=4)
# these attacks stand in the first cell or in `clip`: what else is asked shows no more of them
CLIP = [probe for probe in probes(PRACTICE_SEED) if probe.function == "clip"]
ASKED = [next(probe for probe in CLIP if probe.public == public) for public in (True, False)]
INSIDE = [attack for attack in files.ATTACKS if attack.make is None]
ON_THE_MACHINE = (*resources.ATTACKS, *talking.ATTACKS, *network.ATTACKS, *reading.ATTACKS)
CASES = [
    pytest.param(level, attack, id=f"{level}-{attack.name}")
    for level in ("strict", "process")
    for attack in (*ON_THE_MACHINE, *INSIDE)
    if level == "strict" or attack.level == "process"
]


@pytest.fixture(scope="module")
def ground():
    with ProvingGround() as made:
        yield made


@pytest.fixture(scope="module")
def warm(ground):
    """Gives a level's one sandbox, which is warm, and how many processes there were
    then."""
    with contextlib.ExitStack() as held:

        @functools.cache
        def of(level):
            sandbox = held.enter_context(opened(level))
            with sandbox.child():
                pass
            return sandbox, _processes()

        yield of


@pytest.mark.parametrize(("level", "attack"), CASES)
def test_an_attack_on_the_machine_hits_nothing_and_earns_nothing(
    tmp_path, ground, warm, level, attack
):
    sandbox, before = warm(level)
    submission = read_submission(write(attack, tmp_path, BLANK), ASSIGNMENT)
    assert {"clip"} >= attack.cells.keys()

    lender = Lender(RUBRIC.answers, sandbox.child)
    result = walk(asked_only(submission, "clip"), ASKED, sandbox, lender, SHORT)
    assert ground.harm() == []
    assert [note for note in result.notes if f"{HARM}:" in note] == []
    assert result.state in attack.states
    assert result.score <= attack.most
    # counted, since a server that an attack wore out is replaced by another
    assert _processes() <= before


def _processes():
    return len(psutil.Process().children(recursive=True))
