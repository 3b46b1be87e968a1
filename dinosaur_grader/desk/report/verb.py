"""`dinosaur-grader report`: the class report, one self-contained page.

How the marks are distributed, how each question did, what the class misunderstood, who
is at risk or needs a human look, and very similar work. It is for instructors only: it
shows students' names and code.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import locations
from dinosaur_grader.assignments.tables import RubricError
from dinosaur_grader.batch import journal
from dinosaur_grader.batch.exit_codes import ExitCode
from dinosaur_grader.desk.options import Course, Database, GradedFolder, Which, course_of
from dinosaur_grader.desk.report.attention import Pages
from dinosaur_grader.desk.report.misconceptions import known_of
from dinosaur_grader.desk.report.page import report
from dinosaur_grader.desk.report.similar import compared
from dinosaur_grader.desk.shared.refresh import agree, gradebook_of
from dinosaur_grader.records import gradebook, submission_notes
from dinosaur_grader.records.gradebook_marks import Marks


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
        print(
            f"Error: there is no {written}: grade first, or name the folder with --out.",
            file=sys.stderr,
        )
        return ExitCode.NOTHING_WRITTEN
    try:
        own = course_of(course, out=out)
        work = assignments.load(locations.chosen(assignment, own), own)
    except (locations.NoAssignment, RubricError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return ExitCode.NOTHING_WRITTEN
    results = list(journal.results(written, work.name))
    if not results:
        print(
            f"Error: {written} has no results for {work.name}: grade it first.", file=sys.stderr
        )
        return ExitCode.NOTHING_WRITTEN
    try:
        marks = Marks(gradebook_of(out, database), out)
        agree(out, work.name, marks, own)
    except gradebook.GradebookError as error:
        print(f"Error: {error}", file=sys.stderr)
        return ExitCode.NOTHING_WRITTEN
    release = [cell.source for cell in work.blank if cell.kind in ("code", "test")]
    to, own = to or out / "report.html", codes(out, work)
    alike = compared(own, release)
    page = report(
        results,
        alike.groups,
        work.title,
        Pages(out, to),
        journal.seconds(written),
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
