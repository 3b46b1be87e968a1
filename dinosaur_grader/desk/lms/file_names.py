"""What a submission's file name says, by the learning management system that made the
zip (facts: Canvas's and Moodle's own exports)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from dinosaur_grader.printable import Name

# Canvas: <name>[_LATE]_<user id>_<file id>_<original>; Canvas itself reads the first
# two all-digit tokens.
CANVAS = re.compile(r"(?<=.)_(?P<id>[0-9]+)(?=_(?P<file>[0-9]+)_(?P<original>.+))", re.S)
CANVAS_ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?anon_(?P<id>[^_]+)_(?P<file>[0-9]+)_(?P<original>.+)", re.S
)
# Moodle: a folder, or a flat name, <full
# name>_<participant>_assignsubmission_file[_][/]<original>
MOODLE = re.compile(r"_(?P<id>[0-9]+)_assignsubmission_file_?/?(?=.)", re.S)
TYPED = {
    # Canvas gives these no file id: <name>[_LATE]_<user id>_text.html
    "canvas": re.compile(r".+_(?P<id>[0-9]+)_(?P<original>(?P<kind>text|link)[.]html)", re.S),
    "moodle": re.compile(
        r".+?_(?P<id>[0-9]+)_assignsubmission_(?P<kind>onlinetext)_?/?(?P<original>.+)", re.S
    ),
}
KINDS = {
    "text": "it is a text that was typed into Canvas, not a file",
    "link": "it is a web address that was given to Canvas, not a file",
    "onlinetext": "it is a text that was typed into Moodle, not a file",
}
REPEAT = re.compile(r".+-(?P<attempt>\d+)")


@dataclass(frozen=True)
class Origin:
    """Whose file it is: `key` is the id that the system uses, `order` sorts a student's
    attempts, oldest first."""

    system: str
    key: Name
    name: str
    late: bool
    original: Name
    order: int
    anonymous: bool = False


@dataclass(frozen=True)
class Typed:
    """What a student typed into the system in place of a file: by whom, how the system
    calls it, and what it is, as the end of a sentence."""

    key: Name
    original: Name
    why: str


def typed(member: str, system: str) -> Typed | None:
    """Read the name of what was typed; None where it is a file's, or in no form that
    `system` uses."""
    form = TYPED.get(system)
    if form is None or not (found := form.fullmatch(member)):
        return None
    return Typed(Name(found["id"]), Name(found["original"]), KINDS[found["kind"]])


def origin(member: str, system: str) -> Origin | None:
    """Read a member's name as `system` (`canvas`, `moodle` or `folder`) writes it, in the
    first of its `readings`; None where it does not fit."""
    return next(iter(readings(member, system)), None)


def readings(member: str, system: str) -> list[Origin]:
    """List all ways to read a member's name, one for each id. A Canvas name with
    numbers of its own has several (`ada_3_101_2001_x.ipynb`), for numbers in a
    student's display name and in the name of a file look alike."""
    if system == "folder":
        return [_folder(member)]
    by_id: dict[str, Origin] = {}
    for one in _moodle(member) if system == "moodle" else _canvas(member):
        by_id.setdefault(one.key, one)
    return list(by_id.values())


def are_anonymous(members: list[str]) -> bool:
    """Check whether these are the names of an assignment that Canvas has graded without
    names: all of them, since a student may be called `anon`."""
    read = [found for member in members if (found := readings(member, "canvas"))]
    return bool(read) and all(found[0].anonymous for found in read)


def guess(members: list[str]) -> str:
    """Guess which system's names these are. It is the one that reads most of them, or a
    plain folder where none does."""
    fits = {
        system: sum(bool(origin(m, system) or typed(m, system)) for m in members)
        for system in ("moodle", "canvas")
    }
    best = max(fits, key=fits.get)
    return best if fits[best] else "folder"


def returned(member: str, system: str, key: str) -> str:
    """Return the name under which a feedback page goes back to the student `key` who
    handed in `member`. It is empty for a folder's.

    Canvas reads the first two all-digit tokens of a name as user and file, and ignores
    names that end in `_link...`; so a name with digits of its own is dropped and the
    page is called `feedback.html`. Moodle reads the folder.
    """
    if system == "moodle":
        found = MOODLE.search(member, 1)
        return member[: found.end()] + "feedback.html" if found else ""
    found = re.fullmatch(
        rf"(?P<front>.+?)_{re.escape(key)}_(?P<file>[0-9]+)_.+",
        PurePosixPath(member).name,
        re.S,
    )
    if system != "canvas" or not found:
        return ""
    front = found["front"]
    told = re.fullmatch(r"[^.~/\\].*", front, re.S) and not any(
        _digits(token) for token in front.split("_")
    )
    return f"{front if told else 'student'}_{key}_{found['file']}_feedback.html"


def addressee(name: str, system: str) -> str:
    """Say whose page the system takes a member of an uploaded zip to be, by its own
    source's rules. The answer is empty where it is nobody's."""
    last = PurePosixPath(name).name
    if last.startswith((".", "~")):
        return ""
    if system == "canvas":
        tokens = last.split("_")
        if tokens[:1] == ["anon"] or tokens[:2] == ["LATE", "anon"]:
            return tokens[tokens.index("anon") + 1]
        digits = [token for token in tokens if _digits(token)]
        return digits[0] if len(digits) > 1 and not tokens[-1].startswith("link") else ""
    for part in name.split("/"):
        info = part.split("_", 4)
        if len(info) >= 4 and _digits(info[1]) and info[2:4] == ["assignsubmission", "file"]:
            return info[1]
    return ""


def _digits(token: str) -> bool:
    return token.isascii() and token.isdigit()


def _canvas(member: str) -> Iterator[Origin]:
    """Read a name in all ways; an anonymous one first."""
    name = PurePosixPath(member).name
    anonymous = CANVAS_ANONYMOUS.fullmatch(name)
    for found in (*([anonymous] if anonymous else []), *CANVAS.finditer(name)):
        front = name[: found.start("id") - 1]
        person = "anonymous" if found is anonymous else front.removesuffix("_LATE")
        late = front.endswith("_LATE") or (front.startswith("LATE_") and found is anonymous)
        order = int(found["file"])
        original = Name(found["original"])
        hidden = found is anonymous
        yield Origin("canvas", Name(found["id"]), person, late, original, order, hidden)


def _moodle(member: str) -> Iterator[Origin]:
    """Read a name in all ways, as a person's name may end like a folder's."""
    for found in MOODLE.finditer(member, 1):
        person = member[: found.start()].split("/")[-1].replace("_", " ")
        original = PurePosixPath(member[found.end() :])
        repeat = REPEAT.fullmatch(original.stem)
        order = int(repeat["attempt"]) if repeat else 0
        yield Origin("moodle", Name(found["id"]), person, False, Name(original.name), order)


def _folder(member: str) -> Origin:
    path = PurePosixPath(member)
    key = path.parts[0] if len(path.parts) > 1 else path.stem
    return Origin("folder", Name(key), "", False, Name(path.name), 0)
