"""Rings of similar work side by side: each different text once, headed by those who
handed it in, with the lines marked that another one of the ring has, too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from dinosaur_grader.desk.report.similar import Group
from dinosaur_grader.printable import clean

MOST_COLUMN, MOST_RING, MOST_PAGE = 8_000, 240_000, 2_000_000
"""Characters of code that are shown of one text, of one ring, on the page."""

Texts = Mapping[str, Sequence[str]]
"""Each student's own code, cell by cell."""


class Column(msgspec.Struct, frozen=True):
    """One text, whose it is, and its lines, each with whether it is shared."""

    students: tuple[str, ...]
    lines: tuple[tuple[str, bool], ...]
    cut: bool = False


class Ring(msgspec.Struct, frozen=True):
    """One group: its different texts side by side, and whose there was no room for.
    Where nobody's code is at hand, `lines` are what all of them share."""

    students: tuple[str, ...]
    ratio: float
    columns: tuple[Column, ...]
    left_out: tuple[str, ...]
    lines: tuple[str, ...]


def rings(groups: Sequence[Group], texts: Texts) -> list[Ring]:
    """The groups with their code. Text that would make the page too long is left out,
    of the last groups first."""
    room, found = MOST_PAGE, []
    for group in groups:
        columns, left_out = _columns(group, texts, min(room, MOST_RING))
        room -= sum(len(line) for column in columns for line, _ in column.lines)
        found.append(
            Ring(group.students, group.ratio, tuple(columns), tuple(left_out), group.lines)
        )
    return found


def _columns(group: Group, texts: Texts, room: int) -> tuple[list[Column], list[str]]:
    columns, left_out = [], []
    for text, students in _alike(group, texts):
        shown = text[:MOST_COLUMN]
        if not text or len(shown) > room:
            left_out += students
            continue
        room -= len(shown)
        shared = group.shared.get(students[0], frozenset())
        lines = tuple(
            (clean(line), bool(line.strip()) and line.rstrip() in shared)
            for line in shown.splitlines()
        )
        columns.append(Column(tuple(students), lines, len(text) > MOST_COLUMN))
    return columns, left_out


def _alike(group: Group, texts: Texts) -> Iterator[tuple[str, list[str]]]:
    """The different texts with their students, the commonest first."""
    whose: dict[str, list[str]] = {}
    for student in group.students:
        whose.setdefault("\n\n".join(texts.get(student, ())), []).append(student)
    yield from sorted(whose.items(), key=lambda item: (-len(item[1]), item[1]))
