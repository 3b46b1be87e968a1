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
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from dinosaur_grader.assignments import course_rules
from dinosaur_grader.desk import grade, report
from dinosaur_grader.desk import options as opts
from dinosaur_grader.desk.graded_folder import url_of
from dinosaur_grader.desk.lms import collect, export
from dinosaur_grader.desk.lms.export import SystemFile
from dinosaur_grader.desk.lms.grade_files import FilledCell
from dinosaur_grader.exit_codes import ExitCode
from dinosaur_grader.printable import clean, escaped
from dinosaur_grader.records.csv_tables import replaced, safe
from dinosaur_grader.sandbox import temp_folders

ROWS_SHOWN = 20


def command(
    source: Annotated[Path, typer.Argument(exists=True, help="The zip of submissions.")],
    roster: opts.SystemRoster = None,
    canvas: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A gradebook from Canvas.")
    ] = None,
    moodle: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A worksheet from Moodle.")
    ] = None,
    into: Annotated[Path, typer.Option(help="Where the submissions go.")] = Path("submitted"),
    out: Annotated[Path, typer.Option(help="Where the marks go.")] = Path("graded"),
    upload: Annotated[
        Path,
        typer.Option(help="Where the files for upload go; a number is added if it exists."),
    ] = Path("upload"),
    column: opts.Column = "",
    workers: opts.Workers = 0,
    isolation: opts.Isolation = "strict",
    seed: opts.CourseSeed = Path("course.seed"),
    assignment: opts.Which = "",
    course: opts.Course = None,
    database: opts.Database = None,
    accept: opts.AcceptChanges = False,
    keep: opts.KeepMarks = False,
    overwrite: opts.Overwrite = False,
    changes: Annotated[
        Path | None, typer.Option(help="A CSV of every mark that would change or stay.")
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Write the files for upload without asking.")
    ] = False,
) -> int:
    """Go from the zip of submissions to marks and pages for Canvas or Moodle: collect,
    grade, report, export, feedback. You see what the files for upload hold before they
    are written."""
    if bool(canvas) == bool(moodle):
        raise typer.BadParameter("name either --canvas FILE or --moodle FILE")
    system = "canvas" if canvas else "moodle"
    file = SystemFile(system, canvas or moodle, column, overwrite)
    own, rules = opts.course_of(course, into), course_rules.read(seed)
    export.check(file, rules, opts.named(assignment, own), own)
    which = dict(assignment=assignment, database=database, course=course)
    made = dict(seed=seed, roster=roster, accept=accept, keep=keep)
    codes = [
        collect.command(
            *(source, into, assignment, system, roster, course, out, database),
            people=[canvas or moodle],
            yes=yes,
            seed=seed,
        ),
        grade.command(into, out, workers, isolation, **made, **which),
        report.command(out, **which),
    ]
    own = opts.course_of(course, out=out)
    name, url = opts.named(assignment, own), url_of(out, database)
    marks = export.marks_of(out, name, url, own)
    filled = export.fill(file, marks, url, rules, own)
    codes += [ExitCode.SOME_FAILED] if filled.unplaced else []
    with temp_folders.private("evening") as aside:
        pages = aside / "feedback.zip"
        with contextlib.redirect_stdout(io.StringIO()):  # nobody's file yet
            codes.append(export.command(pages, out, feedback=system, **which))
        show(filled.cells, pages, system, changes)
        if not (yes or _agreed()):
            opts.say(
                "Nothing was written for upload. Everything else is done; run it again with --yes."
            )
            return ExitCode.SOME_FAILED
        to = _free(upload)
        to.mkdir(parents=True)
        shutil.copyfile(pages, to / pages.name)
        export.write(to / "marks.csv", filled, url, name, system)
        for path in (pages.name, "marks.csv"):
            print(f"for upload: {to / path}")
    return max(codes, default=ExitCode.DONE)


def show(
    cells: Sequence[FilledCell], pages: Path, system: str, changes: Path | None = None
) -> None:
    """Show what would leave this machine: the cells that change, the first on the screen
    and all in the CSV file `changes`; how many stay; and how many pages there are."""
    console = Console()
    found = [cell for cell in cells if cell.changes]
    marks_columns = (Column(name, justify="right") for name in ("before", "after"))
    table = Table("who", *marks_columns, title=f"For upload to {system.capitalize()}")
    for cell in found[:ROWS_SHOWN]:
        row = (" ".join(cell.row), cell.before, cell.ours)
        table.add_row(*(Text(clean(text)) for text in row))
    console.print(table)
    if changes:
        _write(cells, changes)
        console.print(Text(f"Each change is in {changes}, and each mark that stays."))
    elif len(found) > ROWS_SHOWN:
        console.print(
            f"{len(found) - ROWS_SHOWN} more are not shown: --changes FILE writes all of them."
        )
    with zipfile.ZipFile(pages) as archive:
        count = len(archive.namelist())
    kept = sum(bool(cell.kept) for cell in cells)
    stay = f" {kept} stay as they are there, and are named above." if kept else ""
    console.print(f"{len(found)} marks are new or changed, with {count} feedback pages.{stay}")


def _write(cells: Iterable[FilledCell], path: Path) -> None:
    """Write what changes and what stays as CSV, safe to open in a spreadsheet."""
    with replaced(path) as rows:
        rows.writerow(("student_id", "who", "before", "after", "why"))
        for cell in cells:
            if cell.kept or cell.changes:
                after = cell.before if cell.kept else cell.ours
                said = (" ".join(cell.row), cell.before, after, cell.kept)
                rows.writerow((escaped(cell.student), *map(safe, said)))


def _agreed() -> bool:
    try:
        return typer.confirm("Write these files for upload?")
    except typer.Abort:  # nobody is there to answer
        return False


def _free(upload: Path) -> Path:
    """Return the folder for the files. It is the one that was named, or the same name
    with the first number that is free."""
    numbered = (upload.with_name(f"{upload.name}-{number}") for number in itertools.count(2))
    return next(place for place in itertools.chain([upload], numbered) if not place.exists())
