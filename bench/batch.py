"""Grading a class: others and ours, side by side in one run: `python -m bench.batch`.

All contenders get the same submissions from the same release. Starting up costs a batch
once; the price of one more submission is the difference between a small class and a
larger one, divided by the difference in students. One process a student starts up for
each, so there the small class is nobody, and costs nothing.

Machines are noisy: the contenders that the ratio is about take turns in several rounds,
and the median counts.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec

from bench import classroom, growth
from bench.classroom import Wrong
from bench.contenders import Marks
from bench.contenders.environments import NoPeer
from bench.contenders.graders import (
    Contender,
    Nbclient,
    Nbgrader,
    NbgraderEach,
    Otter,
    Ours,
    OursTwo,
)
from bench.measure import Cost
from dinosaur_grader.assignments.assignment import load
from dinosaur_grader.judging import clock
from tools.answers import Unreadable


class Sizes(msgspec.Struct, frozen=True):
    """How many students each kind of contender gets, small and larger class, and how often
    contenders take turns."""

    batch: tuple[int, int]
    each: tuple[int, int]
    otter: tuple[int, int]
    ours: tuple[int, int]
    rounds: int = 1


QUICK = Sizes((1, 2), (0, 1), (0, 1), (6, 26))
FULL = Sizes((1, 5), (0, 5), (0, 5), (10, 210), rounds=3)


RIGHT, BEGINNERS = "all right", "half by beginners"
CLASSES: dict[str, Wrong] = {
    RIGHT: classroom.none,
    "half a known mistake": classroom.half,
    BEGINNERS: classroom.beginners,
}
"""What is wrong in a class, by its name in sentences and tables."""


class Row(msgspec.Struct, frozen=True):
    """One contender: its name, a small and a larger class, what each cost, round by
    round, and the marks of the larger one.

    `whole` says that it knows a test cell only as passed with all points or failed.
    """

    name: str
    students: tuple[int, int]
    rounds: tuple[tuple[Cost, Cost], ...]
    marks: Marks
    whole: bool = False

    @property
    def cpus(self) -> list[float]:
        """Processor seconds for one more submission, in each round."""
        return [
            (larger.cpu - small.cpu) / (self.students[1] - self.students[0])
            for small, larger in self.rounds
        ]

    @property
    def cpu(self) -> float:
        """The median of `cpus`."""
        return statistics.median(self.cpus)

    @property
    def wall(self) -> float:
        """Seconds of the clock for one more submission, the median of the rounds."""
        more = self.students[1] - self.students[0]
        return statistics.median(
            (larger.wall - small.wall) / more for small, larger in self.rounds
        )


def contend(
    name: str,
    kind: type[Contender],
    sizes: tuple[int, int],
    level: str = "strict",
    wrong: Wrong = classroom.half,
) -> Row:
    """Let one contender grade a small and a larger class, each in a fresh folder.
    Nobody costs nothing."""
    costs, found = [], {}
    for students in sizes:
        if not students:
            costs.append(Cost())
            continue
        print(f"... {name}, {students} submissions", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            work = load(classroom.NAME)
            contender = kind(Path(folder), work, students, level, wrong)
            cost, found = contender.grade(contender.everybody)
        costs.append(cost)
    return Row(name, sizes, (tuple(costs),), found, kind.whole)


def in_turns(contenders: list[Callable[[], Row]], rounds: int) -> list[Row]:
    """Every contender once a round, one after the other; the rounds of each in one
    row."""
    turns = [[contender() for contender in contenders] for _ in range(rounds)]
    return [
        msgspec.structs.replace(first, rounds=tuple(row.rounds[0] for row in (first, *others)))
        for first, *others in zip(*turns, strict=True)
    ]


def rows(sizes: Sizes, level: str) -> tuple[list[Row], list[str]]:
    """All contenders, nbgrader's batch first; and why one of them is missing."""
    how = dict(level=level)
    theirs, *ours = in_turns(
        [
            lambda: contend("nbgrader autograde", Nbgrader, sizes.batch, **how),
            lambda: contend("ours, 1 worker", Ours, sizes.ours, **how),
            lambda: contend("ours, 2 workers", OursTwo, sizes.ours, **how),
        ],
        sizes.rounds,
    )
    each = contend("nbgrader, process each", NbgraderEach, sizes.each, **how)
    found, missing = [theirs, each, contend("nbclient, bare", Nbclient, sizes.batch, **how)], []
    try:
        found.append(contend("otter run", Otter, sizes.otter, **how))
    except NoPeer as error:
        missing.append(f"otter is not among them: {error}.")
    return [*found, *ours], missing


def by_class(sizes: Sizes, level: str) -> dict[str, tuple[Row, Row]]:
    """Let nbgrader's batch and ours grade each of `CLASSES`, all in the same turns; the
    rows of both by class."""
    how = dict(level=level)
    turn = [
        partial(contend, f"{name}, {which}", kind, size, wrong=wrong, **how)
        for which, wrong in CLASSES.items()
        for name, kind, size in (
            ("nbgrader autograde", Nbgrader, sizes.batch),
            ("ours, 1 worker", Ours, sizes.ours),
        )
    ]
    found = in_turns(turn, sizes.rounds)
    return dict(zip(CLASSES, zip(found[::2], found[1::2], strict=True), strict=True))


def in_words(classes: Mapping[str, tuple[Row, Row]], turns: int, loads: Sequence[float]) -> str:
    """Say how many times less one more hand-in costs than nbgrader's batch in each class,
    how many times a right one a beginner's costs, and what these hold for."""
    ours = {which: row.cpu * 1000 for which, (_, row) in classes.items()}
    lines = [
        f"One more hand-in {which}: {theirs.cpu / row.cpu:.1f} times less than nbgrader's "
        f"({ours[which]:.1f} of {theirs.cpu * 1000:.0f} ms)"
        for which, (theirs, row) in classes.items()
    ]
    ratio = ours[BEGINNERS] / ours[RIGHT]
    lines.append(f"One {BEGINNERS} costs {ratio:.1f} times one {RIGHT}")
    before, after = loads
    return "\n".join(lines) + (
        f"\nMedians of {turns} turns. Load average {before:.1f} before and {after:.1f} after, "
        f"with this bench, on {os.cpu_count()} processors, {clock.today()}."
    )


def table(found: list[Row]) -> str:
    """The comparison as text; ratios are to the first row."""
    head = f"{'contender':24}{'class':>7}{'wall s':>9}{'CPU s':>9}{'peak MiB':>10}{'CPU ms each':>13}{'ratio':>8}"
    lines = [head, "-" * len(head)]
    for row in found:
        cost = row.rounds[-1][1]
        each = ratio = "-"  # the classes are too small to tell
        if row.cpu > 0:
            each, ratio = f"{row.cpu * 1000:.1f}", f"{found[0].cpu / row.cpu:.1f}"
        figures = f"{row.students[1]:7}{cost.wall:9.1f}{cost.cpu:9.1f}{cost.peak:10.0f}{each:>13}{ratio:>8}"
        lines.append(f"{row.name:24}{figures}")
    return "\n".join(lines)


def compared(found: list[Row]) -> tuple[int, list[str]]:
    """How many marks of the first row another contender gave too, and each that is not
    the same."""
    first, points = found[0], {test.id: test.points for test in load(classroom.NAME).tests}
    count, differ = 0, []
    for row in found[1:]:
        for student, cell in sorted(row.marks.keys() & first.marks.keys()):
            count += 1
            due = first.marks[student, cell]
            if row.whole:
                due = due if due == points[cell] else 0.0
            if not math.isclose(due, row.marks[student, cell]):
                differ.append(
                    f"{student} {cell}: {due} by {first.name}, {row.marks[student, cell]} by {row.name}"
                )
    return count, differ


def show_contenders(sizes: Sizes, level: str) -> None:
    """Print the table of contenders, and the rows of marks that differ."""
    found, missing = rows(sizes, level)
    by_name = {row.name: row for row in found}
    one, two = by_name["ours, 1 worker"], by_name["ours, 2 workers"]
    print(f"\nDemonstration cells emptied; isolation {level}\n")
    print(table(found), *missing, sep="\n")
    if sizes.rounds > 1:
        print(f"\nThe ratio's contenders took {sizes.rounds} turns; CPU ms each, turn by turn:")
        for row in found:
            if len(row.rounds) > 1:
                print(f"  {row.name:24}" + "".join(f"{cpu * 1000:9.1f}" for cpu in row.cpus))
    print(
        f"\nTwo workers against one in classes this small: {one.wall / two.wall:.2f} times the speed."
    )
    count, differ = compared(found)
    print(
        f"Marks compared row by row with nbgrader's: {count} rows, {len(differ)} differ.",
        *differ[:10],
        sep="\n  ",
    )


def show_classes(sizes: Sizes, level: str) -> None:
    """Print what one more hand-in costs in each kind of class."""
    before = os.getloadavg()[0]
    classes = by_class(sizes, level)
    loads = (before, os.getloadavg()[0])
    print(in_words(classes, sizes.rounds, loads))


def show_costly(sizes: Sizes, level: str) -> None:
    """Print what one more hand-in costs that is made to cost, beside a right one."""
    few, turns = (2, 2 + len(classroom.COSTLY)), sizes.rounds
    ours = partial(contend, kind=Ours, level=level)
    contenders = [
        partial(ours, RIGHT, sizes=sizes.ours, wrong=classroom.none),
        partial(ours, "made to cost", sizes=few, wrong=classroom.costly),
    ]
    right, costly = in_turns(contenders, turns)
    print(
        f"One more hand-in that is made to cost takes {costly.cpu / right.cpu:.0f} times a right one "
        f"({costly.cpu:.1f} s of processor time), {max(costly.cpus):.1f} s at most in {turns} turns. "
        f"Load average {os.getloadavg()[0]:.1f} with this bench, {clock.today()}."
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.batch", description="Grading a class, contender by contender."
    )
    parser.add_argument("--quick", action="store_true", help="tiny classes")
    parser.add_argument(
        "--growth",
        action="store_true",
        help="also how time and memory grow with the class (minutes)",
    )
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=growth.SIZES, help="the classes of --growth"
    )
    parser.add_argument("--turns", type=int, help="how often contenders take turns")
    parser.add_argument(
        "--classes", action="store_true", help="only what three kinds of class cost"
    )
    parser.add_argument(
        "--costly", action="store_true", help="only what hand-ins cost that are made to"
    )
    parser.add_argument("--isolation", default="strict", choices=("strict", "process", "none"))
    chosen = parser.parse_args(arguments)
    sizes = QUICK if chosen.quick else FULL
    sizes = msgspec.structs.replace(sizes, rounds=chosen.turns or sizes.rounds)
    if chosen.costly:
        show_costly(sizes, chosen.isolation)
        return 0
    try:
        show_classes(sizes, chosen.isolation)
    except Unreadable as error:
        parser.exit(2, f"{error}\n")
    if not chosen.classes:
        show_contenders(sizes, chosen.isolation)
    if chosen.growth:
        print("\nHow it grows with the class\n")
        growth.show(tuple(chosen.sizes), chosen.isolation)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
