"""What is noted of a term: how commands ended, what lay there by person, what a system would
take."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from tests.dinosaur_grader.desk import by_person
from tests.dinosaur_grader.desk.evening_class import COLUMN
from tests.dinosaur_grader.desk.term.people import Member
from tests.dinosaur_grader.systems import (
    canvas_imports,
    canvas_takes,
    moodle_imports,
    moodle_takes,
)

HANDED_ON = ("totals.csv", "grades.csv", "report.html")


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str
    seconds: float = 0.0

    @property
    def text(self) -> str:
        """All that was printed."""
        return self.out + self.err

    def lines(self, *words: str) -> list[str]:
        """The lines that have all these words."""
        return [line for line in self.text.splitlines() if all(word in line for word in words)]


NOTHING = Said(-1, "", "")
"""Of a command that was not given."""


@dataclass(frozen=True)
class Seen:
    """What lies under `graded` at one moment, by person."""

    totals: dict[str, dict[str, str]] = field(default_factory=dict)
    cells: dict[str, dict[str, float]] = field(default_factory=dict)
    gradebook: dict[str, float] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    report: dict[str, set[str]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=lambda: dict.fromkeys(HANDED_ON, ""))

    @property
    def marks(self) -> dict[str, float]:
        """The marks of `totals.csv`, of those who have one."""
        return {who: float(row["score"]) for who, row in self.totals.items() if row["score"]}


@dataclass(frozen=True)
class Upload:
    """Files for upload: the rows of the marks, the mark and the page that each person gets
    from them, by the system's id."""

    rows: list[dict[str, str]] = field(default_factory=list)
    marks: dict[str, float] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Killed:
    """What a killed run left: how it ended, what went on running, how many results with
    a mark it had stored, and its table of marks."""

    code: int = 0
    running: tuple[str, ...] = ()
    results: int = 0
    totals: dict[str, dict[str, str]] = field(default_factory=dict)


def look(out: Path) -> Seen:
    """What lies in a folder of marks now."""
    return Seen(
        by_person.totals(out),
        by_person.cells(out),
        by_person.gradebook(out),
        by_person.pages(out),
        by_person.report(out),
        {name: text(out / name) for name in HANDED_ON},
    )


def for_canvas(folder: Path, group: list[Member]) -> Upload:
    """What Canvas would take from the files for upload in a folder."""
    marks, pages = folder / "marks.csv", folder / "feedback.zip"
    users = {one.canvas_id: {str(one.file_id)} for one in group}
    # an excuse is no mark
    told = text(marks).replace(",EX,", ",,")
    return Upload(
        by_person.table(marks),
        canvas_imports(told, COLUMN) if told else {},
        canvas_takes(pages, users) if pages.is_file() else {},
    )


def for_moodle(marks: Path, pages: Path, group: list[Member]) -> Upload:
    """What Moodle would take from a worksheet and a zip."""
    participants = {one.moodle_id for one in group}
    return Upload(
        by_person.table(marks),
        moodle_imports(text(marks)) if marks.is_file() else {},
        moodle_takes(pages, participants) if pages.is_file() else {},
    )


def register(printed: str) -> dict[str, dict]:
    """The people in what `people show --json` prints, by id: as a list, as an object, or as
    an object a line."""
    try:
        found = json.loads(printed)
    except ValueError:
        found = _each(printed)
    if isinstance(found, dict):
        found = found.get("people", [found] if "id" in found else list(found.values()))
    return {row["id"]: row for row in found if isinstance(row, dict) and "id" in row}


def text(path: Path) -> str:
    """The text of a file; none where there is no such file."""
    return path.read_text("utf-8") if path.is_file() else ""


def _each(text: str) -> list:
    """The objects of JSON lines, where it is some."""
    found = []
    for line in text.splitlines():
        with contextlib.suppress(ValueError):
            found.append(json.loads(line))
    return found


def contents(folder: Path, pattern: str = "*") -> dict[str, bytes]:
    """The bytes of the files of a folder that a lecturer opens, by name. What the desk's
    page writes down of a run is none of them."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob(pattern)
        if path.is_file() and not path.name.startswith(("gradebook.db", "desk."))
    }
