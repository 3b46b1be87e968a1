"""otter-grader as a contender: an environment of its own, an assignment that asks the
same, one run a notebook.

otter's test cases pass or fail whole, so a test cell of ours is one test case that
passes where all points are due. `otter grade` needs Docker; `otter run` is the same
grading without a container, and that is what is measured.
"""

from __future__ import annotations

import json
from pathlib import Path

from bench.contenders import environments
from bench.measure import Cost, run
from dinosaur_grader.assignments.assignment import Assignment

WANTED = ("otter-grader>=7,<8", *environments.NOTEBOOKS)
TEST = """from otter.test_files import test_case

OK_FORMAT = False
name = "{id}"
points = {points:g}


@test_case(points={points:g}, hidden=True)
def test_{id}(env):
    from dinosaur_grader.plain import marks

    assert marks("{id}", env) >= {points:g}
"""


def scripts() -> Path:
    """The folder of otter's commands, installed at the first use. Raises NoPeer."""
    return environments.scripts("otter", WANTED)


def assignment(folder: Path, work: Assignment, environment: dict[str, str]) -> Path:
    """Write the tests and have `otter generate` pack them; the archive's path."""
    tests, archive = folder / "tests", folder / "autograder.zip"
    tests.mkdir()
    for test in work.tests:
        (tests / f"{test.id}.py").write_text(TEST.format(id=test.id, points=test.points))
    words = [
        "generate",
        "-t",
        tests,
        "-o",
        archive,
        "--no-environment",
        "--no-requirements",
        "--no-config",
    ]
    run([scripts() / "otter", *words], folder, _inside(environment))
    return archive


def grade(
    notebook: Path, archive: Path, folder: Path, environment: dict[str, str]
) -> tuple[Cost, dict[str, float]]:
    """Grade one notebook: cost, and the score of each test."""
    told = folder / "otter" / notebook.parents[1].name
    told.mkdir(parents=True)
    words = ["run", "--no-logo", "-a", archive, "-o", told, notebook]
    cost = run([scripts() / "otter", *words], folder, _inside(environment))
    tests = json.loads((told / "results.json").read_text())["tests"]
    return cost, {test["name"]: float(test["score"]) for test in tests if "score" in test}


def _inside(environment: dict[str, str]) -> dict[str, str]:
    return environments.inside(scripts(), environment)
