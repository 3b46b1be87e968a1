"""The column Status of Moodle's grading worksheet: whether work was late, by Moodle's
own clock, and by how much."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dinosaur_grader.batch.people_files import PeopleList

STATUSES = (
    "Submitted for grading|Draft (not submitted)|No submission|New submission|Graded|Reopened"
)
"""What Moodle writes first where its language is English."""
SECONDS = {"year": 31_536_000, "day": 86_400, "hour": 3_600, "min": 60, "sec": 1}
PART = r"\d{1,4} (?:year|day|hour|min|sec)s?"
LATE = re.compile(f"({PART}(?: {PART})?) late")


def find_statuses(lists: Iterable[PeopleList]) -> dict[str, float | None]:
    """Map the ids of Moodle's worksheets among these lists to how many seconds late the
    work was; None where that can't be read."""
    return {
        entry.ids["moodle"]: read_lateness(entry.status)
        for one in lists
        if one.what == "Moodle worksheet"
        for entry in one.entries
        if "moodle" in entry.ids
    }


def read_lateness(status: str) -> float | None:
    """Read by how many seconds a status says that work is late, 0 where it is in time;
    None for a text that is not Moodle's in English."""
    first, *others = status.split(" - ")
    if first not in STATUSES.split("|"):
        return None
    late = [part for part in others if part.endswith("late")]
    found = LATE.fullmatch(late[0]) if len(late) == 1 else None
    if found is None:
        return None if late else 0.0
    words = found[1].split()
    numbers = zip(words[::2], words[1::2], strict=True)
    return float(sum(int(number) * SECONDS[unit.rstrip("s")] for number, unit in numbers))
