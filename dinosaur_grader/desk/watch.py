"""The verb `watch`: marks while they come in."""

from __future__ import annotations

import functools
from typing import Annotated

import msgspec
import typer

from dinosaur_grader.batch import watched_folder
from dinosaur_grader.batch.open_course import Course, OnChange, RunSettings
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
    on_change = opts.on_change(accept, keep)
    settings = RunSettings(isolation, workers, as_json=json, on_change=on_change)
    where = opts.CourseOptions(
        submitted=submitted,
        out=out,
        seed=seed,
        assignment=assignment,
        database=database,
        course=course,
        roster=roster,
    )
    return grade.run(where, isolation, lambda opened: _watched(opened, settings, poll))


def _watched(course: Course, settings: RunSettings, poll: float | None) -> int:
    watched_folder.check_rules(course.rules)
    grade.check_writable(course)
    standing = regrade.read_standing(course)
    _, compares = regrade.to_compare(course, settings, standing)
    folders = intake.students(course.submitted, course.work, course.listed, course.outside)
    there = {intake.written_id(folder.parent.name) for folder in folders}
    if (
        there and settings.on_change != "accept"
    ):  # nobody's: a network folder that is away, perhaps
        regrade.same_class(standing.students, there, course.submitted)
    if compares:
        # marks stand that this run's may differ from: what `grade` does about that, first
        grade.graded(course, settings)
    places = WatchOutput(course, settings.on_change)
    graded = watched_folder.watch(course, settings, places, poll)
    keep_marks = settings.on_change == "keep" or bool(places.held)
    return grade.written(graded, course, settings, keep_marks).exit_code


class WatchOutput:
    """Where marks go while hand-ins come in: what `outputs.write` writes at the end of a
    batch, a few students at a time.

    `held` are those whose marks in the gradebook another run wrote: theirs are not
    replaced.
    """

    def __init__(self, course: Course, on_change: OnChange):
        self.course, self.on_change = course, on_change
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
                say(f"Will try again: {locked}")
            self.said_locked = True
            return False
        self.said_locked = False
        outputs.pages(found, self.course.out, run.work)
        outputs.notebooks(found, run.work, self.course.submitted, self.course.out)
        self.unagreed.update(students)
        for result in found:
            if result.state in NOT_GRADED:
                say(grade.not_graded(result))
        return True

    def tables(self, run: Run) -> None:
        """Write the tables of all, and pages with the marks that people gave."""
        work, out = self.course.work, self.course.out
        only_people = not (self.on_change == "keep" or self.held)
        marks = Marks(self.course.url, only_people, self.course.people)
        with database.reading(self.course.url) as connection:
            answers = regrade_requests.read(connection, work.name)
            outputs.pages(run.results(self.unagreed), out, work, marks.of, answers)
            self.unagreed.clear()
            csv_tables.write(results.counted(connection), out, marks.of, self.course.people)

    def _own(self, found: list[Result]) -> list[Result]:
        """Keep the results whose marks in the gradebook are this folder's to replace."""
        if self.on_change == "accept":
            return found
        name, students = self.course.work.name, [one.student_id for one in found]
        others = last_write.others(self.course.url, name, students)
        if self.on_change == "keep":
            return [one for one in found if one.student_id not in others]
        strange = {one.student_id for one in found if _differs(one, others)}
        for student in sorted(strange - self.held):
            say(
                f"Note: {student}: the gradebook has marks from another run. They stay: "
                "`dinosaur-grader grade` shows what would change."
            )
        self.held = (self.held - set(students)) | strange
        return [one for one in found if one.student_id not in strange]

    def _record(self, keys: dict[str, str], found: list[Result]) -> None:
        from dinosaur_grader.records.write_marks import enter

        course, work, own = self.course, self.course.work, self._own(found)
        told = outputs.told_late(course, {one.student_id: one.digest for one in own})
        terms, when = msgspec.structs.replace(self._terms, told=told), outputs.came(course)
        with gradebook.writing(course.url, wait=PATIENCE) as connection:
            keep_marks = self.on_change == "keep"
            notes = submissions.find_notes(found, course, keep_marks)
            results.count(connection, work.name, keys)
            refused = enter(connection, own, work, when, terms, course.people)
            if not (self.on_change == "keep" or self.held):
                last_write.keep_rules(connection, work.name, outputs.ruled(course))
            rows.put(connection, SUBMISSIONS, notes.values())
        for sentence in refused:
            say(sentence)

    @functools.cached_property
    def _terms(self) -> late.Terms:
        """What late work costs, with the penalties that stay, if they are to, as they
        were at the beginning."""
        return outputs.late_terms(self.course, keep_marks=self.on_change == "keep")


def _differs(result: Result, others: dict[str, dict[str, float]]) -> bool:
    """Check whether the gradebook has other points of another run than this result's."""
    there = others.get(result.student_id)
    if there is None or result.state not in WITH_SCORE:
        return False
    return last_write.digest(there) != last_write.digest(
        {m.cell: m.score for m in result.marks}
    )
