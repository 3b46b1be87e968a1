"""What a finished batch leaves under `--out`, made from its journal: tables, gradebook, notebooks with verdicts,
feedback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from grader import assignment as assignments
from grader import journal, tables
from grader.grade import Graded, Options
from grader.record import record


def write(graded: Graded, options: Options, tell: Callable[[str], None]) -> dict[str, Path]:
    """Write everything; returns what was written, by what it is. Each file is replaced whole, the gradebook in one
    go."""
    work = assignments.load(options.assignment)
    grades, totals = tables.write(journal.results(graded.journal), options.out)
    recorded = record(journal.results(graded.journal), options.out, work, options.database)
    for student, why in recorded.refused:
        tell(f"Not in the gradebook: {tables.shown(student)} ({why}).")
    paths = {"grades": grades, "totals": totals, "journal": graded.journal}
    if options.database is None:
        paths["gradebook"] = options.out / "gradebook.db"
    return paths
