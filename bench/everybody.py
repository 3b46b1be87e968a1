"""`python -m bench.everybody`: one hand-in by everybody. What it costs in processor seconds
of all processes, the sandbox's too, from a process started for it, by one that runs
already, the same once more there, and as one more of a batch.

All get the same hand-ins, half of them right, with the demonstration cells emptied. They
take turns, three at least, each turn with the next hand-in, and the median counts. One more
of a batch is the median of larger classes less that of smaller ones. The marks of all are
compared with those of nbgrader's batch command.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec

from bench import batch, classroom
from bench.contenders import Marks
from bench.contenders.environments import NoPeer
from bench.contenders.graders import ALL, FIRST, Contender, Nbgrader, NbgraderEach, Ours
from bench.contenders.running import Ask
from bench.counted import NoGroup
from dinosaur_grader.assignments.assignment import Assignment, load

COLUMNS = ("cold", "warm", "again", "batch")
TURNS, FEWEST = 4, 3
MORE = 2  # of a batch, beside the one that was graded cold
DUE = (Nbgrader.name, "batch")
AS_COLD = {(NbgraderEach.name, "batch"): "as cold"}
NOTES = """cold: a process started for it. warm: it comes alone, to a process that runs already. again: it is saved
once more and comes there again. batch: one more in a batch. "-": there is no such thing, or only in containers.
Medians of the turns, their spread, and how many times ours in the same column."""


class Turn(msgspec.Struct, frozen=True):
    """Processor seconds, who was graded, and the marks. Of a batch, too, what a `smaller`
    one took, and how many `more` this one has."""

    seconds: float
    students: tuple[str, ...]
    marks: Marks
    smaller: float = 0.0
    more: int = 1


class Measured(msgspec.Struct):
    """One contender's turns in one column. `whole` says that it knows a test cell only as
    passed with all points or failed."""

    name: str
    column: str
    whole: bool
    turns: list[Turn] = []

    @property
    def seconds(self) -> list[float]:
        """What a hand-in cost in each turn."""
        return [(turn.seconds - turn.smaller) / turn.more for turn in self.turns]

    @property
    def middle(self) -> float:
        """What a hand-in cost: of medians, never of two single runs."""
        larger = statistics.median(turn.seconds for turn in self.turns)
        smaller = statistics.median(turn.smaller for turn in self.turns)
        return (larger - smaller) / self.turns[0].more


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; 1 where a mark differs."""
    parser = argparse.ArgumentParser(prog="python -m bench.everybody", description=__doc__)
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--quick", action="store_true", help=f"{FEWEST} turns")
    parser.add_argument("--isolation", default="strict", choices=("strict", "process", "none"))
    words = parser.parse_args(arguments)
    turns = FEWEST if words.quick else words.turns
    if turns < FEWEST:
        parser.error(f"a median takes {FEWEST} turns")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        found, missing = measured(Path(folder), turns, words.isolation)
    print(table(found), NOTES, sep="\n\n")
    print(*missing, sep="\n", end="\n\n" if missing else "\n")
    count, differ = compared(found, load(classroom.NAME))
    print(
        f"Marks compared row by row with nbgrader's: {count} rows, {len(differ)} differ.",
        *differ[:10],
        sep="\n  ",
    )
    return 1 if differ else 0


def measured(folder: Path, turns: int, level: str) -> tuple[list[Measured], list[str]]:
    """What everybody cost, and sentences about who or what is missing."""
    work, missing, found = load(classroom.NAME), [], {}
    with contextlib.ExitStack() as stack:
        ready: list[tuple[Contender, Ask | None]] = []
        for kind in ALL:
            said(f"{kind.name} gets ready")
            home = folder / kind.__name__
            home.mkdir()
            try:
                contender = kind(home, work, turns + MORE + 1, level)
            except NoPeer as error:
                missing.append(f"{kind.name} is not among them: {error}.")
                continue
            ask = None
            try:
                ask = stack.enter_context(contender.running())
            except NoGroup as error:
                missing.append(f"{kind.name}, warm: no control group can be made: {error}.")
            if ask:
                ask(FIRST)  # what only the first one costs, such as imports
            ready.append((contender, ask))
        for turn in range(1, turns + 1):
            students = [f"student{turn + more:05}" for more in range(MORE + 1)]
            for contender, ask in ready:
                said(f"turn {turn}: {contender.name}")
                for column, one in taken(contender, ask, students).items():
                    row = Measured(contender.name, column, contender.whole)
                    found.setdefault((contender.name, column), row).turns.append(one)
    return list(found.values()), missing


def taken(contender: Contender, ask: Ask | None, students: Sequence[str]) -> dict[str, Turn]:
    """One turn of a contender by column, without those that it does not offer."""
    cold = contender.cold(students[0])
    alone = {"cold": cold}
    if ask:
        alone["warm"], alone["again"] = ask(students[0]), ask(students[0])
    turn = {
        column: Turn(cost.cpu, (students[0],), marks) for column, (cost, marks) in alone.items()
    }
    if more := contender.batch(students, cold):
        costs = dict(smaller=more.small.cpu, more=more.students)
        turn["batch"] = Turn(more.larger.cpu, tuple(students), more.marks, **costs)
    return turn


def table(found: Sequence[Measured]) -> str:
    """The Markdown table: seconds, spread and the ratio to ours in the same column."""
    by = {(one.name, one.column): one.middle for one in found}
    lines = [
        f"| one hand-in, CPU seconds | {' | '.join(COLUMNS)} |",
        "| --- |" + " --- |" * len(COLUMNS),
    ]
    for name in dict.fromkeys(one.name for one in found):
        cells = [AS_COLD.get((name, column), "-") for column in COLUMNS]
        for one in found:
            if one.name == name:
                unit = by.get((Ours.name, one.column), 0.0)
                cells[COLUMNS.index(one.column)] = _figure(one, unit)
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def compared(found: Sequence[Measured], work: Assignment) -> tuple[int, list[str]]:
    """How many marks were compared with those of nbgrader's batch command, and each that
    is not the same or that is not there."""
    first: Marks = {}
    for one in found:
        if (one.name, one.column) == DUE:
            for turn in one.turns:
                first |= turn.marks
    count, differ = 0, []
    for one in found:
        for number, turn in enumerate(one.turns, 1):
            name = f"{one.name}, {one.column}, turn {number}"
            if (one.name, one.column) != DUE:
                rows = [_row(Nbgrader.name, first, False), _row(name, turn.marks, one.whole)]
                same, others = batch.compared(rows)
                count, differ = count + same, differ + others
            due = [(student, test.id) for student in turn.students for test in work.tests]
            lost = [key for key in due if key not in turn.marks]
            differ += [f"{student} {cell}: no mark by {name}" for student, cell in lost]
    return count, differ


def _row(name: str, marks: Marks, whole: bool) -> batch.Row:
    return batch.Row(name, (0, 1), (), marks, whole)


def _figure(one: Measured, unit: float) -> str:
    middle, seconds = one.middle, one.seconds
    spread = f" ({min(seconds):.3f} to {max(seconds):.3f})" if len(seconds) > 1 else ""
    return f"{middle:.3f}{spread}" + (f", x {middle / unit:.1f}" if unit > 0 else "")


def said(what: str) -> None:
    """Tell on the error stream what goes on."""
    print(f"... {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
