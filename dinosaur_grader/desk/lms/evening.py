"""`dinosaur-grader evening ZIP`: collect, grade, report, export and feedback in one, by
the verbs' own functions.

The files for upload are made aside, what is in them is shown, and only then, when the
person agrees, they are put in place. Nothing is sent anywhere.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from dinosaur_grader.batch.grade_class import Graded, Options
from dinosaur_grader.desk import grade, report
from dinosaur_grader.desk import options as opts
from dinosaur_grader.desk.lms import collect, export, grade_files
from dinosaur_grader.exit_codes import ExitCode, Refused
from dinosaur_grader.printable import clean
from dinosaur_grader.records.gradebook_marks import Marks
from dinosaur_grader.results import INFRASTRUCTURE
from dinosaur_grader.sandbox import temp_folders
from dinosaur_grader.store import database as store

ROWS_SHOWN = 20
ONE_SYSTEM = (
    "name the file that the marks go into: either --canvas FILE, which Canvas gives by Grades, Export, "
    "or --moodle FILE, which Moodle gives by Submissions, Download grading worksheet."
)


def command(
    source: Annotated[
        Path, typer.Argument(exists=True, help="The zip of submissions from Canvas or Moodle.")
    ],
    roster: opts.SystemRoster = None,
    canvas: opts.CanvasFile = None,
    moodle: opts.MoodleFile = None,
    into: opts.Into = opts.SUBMITTED,
    out: opts.Out = opts.GRADED,
    upload: Annotated[
        Path,
        typer.Option(help="Where the files for upload go; a number is added if it exists."),
    ] = Path("upload"),
    column: opts.Column = "",
    workers: opts.Workers = 0,
    isolation: opts.Isolation = "strict",
    seed: opts.CourseSeed = opts.SEED,
    assignment: opts.Which = "",
    course: opts.Course = None,
    database: opts.Database = None,
    accept: opts.AcceptChanges = False,
    keep: opts.KeepMarks = False,
    yes: opts.Yes = False,
) -> int:
    """Go from the zip of submissions to marks and pages for Canvas or Moodle: collect,
    grade, report, export, feedback. You see what the files for upload hold before they
    are written."""
    if bool(canvas) == bool(moodle):
        raise Refused(ONE_SYSTEM)
    system = "canvas" if canvas else "moodle"
    which = dict(assignment=assignment, database=database, course=course)
    options = Options(
        *(into, out, workers, isolation, "", seed, roster, assignment),
        database=database,
        accept_changes=accept,
        keep_marks=keep,
        course=course,
    )
    try:
        grade.settle(options)
        taken = collect.run(source, into, assignment, system, roster, course, out, database)
        graded = grade.graded(options)
        report.command(out, **which)
    except KeyboardInterrupt:
        opts.say(grade.STOPPED)
        return ExitCode.SOME_FAILED
    with temp_folders.private("evening") as aside:
        marks, pages = aside / "marks.csv", aside / "feedback.zip"
        with contextlib.redirect_stdout(io.StringIO()):  # nobody's files yet
            without_row = export.command(marks, out, canvas, moodle, column, **which)
            without_page = export.command(pages, out, feedback=system, **which)
        show(canvas or moodle, marks, pages, system)
        if not (yes or opts.agreed("Write these files for upload?")):
            opts.say(
                "Nothing was written for upload. Everything else is done; run it again with --yes."
            )
            return ExitCode.DECLINED
        to = _free(upload)
        to.mkdir(parents=True)
        for path in sorted(aside.iterdir()):
            shutil.copyfile(path, to / path.name)
            print(f"for upload: {to / path.name}")
    # a file that its student broke was named, and nobody here can mend it
    to_do = taken.complaints or taken.unplaced or without_row or without_page
    return ExitCode.SOME_FAILED if to_do or _unfinished(graded) else ExitCode.DONE


def _unfinished(graded: Graded) -> bool:
    """Tell whether marks are still to be made: by the grader, or by hand."""
    if any(result.state == INFRASTRUCTURE for result in graded.not_graded):
        return True
    with store.reading(graded.url) as connection:
        found = graded.counted(connection).values()
        return any(True for _ in grade.waiting(found, Marks(graded.url).of))


def show(before: Path, marks: Path, pages: Path, system: str) -> None:
    """Show what would leave this machine: every cell that changes, and the pages."""
    console, found = Console(), list(_changed(before, marks))
    marks_columns = (Column(name, justify="right") for name in ("before", "after"))
    table = Table("who", *marks_columns, title=f"For upload to {system.capitalize()}")
    for row in found[:ROWS_SHOWN]:
        table.add_row(*(Text(clean(cell)) for cell in row))
    console.print(table)
    if len(found) > ROWS_SHOWN:
        console.print(f"... and {len(found) - ROWS_SHOWN} more.")
    with zipfile.ZipFile(pages) as archive:
        count = len(archive.namelist())
    console.print(f"{len(found)} marks are new or changed, with {count} feedback pages.")


def _changed(before: Path, after: Path) -> Iterator[tuple[str, str, str]]:
    """Yield who gets another mark than the system's own file has: name, before, after."""
    old, new = (grade_files.read(p.read_text(encoding="utf-8-sig"))[1] for p in (before, after))
    for then, now in itertools.zip_longest(old, new, fillvalue=[]):
        for was, is_now in zip(then, now, strict=False):
            if was != is_now:
                yield " ".join(now[:2]), was, is_now


def _free(upload: Path) -> Path:
    """Return the folder for the files. It is the one that was named, or the same name
    with the first number that is free."""
    numbered = (upload.with_name(f"{upload.name}-{number}") for number in itertools.count(2))
    return next(place for place in itertools.chain([upload], numbered) if not place.exists())
