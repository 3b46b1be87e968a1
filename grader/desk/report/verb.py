"""`dinosaur-grader report`: the class report, one self-contained page.

How the marks are distributed, how each question did, what the class misunderstood, who
is at risk or needs a human look, and very similar work. It is for instructors only: it
shows students' names and code.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from grader.assignments import assignment as assignments
from grader.assignments.locations import NoAssignment, chosen
from grader.assignments.tables import RubricError
from grader.batch import journal, timings
from grader.batch.exit_codes import Refused
from grader.desk.options import Course, Database, GradedFolder, Which, course_of, prints_errors
from grader.desk.report.attention import Pages
from grader.desk.report.misconceptions import known_of
from grader.desk.report.page import report
from grader.desk.report.similar import compared
from grader.desk.shared.graded_folder import agree, gradebook_of
from grader.records import submission_notes
from grader.records.gradebook import GradebookError
from grader.records.gradebook_marks import Marks


def codes(out: Path, assignment) -> dict[str, list[str]]:
    """Each student's code cells but for the tests, from the autograded notebooks that
    `grade` wrote: the code that counts may stand in any of them, so the graded cells
    come first and the others behind them."""
    found = {}
    for path in sorted(
        (out / "autograded").glob(f"*/{assignment.name}/{assignment.name}.ipynb")
    ):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = [
            (cell["metadata"].get("nbgrader", {}), "".join(cell["source"]))
            for cell in cells
            if cell["cell_type"] == "code"
        ]
        own = [
            (not marks.get("solution"), text) for marks, text in code if not marks.get("grade")
        ]
        found[path.parts[-3]] = [text for _, text in sorted(own, key=lambda one: one[0])]
    return found


def without_given(
    codes: Mapping[str, Sequence[str]], release: Iterable[str]
) -> dict[str, list[str]]:
    """Each student's cells but for those that stand in the release as they are."""
    given = {text.strip() for text in release}
    return {s: [text for text in own if text.strip() not in given] for s, own in codes.items()}


@prints_errors(NoAssignment, RubricError, GradebookError)
def command(
    out: GradedFolder,
    to: Annotated[
        Path | None, typer.Option(help="The page; if left out, report.html in that folder.")
    ] = None,
    assignment: Which = "",
    database: Database = None,
    course: Course = None,
) -> int:
    """Write the class report: marks, what the class misunderstood, who needs a look."""
    written = out / "results.jsonl"
    if not written.exists():
        raise Refused(f"there is no {written}: grade first, or name the folder with --out.")
    own = course_of(course, out=out)
    work = assignments.load(chosen(assignment, own), own)
    results = list(journal.results(written, work.name))
    if not results:
        raise Refused(f"{written} has no results for {work.name}: grade it first.")
    marks = Marks(gradebook_of(out, database), out)
    agree(out, work.name, marks, own)
    release = [cell.source for cell in work.blank if cell.kind in ("code", "test")]
    to, own = to or out / "report.html", codes(out, work)
    alike = compared(own, release)
    page = report(
        results,
        alike.groups,
        work.title,
        Pages(out, to),
        timings.read(written),
        alike.thin,
        alike.long,
        known_of(out, work),
        marks.of,
        {one.student: one.looks for one in submission_notes.read(out, work.name).values()},
        without_given(own, release),
    )
    to.write_text(page, encoding="utf-8")
    print(f"report:     {to}")
    return 0
