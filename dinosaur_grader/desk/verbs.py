"""The verbs `grade`, `check` and `seed`, as a person types them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from dinosaur_grader.assignments.tables import RubricError
from dinosaur_grader.batch import journal
from dinosaur_grader.batch.canary import CanaryFailed
from dinosaur_grader.batch.exit_codes import ExitCode, Refused
from dinosaur_grader.batch.grade import Graded, Options, advice
from dinosaur_grader.batch.journal import JournalBusy
from dinosaur_grader.desk import regrade
from dinosaur_grader.desk.mark_changes import Change
from dinosaur_grader.desk.options import (
    AcceptChanges,
    AsJson,
    Course,
    Database,
    Isolation,
    KeepMarks,
    NewSeed,
    Out,
    Roster,
    Submitted,
    Which,
    Workers,
)
from dinosaur_grader.desk.regrade import grade_or_ask
from dinosaur_grader.desk.shared import submission_facts, submitted_folder
from dinosaur_grader.printable import digits, escaped
from dinosaur_grader.records import gradebook, outputs
from dinosaur_grader.records.final_marks import Stand
from dinosaur_grader.records.gradebook import GradebookError
from dinosaur_grader.records.gradebook_marks import Marks
from dinosaur_grader.results import Result

ROWS_SHOWN = 40


def grade(
    submitted: Submitted,
    out: Out,
    workers: Workers = 0,
    isolation: Isolation = "strict",
    dask: Annotated[
        str, typer.Option(help="Address of a Dask scheduler, to grade on its cluster.")
    ] = "",
    seed: NewSeed = Path("course.seed"),
    roster: Roster = None,
    assignment: Which = "",
    course: Course = None,
    database: Database = None,
    json: AsJson = False,
    dry: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")
    ] = False,
    changes: Annotated[
        Path | None, typer.Option(help="With --dry-run: the list of changes as CSV.")
    ] = None,
    regraded: Annotated[
        Path | None, typer.Option(help="A folder that keeps what a dry run graded.")
    ] = None,
    accept: AcceptChanges = False,
    keep: KeepMarks = False,
) -> int:
    """Grade every submission under a folder. Running it again grades only what is new;
    if the kit or the seed has changed since, the changes in marks are shown, and nothing
    is written until you accept them."""
    aside = dict(accept_changes=accept, keep_marks=keep, regraded=regraded)
    options = Options(
        submitted,
        out,
        workers,
        isolation,
        dask,
        seed,
        roster,
        assignment,
        database=database,
        as_json=json,
        course=course,
        **aside,
    )
    if accept and keep:
        raise typer.BadParameter("choose one of --accept-changes and --keep-marks")
    if changes and not dry:
        raise typer.BadParameter("--changes goes with --dry-run")
    warn(isolation)
    return told(lambda: _dry(options, changes) if dry else _graded(options, json))


def warn(isolation: str) -> None:
    """Say what no isolation means."""
    if isolation == "none":
        say(
            "WARNING: isolation is none. Students' code can read and change everything you can. The marks record this."
        )


def _something(options: Options) -> None:
    """Raises Refused where there is nothing to grade, or as `writable` does."""
    if why := submitted_folder.nothing(options.submitted, options.work().name):
        raise Refused(why)
    writable(options)


def writable(options: Options) -> None:
    """Raises Refused where the gradebook would refuse the marks: better now than when
    all is graded."""
    try:
        if options.database or (options.out / "gradebook.db").exists():
            gradebook.ready(options.database or gradebook.default_url(options.out))
    except GradebookError as error:
        raise Refused(str(error)) from error


def _dry(options: Options, changes: Path | None) -> int:
    _something(options)
    show = _as_json if options.as_json else regrade.shown_by(Console())
    graded = regrade.dry_run(options, say, show, changes)
    _not_graded(graded)
    say(f"Dry run: nothing was written under {options.out}.")
    return graded.exit_code


def _as_json(listed: Iterable[Change]) -> None:
    for change in listed:
        print(msgspec.json.encode({"change": change}).decode())


def _graded(options: Options, json: bool) -> int:
    _something(options)
    return graded(options, json)


def graded(options: Options, json: bool) -> int:
    """Grade, write, and show the marks; the exit code."""
    return written(grade_or_ask(options, say, write=outputs.writer(options)), options, json)


def written(graded: Graded, options: Options, json: bool) -> int:
    """Write what a batch leaves, and show the marks; the exit code."""
    submission_facts.note(graded, options, say)
    paths = outputs.write(graded, options, say)
    url = options.database or gradebook.default_url(options.out)
    marks = Marks(url, options.out, only_people=not options.keep_marks)
    _summary(graded, paths, json, marks.of)
    return graded.exit_code


def told(work: Callable[[], int]) -> int:
    """The exit code of `work`; what stops it is said in words."""
    try:
        return work()
    except (Refused, CanaryFailed, JournalBusy, RubricError) as error:
        say(f"Error: {error}")
        return ExitCode.NOTHING_WRITTEN
    except GradebookError as error:
        say(f"Error: {error}")
    except OSError as error:
        say(f"Error: {error}. {advice(error)}")
    except KeyboardInterrupt:
        say(
            "Stopped. What was graded is kept; run the same command again to continue from there."
        )
    return ExitCode.SOME_FAILED


def check(
    assignment: Which = "",
    course: Course = None,
    isolation: Isolation = "strict",
    html: Annotated[
        Path | None, typer.Option(help="Write the matrix of answers and probes as a page.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="The matrix as JSON on stdout.")] = False,
) -> int:
    """Prove that the checks work here: the canary, and the gallery of right and wrong
    answers where it is installed."""
    from dinosaur_grader.desk import check as checking

    return checking.check(isolation, say, assignment, course, html, json)


def course_seed(
    file: Annotated[Path, typer.Argument(help="The seed file.")] = Path("course.seed"),
    new: Annotated[
        bool, typer.Option("--new", help="Draw a new seed into FILE, which must not exist yet.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="Look for marks made with it."),
    ] = None,
) -> int:
    """Show the fingerprint of a course's secret seed, never the seed itself; or draw a
    new seed."""
    from dinosaur_grader.assignments import seed

    try:
        fingerprint = (seed.create(file) if new else seed.load(file)).fingerprint
    except seed.SeedError as error:
        say(f"Error: {error}")
        return ExitCode.NOTHING_WRITTEN
    print(
        f"{'Drew' if new else 'The seed in'} {file}: fingerprint {fingerprint}. Keep it secret, and back it up."
    )
    written = out / "results.jsonl" if out else None
    for print_of in (
        sorted({made.seed for made in journal.made_with(written)})
        if written and written.exists()
        else ()
    ):
        print(
            f"Marks in {out}: {print_of}, {'this seed' if print_of == fingerprint else 'ANOTHER seed'}."
        )
    return 0


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _not_graded(graded: Graded) -> None:
    for result in graded.not_graded:
        say(not_graded(result))


def not_graded(result: Result) -> str:
    """Who was not graded, and why, as a sentence."""
    reason = result.notes[-1] if result.notes else "run the same command again"
    return f"Not graded: {escaped(result.student_id)} ({result.state}). {escaped(reason)}"


def _summary(graded: Graded, paths: dict[str, Path], as_json: bool, stand: Stand) -> None:
    _not_graded(graded)
    if as_json:
        return
    results = journal.results(graded.journal, graded.assignment)
    _table(results, sum(graded.states.values()), stand)
    seed = (
        "the published practice seed"
        if graded.seed.practice
        else f"seed {graded.seed.fingerprint}"
    )
    print(f"Isolation {graded.level}, {seed}.")
    for what, path in paths.items():
        print(f"{what + ':':<12}{path}")


def _table(results: Iterable[Result], total: int, stand: Stand) -> None:
    """The marks that stand, a row a student and a column a function, in the notebook's order; of a
    large class the first rows."""
    shown = [result for _, result in zip(range(ROWS_SHOWN), results, strict=False)]
    functions = list(dict.fromkeys(mark.function for r in shown for mark in r.marks))
    table = Table(title="Marks")
    for name in ("student", *functions, "total", "state"):
        table.add_column(name, justify="left" if name in ("student", "state") else "right")
    for result in shown:
        scores: dict[str, float | None] = {}
        stands = stand(result)
        for mark in result.marks:
            known = (scores.get(mark.function), stands.cells[mark.cell].score)
            scores[mark.function] = (
                None if known == (None, None) else sum(score or 0.0 for score in known)
            )
        of_each = [digits(scores.get(function)) for function in functions]
        table.add_row(
            _cell(escaped(result.student_id)), *of_each, digits(stands.score), result.state
        )
    Console().print(table)
    if total > ROWS_SHOWN:
        print(f"... and {total - ROWS_SHOWN} more.")


def _cell(text: str):
    from rich.text import Text

    return Text(text)  # never read as markup
