"""A course in a folder, with the real nbgrader beside this Python: what the plug-in and
formgrader tests start from."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from nbgrader.api import Gradebook

from dinosaur_grader.sandbox.sandbox import IsolationUnavailable, Sandbox

ROOT = Path(__file__).parents[2]
SCRIPTS = Path(sys.executable).parent
NAME = "dinosaur_island"
GRADER = (sys.executable, "-P", "-m", "dinosaur_grader")
PRACTICE = "c.ClearSolutions.code_stub = {'python': '# YOUR CODE HERE'}\n"


def environment() -> dict[str, str]:
    """This environment, with nbgrader's helpers (it calls `alembic` by name) and this
    project to be found."""
    return {**os.environ, "PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}"}


def level() -> str:
    """The strictest level that this machine gives; the plug-in's own default is
    strict."""
    try:
        with Sandbox("strict"):
            return "strict"
    except IsolationUnavailable:
        return "none"


def nbgrader(course: Path, *arguments: str) -> subprocess.CompletedProcess:
    """Run nbgrader's command in the course; its output is in the result."""
    command = [SCRIPTS / "nbgrader", *arguments]
    return subprocess.run(
        command, cwd=course, env=environment(), capture_output=True, text=True, timeout=600
    )


def make(course: Path, config: str) -> Path:
    """A course with this repository's source, released by the real nbgrader."""
    shutil.copytree(ROOT / "source" / NAME, course / "source" / NAME)
    (course / "nbgrader_config.py").write_text(config)
    done = nbgrader(course, "generate_assignment", NAME)
    assert done.returncode == 0, done.stderr
    return course


def hand_in(course: Path, student: str, notebook: Path | str) -> None:
    """Put a notebook, by path or as text, where the student's hand-in belongs."""
    place = course / "submitted" / student / NAME
    place.mkdir(parents=True)
    text = notebook.read_text(encoding="utf-8") if isinstance(notebook, Path) else notebook
    (place / f"{NAME}.ipynb").write_text(text, encoding="utf-8")


def due(course: Path, assignment: str, moment: str) -> None:
    """Set an assignment's last moment, as `nbgrader db assignment add` does."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.update_or_create_assignment(assignment, duedate=moment)


def scores(course: Path) -> dict[str, float]:
    """The total of every student in the course's gradebook."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return {one.student.id: one.score for one in gradebook.assignment_submissions(NAME)}


def comments(course: Path, student: str) -> dict[str, str]:
    """The automatic comments on a student's solution cells, by cell."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        found = gradebook.find_submission_notebook(NAME, NAME, student).comments
        return {one.name: one.auto_comment for one in found}
