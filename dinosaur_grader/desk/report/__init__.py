"""`dinosaur-grader report`: the class report, one self-contained page.

How the marks are distributed, how each question did, what the class misunderstood, who
is at risk or needs a human look, and very similar work. It is for instructors only: it
shows students' names and code. It loads nothing from anywhere, reads on a phone, and
prints on one sheet what can lie on a table: counts and figures, no student's name, code
or marks.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import typer

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.locations import chosen
from dinosaur_grader.desk import options as opts
from dinosaur_grader.desk.graded_folder import agree, results_of, url_of
from dinosaur_grader.desk.report import analysis, misconceptions, report_tables, similar
from dinosaur_grader.desk.report.attention import HALF, Pages, read_doubts
from dinosaur_grader.desk.report.contents import Contents
from dinosaur_grader.desk.report.misconceptions import SHARED
from dinosaur_grader.desk.report.similar import Texts
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.printable.pages import template
from dinosaur_grader.records import gradebook_marks
from dinosaur_grader.records.gradebook_marks import Marks
from dinosaur_grader.store import database as store
from dinosaur_grader.store import register
from dinosaur_grader.store.register import Person

TEMPLATES = Path(__file__).parent / "templates"


def page(
    contents: Contents,
    files: Mapping[str, str] = MappingProxyType({}),
    texts: Texts = MappingProxyType({}),
) -> str:
    """Render the page as HTML text. `files` are those with the questions to each function,
    `texts` is the code of those who are alike."""
    most = misconceptions.MAX_CANDIDATES
    return template(TEMPLATES / "report.html").render(
        report=contents,
        to_look_at=analysis.worth_a_look(contents.questions),
        percent=analysis.percent,
        faults=[fault for fault in contents.faults if len(fault.who) >= SHARED],
        rare=[fault for fault in contents.faults if len(fault.who) < SHARED],
        candidates=contents.candidates[:most],
        left_out=len(contents.candidates[most:]),
        shared=SHARED,
        files=files,
        half=HALF * contents.most,
        few=analysis.FEW,
        similar=similar.rings(contents.alike.groups, texts),
        most_groups=similar.MAX_GROUPS,
    )


def command(
    out: opts.GradedFolder = opts.GRADED,
    to: Annotated[
        Path | None,
        typer.Option(help="The page to write; by default report.html in the folder of marks."),
    ] = None,
    assignment: opts.Which = "",
    database: opts.Database = None,
    course: opts.Course = None,
    csv: Annotated[
        Path | None,
        typer.Option(file_okay=False, help="A folder for the report's tables as CSV."),
    ] = None,
    json: opts.AsJson = False,
) -> int:
    """Write the class report: marks, what the class misunderstood, who needs a look."""
    url = url_of(out, database)
    own = opts.course_of(course, out=out)
    work = assignments.load(chosen(assignment, own), own)
    with store.shared(url) as opened:
        people = register.of(opened)
        marks = Marks(opened, people=people)
        agree(out, work.name, marks, own)
        contents = write(work, marks, people, out, to or out / "report.html")
    tell = opts.say if json else print  # JSON has stdout for itself
    tell(f"report:     {to or out / 'report.html'}")
    if csv:
        report_tables.write(contents, csv)
        tell(f"tables:     {csv}")
    if json:
        opts.show_json(report_tables.as_data(contents))
    return 0


def write(
    work: Assignment, marks: Marks, people: Mapping[str, Person], out: Path, to: Path
) -> Contents:
    """Write the report on an assignment to the page `to`, and return what is in it.
    Raises Refused where nothing was graded."""
    excused, url = register.find_excuses(people, work.name), marks.url
    results = [one for one in results_of(url, work.name) if one.student_id not in excused]
    if not results:
        raise Refused(f"{out} has no results for {work.name}: grade it first.")
    release = [cell.source for cell in work.blank if cell.kind in ("code", "test")]
    own = similar.codes(out, work)
    known = misconceptions.known_of(out, work)
    contents = Contents(
        results,
        work.title,
        similar.compared(own, release),
        Pages(out, to),
        known,
        marks.of,
        read_doubts(url, work.name),
        came=gradebook_marks.came(url, work.name),
        sections={id: person.sections for id, person in people.items() if person.sections},
    )
    shown = page(contents, known.files, similar.without_given(own, release))
    to.write_text(shown, encoding="utf-8")
    return contents
