"""The feedback pages as one zip that Canvas or Moodle takes back, each under the name
that leads it to its student.

Both systems read whose file it is from the member's name alone. So each name is read
again as the system reads it, and a page whose name would lead elsewhere is left out and
named.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from dinosaur_grader.desk.graded_folder import results_of
from dinosaur_grader.desk.lms import collected, file_names
from dinosaur_grader.judging.reading.intake import unsafe
from dinosaur_grader.printable import escaped
from dinosaur_grader.results import Result

EARLY = (1980, 1, 1, 0, 0, 0)  # of every member, so that the same pages give the same bytes


@dataclass
class FeedbackZip:
    """How many pages went into the zip, and whose did not, each with the end of a
    sentence that says why."""

    pages: int = 0
    left_out: list[tuple[str, str]] = field(default_factory=list)


def pack(
    rows: Iterable[dict[str, str]], out: Path, assignment: str, system: str, to: Path
) -> FeedbackZip:
    """Write the pages of `out/feedback` into the zip `to`, for the students that `rows`
    of `collected.csv` name.

    A page goes in only where it is about the file that was collected, told by its
    sha256. Raises OSError.
    """
    rows = sorted(rows, key=lambda row: row["student_id"])
    graded = {result.student_id: result for result in results_of(out)}
    twice, done = collected.shared(rows), FeedbackZip()
    draft = to.with_name(to.name + ".new")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        for row in rows:
            student = row["student_id"]
            page = out / "feedback" / student / assignment / f"{assignment}.html"
            name = file_names.returned(row["member"], row["system"], row["system_id"])
            why = (
                _unlike(row, graded.get(student), system)
                or twice.get(student)
                or _astray(row, name)
            )
            if why or not page.is_file():
                done.left_out.append((student, why or f"there is no page {page}: grade again"))
                continue
            archive.writestr(
                zipfile.ZipInfo(name, EARLY), page.read_bytes(), zipfile.ZIP_DEFLATED
            )
            done.pages += 1
    draft.replace(to)
    return done


def _unlike(row: dict[str, str], result: Result | None, system: str) -> str:
    """Why the page can't be about the file that was collected, or nothing."""
    if unsafe(row["student_id"]):
        return f"the student id {unsafe(row['student_id'])}"
    if row["system"] != system:
        return f"the hand-in came from {row['system']}, not from {system}"
    if result is None:
        return "the hand-in was collected but not graded: grade again"
    if result.digest and result.digest != row["sha256"]:
        return "the collected file is not the one that was graded: grade again"
    return ""


def _astray(row: dict[str, str], name: str) -> str:
    """Why the system would give the page to nobody or to another student, or
    nothing."""
    if not name:
        return f"the name {escaped(row['member'])} does not say whose file it is"
    read = file_names.addressee(name, row["system"])
    return (
        ""
        if read == row["system_id"]
        else f"{row['system']} would give {escaped(name)} to {escaped(read or 'nobody')}"
    )
