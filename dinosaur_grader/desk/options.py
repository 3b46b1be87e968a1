"""Options that several verbs have, what some of them mean, and how a verb ends that can't
do its work."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from dinosaur_grader.assignments import locations
from dinosaur_grader.batch import open_course
from dinosaur_grader.batch.open_course import OnChange
from dinosaur_grader.batch.terminal import say as say
from dinosaur_grader.batch.terminal import show as show
from dinosaur_grader.results import level

GRADED, SUBMITTED, SEED = Path("graded"), Path("submitted"), Path("course.seed")
"""What is meant where nobody names another one: in the course, or in this folder."""


def _is_default(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "DEFAULT"


def marks_folder(course: Path) -> Path:
    """Return the folder of a course's marks where nobody named one: the course's own if
    nbgrader's gradebook stands there, for there is to be one. `graded` stays in use where it
    was."""
    graded = course / GRADED
    in_use = any((graded / name).exists() for name in ("gradebook.db", "rendered.json"))
    return course if (course / "gradebook.db").is_file() and not in_use else graded


def _in_course(context: typer.Context, option: typer.CallbackParam, value: Path) -> Path:
    """Return the folder that was named, or the default one, which lies in the course."""
    if not _is_default(context, str(option.name)):
        return value
    course = _folder(context, "course") or Path()
    return marks_folder(course) if value == GRADED else course / value


def _folder(context: typer.Context, name: str) -> Path | None:
    """Return the folder that another option named."""
    # among the parameters typer 0.15 has its text, newer ones have the Path
    named = context.params.get(name)
    return Path(named) if named else None


def _there(context: typer.Context, option: typer.CallbackParam, value: Path) -> Path:
    place = _in_course(context, option, value)
    if not place.is_dir():
        said = f"the folder {place} does not exist: name yours with {option.opts[0]}."
        raise typer.BadParameter(said)
    return place


def _submitted(context: typer.Context, option: typer.CallbackParam, value: Path) -> Path:
    out = _folder(context, "out")
    # Nobody named these hand-ins. Where marks elsewhere are meant, this folder may be a
    # student's, prepared to be taken for the course.
    if _is_default(context, str(option.name)) and out and not _is_default(context, "out"):
        course_of(_folder(context, "course"), out=out)
    return _there(context, option, value)


def _if_there(context: typer.Context, option: typer.CallbackParam, value: Path) -> Path | None:
    absent = not _in_course(context, option, value).is_dir()
    absent = absent and _is_default(context, str(option.name))
    return None if absent else _there(context, option, value)


def _seed(context: typer.Context, option: typer.CallbackParam, value: Path) -> Path:
    """Return the seed of the course that was named, unless only this folder has one."""
    own = _in_course(context, option, value)
    return value if value.exists() and not own.exists() else own


_MARKS = (
    "The folder of marks: gradebook, tables, feedback. Where nbgrader's gradebook stands in the "
    "course's folder, that one."
)
_SECRET = "The course's secret seed."
_WORK = "The folder of submissions, with a folder for each student."


def _file(about: str, *names: str) -> typer.models.OptionInfo:
    """Make the option of a file that is there."""
    return typer.Option(*names, exists=True, dir_okay=False, help=about)


AcceptChanges = Annotated[
    bool, typer.Option("--accept-changes", help="Let existing marks change.")
]
AsJson = Annotated[
    bool, typer.Option("--json", help="JSON on stdout, and sentences on stderr.")
]
CanvasFile = Annotated[Path | None, _file("A grade book from Canvas.", "--canvas")]
Changes = Annotated[
    Path | None, typer.Option(help="A CSV file for all changes, too many for the screen.")
]
Column = Annotated[str, typer.Option(help="The heading of the column to fill.")]
Course = Annotated[
    Path | None,
    typer.Option(
        "--course",
        file_okay=False,
        help="The course's folder; by default this one, if it is a course.",
    ),
]
CourseSeed = Annotated[Path, typer.Option("--seed", callback=_seed, help=_SECRET)]
Database = Annotated[
    str | None, typer.Option(help="The URL of a gradebook that is not in the folder of marks.")
]
GradedFolder = Annotated[Path, typer.Option("--out", callback=_there, help=_MARKS)]
GradedFolderIfThere = Annotated[
    Path | None, typer.Option("--out", callback=_if_there, help=_MARKS)
]
Into = Annotated[Path, typer.Option("--submitted", "--into", callback=_in_course, help=_WORK)]
KeepMarks = Annotated[
    bool, typer.Option("--keep-marks", help="Keep existing marks; grade only what is new.")
]
MoodleFile = Annotated[Path | None, _file("A worksheet from Moodle.", "--moodle")]
NewSeed = Annotated[
    Path, typer.Option("--seed", callback=_seed, help=f"{_SECRET} Drawn if there is none yet.")
]
Out = Annotated[Path, typer.Option(callback=_in_course, help=_MARKS)]
Practice = Annotated[
    bool, typer.Option("--practice", help="Use the published practice seed instead.")
]
Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="Write over marks that were edited there, too.")
]
Roster = Annotated[Path | None, _file("A CSV file of all student ids.")]
Submitted = Annotated[Path, typer.Option(callback=_submitted, help=_WORK)]
SubmittedIfThere = Annotated[
    Path | None, typer.Option("--submitted", callback=_if_there, help=_WORK)
]
SystemRoster = Annotated[
    Path | None,
    _file(
        "A CSV file of all student ids, with the columns student_id and system_id.", "--roster"
    ),
]
Workers = Annotated[
    int,
    typer.Option(min=0, help="How many processes grade; 0 means one for each usable core."),
]
Which = Annotated[
    str, typer.Option("--assignment", help="The assignment; not needed if there is only one.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]


class CourseOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What a command line says of the course that it means; each verb that grades takes
    these options."""

    submitted: Path
    out: Path
    seed: Path
    assignment: str = ""
    database: str | None = None
    course: Path | None = None
    roster: Path | None = None

    def open(self) -> open_course.Course:
        """Open the course. Raises Refused."""
        return open_course.open_course(**msgspec.structs.asdict(self))


def course_of(
    named: Path | None, hand_ins: Path | None = None, out: Path | None = None
) -> Path | None:
    """Return the course that was named, or the folder that the command runs in, if it
    is one and has what the command is about. Raises NoAssignment."""
    return locations.course_of(named, Path.cwd(), hand_ins, out)


def named(name: str, course: Path | None) -> str:
    """Return the name that was given, whatever it is (a gradebook has other homework
    too), or that of the only assignment with a rubric in the course.

    Raises NoAssignment where that is not clear.
    """
    return name or locations.chosen(name, course)


def on_or_off(word: str) -> str:
    """Take a word of the command line that is `on` or `off`."""
    if word not in ("on", "off"):
        raise typer.BadParameter("write on or off")
    return word


def on_change(accept: bool, keep: bool) -> OnChange:
    """Say what becomes of marks that stand, by two options that exclude each other."""
    if accept and keep:
        raise typer.BadParameter("choose one of --accept-changes and --keep-marks")
    return "accept" if accept else "keep" if keep else "ask"


def checked_level(word: str) -> str:
    """Take a level from the command line; empty where the verb may go without."""
    try:
        return word and level(word)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


Isolation = Annotated[
    str,
    typer.Option(
        callback=checked_level,
        help="How students' code is shut off: strict, process or none.",
    ),
]
Names = Annotated[str, typer.Option(callback=on_or_off, help="on or off: names beside ids.")]


def agreed(question: str) -> bool:
    """Ask a person. No answer is a no, also where nobody is there to give one."""
    try:
        return typer.confirm(question, default=False)
    except typer.Abort:
        return False


def show_json(found: object, indent: int | None = 1) -> None:
    """Print a result for a program as JSON, on one line without `indent`. It is ASCII, so
    nothing is hidden in its texts."""
    print(json.dumps(msgspec.to_builtins(found, enc_hook=str), indent=indent))
