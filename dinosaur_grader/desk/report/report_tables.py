"""The class report as tables, CSV and JSON, for whoever counts on with them.

All but `students` and `similar` have counts only, as what the page prints.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from pathlib import Path
from typing import Any

from dinosaur_grader.desk.report.analysis import Row
from dinosaur_grader.desk.report.attention import KINDS
from dinosaur_grader.desk.report.contents import Contents
from dinosaur_grader.records.csv_tables import replaced

MIDDLE = "mean,median,standard_deviation,lowest,highest"
COLUMNS = {
    "marks": f"function,students,{MIDDLE},of,all_points,no_points",
    "histogram": "function,from,to,students",
    "sections": f"section,students,with_score,{MIDDLE}",
    "hand_ins": "day,students",
    "questions": "function,question,asked_of,passed,item_rest_correlation",
    "faults": "function,fault,students,hint",
    "candidates": "function,came,students,questions",
    "students": "student_id,list,state,score,why",
    "similar": "group,share,student_id",
}
"""The first line of each table."""


def tables(contents: Contents) -> dict[str, list[Row]]:
    """Return the rows of each table, by its name."""
    rows: dict[str, Iterable[Iterable[Any]]] = {
        "histogram": ((s["function"], *each) for s in contents.marks for each in s["bins"]),
        "hand_ins": contents.days,
        "faults": ((f.function, f.fault, len(f.who), f.hint) for f in contents.faults),
        "candidates": (
            (c.function, c.came, len(c.students), "; ".join(c.questions))
            for c in contents.candidates
        ),
        "students": (
            (row.student, kind, row.state, row.score, row.why)
            for kind in KINDS
            for row in contents.people[kind]
        ),
        "similar": (
            (number, group.ratio, student)
            for number, group in enumerate(contents.alike.groups, 1)
            for student in group.students
        ),
    }
    for name in ("marks", "sections", "questions"):
        rows[name] = map(itemgetter(*COLUMNS[name].split(",")), getattr(contents, name))
    return {
        name: [
            dict(zip(heading.split(","), map(_value, row), strict=True)) for row in rows[name]
        ]
        for name, heading in COLUMNS.items()
    }


def _value(value):
    """Round a number so that its last digits are none of the machine's."""
    rounded = round(value, 4) if isinstance(value, float) else value
    return int(rounded) if isinstance(rounded, float) and rounded.is_integer() else rounded


def write(contents: Contents, folder: Path) -> None:
    """Write each table as CSV into the folder; each file is replaced whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables(contents).items():
        with replaced(folder / f"{name}.csv") as file:
            file.writerow(COLUMNS[name].split(","))
            file.writerows(row.values() for row in rows)


def as_data(contents: Contents) -> dict[str, object]:
    """Return all tables, and what the page says above them, as data for a program."""
    said = dict(title=contents.title, students=contents.count, states=contents.states)
    return {**said, "made_with": contents.made, "tables": tables(contents)}
