"""Grading a class: nbgrader's batch command and ours, side by side in one run: `python -m bench.batch`.

All contenders get the same submissions from the same release. Starting up costs each of them once; the price of one
more submission is the difference between a small class and a larger one, divided by the difference in students.
"""

from __future__ import annotations

import argparse
import math
import os
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path

import msgspec

from bench import classroom, stages
from bench.measure import Cost, run
from grader.assignment import Assignment, load
from grader.probes import PRACTICE_SEED

SCRIPTS = Path(sys.executable).parent
ROOT = Path(__file__).parents[1]
STUBS = "c = get_config()\nc.ClearSolutions.code_stub = {'python': '# YOUR CODE HERE'}\nc.Execute.timeout = 600\n"
MARKS = (
    "select student_id, base_cell.name, auto_score from grade join base_cell on base_cell.id = grade.cell_id "
    "join submitted_notebook on submitted_notebook.id = grade.notebook_id "
    "join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id"
)


class Row(msgspec.Struct, frozen=True):
    """One contender: its name, a small and a larger class, what each cost, and the marks of the larger one."""

    name: str
    students: tuple[int, int]
    costs: tuple[Cost, Cost]
    marks: dict[tuple[str, str], float]

    @property
    def cpu(self) -> float:
        """Processor seconds for one more submission."""
        return (self.costs[1].cpu - self.costs[0].cpu) / (self.students[1] - self.students[0])

    @property
    def wall(self) -> float:
        """Seconds of the clock for one more submission."""
        return (self.costs[1].wall - self.costs[0].wall) / (self.students[1] - self.students[0])


def environment() -> dict[str, str]:
    """This environment, with this Python's commands first (nbgrader calls `alembic` by name) and one BLAS thread."""
    path = f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}


def nbgrader(folder: Path, work: Assignment, students: int, demonstrations: bool) -> tuple[Cost, dict]:
    """nbgrader's batch command in a course of its own, without our plug-in: cost and marks."""
    shutil.copytree(work.solved_path.parent, folder / "source" / work.name)
    (folder / "nbgrader_config.py").write_text(STUBS)
    run([SCRIPTS / "nbgrader", "generate_assignment", work.name], folder, environment())
    classroom.write(folder / "submitted", work, students, demonstrations)
    cost = run([SCRIPTS / "nbgrader", "autograde", work.name], folder, environment())
    return cost, marks(folder / "gradebook.db")


def ours(folder: Path, work: Assignment, students: int, demonstrations: bool, workers: int, level: str):
    """`python -m grader grade` with the practice seed, which is also what plain nbgrader asks by: cost and marks."""
    classroom.write(folder / "submitted", work, students, demonstrations)
    seed = folder / "course.seed"
    seed.touch(mode=0o600)
    seed.write_text(PRACTICE_SEED.hex() + "\n")
    command = [sys.executable, "-m", "grader", "grade", "--submitted", "submitted", "--out", "out"]
    cost = run([*command, "--workers", workers, "--isolation", level], folder, environment())
    return cost, marks(folder / "out" / "gradebook.db")


def marks(gradebook: Path) -> dict[tuple[str, str], float]:
    """The automatic score of every student and test cell in a gradebook."""
    with sqlite3.connect(gradebook) as database:
        return {(student, cell): score for student, cell, score in database.execute(MARKS)}


def contend(name: str, grade, sizes: tuple[int, int], demonstrations: bool, *options) -> Row:
    """Let one contender grade a small and a larger class, each in a fresh folder."""
    costs, found = [], {}
    for students in sizes:
        print(f"... {name}, {students} submissions", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            cost, found = grade(Path(folder), load(), students, demonstrations, *options)
        costs.append(cost)
    return Row(name, sizes, tuple(costs), found)


def table(rows: list[Row]) -> str:
    """The comparison as text; ratios are to the first row."""
    head = f"{'contender':24}{'class':>7}{'wall s':>9}{'CPU s':>9}{'peak MiB':>10}{'CPU ms each':>13}{'ratio':>8}"
    lines = [head, "-" * len(head)]
    for row in rows:
        cost, ratio = row.costs[1], rows[0].cpu / row.cpu
        figures = (
            f"{row.students[1]:7}{cost.wall:9.1f}{cost.cpu:9.1f}{cost.peak:10.0f}{row.cpu * 1000:13.1f}{ratio:8.1f}"
        )
        lines.append(f"{row.name:24}{figures}")
    return "\n".join(lines)


def differing(rows: list[Row]) -> list[str]:
    """Each student and cell that two contenders both marked, and marked differently."""
    first = rows[0]
    return [
        f"{student} {cell}: {first.marks[student, cell]} by {first.name}, {score} by {row.name}"
        for row in rows[1:]
        for (student, cell), score in row.marks.items()
        if (student, cell) in first.marks and not math.isclose(first.marks[student, cell], score)
    ]


def compare(theirs: tuple[int, int], own: tuple[int, int], demonstrations: bool, level: str) -> None:
    """Print one table of contenders, and the rows of marks that differ."""
    rows = [contend("nbgrader autograde", nbgrader, theirs, demonstrations)]
    rows += [contend(f"ours, {n} worker{'s'[: n - 1]}", ours, own, demonstrations, n, level) for n in (1, 2)]
    print(f"\nDemonstration cells {'as released' if demonstrations else 'emptied'}; isolation {level}\n")
    print(table(rows))
    print(f"\nTwo workers against one: {rows[1].wall / rows[2].wall:.2f} times the speed.")
    wrong = differing(rows)
    shared = len(rows[0].marks.keys() & rows[1].marks.keys())
    print(f"Marks compared row by row: {shared} rows, {len(wrong)} differ.", *wrong[:10], sep="\n  ")


def grow(sizes: tuple[int, ...], level: str) -> None:
    """Print how time grows with the class, with the exponent between the smallest and the largest."""
    costs = []
    for students in sizes:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            costs.append(ours(Path(folder), load(), students, False, 2, level)[0])
        print(f"{students:7} submissions {costs[-1].wall:9.1f} s {costs[-1].cpu:9.1f} s of CPU", flush=True)
    exponent = math.log(costs[-1].cpu / costs[0].cpu) / math.log(sizes[-1] / sizes[0])
    print(f"CPU time grows as n to the power of {exponent:.2f}")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.batch", description="Grading a class, contender by contender."
    )
    parser.add_argument("--quick", action="store_true", help="tiny classes, demonstration cells emptied only")
    parser.add_argument("--growth", action="store_true", help="also 100, 1,000 and 10,000 submissions (minutes)")
    parser.add_argument("--isolation", default="strict", choices=("strict", "process", "none"))
    chosen = parser.parse_args(arguments)
    theirs, own = ((1, 2), (2, 12)) if chosen.quick else ((1, 6), (10, 110))
    compare(theirs, own, False, chosen.isolation)
    if not chosen.quick:
        compare((1, 3), own, True, chosen.isolation)
    print("\nWhere the time of one submission goes\n")
    print(stages.table(chosen.isolation, 3 if chosen.quick else 20))
    if chosen.growth:
        print()
        grow((100, 1000, 10000), chosen.isolation)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
