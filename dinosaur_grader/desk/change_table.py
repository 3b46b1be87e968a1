"""What a regrading would change, for people: a table in the terminal, a few sentences,
and the whole list as CSV."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from dinosaur_grader.desk.mark_changes import Change
from dinosaur_grader.printable import clean, digits, escaped
from dinosaur_grader.records.tables import safe

COLUMNS = (
    *(
        "student_id",
        "assignment",
        "function",
        "cell",
        "before",
        "after",
        "change",
        "state_before",
        "state_after",
    ),
    *("by_hand", "why", "version_before", "version_after", "seed_before", "seed_after"),
    *("isolation_before", "isolation_after"),
)
ROWS_SHOWN = 40
Show = Callable[[tuple[Change, ...]], None]


def shown_by(console: Console) -> Show:
    """Show changes as a table and in a few sentences."""

    def show(found: tuple[Change, ...]) -> None:
        marks = sum(change.marks for change in found)
        if marks:
            console.print(table(found))
        if marks > ROWS_SHOWN:
            console.print(
                f"... and {marks - ROWS_SHOWN} more rows: --changes FILE writes them all."
            )
        console.print(summary(found) if found else "Nothing changes.")

    return show


def write(changes: Iterable[Change], path: Path) -> None:
    """The list as CSV, whole or not at all; safe to open in a spreadsheet, as
    `grades.csv` is."""
    draft = path.with_name(path.name + ".new")
    with open(draft, "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        rows.writerows(map(_csv_row, changes))
    os.replace(draft, path)


def _csv_row(change: Change) -> tuple[str, ...]:
    points = (digits(change.before), digits(change.after), digits(change.difference))
    start = (
        escaped(change.student_id),
        change.assignment,
        change.function,
        change.cell,
        *points,
    )
    states = (change.state_before, change.state_after, digits(change.by_hand), safe(change.why))
    return (*start, *states, *change.version, *change.seed, *change.isolation)


def table(changes: Iterable[Change]) -> Group:
    """Those whose marks change, for a terminal, and under it each reason once; the
    first rows of a long list."""
    rows = Table(title="What changes")
    for name in ("student", "cell", "before", "after", "change", "by hand", "why"):
        left = name in ("student", "cell")
        rows.add_column(name, justify="left" if left else "right", overflow="fold")
    reasons: dict[str, int] = {}
    for _, change in zip(range(ROWS_SHOWN), (c for c in changes if c.marks), strict=False):
        number_of = reasons.setdefault(clean(change.why), len(reasons) + 1)
        rows.add_row(*map(Text, (*_cells(change), f"[{number_of}]")))  # never read as markup
    return Group(rows, *(Text(f"[{number_of}] {why}") for why, number_of in reasons.items()))


def _cells(change: Change) -> tuple[str, ...]:
    before, after = digits(change.before), digits(change.after)
    if change.state_before != change.state_after:
        before, after = (
            f"{before} {change.state_before}".strip(),
            f"{after} {change.state_after}".strip(),
        )
    difference = f"{change.difference:+.6g}" if change.difference else ""
    start = (escaped(change.student_id), change.cell, before, after, difference)
    return (*start, digits(change.by_hand))


def summary(changes: Iterable[Change]) -> str:
    """The list in a few sentences: how many students gain and lose, what stays by hand,
    and where only words change."""
    changes = list(changes)
    totals: dict[str, float] = {}
    for change in changes:
        if change.marks:
            totals[change.student_id] = totals.get(change.student_id, 0.0) + change.difference
    gain, lose = sum(t > 0 for t in totals.values()), sum(t < 0 for t in totals.values())
    words = sum(not change.marks for change in changes)
    hand = sum(change.marks and change.by_hand is not None for change in changes)
    said = [f"Students whose marks or state change: {len(totals)} ({gain} gain, {lose} lose)."]
    said += [f"Cells where only the wording changes: {words}."] if words else []
    said += (
        [f"Cells with a mark given by hand, which stays, counts and needs a look: {hand}."]
        if hand
        else []
    )
    return " ".join(said)
