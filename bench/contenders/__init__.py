"""What those who grade the same class have in common: their environment, a course of
nbgrader, our command, and the marks that a gradebook has."""

from __future__ import annotations

import functools
import os
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path

from bench.measure import Cost, run
from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.probes import PRACTICE_SEED

SCRIPTS = Path(sys.executable).parent
ROOT = Path(__file__).parents[2]
STUBS = "c = get_config()\nc.ClearSolutions.code_stub = {'python': '# YOUR CODE HERE'}\nc.Execute.timeout = 600\n"
MARKS = (
    "select student_id, base_cell.name, auto_score from grade join base_cell on base_cell.id = grade.cell_id "
    "join submitted_notebook on submitted_notebook.id = grade.notebook_id "
    "join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id"
)
Marks = dict[tuple[str, str], float]
Graded = tuple[Cost, Marks]


def environment() -> dict[str, str]:
    """This environment, with this Python's commands first (nbgrader calls `alembic` by
    name) and one BLAS thread."""
    path = f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}


@functools.cache
def _course(name: str, source: Path) -> Path:
    """A course of nbgrader with the assignment released in it, without our plug-in;
    made once, copied by each."""
    folder = Path(_kept().name)
    shutil.copytree(source, folder / "source" / name)
    (folder / "nbgrader_config.py").write_text(STUBS)
    run([SCRIPTS / "nbgrader", "generate_assignment", name], folder, environment())
    return folder


@functools.cache
def _kept() -> tempfile.TemporaryDirectory:
    return tempfile.TemporaryDirectory(prefix="bench-course-")


def course(folder: Path, work: Assignment) -> None:
    """Make `folder` a course of nbgrader, in which nobody has handed in."""
    shutil.copytree(_course(work.name, work.solved_path.parent), folder, dirs_exist_ok=True)


def command(folder: Path, level: str) -> list:
    """Our command for the class in `folder`, its seed the practice seed; the number of
    workers is not in it."""
    seed = folder / "course.seed"
    seed.touch(mode=0o600)
    seed.write_text(PRACTICE_SEED.hex() + "\n")
    words = ["grade", "--submitted", "submitted", "--out", "out", "--isolation", level]
    return [sys.executable, "-P", "-m", "dinosaur_grader", *words]


def recorded(gradebook: Path) -> Marks:
    """The automatic score of every student and test cell in a gradebook."""
    with sqlite3.connect(gradebook) as database:
        return {(student, cell): score for student, cell, score in database.execute(MARKS)}


def recorded_by_us(folder: Path) -> Marks:
    return recorded(folder / "out" / "gradebook.db")
