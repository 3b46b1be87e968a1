"""`collected.csv`: whose file each hand-in was, so that marks and feedback find their
way back by id."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from dinosaur_grader.batch.exit_codes import Refused
from dinosaur_grader.printable import RUNNABLE, escaped

FILE = "collected.csv"
COLUMNS = ("student_id", "system", "system_id", "name", "late", "attempts", "member", "sha256")


def read(place: Path) -> list[dict[str, str]]:
    """The rows, with members and names as the system wrote them. Raises
    Refused."""
    try:
        with open(place, encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Refused(
            f"{place} can't be read ({error}): name the collected.csv that `collect` wrote"
        ) from error
    if rows and any(row.get(column) is None for row in rows for column in COLUMNS):
        raise Refused(
            f"{place} lacks columns: name the collected.csv that `collect` wrote, unchanged"
        )
    return [
        row | {"member": _plain(row["member"]), "name": _plain(row["name"])} for row in rows
    ]


def students(rows: Iterable[dict[str, str]]) -> dict[str, str]:
    """The system's ids to the course's, without those that two students share."""
    pairs = {(row["system_id"], row["student_id"]) for row in rows}
    count = Counter(system_id for system_id, _ in pairs)
    return {system_id: student for system_id, student in pairs if count[system_id] == 1}


def shared(rows: Iterable[dict[str, str]]) -> dict[str, str]:
    """The students whose system id another student has too, each with a sentence's end
    that says so."""
    owners: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        owners.setdefault((row["system"], row["system_id"]), set()).add(row["student_id"])
    return {
        student: f"the id {escaped(key[1])} belongs to {' and '.join(map(escaped, sorted(own)))} in collected.csv"
        for key, own in owners.items()
        if len(own) > 1
        for student in own
    }


def _plain(text: str) -> str:
    """What `tables.safe` was given."""
    return text[1:] if text[:1] == "'" and text[1:2] in RUNNABLE and text[1:] else text
