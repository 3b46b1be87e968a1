"""The options of `dinosaur-grader one` as typer declares those of every verb: for
`--help`, and for what is wrong with words that `one` could not read."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Annotated

import typer

from dinosaur_grader.batch import single
from dinosaur_grader.desk import options as opts
from dinosaur_grader.desk import platforms
from dinosaur_grader.desk.platforms import one

FORMATS = ", ".join(platforms.FORMATS)


def _format(name: str) -> str:
    if name not in platforms.FORMATS:
        raise typer.BadParameter(f"choose one of {FORMATS}")
    return name


def command(
    notebook: Annotated[Path, typer.Argument(help="The notebook, or its folder.")],
    assignment: opts.Which = "",
    format: Annotated[
        str, typer.Option(callback=_format, help=f"What is written: {FORMATS}.")
    ] = "json",
    out: Annotated[
        Path | None,
        typer.Option(help="A folder for the output and the page; by default it is printed."),
    ] = None,
    isolation: opts.Isolation = "strict",
    seed: Annotated[
        Path | None,
        typer.Option(
            help="The course's secret seed; by default course.seed in the course, or here."
        ),
    ] = None,
    practice: opts.Practice = False,
    course: Annotated[
        Path | None, typer.Option(help="The course's folder; none is taken by default.")
    ] = None,
    student: Annotated[str, typer.Option(help="The student's id.")] = single.STUDENT,
) -> int:
    """Grade one submission: mark, verdicts, a feedback page; no gradebook."""
    return one.run(Namespace(**locals()))
