"""The verb `watch`: marks while they come in."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from dinosaur_grader.batch import watched_folder
from dinosaur_grader.batch.grade_class import Options
from dinosaur_grader.batch.run import NOT_GRADED, Run
from dinosaur_grader.desk import grade, regrade, submissions
from dinosaur_grader.desk import options as opts
from dinosaur_grader.desk.graded_folder import url_of
from dinosaur_grader.desk.options import say
from dinosaur_grader.records import csv_tables, last_write, late, outputs
from dinosaur_grader.records.gradebook import GradebookLocked
from dinosaur_grader.records.gradebook_marks import Marks
from dinosaur_grader.records.write_marks import record
from dinosaur_grader.results import WITH_SCORE, Result

PATIENCE = 2.0  # seconds to wait for a gradebook that another program holds; then later


def command(
    submitted: opts.Submitted,
    out: opts.Out,
    workers: opts.Workers = 0,
    isolation: opts.Isolation = "strict",
    seed: opts.NewSeed = Path("course.seed"),
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
    if compares:
        # marks stand that this run's may differ from: what `grade` does about that, first
        grade.graded(options)
    places = WatchOutput(options, say)
    graded = watched_folder.watch(options, say, outputs.at_once(options), places, poll)
    if places.held:
        options = msgspec.structs.replace(options, keep_marks=True)
    return grade.written(graded, options)


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
        results = list(run.results(students))
        try:
            self._record(self._own(results))
        except GradebookLocked as locked:
            if not self.said_locked:
                self.tell(f"Will try again: {locked}")
            self.said_locked = True
            return False
        self.said_locked = False
        submissions.note_some(results, run.work.name, self.options, self.tell)
        new = (one for one in results if one.student_id not in run.paged)
        outputs.pages_of(new, self.options)
        run.paged.update(one.student_id for one in results if one.state in WITH_SCORE)
        self.unagreed.update(students)
        for result in results:
            if result.state in NOT_GRADED:
                self.tell(grade.not_graded(result))
        return True

    def tables(self, run: Run) -> None:
        """Write the tables of all, and pages with the marks that people gave."""
        work, out = self.options.work(), self.options.out
        only_people = not (self.options.keep_marks or self.held)
        marks = Marks(url_of(self.options), out, only_people=only_people)
        outputs.agree_pages(run.results(self.unagreed), out, work, marks)
        self.unagreed.clear()
        csv_tables.write(run.everything(), out, marks.of)

    def _own(self, results: list[Result]) -> list[Result]:
        """Keep the results whose marks in the gradebook are this folder's to replace."""
        if self.options.accept_changes:
            return results
        out, name = self.options.out, self.options.work().name
        students = [one.student_id for one in results]
        others = last_write.others(out, url_of(self.options), name, students)
        if self.options.keep_marks:
            return [one for one in results if one.student_id not in others]
        strange = {one.student_id for one in results if _differs(one, others)}
        for student in sorted(strange - self.held):
            self.tell(
                f"Note: {student}: the gradebook has marks from another run. They stay: "
                "`dinosaur-grader grade` shows what would change."
            )
        self.held = (self.held - set(students)) | strange
        return [one for one in results if one.student_id not in strange]

    def _record(self, results: list[Result]) -> None:
        options = self.options
        name, told = options.work().name, outputs.told_late(options, results)
        last_write.keep(options.out, options.database, results)
        refused = record(
            results,
            options.out,
            options.work(),
            options.database,
            outputs.came(options),
            msgspec.structs.replace(self._terms, told=told),
            wait=PATIENCE,
        )
        if not (options.keep_marks or self.held):
            last_write.keep_rules(options.out, name, outputs.ruled(options, name))
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
