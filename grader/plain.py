"""The hidden tests of plain `nbgrader autograde`: the same probes, asked in the
student's own kernel.

Compatible, not trusted: what runs in that kernel can change anything in it.
"""

from __future__ import annotations

from grader.assignments.probes import PRACTICE_SEED, probes
from grader.assignments.reference import reference
from utils.checks import CELLS, score
from utils.checks.asking import ask


def marks(cell: str, namespace: dict) -> float:
    """The points of one graded test cell, of the function that stands in `namespace`,
    the notebook's globals.

    All the function's probes are asked, since the gate looks at all of them. A wrong
    answer costs points, never an exception. The fixtures are those of the published
    practice seed. Raises KeyError for a cell that is not ours.
    """
    function = CELLS[cell]
    own = [probe for probe in probes(PRACTICE_SEED) if probe.function == function]
    return score(own, ask(own, namespace, reference()))[cell]
