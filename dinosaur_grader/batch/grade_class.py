"""`dinosaur-grader grade`: every submission of a class, from folders to marks."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from dinosaur_grader.assignments import course_rules, course_seed, locations
from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.course_seed import Seed
from dinosaur_grader.assignments.question_cache import questions
from dinosaur_grader.batch import attempts, canary, pool, progress, proved
from dinosaur_grader.batch.attempts import Attempts, Worth
from dinosaur_grader.batch.journal import Journal
from dinosaur_grader.batch.open_course import Course, RunSettings
from dinosaur_grader.batch.run import Graded, Run
from dinosaur_grader.batch.terminal import say
from dinosaur_grader.exit_codes import Refused, is_full
from dinosaur_grader.home import KIT
from dinosaur_grader.judging import grading
from dinosaur_grader.judging.reading import intake
from dinosaur_grader.sandbox import self_test

FEW = 4
"""Students who are graded in this process, by what is kept of earlier proofs: to start
workers and to prove all again takes longer than they do."""


def grade(
    course: Course,
    settings: RunSettings,
    worth: Worth = attempts.plainly,
    trial: str = "",
    excused_before: str = "",
) -> Graded:
    """Grade the class into the course's database; what an earlier run graded there is
    not graded again. No result counts yet: `Graded.settle` lets them.

    Where the best attempt of each student counts, that is the one with the highest
    `worth`. A dry run keeps no attempts, and its results go into the database at `trial`.
    Of results with the version `excused_before` the verdicts are used again: only other
    excuses made them. Raises `Refused` or `CanaryFailed` before anything is written.
    Interrupted, it leaves results from which the same command goes on.
    """
    with begun(course, settings, worth, trial=trial, excused_before=excused_before) as (
        run,
        batch,
    ):
        # listed before the first is graded: who comes later is for the next run
        outside = course.outside
        folders = list(intake.students(course.submitted, run.work, course.listed, outside))
        for student in sorted(outside):
            if not intake.unsafe(student) and (course.submitted / student).is_dir():
                say(
                    f"Note: {student} is not graded: by the register, this is the test student or "
                    "someone who has left."
                )
        for result in batch.results(job for folder in folders for job in run.jobs(folder)):
            run.keep(result)
        return run.ended()


@contextlib.contextmanager
def begun(
    course: Course,
    settings: RunSettings,
    worth: Worth = attempts.plainly,
    *,
    trial: str = "",
    excused_before: str = "",
    endless: bool = False,
) -> Iterator[tuple[Run, pool.Batch]]:
    """Begin a run whose layers are proved and whose canary has passed: now, or for a few
    students in an earlier run whose proof is kept. Yield it and its workers; one that is
    `endless` counts to no total. Raises `Refused` or `CanaryFailed` before anything is
    written."""
    work, level = course.work, settings.isolation
    secret = _seed(course.seed)
    # on this side, once for all processes, so that a mistake in a rubric is one
    # sentence here and not a broken process elsewhere
    drawn = [probe.id for probe in questions(work, secret.value).asked]
    for sentence in course_rules.unknown(course.rules, drawn):
        say(f"Note: {sentence}")
    for sentence in _beside(course):
        say(sentence)
    students = _count_students(course)
    private = (course.submitted.absolute(), course.seed.absolute())
    make_job = grading.job_maker(work, secret, level, course.rules, private)
    few = students <= FEW and not (endless or settings.dask)
    machinery = _here if few else _machinery
    with machinery(settings, work) as (opened, width), pool.Batch(opened, width) as batch:
        if few:
            proved.here(work, secret, level, make_job)
        else:
            canary.run_canary(work, make_job, batch.results)
        if not trial:
            _make_room(course.out)
        book = Journal(trial or course.url, work.name, course.url)
        kind = progress.Events if settings.as_json else progress.Progress
        with book, kind(None if endless else students) as seen:
            tries = Attempts(course, book.attempts, dry=bool(trial))
            run = Run(
                work=work,
                job=make_job,
                book=book,
                seen=seen,
                tries=tries,
                keep_marks=settings.on_change == "keep",
                worth=worth,
                excused_before=excused_before,
            )
            yield run, batch
        for gone in tries.gone:
            where = attempts.place(course.submitted, gone.student, work.name, gone.digest)
            say(
                f"Note: {gone.student}: the submission from {gone.there} is missing and "
                f"can't be counted. If you still have it, save it as {where}."
            )


def _beside(course: Course) -> Iterator[str]:
    """Say that the hand-ins lie in a course that nobody named: it may be a student's."""
    above = Path(os.path.abspath(course.submitted)).parent
    named = course.is_named or above in (Path.cwd(), KIT)
    looks = locations.is_course(above) or (above / "nbgrader_config.py").is_file()
    if not named and looks:
        yield f"Note: {above} is not used as the course. If it is yours, run this in it, or add --course {above}."


def _count_students(course: Course) -> int:
    """Count the students who are to be graded."""
    try:
        found = intake.students(course.submitted, course.work, course.listed, course.outside)
        return sum(1 for _ in found)
    except (OSError, Refused) as error:
        raise Refused(f"{error}. Nothing was graded.") from error


def _seed(path: Path) -> Seed:
    secret, new = course_seed.load_or_create(path)
    if new:
        say(
            f"Created a new secret seed for this course: {path}. Don't let students see it, and keep a backup."
        )
    return secret


def _machinery(settings: RunSettings, work: Assignment) -> AbstractContextManager[pool.Workers]:
    """Choose where the jobs run: on the nodes of a cluster that hold the level, or in
    processes of this machine."""
    if settings.dask:
        return pool.cluster(settings.dask, settings.isolation, work)
    # each layer, by trying what it forbids, before a stranger's code runs
    self_test.demand(settings.isolation)
    width = settings.workers or pool.cores()
    return contextlib.nullcontext((partial(pool.local, width), width))


def _here(*_: object) -> AbstractContextManager[pool.Workers]:
    return contextlib.nullcontext((pool.Here, 1))


def _make_room(out: Path) -> None:
    """Make the output folder and try it by writing to it: better now than after an hour
    of grading."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        trial = out / f".trial-{os.getpid()}"
        trial.touch()
        trial.unlink()
    except OSError as error:
        raise Refused(
            f"cannot write to the output folder {out}: {error.strerror}. Choose another --out."
        ) from error


def advice(error: OSError) -> str:
    """Say what to do about a disk or folder that refused."""
    if is_full(error):
        return "The disk is full. Make room and run the same command again: what was graded is kept."
    return "Fix that and run the same command again: what was graded is kept."
