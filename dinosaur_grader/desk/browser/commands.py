"""The commands behind the page's buttons: from a form's fields to the words of a verb,
which the button shows and the run is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from dinosaur_grader.desk import options
from dinosaur_grader.desk.browser import downloads
from dinosaur_grader.desk.browser.verb_runs import command_of
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.records.regrade_requests import MAX_WHY

CHANGES = "graded/changes.csv"
"""What an evening would change, for the page to show before it is agreed to."""
UPLOAD = "upload"
"""The folder of the files for upload, with one for each time that an assignment's were made."""
Fields = Mapping[str, str]


class Button(msgspec.Struct, frozen=True):
    """A verb that a person can start: what the button says, the verb's name among `WORDS`,
    the fields that it sends, and the command that it is."""

    label: str
    name: str
    fields: dict[str, str]
    command: str


class Course(msgspec.Struct, frozen=True):
    """What a desk is open on: the course's folder, its assignments, the database, if it is
    not the one in the folder of marks, the assignment that is shown first, and the
    isolation level of what is graded."""

    home: Path
    names: tuple[str, ...]
    database: str = ""
    first: str = ""
    isolation: str = "strict"

    @property
    def out(self) -> Path:
        return options.marks_folder(self.home)

    @property
    def submitted(self) -> Path:
        return self.home / "submitted"


Part = Callable[[Course, Fields], list[str]]
"""Words of a command that follow from the course and a form's fields."""


def button(course: Course, label: str, name: str, **fields: str) -> Button:
    """Make a button. Raises Refused for fields that no command can be made of."""
    return Button(label, name, fields, command_of(words(course, name, fields)))


def words(course: Course, name: str, fields: Fields) -> list[str]:
    """Return the words of a command. Raises Refused where a field has what was not
    offered: everything here came from a browser."""
    if name not in WORDS:
        raise Refused(f"there is no button {name!r}.")
    found: list[str] = []
    for part in WORDS[name]:
        found += [part] if isinstance(part, str) else part(course, fields)
    return found


def _file(field: str, *kinds: str) -> Part:
    """Take one of the files that were brought, of these kinds."""

    def part(course: Course, fields: Fields) -> list[str]:
        path = fields.get(field, "")
        known = {one.path: one.kind for one in downloads.there(course.home)}
        if known.get(path) not in kinds:
            raise Refused(
                f"choose a file first: {path or 'nothing'} is not one of those below."
            )
        return [path]

    return part


def _grades(course: Course, fields: Fields) -> list[str]:
    (path,) = _file("grades", "canvas", "moodle")(course, fields)
    return [f"--{downloads.kind_of(course.home / path)}", path]


def _which(course: Course, fields: Fields) -> list[str]:
    name = fields.get("assignment", "")
    if name and name not in course.names:
        raise Refused(f"there is no assignment {name!r} in this course.")
    return [*(["--assignment", name] if name else []), *_database(course, fields)]


def _database(course: Course, _: Fields) -> list[str]:
    return [f"--database={course.database}"] if course.database else []


def _upload(course: Course, fields: Fields) -> list[str]:
    return ["--upload", f"{UPLOAD}/{fields.get('assignment') or course.first}"]


def _level(course: Course, _: Fields) -> list[str]:
    return [] if course.isolation == "strict" else ["--isolation", course.isolation]


def _changed(_: Course, fields: Fields) -> list[str]:
    choices = {"accept": ["--accept-changes"], "keep": ["--keep-marks"]}
    return choices.get(fields.get("changed", ""), [])


def _switch(field: str, on: str, *off: str) -> Part:
    return lambda _, fields: [on] if fields.get(field) else [*off]


def _text(field: str) -> Part:
    """Take what was typed, behind what no text can be an option of."""
    return lambda _, fields: ["--", fields.get(field, "")]


def _why(_: Course, fields: Fields) -> list[str]:
    return [f"--why={' '.join(fields.get('why', '').split())[: MAX_WHY + 1]}"]


def _points(_: Course, fields: Fields) -> list[str]:
    if fields.get("decision") != "points":
        return ["--stands"]
    try:
        return ["--points", format(float(fields.get("points", "")), "g")]
    except ValueError as error:
        raise Refused("write the new points as a number, such as 2.5.") from error


ZIP, YES = _file("zip", "submissions"), _switch("yes", "--yes")
PEOPLE = _file("people", "people", "canvas", "moodle")
REVIEW = _switch("yes", "--yes", "--changes", CHANGES)
DRY = _switch("dry", "--dry-run")
WORDS: dict[str, tuple[str | Part, ...]] = {
    "evening": ("evening", ZIP, _grades, _which, _upload, _level, _changed, REVIEW),
    "collect": ("collect", ZIP, _which, YES),
    "grade": ("grade", _which, _level, _changed, DRY),
    "report": ("report", _which),
    "people": ("people", "import", PEOPLE, _database, YES),
    "explain": ("explain", _which, _level, _text("student")),
    "answer": ("answer", _why, _points, _which, _text("code")),
}
"""The commands of the buttons, each word as it is or as a form's fields give it."""


def again(course: Course, ran: tuple[str, ...], *more: str) -> list[str]:
    """Return the words of the last run with more of them. What is shown is replaced by
    what is agreed to."""
    without = list(ran)
    if "--changes" in without and "--yes" in more:
        place = without.index("--changes")
        del without[place : place + 2]
    place = without.index("--") if "--" in without else len(without)
    return [*without[:place], *more, *without[place:]]
