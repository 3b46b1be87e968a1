"""jupygrader as a contender: an environment of its own, and test cells that ask the same.

Its test cells are cells of the notebook, and pass or fail whole. So a test cell of ours
keeps its text and, as otter's test case, passes where all points are due.
"""

from __future__ import annotations

import json
from pathlib import Path

from bench.contenders import environments
from bench.measure import Cost, run
from dinosaur_grader.assignments.assignment import Assignment

WANTED = ("jupygrader>=0.5,<0.6", *environments.NOTEBOOKS)
TEST = """_test_case = "{id}"
_points = {points:g}
{visible}
from dinosaur_grader.plain import marks

assert marks("{id}", globals()) >= {points:g}
"""


def scripts() -> Path:
    """The folder of its commands, installed at the first use. Raises NoPeer."""
    return environments.scripts("jupygrader", WANTED)


def prepare(notebook: Path, work: Assignment) -> None:
    """Put its test cells in place of the release's, in a hand-in's file."""
    book, tests = json.loads(notebook.read_text()), {test.id: test for test in work.tests}
    for cell in book["cells"]:
        test = tests.get(cell["metadata"].get("nbgrader", {}).get("grade_id"))
        if test:
            cell["source"] = TEST.format(
                id=test.id, points=test.points, visible=test.visible.strip()
            )
    notebook.write_text(json.dumps(book))


def grade(notebooks: list[Path], folder: Path, environment: dict[str, str]) -> Cost:
    """Grade so many notebooks with one `jupy grade`."""
    words = ["grade", "--regrade-existing", *notebooks]
    inside = environments.inside(scripts(), environment)
    return run([scripts() / "jupy", *words], folder, inside)


def scores(notebook: Path) -> dict[str, float]:
    """The score of each test cell, from what it wrote beside the notebook."""
    told = notebook.with_name(f"{notebook.stem}-graded-result.json")
    return listed(json.loads(told.read_text())["test_case_results"])


def listed(results: list[dict]) -> dict[str, float]:
    """The score of each test cell in its own results."""
    return {one["test_case_name"]: float(one["points"]) for one in results}
