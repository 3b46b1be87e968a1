"""Cells as nbgrader's own code would have them."""

import nbformat
import pytest

from dinosaur_grader.assignments.notebook_cells import grade_id, meta
from dinosaur_grader.records import nbgrader_cells
from tests.dinosaur_grader import classroom

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("work", [classroom.assignment, classroom.marked_by_hand])
def test_the_notebook_is_the_one_that_nbgrader_makes(work):
    work = work()
    from nbgrader.preprocessors import ComputeChecksums
    from nbgrader.utils import is_locked, is_solution

    stubs = {cell.grade_id: cell.source for cell in work.blank}
    theirs = nbformat.read(work.solved_path, as_version=4)
    for cell in theirs.cells:
        if is_solution(cell):
            cell.source = stubs[cell.metadata.nbgrader.grade_id]
    theirs, _ = ComputeChecksums().preprocess(theirs, {})
    ours = nbgrader_cells.instructor_version(work)["cells"]
    for own, their in zip(ours, theirs.cells, strict=True):
        assert own["source"] == their.source
        assert meta(own) == dict(their.metadata.get("nbgrader", {}))
        assert nbgrader_cells.is_locked(own) == bool(is_locked(their))
    assert any(map(grade_id, ours))
