"""Which assignment a verb means, of which course: `--assignment NAME`, or the only one;
`--course DIR`, or the folder that it runs in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.assignments import locations
from grader.results.level import level

Which = Annotated[
    str, typer.Option("--assignment", help="Its name; left out where there is only one.")
]


Course = Annotated[
    Path | None,
    typer.Option("--course", file_okay=False, help="The course; this folder, if it is one."),
]


def course_of(
    named: Path | None, hand_ins: Path | None = None, out: Path | None = None
) -> Path | None:
    """The course that was named, or the folder that the command runs in, if it is one
    and has what the command is about. Raises NoAssignment."""
    return locations.course_of(named, Path.cwd(), hand_ins, out)


def named(name: str, course: Path | None) -> str:
    """The name that was given, whatever it is (a gradebook has other homework too), or
    that of the only assignment with a rubric in the course.

    Raises NoAssignment where that is not clear.
    """
    return name or locations.chosen(name, course)


def checked_level(word: str) -> str:
    """Take a level from the command line; empty where the verb may go without."""
    try:
        return word and level(word)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
