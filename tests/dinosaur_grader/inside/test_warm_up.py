"""What the server has been through, its children need not go through."""

from __future__ import annotations

import pytest

from dinosaur_grader.assignments.assignment import load
from dinosaur_grader.assignments.cell_text import Texts
from dinosaur_grader.judging.plan import needed
from dinosaur_grader.judging.reading import intake
from dinosaur_grader.sandbox.sandbox import Sandbox

pytestmark = [pytest.mark.isolation, pytest.mark.usefixtures("strict")]
NOTE = "import sys\nloaded = set(sys.modules)"
TELL = "print(sorted(set(sys.modules) - loaded))"


def test_nothing_that_the_solved_notebook_runs_is_loaded_in_each_child():
    work = load("dinosaur_island")
    texts = Texts(work.texts)
    taken = intake.take_file(work.solved_path, "ada", work)
    cells = needed(
        intake.parsed_submission(taken, work, texts).cells,
        frozenset(test.id for test in work.tests),
        texts,
    )
    with Sandbox("strict") as sandbox, sandbox.child() as child:
        child.run_cell(NOTE, 10.0)
        for cell in cells:
            if cell.kind == "code":
                assert child.run_cell(cell.source, 60.0).ok
        assert child.run_cell(TELL, 10.0).output == "[]\n"
