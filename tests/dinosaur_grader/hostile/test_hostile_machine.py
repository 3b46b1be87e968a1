"""Attacks on the machine, each alone with short budgets at both levels: nothing on the
proving ground is ever hit.

The whole gallery in one batch, at the real budgets, is `test_hostile.py`.
"""

import nbformat
import psutil
import pytest

from dinosaur_grader.assignments.probes import PRACTICE_SEED
from dinosaur_grader.judging.lending import Lender
from dinosaur_grader.judging.plan import Budget
from dinosaur_grader.judging.reading.intake import read_submission
from dinosaur_grader.judging.walk import walk
from dinosaur_grader.sandbox.sandbox import IsolationUnavailable, Sandbox
from tests.dinosaurs import ASSIGNMENT, RUBRIC, probes
from tests.gallery.hostile import asked_only, files, network, reading, resources, talking, write
from tests.gallery.proving_ground import HARM, ProvingGround

pytestmark = [pytest.mark.isolation, pytest.mark.slow]
SHORT = Budget(cell_seconds=0.5, call_seconds=0.5, walk_seconds=30)
BLANK = nbformat.read(ASSIGNMENT.blank_path, as_version=4)
# these attacks stand in the first cell or in `clip`: what else is asked shows no more of them
ASKED = [probe for probe in probes(PRACTICE_SEED) if probe.function == "clip"]
INSIDE = [attack for attack in files.ATTACKS if attack.make is None]
ON_THE_MACHINE = (
    *resources.ATTACKS,
    *talking.ATTACKS,
    *network.ATTACKS,
    *reading.ATTACKS,
)
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
def sandbox(request, ground):
    """One that is warm, and how many processes there were then."""
    try:
        with Sandbox(request.param) as opened:
            with opened.child():
                pass
            yield opened, _processes()
    except IsolationUnavailable as error:
        pytest.skip(str(error))


@pytest.mark.parametrize(("sandbox", "attack"), CASES, indirect=["sandbox"])
def test_an_attack_on_the_machine_hits_nothing_and_earns_nothing(
    tmp_path, ground, sandbox, attack
):
    opened, before = sandbox
    submission = read_submission(write(attack, tmp_path, BLANK), ASSIGNMENT)
    assert {"clip"} >= attack.cells.keys()

    lender = Lender(RUBRIC.answers, opened.child)
    result = walk(asked_only(submission, "clip"), ASKED, opened, lender, SHORT)
    assert ground.harm() == []
    assert [note for note in result.notes if f"{HARM}:" in note] == []
    assert result.state in attack.states
    assert result.score <= attack.most
    # counted, since a server that an attack wore out is replaced by another
    assert _processes() <= before


def _processes():
    return len(psutil.Process().children(recursive=True))
