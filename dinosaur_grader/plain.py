"""The hidden tests of plain `nbgrader autograde`: the same probes, asked in the
student's own kernel.

Compatible, not trusted: what runs in that kernel can change anything in it.
"""

from __future__ import annotations

from pathlib import Path

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import locations
from dinosaur_grader.assignments.probes import PRACTICE_SEED, probes
from dinosaur_grader.checks import score
from dinosaur_grader.checks.in_notebook import ask


def marks(cell: str, namespace: dict, assignment: str = "") -> float:
    """Return the points of one graded test cell, of the function that stands in
    `namespace`, the notebook's globals.

    `assignment` is the notebook's own; left out, it is the one of this course, or of
    the kit, that has such a cell. All the function's probes are asked, since the gate
    looks at all of them. A wrong answer costs points, never an exception. The fixtures
    are those of the published practice seed. Raises KeyError for a cell that is not
    ours.
    """
    rubric = _rubric(cell, assignment)
    function = rubric.cells[cell]
    own = [probe for probe in probes(rubric, PRACTICE_SEED) if probe.function == function]
    return score(own, ask(own, namespace, rubric.answers.functions, rubric.answers.files))[cell]


def _rubric(cell: str, assignment: str):
    here = Path.cwd()
    # nbgrader runs a notebook in autograded/STUDENT/ASSIGNMENT of its course; nearer
    # folders are a student's, who may be called `rubrics`
    course = next(filter(locations.is_course, here.parents[2:]), None)
    names = [assignment] if assignment else [here.name, *locations.names(course)]
    for name in names:
        if locations.rubric(name, course) is not None:
            rubric = assignments.load(name, course).rubric
            if cell in rubric.cells:
                return rubric
    raise KeyError(f"no rubric of {', '.join(names)} has a cell {cell}")
