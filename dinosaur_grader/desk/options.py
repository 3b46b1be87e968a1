"""Options that several verbs have, what some of them mean, and how a verb ends that can't
do its work."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from dinosaur_grader.assignments import locations
from dinosaur_grader.printable import clean
from dinosaur_grader.results import level

AcceptChanges = Annotated[
    bool, typer.Option("--accept-changes", help="Let existing marks change.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Progress as JSON lines on stdout.")]
Column = Annotated[str, typer.Option(help="The heading of the column to fill.")]
CourseSeed = Annotated[Path, typer.Option(help="The course's secret seed.")]
Database = Annotated[str | None, typer.Option(help="URL of a gradebook stored elsewhere.")]
GradedFolder = Annotated[
    Path, typer.Option(exists=True, file_okay=False, help="The folder that `grade` wrote.")
]
KeepMarks = Annotated[
    bool, typer.Option("--keep-marks", help="Keep existing marks; grade only what is new.")
]
NewSeed = Annotated[Path, typer.Option(help="The course's secret seed; made on first use.")]
Out = Annotated[
    Path, typer.Option(help="The folder for gradebook, tables, journal and feedback.")
]
Practice = Annotated[
    bool, typer.Option("--practice", help="Use the published practice seed instead.")
]
Roster = Annotated[
    Path | None, typer.Option(exists=True, dir_okay=False, help="CSV of all ids.")
]
Submitted = Annotated[
    Path,
    typer.Option(
        exists=True,
        file_okay=False,
        help="The submissions: a folder with one for each student.",
    ),
]
SystemRoster = Annotated[
    Path | None, typer.Option(exists=True, dir_okay=False, help="student_id, system_id.")
]
Workers = Annotated[
    int, typer.Option(min=0, help="Processes; 0 means one for each usable core.")
]
Which = Annotated[
    str, typer.Option("--assignment", help="The assignment; not needed if there is only one.")
]


Course = Annotated[
    Path | None,
    typer.Option(
        "--course", file_okay=False, help="The course; by default this folder, if it is one."
    ),
]


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


def checked_level(word: str) -> str:
    """Take a level from the command line; empty where the verb may go without."""
    try:
        return word and level(word)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


Isolation = Annotated[
    str, typer.Option(callback=checked_level, help="strict, process or none.")
]


def say(text: str) -> None:
    """Tell a person something that is no result. Whatever it quotes, nothing hidden of it
    reaches the terminal."""
    print(clean(text), file=sys.stderr, flush=True)


def show(text: str) -> None:
    """Print a result, cleaned as what is said."""
    print(clean(text))
