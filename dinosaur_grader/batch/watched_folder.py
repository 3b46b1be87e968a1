"""A folder that is watched: a batch that does not end. What comes in is graded by warm
workers, into the same journal and by the same run as in a batch.

Nothing here knows how marks are made or written down: `Places` is told which students'
results are new, at a pace that leaves the workers their processors.
"""

from __future__ import annotations

import contextlib
import itertools
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.course_rules import LAST, Rules
from dinosaur_grader.batch import canary
from dinosaur_grader.batch.canary import CanaryFailed
from dinosaur_grader.batch.grade_class import begun
from dinosaur_grader.batch.inbox import EVERYBODY, Arrivals, Inbox
from dinosaur_grader.batch.open_course import Course, RunSettings, read_rules
from dinosaur_grader.batch.pool import Batch
from dinosaur_grader.batch.run import Graded, Run
from dinosaur_grader.batch.terminal import say
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.judging.reading import intake
from dinosaur_grader.results import Result
from dinosaur_grader.store import register

SWEEP = 60.0  # seconds between two looks through all, where the kernel tells what changes
POLL = 2.0  # and where it doesn't
CANARY_SECONDS, CANARY_MARKS = 600.0, 500  # after which the canary is graded again
MAX_AT_ONCE = 200  # students whose results are written in one go
STOPS = (signal.SIGTERM, signal.SIGINT)


class Places(Protocol):
    """Where the marks of a run go while it goes on."""

    def marks(self, run: Run, students: list[str]) -> bool:
        """Write these students' marks; False where that has to wait."""

    def tables(self, run: Run) -> None:
        """Write what tells of the whole class."""


class Pace:
    """How often something is done: not before `least` seconds after the last time, nor
    before `rest` times the processor time that it took have passed."""

    def __init__(self, least: float, rest: float):
        self.least, self.rest = least, rest
        self.due = 0.0

    @contextlib.contextmanager
    def taken(self) -> Iterator[None]:
        """Time what is done, and set when it may be done again."""
        started = time.process_time()
        yield
        took = time.process_time() - started
        self.due = time.monotonic() + max(self.least, self.rest * took)

    @property
    def now(self) -> bool:
        """Whether it may be done again."""
        return time.monotonic() >= self.due


class Stop:
    """Whether somebody asked to stop: `asked`, set by SIGTERM or Ctrl-C. A context
    manager; only the main thread of a process may enter it.

    Before `on_request` is called, and when they come once more, they interrupt. What is
    imported meanwhile may swallow that, as NumPy's compiled modules do: it is asked for
    all the same.
    """

    def __init__(self) -> None:
        self.asked = False
        self._wake: Callable[[], None] | None = None

    def __enter__(self) -> Stop:
        self._before = {number: signal.signal(number, self._came) for number in STOPS}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def on_request(self, wake: Callable[[], None]) -> None:
        """Let the first of the signals only ask and ring from now on. Raises
        KeyboardInterrupt where it has come before."""
        self._wake = wake
        if self.asked:
            raise KeyboardInterrupt

    def _came(self, number: int, frame: object) -> None:
        before, self.asked = self.asked, True
        if self._wake is None or before:
            raise KeyboardInterrupt
        self._wake()


def check_rules(rules: Rules) -> None:
    """Raise `Refused` where another attempt than the last one counts: which one does is
    known only when all of a student's have been graded."""
    if rules.attempts != LAST:
        said = rules.by.isoformat() if rules.by else f'"{rules.attempts}"'
        raise Refused(
            f"course.toml lets an attempt other than the last one count (attempts = {said}), but "
            "watch marks the last one of each student. Grade this course with `dinosaur-grader grade`, as often as "
            "you like: it grades only what is new. Nothing was graded."
        )


def watch(
    course: Course, settings: RunSettings, places: Places, poll: float | None = None
) -> Graded:
    """Grade what appears until somebody asks to stop; then what was begun is finished.

    With `poll` the folder is looked through every so many seconds, and the kernel isn't
    asked. Raises `Refused` or `CanaryFailed` before anything is written; and
    `CanaryFailed` where the checks no longer work.
    """
    began = begun(course, settings, endless=True)
    with Stop() as stop, began as (run, batch):
        inbox = Inbox(course)
        asks = poll is not None
        with Arrivals(course.submitted, run.work.name, ask=asks) as arrivals:
            stop.on_request(arrivals.wake)
            batch.on_result = arrivals.wake
            watched = Watch(course, run, batch, inbox, arrivals, places, stop, poll or POLL)
            watched.through()
            return watched.ended()


@dataclass
class Watch:
    """One such run: who is being graded (`flying`), and whose marks are to be written
    (`news`)."""

    course: Course
    run: Run
    batch: Batch
    inbox: Inbox
    arrivals: Arrivals
    places: Places
    stop: Stop
    poll: float
    flying: set[str] = field(default_factory=set)
    news: dict[str, None] = field(default_factory=dict)
    untabled: bool = False
    marks: Pace = field(default_factory=lambda: Pace(2.0, 39.0))
    tables: Pace = field(default_factory=lambda: Pace(2.0, 59.0))
    swept: float = float("-inf")
    unheard: bool = False
    canary: dict[str, Result | None] = field(default_factory=dict)
    canary_at: float = field(default_factory=time.monotonic)
    since: int = 0

    @property
    def sweep_due(self) -> float:
        """When all is to be looked through again."""
        return self.swept + (SWEEP if self.arrivals.told else self.poll)

    def through(self) -> None:
        """Watch until it is to stop, and finish what was begun."""
        say(
            f"Watching {self.course.submitted}. Ctrl-C or SIGTERM stops it once the work in progress is done."
        )
        while not self.stop.asked:
            self._look()
            self._send()
            self._take_in(self.batch.landed(0))
            self._write()
            self._canary_again()
            self._look_at(self.arrivals.wait(self._seconds()))
        while self.batch.flying:
            self._take_in(self.batch.landed())

    def ended(self) -> Graded:
        """End the run as a batch would leave it by now. Those whose folders are gone
        are not in it, unless all are (a network folder that is not there just now)."""
        with contextlib.suppress(OSError):
            there = {intake.written_id(student) for student in self.inbox.students()}
            if gone := there and self.run.keys.keys() - there:
                self.run.leave_out(gone)
        return self.run.ended()

    def _send(self) -> None:
        """Send hand-ins to the workers, as long as one is about to be free."""
        ready = self.inbox.ready(self.flying)
        while not (self.batch.full or self.stop.asked):
            taken = next(ready, None)
            if taken is None:
                return
            job = self.run.job_of(taken)
            if job is None:
                self.news[taken.student_id] = None
                continue
            self.flying.add(taken.student_id)
            self.batch.send(job)

    def _take_in(self, results: Iterable[Result]) -> None:
        for result in results:
            if result.key in self.canary:
                self._heard(result)
                continue
            self.flying.discard(result.student_id)
            self.run.keep(result)
            self.news[result.student_id] = None
            self.since += 1

    def _look(self) -> None:
        """Look through all, where it is time: what the kernel didn't tell of is
        found."""
        if time.monotonic() < self.sweep_due:
            return
        try:
            students = self.inbox.students()
        except OSError as error:
            if not self.unheard:
                say(
                    f"The submissions can't be read just now: {error}. They will be tried again."
                )
            self.unheard, students = True, []
        else:
            self.unheard = False
        for student in students:
            self.arrivals.follow(student)
            self.inbox.look(student)
        self.swept = time.monotonic()
        self._same_rules()

    def _look_at(self, changed: set[str] | None) -> None:
        if changed is EVERYBODY:
            self.swept = float("-inf")
            return
        for student in changed:
            self.inbox.look(student)

    def _seconds(self) -> float:
        """Return for how many seconds there is nothing to do if nothing comes."""
        now = time.monotonic()
        waits = [self.sweep_due - now]
        if not self.batch.full:
            waits.append(self.inbox.again(self.flying))
        if self.news:
            waits.append(self.marks.due - now)
        if self.untabled:
            waits.append(self.tables.due - now)
        return max(0.0, min(waits))

    def _write(self) -> None:
        """Write down what is new, as far as it is time. What has no time any more is
        written at the end."""
        if self.news and self.marks.now:
            some = list(itertools.islice(self.news, MAX_AT_ONCE))
            with self.marks.taken():
                written = self.places.marks(self.run, some)
            if written:
                self.untabled = True
                for student in some:
                    del self.news[student]
        if self.untabled and self.tables.now:
            with self.tables.taken():
                self.places.tables(self.run)
            self.untabled = False

    def _canary_again(self) -> None:
        """Let the canary sing again, beside the others, after many marks or much
        time."""
        long = time.monotonic() - self.canary_at >= CANARY_SECONDS
        if self.canary or not (self.since >= CANARY_MARKS or (long and self.since)):
            return
        jobs = canary.jobs(self.run.work, self.run.job)
        self.canary = {job.key: None for job in jobs}
        for job in jobs:
            self.batch.send(job)

    def _heard(self, result: Result) -> None:
        self.canary[result.key] = result
        graded = [one for one in self.canary.values() if one is not None]
        if len(graded) < len(self.canary):
            return
        if wrong := canary.judged(self.run.work, graded):
            began = time.localtime(time.time() - time.monotonic() + self.canary_at)
            at = time.strftime("%H:%M", began)
            raise CanaryFailed(
                f"the canary, which is graded again while marks come in, failed: {self.since} marks since {at}, when "
                f"it last passed, may be wrong. Fix what it says, and grade them again into another --out. {wrong}"
            )
        self.canary, self.canary_at, self.since = {}, time.monotonic(), 0

    def _same_rules(self) -> None:
        """Stop where `course.toml` is another one by now: marks would be made by two."""
        work = self.run.work
        try:
            # what was opened is read once more on purpose, only to stop
            now = read_rules(self.course.seed, register.of(self.course.url))
            same = _about(now, work) == _about(self.course.rules, work)
            why = "" if same else "course.toml was changed"
        except Refused as refused:
            why = str(refused)
        if why and not self.stop.asked:
            say(f"{why}: stopping here. Start it again, and changes in marks are shown.")
            self.stop.asked = True


def _about(rules: Rules, work: Assignment) -> tuple:
    """Return what these rules say of the marks of an assignment."""
    return rules.version(work.version), rules.attempts, rules.lateness(work.name)
