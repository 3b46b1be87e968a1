"""A peer in a process that goes on: `python -m bench.contenders.one_by_one PEER FOLDER`, in
the peer's own environment.

Each line that comes in names a student, whose hand-in is graded again; each line that goes
out has the score of each test cell as the peer's results say it, or nothing where only
the gradebook does.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from bench.classroom import NAME
from bench.contenders.jupygrader import listed

Scores = dict[str, float]
SECONDS_A_CELL = 600


def main(arguments: list[str]) -> int:
    """Answer until nothing more is asked."""
    peer, folder = arguments
    # what a peer prints is no answer
    with os.fdopen(os.dup(1), "w") as answers:
        os.dup2(2, 1)
        grade = PEERS[peer](Path(folder))
        for line in sys.stdin:
            print(json.dumps(grade(line.strip())), file=answers, flush=True)
    return 0


def nbgrader(folder: Path) -> Callable[[str], Scores]:
    """Its API, as its web pages use it; the marks are in its gradebook."""
    from nbgrader.apps import NbGraderAPI
    from traitlets.config import Config

    chosen = Config()
    chosen.CourseDirectory.root = str(folder)
    chosen.Execute.timeout = SECONDS_A_CELL
    api = NbGraderAPI(config=chosen)

    def grade(student: str) -> Scores:
        told = api.autograde(NAME, student, force=True)
        if not told["success"]:
            raise RuntimeError(told.get("error") or told.get("log"))
        return {}

    return grade


def otter(folder: Path) -> Callable[[str], Scores]:
    """Its function for scripts."""
    from otter.api import grade_submission

    def grade(student: str) -> Scores:
        archive = folder / "autograder.zip"
        found = grade_submission(str(_notebook(folder, student)), str(archive), quiet=True)
        return {name: float(test.score) for name, test in found.results.items()}

    return grade


def jupygrader(folder: Path) -> Callable[[str], Scores]:
    """Its function for scripts."""
    from jupygrader import grade_notebooks

    def grade(student: str) -> Scores:
        (found,) = grade_notebooks([_notebook(folder, student)], regrade_existing=True)
        return listed(found.to_dict()["test_case_results"])

    return grade


PEERS = {"nbgrader": nbgrader, "otter": otter, "jupygrader": jupygrader}


def _notebook(folder: Path, student: str) -> Path:
    return folder / "submitted" / student / NAME / f"{NAME}.ipynb"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
