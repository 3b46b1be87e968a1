"""`dinosaur-grader grade`: every submission under a folder, from options to what is
shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import msgspec
import typer
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from dinosaur_grader.assignments import course_rules, locations
from dinosaur_grader.batch.grade_class import Graded, advice
from dinosaur_grader.batch.open_course import Course, RunSettings
from dinosaur_grader.desk import options as opts
from dinosaur_grader.desk import regrade, submissions
from dinosaur_grader.desk.mark_changes import Change
from dinosaur_grader.desk.options import say
from dinosaur_grader.exit_codes import ExitCode, Refused
from dinosaur_grader.printable import Name, clean, digits, escaped
from dinosaur_grader.records import gradebook, outputs
from dinosaur_grader.records.final_marks import FinalMarkOf
from dinosaur_grader.results import Level, Result
from dinosaur_grader.store import database
from dinosaur_grader.store.database import GradebookError
from dinosaur_grader.store.register import Person

WIDE = 100
"""Columns of a terminal that has room for names beside the marks."""
FILE_WIDTH = 1_000
"""Columns of a table that goes to a file: as wide as its longest cells."""
ROWS_SHOWN = 40
UNPROTECTED = (
    "WARNING: isolation is none. Students' code can read and change everything you can. "
    "The marks record this."
)
STOPPED = "Stopped. What was graded is kept; run the same command again to continue from there."


def command(
    submitted: opts.Submitted = opts.SUBMITTED,
    out: opts.Out = opts.GRADED,
    workers: opts.Workers = 0,
    isolation: opts.Isolation = "strict",
    dask: Annotated[
        str, typer.Option(help="Address of a Dask scheduler, to grade on its cluster.")
    ] = "",
    seed: opts.NewSeed = opts.SEED,
    roster: opts.Roster = None,
    assignment: opts.Which = "",
    course: opts.Course = None,
    database: opts.Database = None,
    json: opts.AsJson = False,
    dry: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")
    ] = False,
    changes: opts.Changes = None,
    accept: opts.AcceptChanges = False,
    keep: opts.KeepMarks = False,
    names: opts.Names = "on",
) -> int:
    """Grade every submission under a folder. Running it again grades only what is new;
    if the kit or the seed has changed since, the changes in marks are shown, and nothing
    is written until you accept them."""
    if changes and not dry:
        raise typer.BadParameter("--changes goes with --dry-run")
    settings = RunSettings(isolation, workers, dask, json, opts.on_change(accept, keep))

    def work(opened: Course) -> int:
        if dry:
            return _dry(opened, settings, changes)
        return graded(opened, settings, names == "on").exit_code

    where = opts.CourseOptions(
        submitted=submitted,
        out=out,
        seed=seed,
        assignment=assignment,
        database=database,
        course=course,
        roster=roster,
    )
    return run(where, isolation, work)


def run(where: opts.CourseOptions, isolation: Level, work: Callable[[Course], int]) -> int:
    """Open the course, do the work of a verb that grades, and return its exit code.
    Raises Refused."""
    warn_of(isolation)
    try:
        return work(where.open())
    except GradebookError as error:  # what is graded is kept
        say(f"Error: {error}")
    except OSError as error:
        say(f"Error: {error}. {advice(error)}")
    except KeyboardInterrupt:
        say(STOPPED)
    return ExitCode.SOME_FAILED


def warn_of(isolation: Level) -> None:
    """Warn of a level that protects nothing."""
    if isolation == "none":
        say(UNPROTECTED)


def check_names(course: Course) -> None:
    """Check that whom and what `course.toml` names are there: a name that nobody has
    would be a rule for nobody. Raises Refused."""
    with database.refusing():
        names = {*gradebook.assignments(course.url), *locations.names(course.folder)}
    students = {path.name for path in course.submitted.iterdir()}
    students |= {*course.people, *course.listed}
    wrong = [*course_rules.misnamed(course.rules, names | {course.work.name}, students)]
    if wrong:
        raise Refused(" ".join(wrong))


def check_writable(course: Course) -> None:
    """Check that the gradebook would accept the marks. Raises Refused where it would
    not: better now than when all is graded."""
    if not course.has_default_database or (course.out / "gradebook.db").exists():
        with database.refusing():
            gradebook.ready(course.url)


def _check(course: Course) -> None:
    if why := submissions.nothing(course.submitted, course.work.name):
        raise Refused(why)
    check_names(course)
    check_writable(course)


def _dry(course: Course, settings: RunSettings, changes: Path | None) -> int:
    _check(course)
    show = _as_json if settings.as_json else partial(show_changes, console=Console())
    graded = regrade.dry_run(course, settings, show, changes)
    _say_not_graded(graded, {})
    say(f"Dry run: nothing was written under {course.out}.")
    return graded.exit_code


def _as_json(listed: Iterable[Change]) -> None:
    for change in listed:
        print(msgspec.json.encode({"change": change}).decode())


def graded(course: Course, settings: RunSettings, names: bool = True) -> Graded:
    """Grade, write, and show the marks, with people's `names`. Raises Refused,
    GradebookError and OSError."""
    _check(course)
    show = partial(show_changes, console=Console(stderr=True))
    found = regrade.grade_or_ask(course, settings, show)
    return written(found, course, settings, settings.on_change == "keep", names)


def written(
    graded: Graded, course: Course, settings: RunSettings, keep_marks: bool, names: bool = True
) -> Graded:
    """Write what a batch leaves, and show the marks."""
    people = course.people if names else {}
    notes = submissions.noted(graded, course, keep_marks)
    paths, marks = outputs.write(
        graded, course, notes, keep_marks=keep_marks, workers=settings.workers
    )
    _say_not_graded(graded, people)
    if not settings.as_json:
        _summary(graded, paths, marks.of, people)
    return graded


def _say_not_graded(graded: Graded, people: Mapping[str, Person]) -> None:
    for result in graded.not_graded:
        say(not_graded(result, people))


def not_graded(result: Result, people: Mapping[str, Person] = MappingProxyType({})) -> str:
    """Say in a sentence who was not graded, and why."""
    reason = result.notes[-1] if result.notes else "run the same command again"
    person = people.get(result.student_id)
    name = f"{Name(person.name)}, " if person and person.name else ""
    return f"Not graded: {result.student_id} ({name}{result.state}). {escaped(reason)}"


def _summary(
    graded: Graded,
    paths: dict[str, Path],
    final_mark_of: FinalMarkOf,
    people: Mapping[str, Person],
) -> None:
    with database.reading(graded.url) as connection:
        found = graded.counted(connection).values()
        _table(found, sum(graded.states.values()), final_mark_of, people)
        for look in (waiting, outgrown):
            for sentence in look(graded.counted(connection).values(), final_mark_of):
                print(sentence)
    seed = (
        "the published practice seed"
        if graded.seed.practice
        else f"seed {graded.seed.fingerprint}"
    )
    print(f"Isolation {graded.level}, {seed}.")
    for what, path in paths.items():
        print(f"{what + ':':<12}{path}")


def _table(
    results: Iterable[Result],
    total: int,
    final_mark_of: FinalMarkOf,
    people: Mapping[str, Person],
) -> None:
    """Print the marks that stand, with a row for each student and a column for each
    function, in the notebook's order, and who that is where the register knows. Of a
    large class only the first rows are shown."""
    shown = [(result, final_mark_of(result)) for result in islice(results, ROWS_SHOWN)]
    functions = list(dict.fromkeys(mark.function for r, _ in shown for mark in r.marks))
    late = ("late",) if any(final.late.penalty for _, final in shown) else ()
    table, console = Table(title="Marks"), Console()
    if not console.is_terminal:  # a file has room: an id that is cut is found by nobody
        console = Console(width=FILE_WIDTH)
    named = console.width >= WIDE and any(person.name for person in people.values())
    about = ("name", "section") if named else ()
    for name in ("student", *about, *functions, *late, "total", "state"):
        who = name in ("student", *about)
        left = who or name == "state"
        # in a narrow terminal a long name goes on below; a mark and a state stay whole
        table.add_column(
            name, justify="left" if left else "right", no_wrap=not who, overflow="fold"
        )
    for result, final in shown:
        scores: dict[str, float | None] = {}
        for mark in result.marks:
            known = (scores.get(mark.function), final.cells[mark.cell].score)
            scores[mark.function] = (
                None if known == (None, None) else sum(score or 0.0 for score in known)
            )
        of_each = [digits(scores.get(function)) for function in functions]
        # as Text: never read as markup
        person = people.get(result.student_id, Person(result.student_id))
        who = (person.name, ", ".join(person.sections)) if about else ()
        cells = (Text(clean(text)) for text in (result.student_id, *who))
        cost = (digits(-final.late.penalty) if final.late.penalty else "",) if late else ()
        table.add_row(*cells, *of_each, *cost, digits(final.score), result.state)
    console.print(table)
    if total > ROWS_SHOWN:
        print(f"... and {total - ROWS_SHOWN} more.")


def waiting(results: Iterable[Result], final_mark_of: FinalMarkOf) -> Iterator[str]:
    """Say which cells a person has yet to mark, and for how many students."""
    most: dict[str, float] = {}
    students = Counter[str]()
    for result in results:
        most |= {mark.cell: mark.max_score for mark in result.marks}
        students.update(final_mark_of(result).waits)
    for cell, number in students.items():
        yield (
            f"{Name(cell)} ({digits(most[cell])} points) is marked by hand, and not yet for "
            f"{number} student{'s' * (number > 1)}."
        )


def outgrown(results: Iterable[Result], final_mark_of: FinalMarkOf) -> Iterator[str]:
    """Say where a person gave fewer points than the questions give: a better hand-in may
    have come since."""
    found = [
        f"{Name(result.student_id)}, {Name(name)}: {digits(cell.hand)} by hand, {digits(cell.auto)} from its questions"
        for result in results
        for name, cell in final_mark_of(result).cells.items()
        if cell.hand is not None and cell.auto is not None and cell.hand < cell.auto
    ]
    if found:
        more = f"; and {len(found) - ROWS_SHOWN} more" * (len(found) > ROWS_SHOWN)
        yield (
            "Points by hand stay, also where the questions now give more: "
            f"{'; '.join(found[:ROWS_SHOWN])}{more}. Clear the score in the formgrader to let the questions count."
        )


def show_changes(found: tuple[Change, ...], console: Console) -> None:
    """Show changes as a table and in a few sentences."""
    marks = sum(change.marks for change in found)
    if marks:
        console.print(changes_table(found))
    if marks > ROWS_SHOWN:
        console.print(
            f"... and {marks - ROWS_SHOWN} more rows: --changes FILE writes them all."
        )
    console.print(summary(found) if found else "Nothing changes.")


def changes_table(changes: Iterable[Change]) -> Group:
    """Lay out the changes of marks for a terminal, and under them each reason once. Of
    a long list only the first rows are shown."""
    rows = Table(title="What changes")
    for name in ("student", "cell", "before", "after", "change", "by hand", "why"):
        left = name in ("student", "cell")
        rows.add_column(name, justify="left" if left else "right", overflow="fold")
    reasons: dict[str, int] = {}
    for change in islice((change for change in changes if change.marks), ROWS_SHOWN):
        number = reasons.setdefault(change.why, len(reasons) + 1)
        rows.add_row(*map(Text, (*_cells(change), f"[{number}]")))  # never read as markup
    return Group(rows, *(Text(f"[{number}] {why}") for why, number in reasons.items()))


def _cells(change: Change) -> tuple[str, ...]:
    before, after = digits(change.before), digits(change.after)
    if change.state_before != change.state_after:
        before = f"{before} {change.state_before}".strip()
        after = f"{after} {change.state_after}".strip()
    difference = f"{change.difference:+.6g}" if change.difference else ""
    who = (escaped(change.student_id), change.cell)
    return (*who, before, after, difference, digits(change.by_hand))


def summary(changes: Iterable[Change]) -> str:
    """Sum up the changes in a few sentences: how many students gain and lose, what
    stays by hand, and where only words change."""
    totals: dict[str, float] = {}
    words = hand = 0
    for change in changes:
        if change.marks:
            totals[change.student_id] = totals.get(change.student_id, 0.0) + change.difference
            hand += change.by_hand is not None
        else:
            words += 1
    gain, lose = sum(t > 0 for t in totals.values()), sum(t < 0 for t in totals.values())
    said = [f"Students whose marks or state change: {len(totals)} ({gain} gain, {lose} lose)."]
    if words:
        said.append(f"Cells where only the wording changes: {words}.")
    if hand:
        said.append(
            f"Cells with a mark given by hand, which stays, counts and needs a look: {hand}."
        )
    return " ".join(said)
