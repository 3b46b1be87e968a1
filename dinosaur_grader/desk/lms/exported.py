"""What was last written for Canvas or Moodle, by which a mark that somebody edited there is
told from one of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from dinosaur_grader.desk.lms.grade_files import EDITED, FilledCell, Stays, number
from dinosaur_grader.printable import clean
from dinosaur_grader.store import database as store
from dinosaur_grader.store import rows
from dinosaur_grader.store.schema import EXPORTED

EMPTY = ("", "-")
EXCUSED = "EX"
"""What Canvas writes in the place of a mark for somebody who is excused."""


class ExportedMark(msgspec.Struct, frozen=True):
    """The mark in the last file for upload, and what stood in the system's file
    `before`: nobody knows whether the file was uploaded, so either may be there."""

    assignment: str
    student: str
    system: str
    before: str
    mark: str


def stays(
    url: str, assignment: str, system: str, overwrite: bool, excused: Mapping[str, str]
) -> Stays:
    """Make the function that says why a cell of the system's file stays as it is; `excused`
    says of a student why. Raises GradebookError."""
    last, called = _last(url, assignment, system), system.capitalize()

    def why(student: str, before: str, ours: str) -> str:
        if student in excused:
            return f"excused here ({clean(excused[student])}), ours {ours}"
        if before in EMPTY:
            return ""
        if before == EXCUSED:
            return f"excused in {called} (EX), ours {ours}"
        there, sent = number(before), last.get(student)
        if there is None:
            return f"{called} has {before!r} there, which is not a number, ours {ours}"
        known = (ours, sent.before, sent.mark) if sent else (ours,)
        if overwrite or there in map(number, known):
            return ""
        return f"{EDITED} {called}: {before}, ours {ours}"

    return why


def _last(url: str, assignment: str, system: str) -> dict[str, ExportedMark]:
    with store.reading(url) as connection:
        found = rows.read(connection, EXPORTED, ExportedMark, assignment)
        return {one.student: one for one in found if one.system == system}


def note(url: str, assignment: str, system: str, cells: Iterable[FilledCell]) -> None:
    """Note the marks that go into a file for upload. Raises GradebookError."""
    marks, last = [], _last(url, assignment, system)
    for cell in cells:
        if not cell.kept:
            then = last.get(cell.student)
            ours = then is None or number(cell.before) in map(number, (then.before, then.mark))
            # what was overwritten was somebody's, and stays told until it is uploaded
            before = cell.before if ours or cell.before in EMPTY else then.before
            marks.append(ExportedMark(assignment, cell.student, system, before, cell.ours))
    with store.writing(url) as connection:
        rows.put(connection, EXPORTED, marks)
