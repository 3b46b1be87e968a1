"""What a submission's file name says, by the learning management system that made the zip (facts: Canvas's and Moodle's
own exports)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

# Canvas: <name>[_LATE]_<user id>_<file id>_<original>; Canvas itself reads the first two all-digit tokens.
CANVAS = re.compile(r"(?P<name>.+?)(?P<late>_LATE)?_(?P<id>\d+)_(?P<file>\d+)_(?P<original>.+)", re.S)
CANVAS_ANONYMOUS = re.compile(r"(?P<late>LATE_)?anon_(?P<id>[^_]+)_(?P<file>\d+)_(?P<original>.+)", re.S)
# Moodle: a folder, or a flat name, <full name>_<participant>_assignsubmission_file[_][/]<original>
MOODLE = re.compile(r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_file_?/?(?P<original>.+)", re.S)
REPEAT = re.compile(r"(?P<stem>.+)-(?P<attempt>\d+)")


@dataclass(frozen=True)
class Origin:
    """Whose file it is: `key` is the id that the system uses, `order` sorts a student's attempts, oldest first."""

    system: str
    key: str
    name: str
    late: bool
    original: str
    order: int


def origin(member: str, system: str) -> Origin | None:
    """Read a member's name as `system` (`canvas`, `moodle` or `folder`) writes it; None where it does not fit."""
    return {"canvas": _canvas, "moodle": _moodle, "folder": _folder}[system](member)


def guess(members: list[str]) -> str:
    """Which system's names these are: that which reads most of them, a plain folder where none does."""
    fits = {system: sum(origin(m, system) is not None for m in members) for system in ("moodle", "canvas")}
    best = max(fits, key=fits.get)
    return best if fits[best] else "folder"


def _canvas(member: str) -> Origin | None:
    name = PurePosixPath(member).name
    found = CANVAS_ANONYMOUS.fullmatch(name) or CANVAS.fullmatch(name)
    if not found:
        return None
    fields = found.groupdict()
    late, person = bool(fields["late"]), fields.get("name") or "anonymous"
    return Origin("canvas", fields["id"], person, late, fields["original"], int(fields["file"]))


def _moodle(member: str) -> Origin | None:
    found = MOODLE.fullmatch(member)
    if not found:
        return None
    original = PurePosixPath(found["original"]).name
    return Origin(
        "moodle", found["id"], found["name"].split("/")[-1].replace("_", " "), False, original, _repeat(original)
    )


def _folder(member: str) -> Origin | None:
    path = PurePosixPath(member)
    key = path.parts[0] if len(path.parts) > 1 else path.stem
    return Origin("folder", key, "", False, path.name, 0)


def _repeat(original: str) -> int:
    found = REPEAT.fullmatch(PurePosixPath(original).stem)
    return int(found["attempt"]) if found else 0
