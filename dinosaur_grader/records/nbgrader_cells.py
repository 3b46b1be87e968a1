"""An assignment's cells as nbgrader grades with them: what it writes of each into the
gradebook and into an autograded notebook. Its own code for that takes a second to
load."""

from __future__ import annotations

import hashlib

from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.notebook_cells import Json, grade_id, has, meta, read, text


def instructor_version(assignment: Assignment) -> Json:
    """Make the notebook that nbgrader grades with: stubs in the place of solutions,
    hidden tests in it, checksums set.

    The stubs are those of the release, whatever text the course's configuration puts
    into them.
    """
    stubs = {cell.grade_id: cell.source for cell in assignment.blank}
    notebook = read(assignment.solved_path)
    for cell in notebook["cells"]:
        solves = has(cell, "solution")
        cell["source"] = stubs[grade_id(cell)] if solves else text(cell)
        if solves or has(cell, "grade") or is_locked(cell):
            meta(cell).update(checksum=checksum(cell), cell_type=cell["cell_type"])
    return notebook


def is_locked(cell: Json) -> bool:
    """Tell whether nbgrader puts a cell's own text in the place of a student's."""
    return not has(cell, "solution") and (has(cell, "grade") or has(cell, "locked"))


def checksum(cell: Json) -> str:
    """Compute nbgrader's checksum of a cell."""
    about = (has(cell, "grade"), has(cell, "solution"), is_locked(cell))
    parts = [text(cell), cell["cell_type"], *map(str, about), grade_id(cell)]
    if has(cell, "grade"):
        parts.append(str(float(meta(cell)["points"])))
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()
