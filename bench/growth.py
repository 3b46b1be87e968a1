"""How time and memory grow with the class, and what a second worker brings."""

from __future__ import annotations

import itertools
import math
import os
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from bench import classroom, contenders
from bench.measure import Cost, run
from dinosaur_grader.assignments.assignment import load

SIZES = (100, 1000, 10000)
MAX_MEMORY, LEAST_SPEED_UP = 500, 1.8


class Grown(msgspec.Struct, frozen=True):
    """A class of `students` with `workers`: what it cost, of it the seconds behind the
    last mark (`pages`, for tables, gradebook and pages), and the gradebook's MiB."""

    students: int
    workers: int
    cost: Cost
    pages: float
    size: float


def grow(students: int, workers: int, level: str) -> Grown:
    """Grade a class of `students` with the demonstration cells emptied; its folder is
    gone afterwards."""
    print(
        f"... {students} submissions, {workers} worker{'s'[: workers - 1]}",
        file=sys.stderr,
        flush=True,
    )
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        classroom.write(folder / "submitted", load(classroom.NAME), students)
        command = [*contenders.command(folder, level), "--workers", workers]
        cost = run(command, folder, contenders.environment())
        ended, path = time.time(), folder / "out" / "gradebook.db"
        pages, size = ended - os.stat(path).st_mtime, os.stat(path).st_size / 2**20
        return Grown(students, workers, cost, pages, size)


def exponent(small: Grown, large: Grown) -> float:
    """The power of n that the processor time grows with from one class to the other."""
    return math.log(large.cost.cpu / small.cost.cpu) / math.log(large.students / small.students)


def rate(small: Grown, large: Grown) -> float:
    """Submissions a second once all is started: by the difference of two classes."""
    return (large.students - small.students) / (large.cost.wall - small.cost.wall)


def table(grown: list[Grown]) -> str:
    """The classes as text, one a line."""
    head = f"{'class':>7}{'workers':>9}{'wall s':>9}{'CPU s':>9}{'pages s':>9}"
    head += f"{'driver CPU s':>14}{'driver MiB':>12}{'database MiB':>13}"
    lines = [head, "-" * len(head)]
    for row in grown:
        lines.append(
            f"{row.students:7}{row.workers:9}{row.cost.wall:9.1f}{row.cost.cpu:9.1f}{row.pages:9.1f}"
            f"{row.cost.driver_cpu:14.1f}{row.cost.driver:12.0f}{row.size:13.1f}"
        )
    return "\n".join(lines)


def show(sizes: tuple[int, ...], level: str) -> list[Grown]:
    """Measure classes of `sizes` with two workers and the two smallest with one, and
    print what follows."""
    two = [grow(students, 2, level) for students in sizes]
    one = [grow(students, 1, level) for students in sizes[:2]]
    print(table([*one, *two]))
    for small, large in itertools.pairwise(two):
        print(
            f"From {small.students} to {large.students}: CPU time grows as n to the {exponent(small, large):.2f}."
        )
    first, last = two[0], two[-1]
    print(
        f"From first to last: n to the {exponent(first, last):.2f}; {rate(first, last):.1f} submissions a second."
    )
    alone, both = rate(one[0], one[1]), rate(two[0], two[1])
    print(f"Two workers against one: {both / alone:.2f} times ({alone:.1f} and {both:.1f} a second), wanted "
          f"{LEAST_SPEED_UP}.")  # fmt: skip
    print(f"The driver held {last.cost.driver:.0f} MiB at most, wanted under {MAX_MEMORY}.")
    return [*one, *two]
