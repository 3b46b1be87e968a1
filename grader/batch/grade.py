"""`python -m grader grade`: every submission of a class, from folders to marks."""

from __future__ import annotations

import contextlib
import errno
import os
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from functools import partial
from pathlib import Path

import msgspec

from grader.assignments import assignment as assignments
from grader.assignments import course_rules, places, seed
from grader.assignments.assignment import Assignment
from grader.assignments.course_rules import Rules, RulesError
from grader.assignments.kept_questions import questions
from grader.assignments.seed import Seed, SeedError
from grader.assignments.tables import RubricError
from grader.batch import attempts, canary, pool, processes, progress, rosters
from grader.batch.attempts import Attempts, Worth
from grader.batch.cluster import Cluster, NoCluster
from grader.batch.journal import Journal, JournalBusy
from grader.batch.refused import ALL_GRADED, NOTHING_WRITTEN, SOME_NOT, Refused
from grader.judging import one, stage
from grader.printable import escaped
from grader.results import (
    GRADED,
    INFRASTRUCTURE,
    UNREADABLE,
    HandedIn,
    MadeWith,
    Result,
    Submission,
    Ungraded,
)
from grader.sandbox import prove
from grader.sandbox.sandbox import IsolationUnavailable

NOT_GRADED = (UNREADABLE, INFRASTRUCTURE)
Write = Callable[[Result, Submission], None]


class Options(msgspec.Struct, frozen=True):
    """What the command was asked. `workers` 0 means the cores that may be used;
    `database` a URL in place of SQLite.

    `accept_changes`, `keep_marks` and `regraded` say what happens to marks that stand
    when the kit or the seed is another one: `grader.desk.regrade`. A `dry` run keeps
    no attempts.
    """

    submitted: Path
    out: Path
    workers: int = 0
    isolation: str = "strict"
    dask: str = ""
    seed: Path = Path("course.seed")
    roster: Path | None = None
    assignment: str = ""
    database: str | None = None
    as_json: bool = False
    accept_changes: bool = False
    keep_marks: bool = False
    regraded: Path | None = None
    dry: bool = False

    def rules(self) -> Rules:
        """The course's own rules, from `course.toml` beside the seed. Raises
        Refused."""
        try:
            return course_rules.beside(self.seed)
        except RulesError as error:
            raise Refused(str(error)) from error

    def work(self) -> Assignment:
        """The assignment that was named, or the only one: of the course that this
        command runs in, or that `submitted` belongs to.

        Raises Refused where it is not clear which, or it is not as it should be.
        """
        here = (Path.cwd(), self.submitted.resolve().parent)
        course = places.course_of(*here, hand_ins=self.submitted)
        try:
            return assignments.load(places.chosen(self.assignment, course), course)
        except (places.NoAssignment, RubricError) as error:
            raise Refused(str(error)) from error


class Graded(msgspec.Struct, frozen=True):
    """A finished batch: where its journal is, how many students ended in which state,
    who was not graded and why.

    `paged` are the students whose pages were written on the way.
    """

    journal: Path
    states: dict[str, int]
    not_graded: tuple[Result, ...]
    reused: int
    level: str
    seed: Seed
    assignment: str
    paged: frozenset[str] = frozenset()

    @property
    def exit_code(self) -> int:
        return SOME_NOT if self.not_graded else ALL_GRADED


def grade(
    options: Options,
    tell: Callable[[str], None],
    write: Write | None = None,
    worth: Worth = attempts.plainly,
) -> Graded:
    """Grade the class into `options.out / "results.jsonl"`; what an earlier run graded
    there is not graded again.

    `tell` is given sentences for a person, `write` each new result with the work that
    it is about. Where the best attempt of each student counts, that is the one with
    the highest `worth`, and nothing is given to `write`. Raises `Refused` or `CanaryFailed` before anything is written.
    Interrupted, it leaves a journal from which the same command goes on.
    """
    work = options.work()
    secret = _seed(options, tell)
    rules = options.rules()
    for sentence in course_rules.unknown(rules, _drawn(work, secret)):
        tell(f"Look: {sentence}")
    folders = _students(options, work)
    with _machinery(options, work, tell) as (opened, width), pool.Batch(opened, width) as batch:
        made_with = MadeWith(rules.version(work.version), secret.fingerprint, options.isolation)
        job = partial(
            one.Job,
            secret=secret,
            made_with=made_with,
            rules=rules,
            wording=work.wording,
            course=work.course,
            kept=(options.submitted.absolute(), options.seed.absolute()),
        )
        own = msgspec.structs.replace(made_with, version=work.version)
        canary.sing(work, partial(job, rules=Rules(), made_with=own), batch.results)
        _make_room(options.out)
        tries = Attempts(options.submitted, work, rules, options.dry)
        write = None if tries.best else write
        with _journal(options.out) as book:
            run = _Run(options, work, secret, made_with, book, folders, tries, write, worth)
            done = run.through(batch, partial(job, returned=write is not None))
        for gone in tries.gone:
            where = attempts.place(options.submitted, gone.student, work.name, gone.digest)
            tell(
                f"Look: {escaped(gone.student)}: the hand-in of {gone.there} is gone and can't "
                f"count. If you have it, put it there: {where}."
            )
        return done


def _students(options: Options, work: Assignment) -> list[Path]:
    try:
        roster = rosters.ids(options.roster) if options.roster else ()
        return list(stage.students(options.submitted, work, roster))
    except (OSError, ValueError) as error:
        raise Refused(f"{error}. Nothing was graded.") from error


def _seed(options: Options, tell: Callable[[str], None]) -> Seed:
    try:
        secret, new = seed.load_or_create(options.seed)
    except SeedError as error:
        raise Refused(str(error)) from error
    if new:
        tell(
            f"Drew a new secret seed for this course: {options.seed}. Keep it from students, and back it up."
        )
    return secret


def _drawn(work: Assignment, secret: Seed) -> list[str]:
    """Draw the questions on this side, once for all processes, so that a mistake in a
    rubric is one sentence here and not a broken process elsewhere; their ids."""
    try:
        return [probe.id for probe in questions(work, secret.value).asked]
    except RubricError as error:
        raise Refused(str(error)) from error


@contextlib.contextmanager
def _machinery(
    options: Options, work: Assignment, tell
) -> Iterator[tuple[Callable[[], Executor], int]]:
    """Where the jobs run: processes of this machine, or the nodes of a cluster that
    hold the level."""
    if options.dask:
        try:
            with Cluster(options.dask, options.isolation, work) as cluster:
                for node, why in cluster.refused.items():
                    tell(f"The node {node} is left out: {why}.")
                yield cluster.opened, cluster.width
                for node in cluster.lost:
                    tell(
                        f"Look: the node {node} died on the way; others took its hand-ins over."
                    )
        except NoCluster as error:
            raise Refused(str(error)) from error
        return
    try:
        # each layer, by trying what it forbids, before a stranger's code runs
        prove.demand(options.isolation)
    except IsolationUnavailable as error:
        raise Refused(str(error)) from error
    width = options.workers or processes.cores()
    yield partial(processes.local, width), width


def _make_room(out: Path) -> None:
    """The output folder, tried by writing to it: better now than after an hour of
    grading."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        trial = out / f".trial-{os.getpid()}"
        trial.touch()
        trial.unlink()
    except OSError as error:
        raise Refused(
            f"cannot write to the output folder {out}: {error.strerror}. Choose another --out."
        ) from error


def _journal(out: Path) -> Journal:
    try:
        return Journal(out / "results.jsonl")
    except JournalBusy as error:
        raise Refused(str(error)) from error


class _Run:
    """One batch: the keys of its students in order, and what is told of them on the
    way."""

    def __init__(
        self,
        options: Options,
        work: Assignment,
        secret: Seed,
        made_with: MadeWith,
        book: Journal,
        folders: list[Path],
        tries: Attempts,
        write: Write | None,
        worth: Worth,
    ):
        self.options, self.work, self.secret, self.made_with = options, work, secret, made_with
        self.book, self.folders, self.tries, self.write = book, folders, tries, write
        self.worth = worth
        self.paged: set[str] = set()
        self.keys: dict[str, str] = {}
        self.several: dict[str, list[str]] = {}
        self.not_graded: dict[str, Result] = {}

    def through(self, batch: pool.Batch, job: Callable[[HandedIn], one.Job]) -> Graded:
        with progress.choose(len(self.folders), self.options.as_json) as self.seen:
            for result in batch.results(self._jobs(job)):
                self._keep(result)
        aside = [key for student in sorted(self.several) for key in self._choose(student)]
        keys = [self.keys[student] for student in sorted(self.keys)]
        states = self._states(keys) if self.several else dict(self.seen.states)
        self.book.settle(keys, self.work.name, aside)
        count = set(keys)
        failed = (
            result
            for key, result in self.not_graded.items()
            if key in count or result.state == INFRASTRUCTURE
        )
        return Graded(
            self.book.path,
            states,
            tuple(sorted(failed, key=lambda result: result.student_id)),
            self.seen.reused,
            self.options.isolation,
            self.secret,
            self.work.name,
            frozenset(self.paged),
        )

    def _choose(self, student: str) -> list[str]:
        """Let the attempt of a student count that is worth most, of equal ones the
        last; the keys of the others."""
        keys = self.several[student]
        self.keys[student] = max(reversed(keys), key=self._worth)
        return [key for key in keys if key != self.keys[student]]

    def _worth(self, key: str) -> float:
        """What an attempt is worth; one without a score is worth less than any."""
        result = self.book[key]
        taken = self.tries.taken(result.student_id, result.digest)
        return -1.0 if result.score is None else self.worth(result, taken)

    def _states(self, keys: list[str]) -> dict[str, int]:
        return dict(Counter(self.book[key].state for key in keys))

    def _jobs(self, job: Callable[[HandedIn], one.Job]) -> Iterator[one.Job]:
        """Reads lazily: a hand-in is taken when a worker, who opens it, is about to be
        free for it."""
        for folder in self.folders:
            found = self.tries.of(stage.take(folder, self.work))
            made = [(taken, self._key(taken)) for taken in found]
            if len(made) > 1:
                self.several[found[-1].student_id] = [key for _, key in made]
            self.seen.more(len(made) - 1)
            for taken, key in made:
                yield from self._job(taken, key, job)

    def _key(self, taken: HandedIn | Ungraded) -> str:
        """What the result will be known by, or is."""
        kept = None
        if self.options.keep_marks and isinstance(taken, HandedIn):
            kept = self.book.standing(taken)
        return kept or self.made_with.key(taken)

    def _job(self, taken: HandedIn | Ungraded, key: str, job) -> Iterator[one.Job]:
        """What has to be graded of this hand-in: nothing where it can't be, or was."""
        if isinstance(taken, Ungraded):
            result = one.ungraded(taken, self.work)
            self._keep(one.stamped(result, key, self.made_with))
            return
        made = job(taken)
        self.keys[taken.student_id] = key
        stands = self.book.get(key)
        if stands and (key != made.key or stands.wording == made.wording):
            self.seen.done(stands, reused=True)
        else:
            yield made

    def _keep(self, result: Result) -> None:
        """Take a result in. Where its marks stand already, the words are made anew and
        the marks stay what they are."""
        stands = self.book.get(result.key)
        if stands and not result.same_marks(stands):
            result = msgspec.structs.replace(stands, work=result.work)
        several = result.student_id in self.several
        self.book.append(msgspec.structs.replace(result, aside=several))
        if self.write and isinstance(result.work, Submission):
            self.write(result, result.work)
            self.paged.add(result.student_id)
        # nobody holds a class in memory
        result = msgspec.structs.replace(result, work=msgspec.UNSET)
        self.keys[result.student_id] = result.key
        if result.state in NOT_GRADED:
            self.not_graded[result.key] = result
        self.seen.done(result)


def advice(error: OSError) -> str:
    """What to do about a disk or folder that refused."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "The disk is full. Make room and run the same command again: what was graded is kept in the journal."
    return "Mend that and run the same command again: what was graded is kept in the journal."


__all__ = [
    "ALL_GRADED",
    "GRADED",
    "NOTHING_WRITTEN",
    "SOME_NOT",
    "Graded",
    "Options",
    "Refused",
    "advice",
    "grade",
]
