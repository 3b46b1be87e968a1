"""The verb `watch`: marks while they come in."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Annotated

import msgspec
import typer

from dinosaur_grader.batch import watched_folder
from dinosaur_grader.batch.grade_class import Options
from dinosaur_grader.batch.run import NOT_GRADED, Run
from dinosaur_grader.desk import grade, regrade, submissions
from dinosaur_grader.desk import options as opts
from dinosaur_grader.desk.options import say
from dinosaur_grader.judging.reading import intake
from dinosaur_grader.records import (
    csv_tables,
    gradebook,
    last_write,
    late,
    outputs,
    regrade_requests,
)
from dinosaur_grader.records.gradebook_marks import Marks
from dinosaur_grader.results import WITH_SCORE, Result
from dinosaur_grader.store import database, results, rows
from dinosaur_grader.store.database import GradebookLocked
from dinosaur_grader.store.schema import SUBMISSIONS

PATIENCE = 2.0  # seconds to wait for a gradebook that another program holds; then later


def command(
    submitted: opts.Submitted = opts.SUBMITTED,
    out: opts.Out = opts.GRADED,
    workers: opts.Workers = 0,
    isolation: opts.Isolation = "strict",
    seed: opts.NewSeed = opts.SEED,
    roster: opts.Roster = None,
    assignment: opts.Which = "",
    course: opts.Course = None,
    database: opts.Database = None,
    json: opts.AsJson = False,
    poll: Annotated[
        float | None,
        typer.Option(min=0.1, help="Seconds between looks, for a network folder."),
    ] = None,
    accept: opts.AcceptChanges = False,
    keep: opts.KeepMarks = False,
) -> int:
    """Grade submissions as they arrive in a folder, until Ctrl-C or SIGTERM: the newest of
    each student, with its mark and page in place within seconds. Afterwards `grade` finds
    nothing to do."""
    options = Options(
        *(submitted, out, workers, isolation, "", seed, roster, assignment),
        database=database,
        as_json=json,
        accept_changes=accept,
        keep_marks=keep,
        course=course,
    )
    return grade.run(options, lambda: _watched(options, poll))


def _watched(options: Options, poll: float | None) -> int:
    options = watched_folder.ruled(options)
    grade.writable(options)
    _, compares = regrade.to_compare(options)
    folders = intake.students(
        options.submitted, options.work(), options.listed(), options.outside()
    )
    there = {intake.written_id(folder.parent.name) for folder in folders}
    if there and not options.accept_changes:  # nobody's: a network folder that is away, perhaps
        regrade.same_class(there, options, say)
    if compares:
        # marks stand that this run's may differ from: what `grade` does about that, first
        grade.graded(options)
    places = WatchOutput(options, say)
    graded = watched_folder.watch(options, say, places, poll)
    if places.held:
        options = msgspec.structs.replace(options, keep_marks=True)
    return grade.written(graded, options).exit_code


class WatchOutput:
    """Where marks go while hand-ins come in: what `outputs.write` writes at the end of a
    batch, a few students at a time.

    `held` are those whose marks in the gradebook another run wrote: theirs are not
    replaced.
    """

    def __init__(self, options: Options, tell: Callable[[str], None]):
        self.options, self.tell = options, tell
        self.held: set[str] = set()
        self.unagreed: set[str] = set()
        self.said_locked = False

    def marks(self, run: Run, students: list[str]) -> bool:
        """Write the marks into the gradebook, the pages, and what is known of hand-ins.
        Return False where the gradebook is locked."""
        try:
            run.book.sync(PATIENCE)  # only what is there can count
            found = list(run.results(students))
            self._record(run.counts(students), found)
        except GradebookLocked as locked:
            if not self.said_locked:
                self.tell(f"Will try again: {locked}")
            self.said_locked = True
            return False
        self.said_locked = False
        outputs.pages(found, self.options.out, run.work)
        outputs.notebooks(found, run.work, self.options.submitted, self.options.out)
        self.unagreed.update(students)
        for result in found:
            if result.state in NOT_GRADED:
                self.tell(grade.not_graded(result))
        return True

    def tables(self, run: Run) -> None:
        """Write the tables of all, and pages with the marks that people gave."""
        work, out = self.options.work(), self.options.out
        only_people = not (self.options.keep_marks or self.held)
        marks = Marks(self.options.url, only_people=only_people)
        with database.reading(self.options.url) as connection:
            answers = regrade_requests.read(connection, work.name)
            outputs.pages(run.results(self.unagreed), out, work, marks.of, answers)
            self.unagreed.clear()
            csv_tables.write(results.counted(connection), out, marks.of)

    def _own(self, found: list[Result]) -> list[Result]:
        """Keep the results whose marks in the gradebook are this folder's to replace."""
        if self.options.accept_changes:
            return found
        name, students = self.options.work().name, [one.student_id for one in found]
        others = last_write.others(self.options.url, name, students)
        if self.options.keep_marks:
            return [one for one in found if one.student_id not in others]
        strange = {one.student_id for one in found if _differs(one, others)}
        for student in sorted(strange - self.held):
            self.tell(
                f"Note: {student}: the gradebook has marks from another run. They stay: "
                "`dinosaur-grader grade` shows what would change."
            )
        self.held = (self.held - set(students)) | strange
        return [one for one in found if one.student_id not in strange]

    def _record(self, keys: dict[str, str], found: list[Result]) -> None:
        from dinosaur_grader.records.write_marks import enter

        options, work, own = self.options, self.options.work(), self._own(found)
        told = outputs.told_late(options, own)
        terms, when = msgspec.structs.replace(self._terms, told=told), outputs.came(options)
        with gradebook.writing(options.url, wait=PATIENCE) as connection:
            notes = submissions.noted_some(found, work.name, options, self.tell)
            results.count(connection, work.name, keys)
            refused = enter(connection, own, work, when, terms)
            if not (options.keep_marks or self.held):
                last_write.keep_rules(connection, work.name, outputs.ruled(options, work.name))
            rows.put(connection, SUBMISSIONS, notes)
        for sentence in refused:
            self.tell(sentence)

    @functools.cached_property
    def _terms(self) -> late.Terms:
        """What late work costs, with the penalties that stay, if they are to, as they
        were at the beginning."""
        return outputs.late_terms(self.options)


def _differs(result: Result, others: dict[str, dict[str, float]]) -> bool:
    """Check whether the gradebook has other points of another run than this result's."""
    there = others.get(result.student_id)
    if there is None or result.state not in WITH_SCORE:
        return False
    return last_write.digest(there) != last_write.digest(
        {m.cell: m.score for m in result.marks}
    )
