"""Those who grade the same class: nbgrader in two ways, otter, bare nbclient, and ours
here and on Dask.

Each takes a fresh folder, the assignment, how many students, and whether the
demonstration cells are as released; each returns what it cost and the marks by student
and test cell.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path

from bench import classroom
from bench.contenders import otter
from bench.costs.measure import Cost, run
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


def _enrolled(folder: Path, work: Assignment, students: int, demonstrations: bool) -> None:
    course(folder, work)
    classroom.write(folder / "submitted", work, students, demonstrations)


def nbgrader(folder: Path, work: Assignment, students: int, demonstrations: bool) -> Graded:
    """nbgrader's batch command over the whole class."""
    _enrolled(folder, work, students, demonstrations)
    cost = run([SCRIPTS / "nbgrader", "autograde", work.name], folder, environment())
    return cost, recorded(folder / "gradebook.db")


def one_process_each(
    folder: Path, work: Assignment, students: int, demonstrations: bool
) -> Graded:
    """One `nbgrader autograde --student` after another, a process a student, as scripts
    around it do."""
    _enrolled(folder, work, students, demonstrations)
    command = [SCRIPTS / "nbgrader", "autograde", work.name, "--student"]
    costs = [
        run([*command, place.name], folder, environment())
        for place in sorted((folder / "submitted").iterdir())
    ]
    return sum(costs, Cost()), recorded(folder / "gradebook.db")


def nbclient(folder: Path, work: Assignment, students: int, demonstrations: bool) -> Graded:
    """Each notebook executed by nbclient with the hidden tests put in, the marks read
    off the cells; no database."""
    classroom.write(folder / "submitted", work, students, demonstrations)
    command = [sys.executable, "-m", "bench.contenders.bare", "submitted", "marks.json"]
    return run(command, folder, environment()), _listed(folder / "marks.json")


def with_otter(folder: Path, work: Assignment, students: int, demonstrations: bool) -> Graded:
    """`otter run` on each notebook, a process each, with an assignment that asks the
    same."""
    classroom.write(folder / "submitted", work, students, demonstrations)
    archive = otter.assignment(folder, work, environment())
    costs, marks = [], {}
    for place in sorted((folder / "submitted").iterdir()):
        cost, scores = otter.grade(
            place / work.name / f"{work.name}.ipynb", archive, folder, environment()
        )
        costs.append(cost)
        marks |= {(place.name, cell): score for cell, score in scores.items()}
    return sum(costs, Cost()), marks


def ours(
    folder: Path,
    work: Assignment,
    students: int,
    demonstrations: bool,
    workers: int,
    level: str,
) -> Graded:
    """`dinosaur-grader grade` with the practice seed, which is also what plain
    nbgrader asks by."""
    classroom.write(folder / "submitted", work, students, demonstrations)
    return run(
        [*command(folder, level), "--workers", workers], folder, environment()
    ), recorded_by_us(folder)


def on_dask(
    folder: Path,
    work: Assignment,
    students: int,
    demonstrations: bool,
    workers: int,
    level: str,
) -> Graded:
    """The same on a Dask scheduler and `workers` workers, processes of their own that
    are started and counted."""
    classroom.write(folder / "submitted", work, students, demonstrations)
    started = [
        sys.executable,
        "-m",
        "bench.contenders.on_dask",
        "--workers",
        workers,
        "--",
        *command(folder, level),
    ]
    return run(started, folder, environment()), recorded_by_us(folder)


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


def _listed(path: Path) -> Marks:
    return {(student, cell): score for student, cell, score in json.loads(path.read_text())}
