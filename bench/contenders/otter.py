"""otter-grader as a contender: an environment of its own, an assignment that asks the
same, one run a notebook.

otter's test cases pass or fail whole, so a test cell of ours is one test case that
passes where all points are due. `otter grade` needs Docker; `otter run` is the same
grading without a container, and that is what is measured.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from bench.costs.measure import Cost, run
from grader.assignments.assignment import Assignment

HOME = Path(__file__).parents[2] / "build" / "otter"
WANTED = (
    "otter-grader>=7,<8",
    "ipykernel>=6.29,<8",
    "numpy>=1.26,<3",
    "matplotlib>=3.8,<4",
    "msgspec>=0.18.6,<1",
)
"""otter, a kernel for it, and what the kit's own checks import there."""
TEST = """from otter.test_files import test_case

OK_FORMAT = False
name = "{id}"
points = {points:g}


@test_case(points={points:g}, hidden=True)
def test_{id}(env):
    from grader.plain import marks

    assert marks("{id}", env) >= {points:g}
"""


class NoOtter(RuntimeError):
    """otter cannot be had here; the message says why."""


def environment_of_its_own() -> Path:
    """The folder of otter's commands, installed at the first use. Raises NoOtter."""
    uv, scripts, whole = shutil.which("uv", path=_search()), HOME / "bin", HOME / "installed"
    if whole.exists() and whole.read_text() == repr(WANTED):
        return scripts
    if uv is None:
        raise NoOtter("the program uv is not there to install it")
    for command in (
        [uv, "venv", "--quiet", "--clear", "--python", sys.executable, HOME],
        [uv, "pip", "install", "--quiet", "--python", scripts / "python", *WANTED],
    ):
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
        if done.returncode:
            raise NoOtter(
                f"it could not be installed: {(done.stderr.strip() or 'no reason given').splitlines()[-1]}"
            )
    whole.write_text(repr(WANTED))
    return scripts


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
    run([environment_of_its_own() / "otter", *words], folder, _inside(environment))
    return archive


def grade(
    notebook: Path, archive: Path, folder: Path, environment: dict[str, str]
) -> tuple[Cost, dict[str, float]]:
    """Grade one notebook: cost, and the score of each test."""
    told = folder / "otter" / notebook.parents[1].name
    told.mkdir(parents=True)
    words = ["run", "--no-logo", "-a", archive, "-o", told, notebook]
    cost = run([environment_of_its_own() / "otter", *words], folder, _inside(environment))
    tests = json.loads((told / "results.json").read_text())["tests"]
    return cost, {test["name"]: float(test["score"]) for test in tests if "score" in test}


def _search() -> str:
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])


def _inside(environment: dict[str, str]) -> dict[str, str]:
    """otter's own commands and kernel first on the path."""
    path = f"{environment_of_its_own()}{os.pathsep}{environment['PATH']}"
    return {**environment, "PATH": path, "JUPYTER_PREFER_ENV_PATH": "1"}
