"""A course's roster: which student each id of a learning management system is. A bad
line costs itself only."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.judging.reading.intake import unsafe
from dinosaur_grader.printable import Name


@dataclass
class Roster:
    """`ids` maps the system's ids to the course's; `doubtful` says of an id why it
    can't be told whose it is.

    `complaints` are sentences about lines that were not used.
    """

    ids: dict[str, str] = field(default_factory=dict)
    doubtful: dict[str, str] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)


def read(path: Path) -> Roster:
    """Read a CSV with a column `student_id` and, where the ids differ, `system_id`;
    commas or semicolons between them.

    An id that stands twice with different partners is used for nobody, since it could
    be the wrong one. Raises Refused for a file that is not such a table.
    """
    lines = _lines(path)
    roster, pairs = Roster(), {}
    for line, row in lines:
        student = Name((row.get("student_id") or "").strip())
        key = Name((row.get("system_id") or "").strip() or student)
        if why := unsafe(student):
            roster.complaints.append(
                f"{path.name}, line {line}: the student id {student} {why}"
            )
        else:
            pairs.setdefault((key, student), line)
    keys, students = (Counter(pair[i] for pair in pairs) for i in (0, 1))
    for (key, student), line in pairs.items():
        if keys[key] == 1 and students[student] == 1:
            roster.ids[key] = str(student)
            continue
        what = f"{path.name}, line {line}: {student} ({key})"
        roster.complaints.append(f"{what} shares an id with another line, and neither is used")
        roster.doubtful[key] = f"the roster does not say clearly who {key} is"
    return roster


def ids(path: Path) -> tuple[str, ...]:
    """Read the student ids of a roster, each once. A file of one column may have no
    heading.

    Raises Refused, with the line, for an id that no folder could have, and for a
    file that is no such table.
    """
    found = []
    for line, row in _lines(path, bare=True):
        student = Name((row.get("student_id") or "").strip())
        if why := unsafe(student):
            raise Refused(f"{path}, line {line}: the student id {student} {why}")
        found.append(str(student))
    return tuple(dict.fromkeys(found))


def _lines(path: Path, bare: bool = False) -> list[tuple[int, dict[str, str]]]:
    """Read the rows with their lines in the file. With `bare`, read a file without a
    heading, of one column, too."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(
            f"{path.name} is not UTF-8: save it as CSV UTF-8 (in Excel: Save As, CSV UTF-8)"
        ) from error
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    heading = [_plain(name) for name in next(csv.reader([first], delimiter=delimiter), [])]
    added = 0
    if "student_id" not in heading:
        if not bare or len(heading) > 1 or heading[:1] in HEADINGS:
            raise Refused(f"{path.name}: the first line must name a column student_id")
        added, text = 1, "student_id\n" + text
    reader = csv.DictReader(text.splitlines(), delimiter=delimiter)
    try:
        reader.fieldnames = [_plain(name) for name in reader.fieldnames or ()]
        return [(reader.line_num - added, row) for row in reader if any(row.values())]
    except csv.Error as error:
        raise Refused(
            f"{path.name}, line {reader.line_num}: this is not a CSV file ({error})"
        ) from error


HEADINGS = [["id"], ["ids"], ["name"], ["student"], ["students"], ["sis_user_id"], ["login"]]
"""First lines of one column that are a heading, and not a student."""


def _plain(name: str) -> str:
    """Spell a heading as it is looked for: `Student ID` becomes `student_id`."""
    return name.strip().lower().replace(" ", "_").replace("-", "_")
