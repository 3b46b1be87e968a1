"""`dinosaur-grader build`: an assignment's notebook, questions and release, made from
its file in source/."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from dinosaur_grader.assignments import locations, percent_file
from dinosaur_grader.assignments.locations import NoAssignment, chosen
from dinosaur_grader.desk.options import Course, Which, course_of, say
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.workshop import course as making

SECONDS = 0.5
"""Between two looks at the file."""


def command(
    assignment: Which = "",
    course: Course = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Build again at each change, until Ctrl-C.")
    ] = False,
) -> int:
    """Build an assignment of the course in this folder: make source/NAME, release/NAME
    and solutions/NAME from source/NAME.py."""
    own = course_of(course)
    if own is None:
        raise NoAssignment("this folder is not a course: it has neither source/ nor rubrics/.")
    try:
        name = chosen(assignment, own)
        if watch:
            return _watch(name, own)
        say(f"Reading {name}. Ctrl-C ends it, and says where it was.")
        making.build(name, own, print)
    except NoAssignment:
        _refuse_unread(assignment, own)
        raise
    except (KeyboardInterrupt, SystemExit) as ended:
        raise Refused(f"{name} was not built: {percent_file.place(ended)}") from ended
    print(f"Next: `dinosaur-grader check --assignment {name}` checks its gallery.")
    return 0


def _refuse_unread(name: str, course: Path) -> None:
    """Raise RubricError or NoAssignment where a file of that name, or each file, is no
    assignment, with why."""
    written = [p for p in sorted((course / "source").glob("*.py")) if name in ("", p.stem)]
    if written and not any(locations.rubric(path.stem, course) for path in written):
        percent_file.read(written[0])
        raise NoAssignment(f"{written[0]} is no assignment yet: it has no exercise.")


def _watch(name: str, course: Path) -> int:
    built: dict[Path, int] = {}
    try:
        while True:
            # noted before the build, so that what is saved meanwhile is built next
            if (now := _saved(name, course)) != built:
                built = now
                _try(name, course)
            time.sleep(SECONDS)
    except KeyboardInterrupt:
        return 0


def _saved(name: str, course: Path) -> dict[Path, int]:
    """Find when each file that a person writes was last saved."""
    files = [course / "source" / f"{name}.py", *(course / "rubrics" / name).rglob("*.py")]
    return {path: path.stat().st_mtime_ns for path in files if path.is_file()}


def _try(name: str, course: Path) -> None:
    try:
        making.build(name, course, print)
    except (Refused, OSError) as error:
        say(f"Error: {error}")
