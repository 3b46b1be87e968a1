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
from tests.dinosaurs import RUBRIC, probes
from tests.gallery import editors


def _solved_release() -> dict:
    """The real release with the reference's answers."""
    assignment = load("dinosaur_island")
    notebook = json.loads(assignment.blank_path.read_text(encoding="utf-8"))
    answers = {
        cell.grade_id: cell.source
        for cell in assignment.solved
        if cell.grade_id in assignment.solutions
    }
    for cell in notebook["cells"]:
        cell["source"] = answers.get(editors.grade_id(cell), cell["source"])
    return notebook


CASES = {
    "the small assignment": (small.solved(), small.assignment()),
    "dinosaur_island": (_solved_release(), load("dinosaur_island")),
}


@pytest.fixture(params=list(CASES))
def case(request):
    notebook, assignment = CASES[request.param]
    return copy.deepcopy(notebook), assignment


def _staged(tmp_path, student: str, raw: bytes, assignment) -> Submission:
    submission = read_submission(small.hand_in(tmp_path, student, raw), assignment)
    assert isinstance(submission, Submission), submission
    return submission


def _walked(submission: Submission) -> list[tuple]:
    return [(c.kind, c.source, c.grade_id, c.points, c.demonstration) for c in submission.cells]


@pytest.mark.parametrize("editor", editors.KEEPING, ids=lambda editor: editor.__name__)
def test_an_editor_that_keeps_the_cells_changes_nothing_that_is_walked(tmp_path, case, editor):
    notebook, assignment = case
    unmoved = _staged(tmp_path, "ada", editors.written(notebook), assignment)

    moved = _staged(tmp_path, "bob", editor(copy.deepcopy(notebook)), assignment)
    assert _walked(moved) == _walked(unmoved)
    assert unmoved.notes == ()


@pytest.mark.parametrize("editor", editors.SPLITTING, ids=lambda editor: editor.__name__)
def test_an_editor_that_cuts_and_copies_loses_no_function_and_no_test(tmp_path, case, editor):
    notebook, assignment = case
    unmoved = _staged(tmp_path, "ada", editors.written(notebook), assignment)

    moved = _staged(tmp_path, "bob", editor(copy.deepcopy(notebook)), assignment)
    graded = [(cell.kind, cell.grade_id) for cell in unmoved.cells if cell.kind == "test"]
    assert [(cell.kind, cell.grade_id) for cell in moved.cells if cell.kind == "test"] == graded
    for grade_id, function in assignment.solutions.items():
        [counts] = [cell for cell in moved.cells if cell.grade_id == grade_id]
        assert f"def {function}(" in counts.source
        assert counts.kind == "code"
    assert moved.notes != ()


@pytest.mark.parametrize(
    "editor", [*editors.KEEPING, *editors.SPLITTING], ids=lambda editor: editor.__name__
)
def test_a_solved_notebook_that_moved_gets_every_point(tmp_path, sandbox, editor):
    notebook, assignment = CASES["dinosaur_island"]
    submission = _staged(tmp_path, "ada", editor(copy.deepcopy(notebook)), assignment)

    lender = Lender(RUBRIC.answers, sandbox.child)
    result = walk(submission, probes(PRACTICE_SEED), sandbox, lender)
    assert result.score == assignment.max_score
