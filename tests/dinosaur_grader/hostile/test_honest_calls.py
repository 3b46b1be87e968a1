"""A right notebook that also does what the lesson doesn't ask for (threads, figures,
temporary files, archives) gets its points, and no word of a refusal."""

import pytest

from dinosaur_grader.assignments.probes import PRACTICE_SEED
from dinosaur_grader.judging.lending import Lender
from dinosaur_grader.judging.walk import walk
from dinosaur_grader.results import Cell, Submission
from tests.dinosaur_grader.sandbox.test_syscall_filter import HONEST
from tests.dinosaur_grader.sandboxes import opened
from tests.dinosaurs import ASSIGNMENT, NAME, RUBRIC, probes

pytestmark = [pytest.mark.isolation, pytest.mark.slow]
MAGICS = "%matplotlib inline\n%time sum(range(10))\n%pwd"
STARTS = "import subprocess\nsubprocess.run(['true'])"


@pytest.mark.parametrize("level", ["strict", "process"])
def test_an_honest_notebook_gets_its_points_and_one_that_starts_a_program_is_told_of(level):
    with opened(level, secret=ASSIGNMENT.secret) as sandbox:
        lender = Lender(RUBRIC.answers, sandbox.child)
        for first, refusals in (((HONEST, MAGICS), 0), ((STARTS,), 1)):
            cells = (*(Cell("code", text, index=0) for text in first), *ASSIGNMENT.solved)
            work = Submission("ada", NAME, cells, "digest")
            result = walk(work, probes(PRACTICE_SEED), sandbox, lender, seed=b"x")
            assert (result.state, result.score, result.needs_look) == ("graded", 100, False)
            assert sum("refused (EPERM)" in note for note in result.notes) == refusals
            assert sum("refused" in note for note in result.notes) == refusals
