"""`python -m bench.single`: what one hand-in costs alone, from a process started for it,
in processor seconds and beside `python -c 'import numpy'` in the same run.

Turns of all rows one after the other, so that a busy machine is as unkind to each; the
medians, and the spread.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from bench import contenders, counted
from bench.measure import run
from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import course_seed as seeds
from dinosaur_grader.assignments import locations

NAME = "dinosaur_island"
ROWS = ("import numpy", "kept, strict", "kept, process", "with its page", "questions kept")
LONG = ("nothing kept",)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.single", description=__doc__)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--notebook", type=Path, help="the right answers, if left out")
    words = parser.parse_args()
    counted.demand(parser)
    notebook = (words.notebook or assignments.load(NAME).solved_path).absolute()
    with tempfile.TemporaryDirectory() as place:
        table(Path(place), notebook, words.turns)


def table(home: Path, notebook: Path, turns: int) -> None:
    """Measure, turn by turn, and print."""
    seeds.create(home / "course.seed")
    for level in ("strict", "process"):
        cost(home, notebook, f"kept, {level}")  # what is kept is kept now
    found = {row: [cost(home, notebook, row) for _ in range(1)] for row in LONG}
    for _ in range(turns):
        for row in ROWS:
            found.setdefault(row, []).append(cost(home, notebook, row))
    unit = statistics.median(found["import numpy"])
    print(
        "| one hand-in, cold | CPU seconds | spread | times numpy |\n| --- | --- | --- | --- |"
    )
    for row in (*ROWS, *LONG):
        middle, low, high = statistics.median(found[row]), min(found[row]), max(found[row])
        print(f"| {row} | {middle:.3f} | {low:.3f} to {high:.3f} | {middle / unit:.1f} |")


def cost(home: Path, notebook: Path, row: str) -> float:
    """Processor seconds of one row's command."""
    kept = home / "kept"
    if row == "nothing kept":
        kept = home / "nothing"
    if row == "questions kept":  # as after another boot
        for proof in kept.glob("*.ready"):
            proof.rename(proof.with_suffix(".aside"))
    env = {**contenders.environment(), locations.KEPT: str(kept)}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # compiling us each time is no cost of ours
    command = [sys.executable, "-c", "import numpy"]
    if row != "import numpy":
        level = "process" if "process" in row else "strict"
        command = [sys.executable, "-P", "-m", "dinosaur_grader", "one", str(notebook)]
        command += ["--seed", str(home / "course.seed"), "--isolation", level]
    if row == "with its page":
        command += ["--out", str(home / "out")]
    try:
        return run(command, home, env).cpu
    finally:
        for proof in kept.glob("*.aside"):
            proof.rename(proof.with_suffix(".ready"))


if __name__ == "__main__":
    main()
