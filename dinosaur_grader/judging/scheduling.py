"""Which cells of a submission run, and which questions are asked in which order: fixed
before the walk begins."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from functools import partial

from dinosaur_grader.assignments.cell_text import CellText, Texts
from dinosaur_grader.checks import Probe
from dinosaur_grader.checks.calls import Lent
from dinosaur_grader.checks.words.reading.reader import Reading
from dinosaur_grader.judging.result_cache import cells_digest
from dinosaur_grader.results import Cell, Submission


def needed(cells: Sequence[Cell], asked: frozenset[str], texts: Texts) -> list[Cell]:
    """Return the cells that a mark may depend on: code and tests, no demonstrations, no
    asides that nobody reads, nothing behind the last test."""
    last = max((i for i, cell in enumerate(cells) if cell.kind == "test"), default=-1)
    run = [
        cell
        for cell in cells[: last + 1]
        if cell.kind in ("code", "test") and not cell.demonstration
    ]
    return without_skipped(run, asked, texts)


def without_skipped(cells: Sequence[Cell], asked: frozenset[str], texts: Texts) -> list[Cell]:
    """Return `cells` without the asides that nobody reads. The test cells in `asked` are
    not run: questions take their place.

    An aside is a cell with that tag which came back as it was released: a worked
    example, or a first try of the student's function. We wrote it, so all that it can do
    to a later cell is to bind names.

    Where a cell looks names up in ways that can't be followed (`globals()`, magics),
    all asides stay.
    """
    wanted: set[str] = set()
    for cell in cells:
        if cell.aside or cell.grade_id in asked:
            continue
        reads = texts[cell.source].reads
        # it may read any name, and then each aside may be what it needs
        if reads is None:
            return list(cells)
        wanted |= reads
    kept = []
    # from the end, since what a kept aside reads is wanted of those before it
    for cell in reversed(cells):
        if not cell.aside or _gives(texts[cell.source], wanted):
            kept.append(cell)
    return kept[::-1]


def _gives(aside: CellText, wanted: set[str]) -> bool:
    """Check whether the aside binds a name that is wanted; what it reads is then wanted
    too."""
    bound, reads = aside.bound, aside.reads
    if bound is None or reads is None or bound & wanted or "*" in bound:
        wanted |= reads or set()
        return True
    return False


SharedCall = tuple[Probe, ...]
"""The probes that share one call: it is put once, and looked at by each."""


def questions(probes: Sequence[Probe]) -> dict[str, list[SharedCall]]:
    """Return the questions by function, both in the order of the probes."""
    shared: dict[int, list[Probe]] = {}
    for probe in probes:
        # by identity: a call holds arrays, and can be no key
        shared.setdefault(id(probe.call), []).append(probe)
    found: dict[str, list[SharedCall]] = {}
    for own in shared.values():
        found.setdefault(own[0].function, []).append(tuple(own))
    return found


def shuffled(
    probes: Sequence[Probe], seed: bytes, submission: Submission
) -> dict[str, list[SharedCall]]:
    """Return the questions by function, each function's in an order that a student cannot
    foresee and a second run repeats. It follows from what the cells say, so that equal ones
    can share a result."""
    # not the student's name: who says the same is asked alike, and may share a result
    digest = hashlib.sha256(b"order\0" + seed + cells_digest(submission))
    order = random.Random(digest.digest())
    found = questions(probes)
    for asked in found.values():
        order.shuffle(asked)
    return found


def lent_names(question: SharedCall) -> frozenset[str]:
    """Return the functions that a question's call lends."""
    stand_ins = question[0].call.stand_ins
    return frozenset(name for name, what in stand_ins.items() if isinstance(what, Lent))


def readings(
    probes: Sequence[Probe], cells: Sequence[Cell], texts: Texts
) -> dict[str, Reading]:
    """Return what the text of each asked function shows, by function: its last cell's, as
    we hold it. Nothing is parsed before a verdict asks."""
    words = {probe.function: probe.words for probe in probes}
    code = [cell.source for cell in cells if cell.kind == "code"]
    return {
        function: said.reading(function, partial(_text_of, function, code, texts))
        for function, said in words.items()
    }


def _text_of(function: str, code: Sequence[str], texts: Texts) -> str:
    return next((text for text in reversed(code) if function in texts[text].functions), "")


def place(cell: Cell) -> str:
    if cell.grade_id:
        return f"cell {cell.grade_id}"
    return f"cell number {cell.index + 1}" if cell.index >= 0 else "a cell of the release"
