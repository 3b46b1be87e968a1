"""Files that a person brings from the learning management system: kept under `downloads/`
in the course, and told apart by what is in them."""

from __future__ import annotations

import contextlib
import filecmp
import re
import zipfile
from pathlib import Path
from typing import IO, Literal

import msgspec

from dinosaur_grader.batch import people_files
from dinosaur_grader.desk.lms import archive, file_names
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.printable import hidden

Kind = Literal["submissions", "canvas", "moodle", "people"]
ROOM = "downloads"
MAX_NAME = 100  # characters
CHUNK = 1 << 20
KINDS = {"Canvas grade book": "canvas", "Moodle worksheet": "moodle"}
"""What a list of people is besides, by what its reader calls it."""
UNLIKE = "{} is neither a zip of submissions nor a CSV file of people or marks."
WHERE = (
    "In Canvas: the assignment, Download Submissions, and Grades, Export. "
    "In Moodle: Submissions, Download all submissions, and Download grading worksheet."
)


class Download(msgspec.Struct, frozen=True):
    """A file that was brought: what it is, its path from the course's folder, and when it
    came, in seconds."""

    kind: Kind
    path: str
    came: float


def kind_of(path: Path) -> Kind:
    """Tell what a file is. Raises Refused for one that nothing can be done with."""
    if zipfile.is_zipfile(path):
        with archive.opened(path) as members:
            if not any(name.lower().endswith(file_names.TAKEN) for name in members.names):
                raise Refused(f"{path.name} has no notebook in it. {WHERE}")
        return "submissions"
    try:
        listed = people_files.read(path)
    except Refused as error:
        raise Refused(f"{UNLIKE.format(path.name)} {WHERE}") from error
    if listed.what == "list of ids":  # which any text of one column could be
        raise Refused(f"{UNLIKE.format(path.name)} {WHERE}")
    return KINDS.get(listed.what, "people")


def take(name: str, content: IO[bytes], home: Path) -> Download:
    """Keep a file under its own name, made safe, with a number where there is another
    one of that name. Raises Refused, and keeps nothing, for one that nothing can be done
    with; OSError where the disk is full."""
    room = home / ROOM
    room.mkdir(exist_ok=True)
    place = _free(room / _safe(name))
    try:
        with place.open("xb") as file:
            while chunk := content.read(CHUNK):
                file.write(chunk)
        kind_of(place)
        if same := _same(place):
            place.unlink()
            place = same
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    return _download(place, home)


def there(home: Path) -> list[Download]:
    """List what was brought, the newest first."""
    room, found = home / ROOM, list[Download]()
    for path in room.iterdir() if room.is_dir() else ():
        if path.is_file() and not path.is_symlink():
            with contextlib.suppress(Refused):  # what a person put there and is none of these
                found.append(_download(path, home))
    return sorted(found, key=lambda one: (-one.came, one.path))


def _download(path: Path, home: Path) -> Download:
    return Download(kind_of(path), path.relative_to(home).as_posix(), path.stat().st_mtime)


def _safe(name: str) -> str:
    last = re.split(r"[/\\]", name)[-1].strip().lstrip(".-")
    shown = "".join("_" if hidden(c) else c for c in last)
    return shown[-MAX_NAME:] or "file"


def _same(place: Path) -> Path | None:
    """Find a file beside this one that is the same to the byte."""
    for path in place.parent.iterdir():
        is_other = path != place and not path.is_symlink()
        if is_other and filecmp.cmp(path, place, shallow=False):
            return path
    return None


def _free(path: Path) -> Path:
    number = 2
    place = path
    while place.exists() or place.is_symlink():
        place = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    return place
