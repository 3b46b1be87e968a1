"""Leaving out what no mark depends on: the release's asides, unless a cell that runs
reads what they bind.

An aside is a cell with that tag which came back as it was released: a worked example,
or a first try of the student's function. We wrote it, so all that it can do to a later
cell is to bind names.
"""

from __future__ import annotations

from collections.abc import Sequence

from dinosaur_grader.assignments.cell_text import CellText, Texts
from dinosaur_grader.results import Cell


def without_skipped(cells: Sequence[Cell], asked: frozenset[str], texts: Texts) -> list[Cell]:
    """`cells` without the asides that nobody reads. The test cells in `asked` are not
    run: questions take their place.

    Where a cell looks names up in ways that can't be followed (`globals()`, magics),
    all asides stay.
    """
    wanted: set[str] = set()
    for cell in cells:
        if cell.aside or cell.grade_id in asked:
            continue
        reads = texts[cell.source].reads
        if reads is None:
            return list(cells)
        wanted |= reads
    kept = []
    for cell in reversed(cells):
        if not cell.aside or _gives(texts[cell.source], wanted):
            kept.append(cell)
    return kept[::-1]


def _gives(aside: CellText, wanted: set[str]) -> bool:
    """Whether the aside binds a name that is wanted; what it reads is then wanted
    too."""
    bound, reads = aside.bound, aside.reads
    if bound is None or reads is None or bound & wanted or "*" in bound:
        wanted |= reads or set()
        return True
    return False
