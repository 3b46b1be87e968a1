"""`dinosaur-grader report`: the class report, one self-contained page.

How the marks are distributed, how each question did, what the class misunderstood, who
is at risk or needs a human look, and very similar work. It is for instructors only: it
shows students' names and code. It loads nothing from anywhere, reads on a phone, and
prints on one sheet what can lie on a table: counts and figures, no student's name, code
or marks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import typer

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments.locations import chosen
from dinosaur_grader.desk import options as opts
from dinosaur_grader.desk.graded_folder import agree, results_of, url_of
from dinosaur_grader.desk.report import analysis, misconceptions, similar
from dinosaur_grader.desk.report.attention import HALF, Doubts, Pages, people
from dinosaur_grader.desk.report.misconceptions import NOTHING_KNOWN, SHARED, Known
from dinosaur_grader.desk.report.similar import NOTHING_SIMILAR, Similar, Texts
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.printable.pages import template
from dinosaur_grader.records import final_marks
from dinosaur_grader.records.final_marks import FinalMarkOf, of_result
from dinosaur_grader.records.gradebook_marks import Marks
from dinosaur_grader.results import WITH_SCORE, Result
from dinosaur_grader.store import database as store

TEMPLATES = Path(__file__).parent / "templates"


def report(
    results: Sequence[Result],
    title: str,
    alike: Similar = NOTHING_SIMILAR,
    pages: Pages | None = None,
    known: Known = NOTHING_KNOWN,
    final_mark_of: FinalMarkOf = of_result,
    doubts: Doubts = MappingProxyType({}),
    texts: Texts = MappingProxyType({}),
) -> str:
    """Render the page as HTML text. Without `pages` nothing is linked. `texts` is
    the code of those who are `alike`. `known` has the rubric's names and
    students' code; `final_mark_of` gives the marks that stand, `doubts` what else
    a person should look at."""
    by_function, total = (
        analysis.spreads(results, final_mark_of),
        analysis.totals(results, final_mark_of),
    )
    asked = analysis.items(results)
    faults = misconceptions.misunderstandings(results, known)
    unnamed = misconceptions.candidates(results, known)
    own, most = [one for one in unnamed if not one.beside], misconceptions.MOST_CANDIDATES
    return template(TEMPLATES / "report.html").render(
        title=title,
        states=sorted(Counter(result.state for result in results).items()),
        count=len(results),
        total=total,
        spreads=[*by_function, *([total] if total else [])],
        items=asked,
        to_look_at=analysis.worth_a_look(asked),
        least=analysis.LEAST,
        percent=analysis.percent,
        faults=[fault for fault in faults if len(fault.who) >= SHARED],
        rare=[fault for fault in faults if len(fault.who) < SHARED],
        candidates=own[:most],
        left_out=len(own[most:]),
        beside=[one for one in unnamed if one.beside][:most],
        shared=SHARED,
        files=known.files,
        people=people(results, final_mark_of, pages, doubts),
        half=HALF * analysis.most_points(results),
        similar=similar.rings(alike.groups, texts),
        thin=alike.thin,
        long=alike.long,
        made=_made(results),
    )


def _made(results: Iterable[Result]) -> list[dict[str, str | int]]:
    """Count the results with a score by the kit, seed and isolation that they were
    made with, most first."""
    scored = Counter(result.made_with for result in results if result.state in WITH_SCORE)
    return [
        dict(kit=made.version[:12], seed=made.seed, level=made.level, count=count)
        for made, count in scored.most_common()
    ]


def _doubts(url: str, name: str) -> dict[str, tuple[str, ...]]:
    with store.reading(url) as connection:
        noted = final_marks.read_notes(connection, name)
    return {one.student: one.looks for one in noted.values()}


def command(
    out: opts.GradedFolder = opts.GRADED,
    to: Annotated[
        Path | None,
        typer.Option(help="The page to write; by default report.html in the folder of marks."),
    ] = None,
    assignment: opts.Which = "",
    database: opts.Database = None,
    course: opts.Course = None,
) -> int:
    """Write the class report: marks, what the class misunderstood, who needs a look."""
    url = url_of(out, database)
    own = opts.course_of(course, out=out)
    work = assignments.load(chosen(assignment, own), own)
    results = list(results_of(url, work.name))
    if not results:
        raise Refused(f"{out} has no results for {work.name}: grade it first.")
    marks = Marks(url)
    agree(out, work.name, marks, own)
    release = [cell.source for cell in work.blank if cell.kind in ("code", "test")]
    to, own = to or out / "report.html", similar.codes(out, work)
    page = report(
        results,
        work.title,
        similar.compared(own, release),
        Pages(out, to),
        misconceptions.known_of(out, work),
        marks.of,
        _doubts(url, work.name),
        similar.without_given(own, release),
    )
    to.write_text(page, encoding="utf-8")
    print(f"report:     {to}")
    return 0
