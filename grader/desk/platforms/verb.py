"""`dinosaur-grader platform`: the very files that an instructor uploads to a platform."""

from __future__ import annotations

import importlib
import json as jsons
from pathlib import Path
from typing import Annotated

import typer

from grader.assignments import seed
from grader.assignments.locations import NoAssignment
from grader.batch.exit_codes import Refused
from grader.batch.single import SingleRequest
from grader.desk.options import Course, Which, course_of, prints_errors, say
from grader.desk.platforms.bundle import Order
from grader.results.level import level

PLATFORMS = ("gradescope", "coursera", "prairielearn", "classroom", "container")


@prints_errors(NoAssignment, OSError)
def command(
    name: Annotated[str, typer.Argument(help=f"One of {', '.join(PLATFORMS)}.")],
    out: Annotated[Path, typer.Option(help="The zip, or the new folder, to make.")],
    secret: Annotated[
        Path, typer.Option("--seed", help="The course's secret seed, which goes into it.")
    ] = Path("course.seed"),
    practice: Annotated[
        bool, typer.Option("--practice", help="Use the published practice seed instead.")
    ] = False,
    isolation: Annotated[str, typer.Option(help="strict, process or none.")] = "process",
    assignment: Which = "",
    course: Course = None,
    parts: Annotated[
        str, typer.Option(help='Coursera: a function for each part, as {"PART": "FUNCTION"}.')
    ] = "{}",
    image: Annotated[
        str, typer.Option(help="PrairieLearn: the image's name.")
    ] = "island-grader",
    repository: Annotated[
        str, typer.Option(help="GitHub: where the action is pushed, as OWNER/NAME.")
    ] = "YOUR_COURSE/check",
) -> int:
    """Make the files that an instructor uploads or pushes to a platform, or builds an
    image from."""
    own = {
        "coursera": {"parts": jsons.loads(parts)},
        "prairielearn": {"image": image},
        "classroom": {"repository": repository},
    }
    file = None if practice else secret
    order = _order(name, file, isolation, assignment, course_of(course))
    module = importlib.import_module(f"grader.desk.platforms.{name}")
    module.build(order, out, **own.get(name, {}))
    print(f"Made {out}. What to do with it: docs/platforms/README.md.")
    return 0


def _order(
    name: str, file: Path | None, isolation: str, assignment: str, course: Path | None
) -> Order:
    if name not in PLATFORMS:
        raise Refused(f"there is no platform {name!r}; there is {', '.join(PLATFORMS)}")
    try:
        level(isolation)
    except ValueError as error:
        raise Refused(str(error)) from error
    asked = SingleRequest(Path(), assignment, course, file)
    if file is not None and not file.exists():
        seed.create(file)
        say(f"Drew a new secret seed for this course: {file}. Back it up.")
    return Order(asked.work(), asked.secret(), isolation)
