"""Bare nbclient as a grader: `python -m bench.contenders.bare submitted marks.json`.

Every notebook gets its hidden tests, is executed in a kernel of its own, and each test
cell's mark is read as nbgrader reads it. No gradebook, no feedback, no isolation: the
least that one kernel a submission can cost.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbgrader.utils import determine_grade

from bench.classroom import NAME
from dinosaur_grader.assignments.assignment import Assignment, load

SECONDS_A_CELL = 600


def marks(path: Path, work: Assignment) -> dict[str, float]:
    """Execute one notebook and read the score of each of its test cells."""
    notebook = nbformat.read(path, as_version=4)
    tests = {test.id: test.source for test in work.tests}
    graded = [
        cell
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") in tests
    ]
    for cell in graded:
        cell.source = tests[cell.metadata.nbgrader.grade_id]
    where = {"metadata": {"path": str(path.parent)}}
    NotebookClient(
        notebook, timeout=SECONDS_A_CELL, allow_errors=True, resources=where
    ).execute()
    return {cell.metadata.nbgrader.grade_id: float(determine_grade(cell)[0]) for cell in graded}


def main(arguments: list[str]) -> int:
    """Execute a class one notebook after another and write `[[student, cell, score],
    ...]`."""
    submitted, told = map(Path, arguments)
    work, rows = load(NAME), []
    for place in sorted(submitted.iterdir()):
        found = marks(place / work.name / f"{work.name}.ipynb", work)
        rows += [[place.name, cell, score] for cell, score in found.items()]
    told.write_text(json.dumps(rows))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
