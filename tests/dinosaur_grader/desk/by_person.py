"""What the outputs of a graded class say of each person: a mark or a page by the course's
own id, read as whoever opens the file would read it."""

from __future__ import annotations

import contextlib
import csv
import html
import re
import sqlite3
from collections import defaultdict
from pathlib import Path

NAME = "dinosaur_island"
IN_GRADEBOOK = (
    "select s.student_id, max(0, sum(coalesce(g.manual_score, g.auto_score, 0)"
    " + coalesce(g.extra_credit, 0)) - coalesce(n.late_submission_penalty, 0))"
    " from grade g join submitted_notebook n on n.id = g.notebook_id"
    " join submitted_assignment s on s.id = n.assignment_id group by s.student_id"
)
CELL = re.compile(r'data-what="(?:student|points)">(.*?)</td>', re.DOTALL)


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with a heading; none where there is no such file."""
    if not path.is_file():
        return []
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def totals(out: Path) -> dict[str, dict[str, str]]:
    """Each student's row of `totals.csv`."""
    return {row["student_id"]: row for row in table(out / "totals.csv")}


def cells(out: Path) -> dict[str, dict[str, float]]:
    """The points of each student's cells in `grades.csv`, of those that have some."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for row in table(out / "grades.csv"):
        if row["score"]:
            found[row["student_id"]][row["cell"]] = float(row["score"])
    return dict(found)


def gradebook(out: Path) -> dict[str, float]:
    """Each student's total in nbgrader's own tables, less what being late costs."""
    path = out / "gradebook.db"
    if not path.is_file():
        return {}
    with contextlib.closing(sqlite3.connect(path)) as database:
        return dict(database.execute(IN_GRADEBOOK).fetchall())


def pages(out: Path) -> dict[str, str]:
    """Each student's feedback page."""
    found = (out / "feedback").glob(f"*/{NAME}/{NAME}.html")
    return {path.parents[1].name: path.read_text("utf-8") for path in found}


def shown(page: str) -> float | None:
    """The mark that a feedback page shows at its top."""
    found = re.search(r"<strong>([\d.]+)</strong> of 100", page)
    return float(found[1]) if found else None


def report(out: Path) -> dict[str, set[str]]:
    """The points that the class report shows beside each student that it lists."""
    path, found = out / "report.html", defaultdict(set)
    read = CELL.findall(path.read_text("utf-8")) if path.is_file() else []
    for student, points in zip(read[::2], read[1::2], strict=True):
        # a name may stand behind the id
        found[html.unescape(student).split(maxsplit=1)[0]].add(points)
    return dict(found)


def differences(one: dict, other: dict) -> str:
    """Who is not the same in both, with what is there; the beginning of a long list."""
    return ", ".join(
        f"{key}: {one.get(key)} for {other.get(key)}"
        for key in sorted(one | other)
        if one.get(key) != other.get(key)
    )[:500]
