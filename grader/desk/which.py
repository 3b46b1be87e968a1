"""Which assignment a verb means: `--assignment NAME`, or the only one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.assignments import places

Which = Annotated[
    str, typer.Option("--assignment", help="Its name; left out where there is only one.")
]


def named(name: str, *near: Path) -> str:
    """The name that was given, whatever it is (a gradebook has other homework too), or
    that of the only assignment with a rubric in the course that the command runs in, or
    that one of the folders `near` is.

    Raises NoAssignment where that is not clear.
    """
    return name or places.chosen(name, places.course_of(Path.cwd(), *near))
