"""`dinosaur-grader render`: pages and tables made again from the database, and the graded
notebooks from the submissions."""

from __future__ import annotations

from typing import Annotated

import typer

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.desk import options as opts
from dinosaur_grader.desk.graded_folder import url_of
from dinosaur_grader.exit_codes import ExitCode, Refused
from dinosaur_grader.records import outputs, rendered
from dinosaur_grader.records.gradebook_marks import Marks
from dinosaur_grader.store import database as store
from dinosaur_grader.store import results


def command(
    out: opts.Out = opts.GRADED,
    submitted: opts.SubmittedIfThere = opts.SUBMITTED,
    assignment: opts.Which = "",
    database: opts.Database = None,
    course: opts.Course = None,
    accept: Annotated[
        bool,
        typer.Option("--accept-changes", help="Accept the marks of a different gradebook."),
    ] = False,
) -> int:
    """Write pages and tables again from the gradebook, and the graded notebooks from the
    submissions, if they are there. No mark changes."""
    url, own = url_of(out, database), opts.course_of(course, submitted, out)
    rendered.check(out, url, accept)
    with store.reading(url) as connection:
        known = dict.fromkeys(name for name, _, _ in results.keys(connection, assignment))
    if not known:
        raise Refused(
            f"{out} has no results{' for ' * bool(assignment)}{assignment}: grade first."
        )
    said: list[str] = []
    for name in known:
        work = assignments.load(name, own)
        if submitted:
            with store.reading(url) as connection:
                found = results.counted(connection, name)
                said += outputs.notebooks(found, work, submitted, out)
        outputs.agree(out, work, Marks(url))
    for sentence in said:
        opts.say(sentence)
    opts.show(f"pages and tables: {out}")
    return ExitCode.SOME_FAILED if said else ExitCode.DONE
