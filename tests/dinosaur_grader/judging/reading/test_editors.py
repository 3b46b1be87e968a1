"""Round trips: a notebook that went through an editor is walked as if it had never
moved."""

import copy
import json

import pytest

from dinosaur_grader.assignments.assignment import load
from dinosaur_grader.assignments.probes import PRACTICE_SEED
from dinosaur_grader.judging.lending import Lender
from dinosaur_grader.judging.reading.intake import read_submission
from dinosaur_grader.judging.walk import walk
from dinosaur_grader.results import Submission
from tests.dinosaur_grader import small
from tests.dinosaurs import FUNCTIONS, RUBRIC, probes
from tests.gallery import editors


def solved_release() -> dict:
    """The real release with the reference's answers."""
    assignment = load("dinosaur_island")
    notebook = json.loads(assignment.blank_path.read_text(encoding="utf-8"))
    answers = {c.grade_id: c.source for c in assignment.solved if c.grade_id in FUNCTIONS}
    for cell in notebook["cells"]:
        cell["source"] = answers.get(editors.grade_id(cell), cell["source"])
    return notebook


CASES = {
    "the small assignment": (small.solved(), small.assignment()),
    "dinosaur_island": (solved_release(), load("dinosaur_island")),
}


@pytest.fixture(params=list(CASES))
def case(request):
    notebook, assignment = CASES[request.param]
    return copy.deepcopy(notebook), assignment


def staged(tmp_path, student: str, raw: bytes, assignment) -> Submission:
    submission = read_submission(small.hand_in(tmp_path, student, raw), assignment)
    assert isinstance(submission, Submission), submission
    return submission


def walked(submission: Submission) -> list[tuple]:
    return [(c.kind, c.source, c.grade_id, c.points, c.demonstration) for c in submission.cells]


EVERY = [*editors.KEEPING, *editors.SPLITTING]


@pytest.mark.parametrize("editor", EVERY, ids=lambda editor: editor.__name__)
def test_no_editor_changes_what_is_walked_or_loses_a_function_or_a_test(tmp_path, case, editor):
    """One that keeps the cells changes nothing, one that cuts and copies nothing that
    counts."""
    notebook, assignment = case
    unmoved = staged(tmp_path, "ada", editors.written(notebook), assignment)

    moved = staged(tmp_path, "bob", editor(copy.deepcopy(notebook)), assignment)
    assert unmoved.notes == ()
    assert editor in editors.SPLITTING or walked(moved) == walked(unmoved)
    before, after = (
        [(cell.grade_id, cell.points) for cell in work.cells if cell.kind == "test"]
        for work in (unmoved, moved)
    )
    assert after == before
    for grade_id, function in assignment.solutions.items():
        [counts] = [cell for cell in moved.cells if cell.grade_id == grade_id]
        assert (counts.kind, f"def {function}(" in counts.source) == ("code", True)
    assert editor in editors.KEEPING or moved.notes


# one that keeps the cells gives the same walk
@pytest.mark.parametrize("editor", editors.SPLITTING, ids=lambda editor: editor.__name__)
def test_a_solved_notebook_that_moved_gets_every_point(tmp_path, sandbox, editor):
    notebook, assignment = CASES["dinosaur_island"]
    submission = staged(tmp_path, "ada", editor(copy.deepcopy(notebook)), assignment)

    lender = Lender(RUBRIC.answers, sandbox.child)
    result = walk(submission, probes(PRACTICE_SEED), sandbox, lender)
    assert result.score == assignment.max_score
