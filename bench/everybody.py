"""`python -m bench.everybody`: one hand-in by everybody. What it costs in processor seconds
of all processes, the sandbox's too, from a process started for it, by one that runs
already, the same once more there, and as one more of a batch.

All get the same hand-ins, half of them right, with the demonstration cells emptied. They
take turns, each turn with the next hand-in, and the median counts. The marks of all are
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
from bench.contenders import Graded, Marks
from bench.contenders.environments import NoPeer
from bench.contenders.graders import ALL, FIRST, Contender, Nbgrader, NbgraderEach, Ours
from bench.contenders.running import Ask
from bench.costs.counted import NoGroup
from dinosaur_grader.assignments.assignment import Assignment, load

COLUMNS = ("cold", "warm", "again", "batch")
TURNS = 4
MORE = 2  # of a batch, beside the one that was graded cold
DUE = (Nbgrader.name, "batch")
AS_COLD = {(NbgraderEach.name, "batch"): "as cold"}
NOTES = """cold: a process started for it. warm: it comes alone, to a process that runs already. again: it is saved
once more and comes there again. batch: one more in a batch. "-": there is no such thing, or only in containers.
Medians of the turns, their spread, and how many times ours in the same column."""


class Turn(msgspec.Struct, frozen=True):
    """Processor seconds for one hand-in, who was graded, and the marks."""

    seconds: float
    students: tuple[str, ...]
    marks: Marks


class Measured(msgspec.Struct):
    """One contender's turns in one column. `whole` says that it knows a test cell only as
    passed with all points or failed."""

    name: str
    column: str
    whole: bool
    turns: list[Turn] = []

    @property
    def seconds(self) -> list[float]:
        """What each turn cost."""
        return [turn.seconds for turn in self.turns]


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; 1 where a mark differs."""
    parser = argparse.ArgumentParser(prog="python -m bench.everybody", description=__doc__)
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--quick", action="store_true", help="one turn")
    parser.add_argument("--isolation", default="strict", choices=("strict", "process", "none"))
    words = parser.parse_args(arguments)
    turns = 1 if words.quick else words.turns
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
                for column, (cost, marks) in taken(contender, ask, students).items():
                    one = Measured(contender.name, column, contender.whole)
                    one = found.setdefault((contender.name, column), one)
                    asked = students if column == "batch" else students[:1]
                    one.turns.append(Turn(cost.cpu, tuple(asked), marks))
    return list(found.values()), missing


def taken(contender: Contender, ask: Ask | None, students: Sequence[str]) -> dict[str, Graded]:
    """One turn of a contender by column, without those that it does not offer."""
    turn = {"cold": contender.cold(students[0])}
    if ask:
        turn["warm"], turn["again"] = ask(students[0]), ask(students[0])
    turn["batch"] = contender.batch(students, turn["cold"])
    return {column: graded for column, graded in turn.items() if graded}


def table(found: Sequence[Measured]) -> str:
    """The Markdown table: seconds, spread and the ratio to ours in the same column."""
    by = {(one.name, one.column): statistics.median(one.seconds) for one in found}
    lines = [
        f"| one hand-in, CPU seconds | {' | '.join(COLUMNS)} |",
        "| --- |" + " --- |" * len(COLUMNS),
    ]
    for name in dict.fromkeys(one.name for one in found):
        cells = [AS_COLD.get((name, column), "-") for column in COLUMNS]
        for one in found:
            if one.name == name:
                unit = by.get((Ours.name, one.column))
                cells[COLUMNS.index(one.column)] = _figure(one.seconds, unit)
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


def _figure(seconds: Sequence[float], unit: float | None) -> str:
    middle = statistics.median(seconds)
    spread = f" ({min(seconds):.3f} to {max(seconds):.3f})" if len(seconds) > 1 else ""
    return f"{middle:.3f}{spread}" + (f", x {middle / unit:.1f}" if unit else "")


def said(what: str) -> None:
    """Tell on the error stream what goes on."""
    print(f"... {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
