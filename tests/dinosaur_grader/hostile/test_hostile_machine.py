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
from tests.gallery.hostile import files, network, reading, resources, talking, write
from tests.gallery.proving_ground import HARM, ProvingGround

pytestmark = [pytest.mark.isolation, pytest.mark.slow]
SHORT = Budget(cell_seconds=0.5, call_seconds=0.5, walk_seconds=30)
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
def sandboxes():
    opened: dict[str, Sandbox] = {}
    yield opened
    for sandbox in opened.values():
        sandbox.__exit__()


def _opened(sandboxes: dict[str, Sandbox], level: str) -> Sandbox:
    try:
        return (
            sandboxes.setdefault(level, Sandbox(level).__enter__())
            if level not in sandboxes
            else sandboxes[level]
        )
    except IsolationUnavailable as error:
        pytest.skip(str(error))


@pytest.mark.parametrize(("level", "attack"), CASES)
def test_an_attack_on_the_machine_hits_nothing_and_earns_nothing(
    tmp_path, ground, sandboxes, level, attack
):
    sandbox, assignment = _opened(sandboxes, level), ASSIGNMENT
    with sandbox.child():
        pass  # so that the sandbox's own server is among the processes before
    before = _processes()
    submission = read_submission(
        write(attack, tmp_path, nbformat.read(assignment.blank_path, as_version=4)), assignment
    )

    lender = Lender(RUBRIC.answers, sandbox.child)
    result = walk(submission, probes(PRACTICE_SEED), sandbox, lender, SHORT)
    assert ground.harm() == []
    assert [note for note in result.notes if f"{HARM}:" in note] == []
    assert result.state in attack.states
    assert result.score <= attack.most
    # counted, since a server that an attack wore out is replaced by another
    assert _processes() <= before


def _processes():
    return len(psutil.Process().children(recursive=True))
