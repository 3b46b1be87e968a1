"""`dinosaur-grader build`: an assignment's notebook, questions and release, made from
its file in source/."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

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
    name = chosen(assignment, own)
    if watch:
        return _watch(name, own)
    making.build(name, own, print)
    print(f"Next: `dinosaur-grader check --assignment {name}` checks its gallery.")
    return 0


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
