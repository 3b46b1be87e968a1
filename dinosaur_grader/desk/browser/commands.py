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


def button(course: Course, label: str, name: str, **fields: str) -> Button:
    """Make a button. Raises Refused for fields that no command can be made of."""
    return Button(label, name, fields, command_of(words(course, name, fields)))


def words(course: Course, name: str, fields: Fields) -> list[str]:
    """Return the words of a command. Raises Refused where a field has what was not
    offered: everything here came from a browser."""
    if name not in WORDS:
        raise Refused(f"there is no button {name!r}.")
    return WORDS[name](course, fields)


def _evening(course: Course, fields: Fields) -> list[str]:
    grades = _file(course, fields.get("grades", ""), "canvas", "moodle")
    system = downloads.kind_of(course.home / grades)
    return [
        "evening",
        _file(course, fields.get("zip", ""), "submissions"),
        *(f"--{system}", grades),
        *_which(course, fields),
        *("--upload", f"{UPLOAD}/{fields.get('assignment') or course.first}"),
        *_level(course),
        *_changed(fields),
        *(["--yes"] if fields.get("yes") else ["--changes", CHANGES]),
    ]


def _collect(course: Course, fields: Fields) -> list[str]:
    zipped = _file(course, fields.get("zip", ""), "submissions")
    return ["collect", zipped, *_which(course, fields), *_yes(fields)]


def _grade(course: Course, fields: Fields) -> list[str]:
    dry = ["--dry-run"] if fields.get("dry") else []
    return ["grade", *_which(course, fields), *_level(course), *_changed(fields), *dry]


def _report(course: Course, fields: Fields) -> list[str]:
    return ["report", *_which(course, fields)]


def _people(course: Course, fields: Fields) -> list[str]:
    file = _file(course, fields.get("people", ""), "people", "canvas", "moodle")
    return ["people", "import", file, *_database(course), *_yes(fields)]


def _explain(course: Course, fields: Fields) -> list[str]:
    return [
        "explain",
        *_which(course, fields),
        *_level(course),
        "--",
        fields.get("student", ""),
    ]


def _answer(course: Course, fields: Fields) -> list[str]:
    why = " ".join(fields.get("why", "").split())[: MAX_WHY + 1]
    points = fields.get("points", "").strip()
    if fields.get("decision") == "points":
        try:
            said = ["--points", format(float(points), "g")]
        except ValueError as error:
            raise Refused("write the new points as a number, such as 2.5.") from error
    else:
        said = ["--stands"]
    return [
        "answer",
        f"--why={why}",
        *said,
        *_which(course, fields),
        "--",
        fields.get("code", ""),
    ]


WORDS: dict[str, Callable[[Course, Fields], list[str]]] = {
    "evening": _evening,
    "collect": _collect,
    "grade": _grade,
    "report": _report,
    "people": _people,
    "explain": _explain,
    "answer": _answer,
}


def _which(course: Course, fields: Fields) -> list[str]:
    name = fields.get("assignment", "")
    if name and name not in course.names:
        raise Refused(f"there is no assignment {name!r} in this course.")
    return [*(["--assignment", name] if name else []), *_database(course)]


def _file(course: Course, path: str, *kinds: str) -> str:
    known = {one.path: one.kind for one in downloads.there(course.home)}
    if known.get(path) not in kinds:
        raise Refused(f"choose a file first: {path or 'nothing'} is not one of those below.")
    return path


def _changed(fields: Fields) -> list[str]:
    choices = {"accept": ["--accept-changes"], "keep": ["--keep-marks"]}
    return choices.get(fields.get("changed", ""), [])


def _level(course: Course) -> list[str]:
    return [] if course.isolation == "strict" else ["--isolation", course.isolation]


def _yes(fields: Fields) -> list[str]:
    return ["--yes"] if fields.get("yes") else []


def _database(course: Course) -> list[str]:
    return [f"--database={course.database}"] if course.database else []


def again(course: Course, ran: tuple[str, ...], *more: str) -> list[str]:
    """Return the words of the last run with more of them. What is shown is replaced by
    what is agreed to."""
    without = list(ran)
    if "--changes" in without and "--yes" in more:
        place = without.index("--changes")
        del without[place : place + 2]
    place = without.index("--") if "--" in without else len(without)
    return [*without[:place], *more, *without[place:]]
