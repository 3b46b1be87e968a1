"""The class report as tables, CSV and JSON, for whoever counts on with them.

All but `students` and `similar` have counts only, as what the page prints.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from dinosaur_grader.desk.report.analysis import Spread
from dinosaur_grader.desk.report.contents import Contents
from dinosaur_grader.records.csv_tables import Cell, replaced

Row = dict[str, Cell]
HEADINGS = {
    "marks": (
        *("function", "students", "mean", "median", "standard_deviation"),
        *("lowest", "highest", "of", "all_points", "no_points"),
    ),
    "histogram": ("function", "from", "to", "students"),
    "sections": (
        *("section", "students", "with_score", "mean", "median", "standard_deviation"),
        *("lowest", "highest"),
    ),
    "hand_ins": ("day", "students"),
    "questions": ("function", "question", "asked_of", "passed", "item_rest_correlation"),
    "faults": ("function", "fault", "students", "hint"),
    "candidates": ("function", "came", "students", "questions"),
    "students": ("student_id", "list", "state", "score", "why"),
    "similar": ("group", "share", "student_id"),
}


def tables(contents: Contents) -> dict[str, list[Row]]:
    """Return the rows of each table, by its name."""
    rows = {
        "marks": [
            (s.function, s.count, *_middle(s), s.most, s.full, s.none) for s in contents.spreads
        ],
        "histogram": [(s.function, *each) for s in contents.spreads for each in s.bins],
        "sections": [
            (s.name, s.count, *((s.marks.count, *_middle(s.marks)) if s.marks else [None] * 6))
            for s in contents.sections
        ],
        "hand_ins": contents.days,
        "questions": [
            (i.function, i.title, i.count, i.passed, i.correlation) for i in contents.items
        ],
        "faults": [(f.function, f.fault, len(f.who), f.hint) for f in contents.faults],
        "candidates": [
            (c.function, c.came, len(c.students), "; ".join(c.questions))
            for c in contents.candidates
        ],
        "students": list(_students(contents)),
        "similar": [
            (number, group.ratio, student)
            for number, group in enumerate(contents.alike.groups, 1)
            for student in group.students
        ],
    }
    return {
        name: [dict(zip(heading, map(_value, row), strict=True)) for row in rows[name]]
        for name, heading in HEADINGS.items()
    }


def _middle(marks: Spread) -> tuple[float | None, ...]:
    return marks.mean, marks.median, marks.deviation, marks.lowest, marks.highest


def _students(contents: Contents) -> Iterator[tuple[str, ...]]:
    people = contents.people
    for name in ("risk", "late", "again", "hand", "doubts"):
        for row in getattr(people, name):
            yield row.student, name, row.state, row.score, row.why


def _value(value):
    """Round a number so that its last digits are none of the machine's."""
    rounded = round(value, 4) if isinstance(value, float) else value
    return int(rounded) if isinstance(rounded, float) and rounded.is_integer() else rounded


def write(contents: Contents, folder: Path) -> None:
    """Write each table as CSV into the folder; each file is replaced whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables(contents).items():
        with replaced(folder / f"{name}.csv") as file:
            file.writerow(HEADINGS[name])
            file.writerows(row.values() for row in rows)


def as_json(contents: Contents) -> str:
    """Write all tables, and what the page says above them, as JSON, in ASCII: a terminal
    shows what is odd in an id and does not do it."""
    said = dict(title=contents.title, students=contents.count, states=contents.states)
    whole = {**said, "made_with": contents.made, "tables": tables(contents)}
    return json.dumps(whole, indent=1)
