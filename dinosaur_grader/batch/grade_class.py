"""`dinosaur-grader grade`: every submission of a class, from folders to marks."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import msgspec

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import course_rules, course_seed, locations
from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.course_rules import Rules
from dinosaur_grader.assignments.course_seed import Seed
from dinosaur_grader.assignments.question_cache import questions
from dinosaur_grader.batch import attempts, canary, people_files, pool, progress, proved
from dinosaur_grader.batch.attempts import Attempts, Worth
from dinosaur_grader.batch.journal import Journal
from dinosaur_grader.batch.run import Graded, Run
from dinosaur_grader.exit_codes import Refused, is_full
from dinosaur_grader.home import KIT
from dinosaur_grader.judging import grading
from dinosaur_grader.judging.reading import intake
from dinosaur_grader.results import Level
from dinosaur_grader.sandbox import self_test
from dinosaur_grader.store import database, register
from dinosaur_grader.store.register import Person

FEW = 4
"""Students who are graded in this process, by what is kept of earlier proofs: to start
workers and to prove all again takes longer than they do."""


class Options(msgspec.Struct, frozen=True):
    """What the command was asked. `workers` 0 means the cores that may be used;
    `database` a URL in place of SQLite.

    `accept_changes` and `keep_marks` say what happens to marks that stand when the kit or
    the seed has changed: `dinosaur_grader.desk.regrade`. A dry run keeps no attempts, and
    its results go into the database at `trial`. `fixed` are the course's rules where they
    are to stay what they were, `course` is the folder that was named as one.
    """

    submitted: Path
    out: Path
    workers: int = 0
    isolation: Level = "strict"
    dask: str = ""
    seed: Path = Path("course.seed")
    roster: Path | None = None
    assignment: str = ""
    database: str | None = None
    as_json: bool = False
    accept_changes: bool = False
    keep_marks: bool = False
    fixed: Rules | None = None
    course: Path | None = None
    trial: str = ""

    @property
    def url(self) -> str:
        """The URL of the course's database."""
        return self.database or database.default_url(self.out)

    def rules(self) -> Rules:
        """Return the course's own rules, from `course.toml` beside the seed, with the
        extensions of the register. Raises Refused."""
        if self.fixed:
            return self.fixed
        own = {id: p.extensions for id, p in self.people().items() if p.extensions}
        return course_rules.extended(course_rules.read(self.seed), own)

    def listed(self) -> tuple[str, ...]:
        """List the ids of those who are expected: of the roster that was named, or of the
        register. Raises Refused and OSError."""
        if self.roster:
            return people_files.ids(self.roster)
        name = self.work().name
        return tuple(id for id, p in self.people().items() if p.here and name not in p.excused)

    def outside(self) -> frozenset[str]:
        """List the ids of those who have no part in the class. Raises GradebookError."""
        return frozenset(id for id, person in self.people().items() if person.outside)

    def people(self) -> dict[str, Person]:
        """Read the course's register. Raises GradebookError."""
        return register.of(self.url)

    def work(self) -> Assignment:
        """Load the assignment that was named, or the only one, of the course that was
        named or that this command runs in.

        Raises Refused where it is not clear which, or it is not as it should be.
        """
        course = locations.course_of(self.course, Path.cwd(), self.submitted)
        return assignments.load(locations.chosen(self.assignment, course), course)


def grade(
    options: Options,
    tell: Callable[[str], None],
    worth: Worth = attempts.plainly,
) -> Graded:
    """Grade the class into the course's database; what an earlier run graded there is
    not graded again. No result counts yet: `Graded.settle` lets them.

    `tell` is given sentences for a person. Where the best attempt of each student counts,
    that is the one with the highest `worth`. Raises `Refused` or `CanaryFailed` before
    anything is written. Interrupted, it leaves results from which the same command goes
    on.
    """
    with begun(options, tell, worth) as (run, batch, roster):
        # listed before the first is graded: who comes later is for the next run
        outside = options.outside()
        folders = list(intake.students(options.submitted, run.work, roster, outside))
        for student in sorted(outside):
            if not intake.unsafe(student) and (options.submitted / student).is_dir():
                tell(
                    f"Note: {student} is not graded: by the register, this is the test student or "
                    "someone who has left."
                )
        for result in batch.results(job for folder in folders for job in run.jobs(folder)):
            run.keep(result)
        return run.ended()


@contextlib.contextmanager
def begun(
    options: Options,
    tell: Callable[[str], None],
    worth: Worth = attempts.plainly,
    endless: bool = False,
) -> Iterator[tuple[Run, pool.Batch, tuple[str, ...]]]:
    """Begin a run whose layers are proved and whose canary has passed: now, or for a few
    students in an earlier run whose proof is kept. Yield it, its workers, and the ids of
    the roster; one that is `endless` counts to no total. Raises `Refused` or
    `CanaryFailed` before anything is written."""
    work = options.work()
    secret = _seed(options, tell)
    rules = options.rules()
    # on this side, once for all processes, so that a mistake in a rubric is one
    # sentence here and not a broken process elsewhere
    drawn = [probe.id for probe in questions(work, secret.value).asked]
    for sentence in course_rules.unknown(rules, drawn):
        tell(f"Note: {sentence}")
    for sentence in _beside(options):
        tell(sentence)
    roster, students = _students(options, work)
    private = (options.submitted.absolute(), options.seed.absolute())
    job = grading.jobs(work, secret, options.isolation, rules, private)
    few = students <= FEW and not (endless or options.dask)
    machinery = _here if few else _machinery
    with machinery(options, work, tell) as (opened, width), pool.Batch(opened, width) as batch:
        if few:
            proved.here(work, secret, options.isolation, job)
        else:
            canary.run_canary(work, job, batch.results)
        if not options.trial:
            _make_room(options.out)
        book = Journal(options.trial or options.url, work.name, options.url)
        kind = progress.Events if options.as_json else progress.Progress
        with book, kind(None if endless else students) as seen:
            tries = Attempts(
                options.submitted, options.url, work, rules, book.attempts, bool(options.trial)
            )
            run = Run(work, secret, job, book, seen, tries, options.keep_marks, worth)
            yield run, batch, roster
        for gone in tries.gone:
            where = attempts.place(options.submitted, gone.student, work.name, gone.digest)
            tell(
                f"Note: {gone.student}: the submission from {gone.there} is missing and "
                f"can't be counted. If you still have it, save it as {where}."
            )


def _beside(options: Options) -> Iterator[str]:
    """Say that the hand-ins lie in a course that nobody named: it may be a student's."""
    above = Path(os.path.abspath(options.submitted)).parent
    named = options.course or above in (Path.cwd(), KIT)
    looks = locations.is_course(above) or (above / "nbgrader_config.py").is_file()
    if not named and looks:
        yield f"Note: {above} is not used as the course. If it is yours, run this in it, or add --course {above}."


def _students(options: Options, work: Assignment) -> tuple[tuple[str, ...], int]:
    """Read the ids of the roster and count the students."""
    try:
        roster = options.listed()
        found = intake.students(options.submitted, work, roster, options.outside())
        return roster, sum(1 for _ in found)
    except (OSError, Refused) as error:
        raise Refused(f"{error}. Nothing was graded.") from error


def _seed(options: Options, tell: Callable[[str], None]) -> Seed:
    secret, new = course_seed.load_or_create(options.seed)
    if new:
        tell(
            f"Created a new secret seed for this course: {options.seed}. Don't let students see it, and keep a backup."
        )
    return secret


def _machinery(
    options: Options, work: Assignment, tell: Callable[[str], None]
) -> AbstractContextManager[pool.Workers]:
    """Choose where the jobs run: on the nodes of a cluster that hold the level, or in
    processes of this machine."""
    if options.dask:
        return pool.cluster(options.dask, options.isolation, work, tell)
    # each layer, by trying what it forbids, before a stranger's code runs
    self_test.demand(options.isolation)
    width = options.workers or pool.cores()
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
