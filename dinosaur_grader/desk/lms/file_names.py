"""What a hand-in's file name says, by the learning management system that made the zip
(facts: Canvas's and Moodle's own exports). Whose the file is, is
`dinosaur_grader.desk.lms.owners`'s to say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.printable import Name

TAKEN = (".ipynb", ".ipynb.txt", ".ipynb.json", ".zip")
"""Names that are read: of a zip the one notebook in it."""
# A match takes no character, for the next one may begin within it: who is called
# `Zoe_101_assignsubmission_file` once had the `_` of the own number eaten.
CANVAS = re.compile(
    r"(?=_(?P<id>[1-9][0-9]*)_"
    r"((?P<file>[1-9][0-9]*)_(?P<original>.+)|(?P<typed>(?P<kind>text|link)[.]html)\Z))",
    re.S,
)
CANVAS_ANONYMOUS = re.compile(
    r"(?:\A|(?<=/))(?=(?P<late>LATE_)?anon_(?P<id>[^_/]+)_"
    r"((?P<file>[1-9][0-9]*)_(?P<original>.+)|(?P<typed>(?P<kind>text|link)[.]html)\Z))",
    re.S,
)
MOODLE = re.compile(
    r"(?=_(?P<id>[1-9][0-9]*)_assignsubmission_"
    r"((?P<kind>file)|onlinetext(?=.*[.]html\Z))(?P<end>_/|[_/])(?P<original>.+))",
    re.S,
)
TYPED = {
    "text": "it is a text that was typed into Canvas, not a file",
    "link": "it is a web address that was given to Canvas, not a file",
    "onlinetext": "it is a text that was typed into Moodle, not a file",
}
REPEAT = re.compile(r".+-(?P<attempt>\d+)")


@dataclass(frozen=True)
class Reading:
    """One way to read a file's name: `key` is the id that the system uses, `name` the one
    that it shows, `order` sorts a student's files, oldest first. `typed` says, as the end
    of a sentence, what a student typed in the place of a file."""

    system: str
    key: Name
    name: str
    late: bool
    original: Name
    order: int = 0
    anonymous: bool = False
    typed: str = ""


def find_readings(member: str, system: str) -> list[Reading]:
    """List all ways in which `system` (`canvas`, `moodle` or `folder`) allows a member's
    name to be read. There are several where a name that a student chose, for the file or
    as the one that is shown, looks like the system's own part."""
    readers = {"canvas": _read_canvas, "moodle": _read_moodle, "folder": _read_folder}
    return list(readers[system](member))


def guess_system(members: Iterable[str]) -> str:
    """Guess which system's names these are: the one that reads most of them. Raises
    Refused where two do, for students may have chosen names that look like another's."""
    fits, members = Counter[str](), list(members)
    for member in [one for one in members if one.lower().endswith(TAKEN)] or members:
        systems = [one for one in ("moodle", "canvas") if find_readings(member, one)]
        top, below, _ = member.partition("/")
        apart = below and not find_readings(f"{top}/_.html", "moodle")
        fits.update([*systems, *(["folder"] if apart or not systems else [])])
    most = max(fits.values(), default=0)
    best = sorted(system for system, count in fits.items() if count == most)
    if len(best) > 1:
        either = " or ".join(f"--system {system}" for system in best)
        raise Refused(f"the files' names could be those of two systems: choose {either}")
    return best[0] if best else "folder"


def name_page(member: str, system: str, key: str) -> str:
    """Return the name under which a feedback page goes back to the student `key` who
    handed in `member`. It is empty for a folder's.

    Canvas reads the first two all-digit tokens of a name as user and file, and ignores
    names that end in `_link...`; so a name with digits of its own is dropped and the
    page is called `feedback.html`. Moodle reads the folder.
    """
    if system == "moodle":
        own = (found for found in MOODLE.finditer(member) if found["id"] == key)
        found = next(own, None)
        return member[: found.end("end")] + "feedback.html" if found else ""
    form = rf"(?P<front>.*?)_{re.escape(key)}_(?P<file>[0-9]+)_.+"
    parts = (re.fullmatch(form, part, re.S) for part in PurePosixPath(member).parts)
    found = next(filter(None, parts), None)
    if system != "canvas" or not found:
        return ""
    front = found["front"]
    told = re.fullmatch(r"[^.~/\\].*", front, re.S) and not any(
        _is_number(token) for token in front.split("_")
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
        digits = [token for token in tokens if _is_number(token)]
        return digits[0] if len(digits) > 1 and not tokens[-1].startswith("link") else ""
    for part in name.split("/"):
        info = part.split("_", 4)
        if len(info) >= 4 and _is_number(info[1]) and info[2:4] == ["assignsubmission", "file"]:
            return info[1]
    return ""


def _is_number(token: str) -> bool:
    return token.isascii() and token.isdigit()


def _read_canvas(member: str) -> Iterator[Reading]:
    """Read `<name>[_LATE]_<user id>_<file id>_<original>` and, of work that is marked
    without names, `[LATE_]anon_<id>_<file id>_<original>`; typed work has no file id."""
    # also in the folders' names: a zip that was unpacked beside the others is its owner's,
    # whatever its student called the files in it
    for pattern in (CANVAS_ANONYMOUS, CANVAS):
        for found in pattern.finditer(member):
            is_anonymous = pattern is CANVAS_ANONYMOUS
            front = member[: found.start()].split("/")[-1]
            yield Reading(
                "canvas",
                key=Name(found["id"]),
                name="anonymous" if is_anonymous else front.removesuffix("_LATE"),
                late=bool(found["late"]) if is_anonymous else front.endswith("_LATE"),
                original=Name(PurePosixPath(found["original"] or found["typed"]).name),
                order=int(found["file"] or 0),
                anonymous=is_anonymous,
                typed=TYPED.get(found["kind"] or "", ""),
            )


def _read_moodle(member: str) -> Iterator[Reading]:
    """Read `<full name>_<participant>_assignsubmission_file`, which is a folder's name, in
    Moodle 3.1 to 4.0 with `_` behind it, or the beginning of a file's."""
    for found in MOODLE.finditer(member):
        original = PurePosixPath(found["original"])
        repeat = REPEAT.fullmatch(original.stem)
        yield Reading(
            "moodle",
            key=Name(found["id"]),
            name=member[: found.start()].split("/")[-1].replace("_", " "),
            late=False,
            original=Name(original.name),
            order=int(repeat["attempt"]) if repeat else 0,
            typed="" if found["kind"] else TYPED["onlinetext"],
        )


def _read_folder(member: str) -> Iterator[Reading]:
    """Read `<id>/...`, as in nbgrader's folders, or `<id>.ipynb`."""
    path = PurePosixPath(member)
    ending = next((end for end in TAKEN if path.name.lower().endswith(end)), path.suffix)
    key = path.parts[0] if len(path.parts) > 1 else path.name[: -len(ending) or None]
    yield Reading("folder", Name(key), "", False, Name(path.name))
