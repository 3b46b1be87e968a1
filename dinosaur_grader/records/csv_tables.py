"""`grades.csv` and `totals.csv`: RFC 4180, UTF-8, the same bytes for the same marks; and
how every table of ours is written."""

from __future__ import annotations

import contextlib
import csv
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TextIO

from dinosaur_grader.printable import FORMULA, clean, digits, shortened
from dinosaur_grader.records.final_marks import (
    FinalCell,
    FinalMark,
    FinalMarkOf,
    hand_words,
    of_result,
)
from dinosaur_grader.results import CellMark, Result
from dinosaur_grader.store.register import Person

GRADES = (
    *("student_id", "assignment", "function", "cell"),
    *("score", "max_score", "state", "message"),
)
# bytes of one cell, whoever wrote its text: a spreadsheet takes 32,767 characters,
# Python's csv 131,072
MAX_CELL = 32_000
NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?(e[+-]?[0-9]+)?")
Cell = str | float | None
TOTALS = (
    *("student_id", "assignment", "score", "max_score", "state"),
    *("late", "penalty", "by_hand", "attempt", "waits", "excused"),
    *("name", "section"),
)


def folder(out: Path) -> Path:
    """Name the folder that the tables of `out` lie in. It is `graded/` below an
    nbgrader course, since `nbgrader export` writes a `grades.csv` of its own into the
    course's folder."""
    course = (out / "nbgrader_config.py").is_file() or (out / "source").is_dir()
    return out / "graded" if course else out


def write(
    results: Iterable[Result],
    out: Path,
    final_mark_of: FinalMarkOf = of_result,
    people: Mapping[str, Person] = MappingProxyType({}),
) -> tuple[Path, Path]:
    """Write both tables into `folder(out)` from results sorted by student, with the marks that
    stand and what the register calls `people`; each file is replaced whole or not at
    all."""
    place = folder(out)
    place.mkdir(exist_ok=True)
    grades, totals = place / "grades.csv", place / "totals.csv"
    with replaced(totals) as total_rows, replaced(grades) as grade_rows:
        grade_rows.writerow(GRADES)
        total_rows.writerow(TOTALS)
        for result in results:
            final = final_mark_of(result)
            grade_rows.writerows(
                _grade_row(result, mark, final.cells[mark.cell]) for mark in result.marks
            )
            who = name_and_section(people.get(result.student_id))
            total_rows.writerow((*_total_row(result, final), *who))
    return grades, totals


class Rows:
    """Write rows of cells as CSV, each cell by `write_cell`."""

    def __init__(self, file: TextIO):
        self._rows = csv.writer(file)

    def writerow(self, cells: Iterable[Cell]) -> None:
        """Write one row."""
        self._rows.writerow(map(write_cell, cells))

    def writerows(self, rows: Iterable[Iterable[Cell]]) -> None:
        """Write each row."""
        for row in rows:
            self.writerow(row)


@contextlib.contextmanager
def replaced(path: Path) -> Iterator[Rows]:
    """Open a writer of rows. They take the place of the table at `path` when all are
    there and on the disk."""
    draft = path.with_name(path.name + ".new")
    with open(draft, "w", encoding="utf-8", newline="") as file:
        yield Rows(file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)


def _grade_row(result: Result, mark: CellMark, final: FinalCell) -> tuple[str, ...]:
    start = (result.student_id, result.assignment, mark.function, mark.cell)
    said = " ".join(filter(None, (hand_words(final), mark.message)))
    return (*start, digits(final.score), digits(mark.max_score), result.state, said)


def _total_row(result: Result, final: FinalMark) -> tuple[str, ...]:
    most = sum(mark.max_score for mark in result.marks)
    return (
        result.student_id,
        result.assignment,
        digits(final.score),
        digits(most),
        result.state,
        "late" if final.late else "",
        digits(final.late.penalty or None),
        " ".join(final.by_hand),
        _attempt(final),
        " ".join(final.waits),
        f"excused: {final.excused}" if final.excused else "",
    )


def name_and_section(person: Person | None) -> tuple[str, str]:
    """Return the cells that say who it is; empty where the register doesn't know."""
    return (clean(person.name), clean(", ".join(person.sections))) if person else ("", "")


def _attempt(final: FinalMark) -> str:
    """Say which attempt counts: `1`, or `2 of 3`."""
    number, of = final.attempt, len(final.attempts)
    return f"{number} of {of}" if number and of > 1 else str(number or "")


def write_cell(value: Cell) -> Cell:
    """Write a cell that no spreadsheet runs, whatever it separates by, and every reader of
    CSV takes. Numbers stay, and so does what was written by this. A text that is too long
    is cut, and one gets an apostrophe wherever a formula would begin."""
    if not isinstance(value, str) or NUMBER.fullmatch(value):
        return value
    text = FORMULA.sub(r"\1'\2\3", value)
    text = shortened("'" + text if text[:1] in {*"\t\r\n"} else text, MAX_CELL)
    return text.encode("utf-8", "backslashreplace").decode()
