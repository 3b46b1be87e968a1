"""`dinosaur-grader platform`: the very files that an instructor uploads to a platform."""

from __future__ import annotations

import json as jsons
from pathlib import Path
from typing import Annotated

import typer

from dinosaur_grader.assignments import course_seed
from dinosaur_grader.batch.single import SingleRequest
from dinosaur_grader.desk import options as opts
from dinosaur_grader.desk import platforms
from dinosaur_grader.desk.platforms.bundle import Order, build
from dinosaur_grader.exit_codes import Refused

NAMES = ", ".join(platforms.UPLOADS)


def _parts(text: str) -> dict[str, str]:
    try:
        return jsons.loads(text)
    except ValueError as error:
        raise typer.BadParameter(f"not JSON: {error}", param_hint="--parts") from error


def command(
    name: Annotated[str, typer.Argument(help=f"One of {NAMES}.")],
    to: Annotated[Path, typer.Option(help="The zip, or the new folder, to make.")],
    secret: opts.NewSeed = opts.SEED,
    practice: opts.Practice = False,
    isolation: opts.Isolation = "process",
    assignment: opts.Which = "",
    course: opts.Course = None,
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
    functions = _parts(parts)
    if name not in platforms.UPLOADS:
        raise Refused(f"unknown platform {name!r}: choose one of {NAMES}")
    file = None if practice else secret
    asked = SingleRequest(Path(), assignment, opts.course_of(course), file)
    if file and not file.exists():
        course_seed.create(file)
        opts.say(f"Drew a new secret seed for this course: {file}. Back it up.")
    order = Order(asked.work(), asked.secret(), isolation, functions, image, repository)
    build(platforms.ALIASES.get(name, name), order, to)
    print(f"Made {to}. What to do with it: docs/instructor/platforms/index.md.")
    return 0
