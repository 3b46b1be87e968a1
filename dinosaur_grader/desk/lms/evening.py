"""`dinosaur-grader evening ZIP`: collect, grade, report, export and feedback in one, by
the verbs' own functions.

The files for upload are made aside, what is in them is shown, and only then, when the
person agrees, they are put in place. Nothing is sent anywhere.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from dinosaur_grader.batch import open_course
from dinosaur_grader.batch.grade_class import Graded
from dinosaur_grader.batch.open_course import RunSettings
from dinosaur_grader.desk import grade, report
from dinosaur_grader.desk import options as opts
from dinosaur_grader.desk.graded_folder import results_of
from dinosaur_grader.desk.lms import collect, export
from dinosaur_grader.desk.lms.export import SystemFile
from dinosaur_grader.desk.lms.grade_files import FilledCell
from dinosaur_grader.desk.people_changes import described
from dinosaur_grader.exit_codes import ExitCode, Refused
from dinosaur_grader.printable import clean, escaped
from dinosaur_grader.records.csv_tables import replaced
from dinosaur_grader.records.final_marks import mark_words
from dinosaur_grader.records.gradebook_marks import Marks
from dinosaur_grader.results import INFRASTRUCTURE
from dinosaur_grader.sandbox import temp_folders
from dinosaur_grader.store import database as store
from dinosaur_grader.store.register import Person

ROWS_SHOWN = 20
GRADEBOOK_S_OWN = "as the gradebook has it; nothing of it was graded in this run"
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
    overwrite: opts.Overwrite = False,
    changes: opts.Changes = None,
    names: opts.Names = "on",
    yes: opts.Yes = False,
) -> int:
    """Go from the zip of submissions to marks and pages for Canvas or Moodle: collect,
    grade, report, export, feedback. You see what the files for upload hold before they
    are written."""
    if bool(canvas) == bool(moodle):
        raise Refused(ONE_SYSTEM)
    system = "canvas" if canvas else "moodle"
    file = SystemFile(system, canvas or moodle, column, overwrite)
    where = opts.CourseOptions(
        submitted=into,
        out=out,
        seed=seed,
        assignment=assignment,
        database=database,
        course=course,
        roster=roster,
    )
    found = where.open()
    export.check(file, found.rules, found.work)
    settings = RunSettings(isolation, workers, on_change=opts.on_change(accept, keep))
    lists, name = [path for path in (roster, canvas or moodle) if path], found.work.name
    in_groups, page = name in found.rules.group_work, out / "report.html"
    try:
        grade.warn_of(isolation)
        taken = collect.run(source, where, name, system, lists, in_groups, yes)
        opened = open_course.with_people(found, taken.people)
        graded = grade.graded(opened, settings, names == "on")
    except KeyboardInterrupt:
        opts.say(grade.STOPPED)
        return ExitCode.SOME_FAILED
    with temp_folders.private("evening") as aside:
        pages = aside / "feedback.zip"
        with store.shared(opened.url) as url:
            kept = Marks(url, people=opened.people)
            report.write(opened.work, kept, opened.people, out, page)
            print(f"report:     {page}")
            marks = export.marks_of(name, kept)
            filled = export.fill(file, marks, kept, opened.rules, opened.work.title)
            count, without_page = export.write_feedback(system, kept, out, name, pages)
            of = {one.student_id: mark_words(kept.of(one)) for one in results_of(url, name)}
            unfinished = _unfinished(graded, kept)
        show(filled.cells, count, system, of, changes, opened.people)
        if not (yes or opts.agreed("Write these files for upload?")):
            opts.say(
                "Nothing was written for upload. Everything else is done; run it again with --yes."
            )
            return ExitCode.DECLINED
        to = _free(upload)
        to.mkdir(parents=True)
        shutil.copyfile(pages, to / pages.name)
        export.write(to / "marks.csv", filled, opened.url, name, system)
        print(f"for upload: {to / pages.name}\nfor upload: {to / 'marks.csv'}")
    # a file that its student broke was named, and nobody here can mend it
    to_do = taken.complaints or taken.unplaced or filled.unplaced or without_page
    to_do = to_do or any(cell.edited for cell in filled.cells)
    return ExitCode.SOME_FAILED if to_do or unfinished else ExitCode.DONE


def _unfinished(graded: Graded, kept: Marks) -> bool:
    """Tell whether marks are still to be made: by the grader, or by hand."""
    if any(result.state == INFRASTRUCTURE for result in graded.not_graded):
        return True
    with store.reading(graded.url) as connection:
        found = graded.counted(connection).values()
        return any(True for _ in grade.waiting(found, kept.of))


def show(
    cells: Sequence[FilledCell],
    pages: int,
    system: str,
    made_of: Mapping[str, str] = MappingProxyType({}),
    changes: Path | None = None,
    people: Mapping[str, Person] = MappingProxyType({}),
) -> None:
    """Show what would leave this machine: the cells that change, the first on the screen
    and all in the CSV file `changes`, with what each mark is `made_of`, and `people` as the
    register calls them; how many stay; and how many pages there are."""
    console = Console()
    found = [cell for cell in cells if cell.changes]
    marks_columns = (Column(name, justify="right") for name in ("before", "after"))
    table = Table("who", *marks_columns, title=f"For upload to {system.capitalize()}")
    for cell in found[:ROWS_SHOWN]:
        row = (_who(cell, people), cell.before, cell.ours)
        table.add_row(*(Text(clean(text)) for text in row))
    console.print(table)
    if changes:
        with replaced(changes) as rows:
            rows.writerow(("student_id", "who", "before", "after", "why"))
            for cell in cells:
                if cell.kept or cell.changes:
                    after = cell.before if cell.kept else cell.ours
                    who = (escaped(cell.student), _who(cell, people))
                    why = cell.kept or made_of.get(cell.student, GRADEBOOK_S_OWN)
                    rows.writerow((*who, cell.before, after, why))
        console.print(Text(f"Each change is in {changes}, and each mark that stays."))
    elif len(found) > ROWS_SHOWN:
        console.print(
            f"{len(found) - ROWS_SHOWN} more are not shown: --changes FILE writes all of them."
        )
    kept = sum(bool(cell.kept) for cell in cells)
    stay = f" {kept} stay as they are there, and are named above." if kept else ""
    console.print(f"{len(found)} marks are new or changed, with {pages} feedback pages.{stay}")


def _who(cell: FilledCell, people: Mapping[str, Person]) -> str:
    known = people.get(cell.student)
    return described(known) if known and known.name else " ".join(cell.row)


def _free(upload: Path) -> Path:
    """Return the folder for the files. It is the one that was named, or the same name
    with the first number that is free."""
    names = (f"-{number}" if number > 1 else "" for number in itertools.count(1))
    places = (upload.with_name(f"{upload.name}{name}") for name in names)
    return next(place for place in places if not place.exists())
