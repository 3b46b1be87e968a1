"""What Canvas and Moodle do with a zip of feedback and with a CSV of marks, told again
from their sources' rules.

Independent of `dinosaur_grader.desk.lms.file_names`, so that a wrong reading there is seen.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path


def canvas_takes(archive: Path, files: dict[str, set[str]]) -> dict[str, str]:
    """The page each user gets; `files` are the file ids of each user's submission. A
    member for nobody is ignored."""
    taken = {}
    for name, text in _members(archive):
        tokens = name.rsplit("/", 1)[-1].split("_")
        ids = [token for token in tokens if re.fullmatch("[0-9]+", token)][:2]
        if (
            len(ids) == 2
            and not tokens[-1].startswith("link")
            and ids[1] in files.get(ids[0], ())
        ):
            assert ids[0] not in taken, f"two pages for {ids[0]}"
            taken[ids[0]] = text
    return taken


def moodle_takes(archive: Path, participants: set[str]) -> dict[str, str]:
    """The page each participant gets, as Moodle reads the parts of a path."""
    taken = {}
    for name, text in _members(archive):
        for part in name.split("/"):
            info = part.split("_", 4)
            if (
                len(info) >= 4
                and info[1] in participants
                and info[2:4] == ["assignsubmission", "file"]
            ):
                assert info[1] not in taken, f"two pages for {info[1]}"
                taken[info[1]] = text
                break
    return taken


def canvas_imports(text: str, column: str) -> dict[str, float]:
    """The score of every user by ID, as a grade-book upload is read; rows that are not
    students are passed over."""
    header, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert "Student" in header[0] and "ID" in header[1]
    place = header.index(column)
    return {
        row[1]: float(row[place])
        for row in rows
        if row[1] and row[place] not in ("", "(read only)")
    }


def moodle_imports(text: str) -> dict[str, float]:
    """The grade of every participant, as an upload of the worksheet is read; blanks are
    passed over."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    return {
        row["Identifier"].removeprefix("Participant "): float(row["Grade"])
        for row in rows
        if row["Grade"]
    }


def _members(archive: Path):
    with zipfile.ZipFile(archive) as opened:
        for name in opened.namelist():
            if not name.rsplit("/", 1)[-1].startswith((".", "~")):
                yield name, opened.read(name).decode()
