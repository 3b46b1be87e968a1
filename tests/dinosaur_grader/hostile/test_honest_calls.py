"""A right notebook that also does what the lesson doesn't ask for (threads, figures,
temporary files, archives) gets its points, and no word of a refusal."""

import pytest

from dinosaur_grader.assignments.probes import PRACTICE_SEED
from dinosaur_grader.judging.lending import Lender
from dinosaur_grader.judging.walk import walk
from dinosaur_grader.results import Cell, Submission
from dinosaur_grader.sandbox.sandbox import IsolationUnavailable, Sandbox
from tests.dinosaur_grader.sandbox.test_syscall_filter import HONEST
from tests.dinosaurs import ASSIGNMENT, NAME, RUBRIC, probes

pytestmark = [pytest.mark.isolation, pytest.mark.slow]
MAGICS = "%matplotlib inline\n%time sum(range(10))\n%pwd"
REFUSED = "import subprocess\nsubprocess.run(['true'])"


def graded(level, *first):
    cells = (*(Cell("code", source, index=0) for source in first), *ASSIGNMENT.solved)
    work = Submission("ada", NAME, cells, "digest")
    try:
        with Sandbox(level, secret=ASSIGNMENT.secret) as sandbox:
            return walk(
                work,
                probes(PRACTICE_SEED),
                sandbox,
                Lender(RUBRIC.answers, sandbox.child),
                seed=b"x",
            )
    except IsolationUnavailable as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("level", ["strict", "process"])
def test_an_honest_notebook_gets_its_points_and_no_note_of_a_refusal(level):
    result = graded(level, HONEST, MAGICS)

    assert (result.state, result.score, result.needs_look) == ("graded", 100, False)
    assert [note for note in result.notes if "refused" in note] == []


@pytest.mark.parametrize("level", ["strict", "process"])
def test_an_honest_notebook_that_starts_a_program_is_told_of_and_keeps_its_points(level):
    result = graded(level, REFUSED)

    assert (result.score, result.needs_look) == (100, False)
    assert (
        "something that this notebook asked of the system was refused (EPERM)" in result.notes
    )
