"""Lists of people as the systems export them: a grade book or the groups of Canvas, a
worksheet or the participants of Moodle, the list of nbgrader or JupyterHub, any CSV.

A list is read by its headings. What it says of a person are strings; whose they are is
`dinosaur_grader.desk.people_changes`'s to say.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import msgspec

from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.judging.reading.intake import unsafe
from dinosaur_grader.printable import Name
from dinosaur_grader.store.register import split_name

BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
MOODLE_ID = re.compile(r"\D*(\d+)\s*")
"""`Participant 123`, in the site's language."""
AS_FORMULA = re.compile(r'="(.*)"', re.DOTALL)
"""How Canvas writes a text that a spreadsheet would take for a formula or a number."""
TEST_STUDENT = "Student, Test"  # Canvas's own
LEADING_ROWS = ("Points Possible", "Manual Posting")
FIELDS = (
    *("id", "name", "first", "last", "sort_name", "login", "email", "sis", "canvas", "moodle"),
    *("section", "group", "system_id"),
)
"""What a column can be, as `--map` names it."""


class Entry(msgspec.Struct, frozen=True):
    """What one row says: the ids by their kind (`id` is the course's own), the name as
    written and as sorted, section and groups, the line, and what Moodle says of the
    hand-in."""

    line: int
    ids: dict[str, str]
    name: str = ""
    sort_name: str = ""
    section: str = ""
    groups: tuple[str, ...] = ()
    test: bool = False
    status: str = ""


@dataclass
class PeopleList:
    """A file with people: what it is, the system whose people they are, whether it has
    everybody, and its rows; apart those `without_id`."""

    file: str
    what: str
    system: str
    everybody: bool
    entries: list[Entry] = field(default_factory=list)
    without_id: list[Entry] = field(default_factory=list)


class Form(NamedTuple):
    """A kind of list: the headings that tell it, and what its columns are."""

    what: str
    system: str
    told_by: tuple[str, ...]
    columns: Collection[tuple[str, str]]
    everybody: bool = True


def _pairs(text: str) -> list[tuple[str, str]]:
    """Read `id=Matrikel, name=Name`."""
    parts = (part.partition("=") for part in text.split(",") if part.strip())
    return [(key.strip(), title.strip()) for key, _, title in parts]


MOODLES = "sis=id_number, email=email_address, login=username"

FORMS = (
    Form(
        "Canvas group list",
        "canvas",
        ("canvas_user_id", "group_name"),
        _pairs(
            "name=name, canvas=canvas_user_id, sis=user_id, login=login_id, section=sections, group=group_name"
        ),
        everybody=False,
    ),
    Form(
        "Canvas grade book",
        "canvas",
        ("student", "id", "section"),
        _pairs(
            "sort_name=student, canvas=id, sis=sis_user_id, login=sis_login_id, section=section"
        ),
    ),
    Form(
        "Moodle worksheet",
        "moodle",
        ("identifier", "full_name"),
        _pairs(f"moodle=identifier, name=full_name, {MOODLES}, group=group, status=status"),
    ),
    # of blind marking: it has the numbers that the download has, and nobody's name
    Form(
        "Moodle worksheet",
        "moodle",
        ("identifier", "status"),
        _pairs("moodle=identifier, status=status"),
        everybody=False,
    ),
    *(
        Form(
            "Moodle participants list",
            "moodle",
            ("first_name", last, "email_address"),
            _pairs(f"first=first_name, last={last}, {MOODLES}, group=groups"),
        )
        for last in ("last_name", "surname")
    ),
    Form(
        "nbgrader list",
        "",
        ("id", "first_name", "last_name"),
        _pairs("id=id, first=first_name, last=last_name, email=email, system_id=lms_user_id"),
    ),
    Form(
        "roster",
        "",
        ("student_id",),
        _pairs(
            "id=student_id, system_id=system_id, name=name, login=login, email=email, section=section, group=group"
        ),
    ),
)
"""The lists that are known, the surest first. Columns are written as in `--map`."""


def read(path: Path, mapping: Mapping[str, str] | None = None, system: str = "") -> PeopleList:
    """Read a list of people. `mapping` says which column is what, by `FIELDS`; `system`
    is the one whose ids the column `system_id` has.

    Raises Refused for a file that is no such list, with the headings that it has.
    """
    heading, rows = table(path)
    if mapping:
        form = _mapped(path, heading, mapping)
    else:
        form = next((f for f in FORMS if set(f.told_by) <= set(map(plain, heading))), None)
    if form is None and len(heading) == 1 and plain(heading[0]) not in TITLES:
        # JupyterHub's list, or anybody's: an id a line
        form = Form("list of ids", "", (), [("id", "student_id")])
        rows = [(1, heading), *rows]
        heading = ["student_id"]
    if form is None:
        raise Refused(
            f"{path.name} is no list of people that is known here. Say which column is what by "
            f"`dinosaur-grader people import {path.name} --map id=COLUMN,name=COLUMN`. "
            f"It has: {', '.join(heading)}"
        )
    found = PeopleList(path.name, form.what, form.system or system, form.everybody)
    places = _places(form, heading)
    for line, row in rows:
        entry = _entry(line, lambda what, row=row: _cell(row, places, what), form, system)
        if entry.ids:
            found.entries.append(entry)
        elif not set(LEADING_ROWS) & {cell.strip() for cell in row}:
            found.without_id.append(entry)
    return found


def ids(path: Path) -> tuple[str, ...]:
    """Read the course's own ids of a list, each once.

    Raises Refused, with the line, for an id that no folder could have, and for a list
    without such ids.
    """
    found = read(path)
    for entry in found.entries:
        student = Name(entry.ids.get("id", ""))
        if not student:
            raise Refused(
                f"{path} is a list ({found.what}) which has no ids of the course's own: take it in with "
                "`dinosaur-grader people import`, and leave --roster out"
            )
        if why := unsafe(student):
            raise Refused(f"{path}, line {entry.line}: the student id {student} {why}")
    return tuple(dict.fromkeys(entry.ids["id"] for entry in found.entries))


TITLES = ("id", "ids", "name", "student", "students", "student_id", "sis_user_id", "login")
"""First lines of one column that are a heading, and not a student."""


def table(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Read a CSV file's heading and its rows, each with its line: UTF-8 or UTF-16, with
    commas, semicolons or tabs. Raises Refused."""
    raw = path.read_bytes()
    encoding = next((name for mark, name in BOMS.items() if raw.startswith(mark)), "utf-8")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused(
            f"{path.name} is not UTF-8: save it as CSV UTF-8 (in Excel: Save As, CSV UTF-8)"
        ) from error
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise Refused(
            f"{path.name}, line {reader.line_num}: this is not a CSV file ({error})"
        ) from error
    if not rows:
        raise Refused(f"{path.name} is empty")
    return rows[0][1], rows[1:]


def plain(heading: str) -> str:
    """Spell a heading as it is looked for: `SIS User ID` becomes `sis_user_id`."""
    return re.sub(r"[\s-]+", "_", heading.strip().lower())


def columns_of(text: str) -> dict[str, str]:
    """Read what `--map` says: `id=Matrikel,name=Name`. Raises Refused."""
    pairs = _pairs(text)
    keys = [key for key, _ in pairs]
    wrong = [
        key for key, title in pairs if key not in FIELDS or not title or keys.count(key) > 1
    ]
    if wrong:
        raise Refused(
            f"--map can't use {wrong[0]!r}: write WHAT=COLUMN, each once; WHAT is one of {', '.join(FIELDS)}"
        )
    return dict(pairs)


def _mapped(path: Path, heading: list[str], mapping: Mapping[str, str]) -> Form:
    for title in mapping.values():
        if plain(title) not in map(plain, heading):
            raise Refused(f"{path.name} has no column {title!r}. It has: {', '.join(heading)}")
    system = next((name for name in ("canvas", "moodle") if name in mapping), "")
    return Form("list", system, (), [(what, plain(title)) for what, title in mapping.items()])


def _places(form: Form, heading: list[str]) -> dict[str, int]:
    at = {plain(title): place for place, title in reversed(list(enumerate(heading)))}
    return {what: at[title] for what, title in form.columns if title in at}


def _cell(row: list[str], places: Mapping[str, int], what: str) -> str:
    place = places.get(what)
    text = row[place].strip() if place is not None and place < len(row) else ""
    formula = AS_FORMULA.fullmatch(text)
    return formula[1].replace('""', '"').strip() if formula else text


def _entry(line: int, cell: Callable[[str], str], form: Form, system: str) -> Entry:
    ids = {kind: cell(kind) for kind in ("id", "login", "email", "sis", "canvas")}
    if number := MOODLE_ID.fullmatch(cell("moodle")):
        ids["moodle"] = number[1]
    if cell("system_id"):
        # nbgrader's lms_user_id is Canvas's number where nobody says otherwise
        ids[system or "canvas"] = cell("system_id")
    ids = {kind: value for kind, value in ids.items() if value}
    sort_name, name = cell("sort_name"), cell("name")
    if cell("last"):
        sort_name = ", ".join(filter(None, (cell("last"), cell("first"))))
    if not name and sort_name:
        name = " ".join(filter(None, split_name(sort_name)))
    test = form.system == "canvas" and TEST_STUDENT in (sort_name, name)
    groups = tuple(filter(None, (part.strip() for part in cell("group").split(","))))
    return Entry(line, ids, name, sort_name, cell("section"), groups, test, cell("status"))
