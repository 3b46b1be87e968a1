"""gradescope-utils as a contender: an environment of its own, and an autograder as its
documentation shows one.

The platform starts a container for each hand-in and calls `run_autograder` there, so
there is nothing that runs already, and no batch. A process without the container is what
is measured. The notebook becomes a script, is imported, and one test with a weight for
each test cell of ours passes where all points are due.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from bench.contenders import environments
from bench.measure import Cost, run
from dinosaur_grader.assignments.assignment import Assignment

WANTED = (
    "gradescope-utils>=0.5,<0.6",
    "nbconvert>=7.16,<8",
    *environments.NOTEBOOKS,
)
RUN_AUTOGRADER = """#!/bin/sh
cd "$(dirname "$0")" && exec python run_tests.py
"""
RUN_TESTS = """import sys
import unittest

from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner
from nbconvert import PythonExporter

script, _ = PythonExporter().from_filename("../submission/{name}.ipynb")
with open("../submission/handed_in.py", "w") as file:
    file.write(script)
sys.path.insert(0, "../submission")
suite = unittest.defaultTestLoader.discover("tests")
with open("../results/results.json", "w") as file:
    JSONTestRunner(stream=file).run(suite)
"""
TESTS = """import unittest

import handed_in
from gradescope_utils.autograder_utils.decorators import weight
from dinosaur_grader.plain import marks


class TestCells(unittest.TestCase):
"""
TEST = '''    @weight({points:g})
    def test_{id}(self):
        """{id}"""
        self.assertGreaterEqual(marks("{id}", vars(handed_in)), {points:g})
'''


def scripts() -> Path:
    """The folder of its Python, installed at the first use. Raises NoPeer."""
    return environments.scripts("gradescope-utils", WANTED)


def autograder(folder: Path, work: Assignment) -> Path:
    """Write the autograder as it is uploaded; the path of its `run_autograder`."""
    source = folder / "source"
    (source / "tests").mkdir(parents=True)
    (source / "run_autograder").write_text(RUN_AUTOGRADER)
    (source / "run_autograder").chmod(0o755)
    (source / "run_tests.py").write_text(RUN_TESTS.format(name=work.name))
    tests = [TEST.format(id=test.id, points=test.points) for test in work.tests]
    (source / "tests" / "test_cells.py").write_text(TESTS + "\n".join(tests))
    return source / "run_autograder"


def grade(
    notebook: Path, started: Path, environment: dict[str, str]
) -> tuple[Cost, dict[str, float]]:
    """Grade one notebook with the `run_autograder` that is `started`, in fresh folders of
    the hand-in and of the results, as the container has them: cost, and the score of each
    test."""
    folder = started.parents[1]
    for name in ("submission", "results"):
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir()
    shutil.copy(notebook, folder / "submission")
    cost = run([started], folder, environments.inside(scripts(), environment))
    return cost, scores(json.loads((folder / "results" / "results.json").read_text()))


def scores(results: dict) -> dict[str, float]:
    """The score of each test in `results.json`."""
    return {test["name"]: float(test["score"]) for test in results["tests"] if "score" in test}
