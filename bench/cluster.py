"""A class on a Dask cluster that loses a worker, against one machine: `python -P -m
bench.cluster`.

`grade` grades the class of `bench.batch`, demonstration cells emptied, twice: with two
workers of this machine, and with `--dask` on two, of which one is ended by SIGKILL as
soon as half of the results are in the database. `totals.csv` and `grades.csv` of both have
to be equal row by row. Exit code 0 where they are and a worker was lost on the way, else 1.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import msgspec

from bench import classroom, contenders
from bench.contenders import on_dask
from bench.costs.measure import Cost, run
from bench.harm.killing import stored
from dinosaur_grader.assignments.assignment import load

WORKERS, LOOK_SECONDS = 2, 0.2
TABLES = ("totals.csv", "grades.csv")
DIED = "died during the run"


class Graded(msgspec.Struct, frozen=True):
    """One run over the class: what it cost; of its wall time the seconds up to the last
    mark and those behind it, for tables and pages; the gradebook's MiB."""

    name: str
    cost: Cost
    marks: float
    pages: float
    size: float


class Strike(threading.Thread):
    """Ends a worker as soon as the run into `out` has kept `results`.

    `first` and `last` are how many it had kept, and when since the start: at the first of
    them, and when the worker was ended; `last` is (0, 0.0) where it never came so far.
    """

    def __init__(self, worker: subprocess.Popen, out: Path, results: int):
        super().__init__(daemon=True)
        self.worker, self.out, self.results = worker, out, results
        self.over = threading.Event()
        self.first = self.last = (0, 0.0)

    def run(self) -> None:
        started = time.perf_counter()
        while not self.over.wait(LOOK_SECONDS):
            now = len(stored(self.out)), time.perf_counter() - started
            if not self.first[0]:
                self.first = now
            if now[0] >= self.results:
                self.worker.kill()
                self.last = now
                return


def graded(name: str, folder: Path, level: str, *more: object) -> Graded:
    """Let `grade` grade what is handed in under `folder`."""
    print(f"... {name}", file=sys.stderr, flush=True)
    command = [*contenders.command(folder, level), "--workers", WORKERS, *more]
    cost = run(command, folder, contenders.environment())
    book = os.stat(folder / "out" / "gradebook.db")
    pages = time.time() - book.st_mtime
    return Graded(name, cost, cost.wall - pages, pages, book.st_size / 2**20)


def on_cluster(folder: Path, students: int, level: str) -> tuple[Graded, Strike]:
    """The same on a cluster of this machine, which loses a worker half way."""
    with on_dask.cluster(WORKERS) as (address, workers):
        strike = Strike(workers[0], folder / "out", students // 2)
        strike.start()
        found = graded("Dask, one of 2 killed", folder, level, "--dask", address)
        strike.over.set()
        strike.join()
    return found, strike


def differences(here: Path, there: Path) -> tuple[int, list[str]]:
    """How many rows the tables of one machine have, and each that is another on the
    cluster."""
    count, differ = 0, []
    for name in TABLES:
        both = [list(csv.reader((out / name).open(encoding="utf-8"))) for out in (here, there)]
        for ours, theirs in itertools.zip_longest(*both):
            count += ours is not None
            if ours != theirs:
                differ.append(f"{name}: {ours} on one machine, {theirs} on the cluster")
    return count, differ


def table(runs: list[Graded], students: int) -> str:
    """The runs as text, one a line; the driver's milliseconds are a submission's."""
    head = f"{'class of ' + str(students):24}{'wall s':>9}{'marks s':>9}{'pages s':>9}"
    head += f"{'driver ms':>11}{'driver MiB':>12}{'database MiB':>14}"
    lines = [head, "-" * len(head)]
    for row in runs:
        each = row.cost.driver_cpu / students * 1000
        figures = f"{row.cost.wall:9.1f}{row.marks:9.1f}{row.pages:9.1f}{each:11.2f}"
        lines.append(f"{row.name:24}{figures}{row.cost.driver:12.0f}{row.size:14.1f}")
    return "\n".join(lines)


def compare(students: int, level: str) -> int:
    """Grade the class both ways and print what came; the exit code."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        here, there = Path(name) / "here", Path(name) / "there"
        there.mkdir()
        classroom.write(here / "submitted", load(classroom.NAME), students, False)
        alone = graded("2 workers here", here, level)
        (here / "submitted").rename(there / "submitted")
        found, strike = on_cluster(there, students, level)
        count, differ = differences(here / "out", there / "out")
        lost = (there / "contender.log").read_text(errors="replace").count(DIED)
    print(table([alone, found], students))
    kept, seconds = strike.last
    if kept:
        before = (kept - strike.first[0]) / (seconds - strike.first[1])
        after = (students - kept) / (found.marks - seconds)
        print(
            f"A worker was killed at {kept} results after {seconds:.1f} s; {before:.1f} a "
            f"second before, {after:.1f} after. Nodes that `grade` said had died: {lost}."
        )
    print(f"{count} rows of {' and '.join(TABLES)} compared, {len(differ)} differ.")
    print(*differ[:10], sep="\n")
    return 0 if kept and lost == 1 and not differ else 1


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -P -m bench.cluster",
        description="A class on a Dask cluster that loses a worker, against one machine.",
    )
    parser.add_argument("--size", type=int, default=10_000, help="students in the class")
    parser.add_argument("--quick", action="store_true", help="a class of 60")
    parser.add_argument("--isolation", default="strict", choices=("strict", "process", "none"))
    chosen = parser.parse_args(arguments)
    return compare(60 if chosen.quick else chosen.size, chosen.isolation)


if __name__ == "__main__":
    raise SystemExit(main())
