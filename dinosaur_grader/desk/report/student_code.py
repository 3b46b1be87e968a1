"""Students' code, from the graded notebooks that `grade` wrote under `out`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.notebook_cells import grade_id
from dinosaur_grader.judging.reading.intake import unsafe

Answers = Callable[[str, str], str]
"""From a student's id and a function to that student's code of it."""


def codes(out: Path, assignment: Assignment) -> dict[str, list[str]]:
    """Read each student's code cells but for the tests: the code that counts may stand
    in any of them, so the graded cells come first and the others behind them."""
    found = {}
    name = assignment.name
    for path in sorted((out / "autograded").glob(f"*/{name}/{name}.ipynb")):
        marked = [(c["metadata"].get("nbgrader", {}), text) for c, text in _code(path)]
        own = [(marks, text) for marks, text in marked if not marks.get("grade")]
        own.sort(key=lambda one: not one[0].get("solution"))
        found[path.parts[-3]] = [text for _, text in own]
    return found


def without_given(
    codes: Mapping[str, Sequence[str]], release: Iterable[str]
) -> dict[str, list[str]]:
    """Leave out the cells that stand in the release as they are."""
    given = {text.strip() for text in release}
    return {s: [text for text in own if text.strip() not in given] for s, own in codes.items()}


def code_of(out: Path, assignment: Assignment, student: str, function: str) -> str:
    """Read a student's code of `function`; empty where there is none."""
    path = out / "autograded" / student / assignment.name / f"{assignment.name}.ipynb"
    if unsafe(student) or not path.is_file():
        return ""
    cells = list(_code(path))
    solutions = assignment.solutions
    graded = [text for cell, text in cells if solutions.get(grade_id(cell)) == function]
    defining = [text for _, text in cells if f"def {function}(" in text]
    return next(iter([*reversed(defining), *graded]), "")


def _code(notebook: Path) -> list[tuple[dict[str, Any], str]]:
    """A notebook's code cells, each with its text."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [(c, "".join(c["source"])) for c in cells if c["cell_type"] == "code"]
