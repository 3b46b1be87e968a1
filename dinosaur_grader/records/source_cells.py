"""What nbgrader keeps of an assignment's own cells, worked out by nbgrader's own
preprocessors.

`nbgrader generate_assignment` stores each graded, solution or locked cell with its
stub, its hidden tests and a checksum. A gradebook that is to be taken for nbgrader's
own has to hold exactly these, so the same code makes them.
"""

from __future__ import annotations

import copy
import functools
import json
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader import utils as nbgrader_utils
from nbgrader.preprocessors import ClearOutput, ComputeChecksums, LockCells
from nbgrader.utils import is_grade, is_locked, is_solution


@dataclass(frozen=True)
class OwnCell:
    """One cell that nbgrader knows by name: what it is worth, what it says, and its
    checksum."""

    name: str
    cell_type: str
    grade: bool
    solution: bool
    locked: bool
    points: float
    source: str
    checksum: str


def instructor_version(assignment) -> nbformat.NotebookNode:
    """The notebook that nbgrader grades with: stubs in the place of solutions, hidden
    tests in it, checksums set.

    The stubs are those of the release, whatever text the course's configuration puts
    into them.
    """
    stubs = tuple(
        (cell.grade_id, cell.source)
        for cell in assignment.blank
        if cell.grade_id in assignment.solutions
    )
    return copy.deepcopy(_instructor_version(assignment.solved_path, assignment.version, stubs))


@functools.lru_cache(maxsize=4)
def _instructor_version(
    path: Path, version: str, stubs: tuple[tuple[str, str], ...]
) -> nbformat.NotebookNode:
    notebook, resources = nbformat.read(path, as_version=4), {}
    by_id = dict(stubs)
    for cell in notebook.cells:
        if is_solution(cell):
            cell.source = by_id[cell.metadata.nbgrader.grade_id]
    for step in (LockCells, ClearOutput, ComputeChecksums):
        notebook, resources = step().preprocess(notebook, resources)
    return notebook


def own_cells(assignment) -> tuple[OwnCell, ...]:
    """The assignment's named cells in notebook order."""
    cells = instructor_version(assignment).cells
    return tuple(
        _own_cell(cell)
        for cell in cells
        if is_grade(cell) or is_solution(cell) or is_locked(cell)
    )


def kernelspec(assignment) -> str:
    """The notebook's kernel as nbgrader stores it: JSON, in the order of names that
    nbformat writes."""
    return json.dumps(
        instructor_version(assignment).metadata.get("kernelspec", {}), sort_keys=True
    )


def _own_cell(cell: nbformat.NotebookNode) -> OwnCell:
    marks = cell.metadata.nbgrader
    return OwnCell(
        name=marks.grade_id,
        cell_type=cell.cell_type,
        grade=bool(is_grade(cell)),
        solution=bool(is_solution(cell)),
        locked=bool(is_locked(cell)),
        points=float(marks.get("points", 0)),
        source=cell.source,
        checksum=nbgrader_utils.compute_checksum(cell),
    )
