"""What becomes of the hand-ins of one run, one after the other: results into the
database, each student's mark that stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.course_seed import Seed
from dinosaur_grader.batch import attempts
from dinosaur_grader.batch.attempts import Attempts, Worth
from dinosaur_grader.batch.journal import Journal
from dinosaur_grader.batch.progress import Progress
from dinosaur_grader.exit_codes import ExitCode, Refused
from dinosaur_grader.judging import grading
from dinosaur_grader.judging.marking import can_excuse, excused
from dinosaur_grader.judging.reading import intake
from dinosaur_grader.results import (
    INFRASTRUCTURE,
    UNREADABLE,
    MadeWith,
    NotebookFile,
    Result,
    Ungraded,
)
from dinosaur_grader.store import results

NOT_GRADED = (UNREADABLE, INFRASTRUCTURE)


class Graded(msgspec.Struct, frozen=True):
    """A finished batch: in which database its results are, and which of them count; how
    many students ended in which state, who was not graded and why.

    `keys` name the result that counts, by student, `aside` those of attempts that don't.
    """

    url: str
    keys: dict[str, str]
    aside: tuple[str, ...]
    states: dict[str, int]
    not_graded: tuple[Result, ...]
    reused: int
    level: str
    seed: Seed
    assignment: str

    @property
    def exit_code(self) -> int:
        return ExitCode.SOME_FAILED if self.not_graded else ExitCode.DONE

    def counted(self, connection: Connection) -> results.ByStudent:
        """Map each student to the result that counts."""
        return results.ByStudent(connection, self.keys)

    def settle(self, connection: Connection) -> None:
        """Let these results count from now on. Raises Refused where another run has
        dropped some since."""
        keys = [*self.keys.values(), *self.aside]
        if results.number(connection, keys) < len(keys):
            raise Refused(
                "another run wrote its results in the meantime, so nothing was written: run the command again."
            )
        results.settle(connection, self.assignment, self.keys.values(), self.aside)


@dataclass
class Run:
    """The keys and states of a run's students, the last of each; the results
    themselves are in the database behind `book`, so that nobody holds a class in memory.

    `job` makes a job of a hand-in, `tries` says which of a student's attempts are graded.
    Of `several` the one counts that is worth most, when all are graded. Results with
    the version `excused_before` differ from this run's only in who is excused.
    """

    work: Assignment
    job: grading.JobMaker
    book: Journal
    seen: Progress
    tries: Attempts
    keep_marks: bool = False
    worth: Worth = attempts.plainly
    excused_before: str = ""
    keys: dict[str, str] = field(default_factory=dict)
    several: dict[str, list[str]] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    not_graded: dict[str, dict[str, Result]] = field(default_factory=dict)

    @property
    def made_with(self) -> MadeWith:
        """What its marks are made with."""
        return self.job.made_with

    def jobs(self, folder: Path) -> Iterator[grading.Job]:
        """Yield the jobs of the student whose folder this is, by what is in place just
        now. There is none for an attempt whose result is known without a worker, and
        was taken in.

        So a hand-in is read when a worker, who opens it, is about to be free for it.
        """
        here = intake.take(folder, self.work)
        found = self.tries.of(here)
        if len(found) > 1:
            self.several[here.student_id] = [self._key(taken) for taken in found]
        for taken in found:
            if made := self.job_of(taken):
                yield made

    def job_of(self, taken: NotebookFile | Ungraded) -> grading.Job | None:
        """Make the job of what was taken before. Return None where its result is known,
        as in `jobs`."""
        key = self._key(taken)
        if isinstance(taken, Ungraded):
            result = grading.ungraded(taken, self.work)
            self.keep(grading.stamped(result, key, self.made_with))
            return None
        made = self.job(taken)
        earlier = self.book.get(key) or self._excuse(made)
        if earlier and (key != made.key or earlier.wording == made.wording):
            self.seen.done(earlier, reused=True, earlier=self._is_earlier(earlier))
            self._stands(earlier)
            return None
        return made

    def _excuse(self, made: grading.Job) -> Result | None:
        """Work out a result from one that differs in who is excused alone: its verdicts
        are kept, so nobody's code has to run again."""
        before = msgspec.structs.replace(self.made_with, version=self.excused_before)
        kept = self.book.get(before.key(made.work))
        reasons = self.job.rules.of(made.work.student_id)
        alike = kept and kept.wording == made.wording and can_excuse(kept, reasons)
        if not (kept and alike):
            return None
        result = grading.stamped(excused(kept, reasons), made.key, self.made_with)
        self.book.append(result)
        return result

    def _key(self, taken: NotebookFile | Ungraded) -> str:
        """Return the key that the result will be known by, or is."""
        kept = None
        if self.keep_marks and isinstance(taken, NotebookFile):
            kept = self.book.standing(taken)
        return kept or self.made_with.key(taken)

    def keep(self, result: Result) -> None:
        """Take a result in. Where its marks stand already, the words are made again and
        the marks stay what they are."""
        earlier = self.book.get(result.key)
        if earlier and not result.same_marks(earlier):
            result = earlier
        self.book.append(result)
        self._stands(result)
        self.seen.done(result, earlier=self._is_earlier(result))

    def _is_earlier(self, result: Result) -> bool:
        """Check whether a result is of an attempt before the student's last one."""
        return result.key in self.several.get(result.student_id, [])[:-1]

    def _stands(self, result: Result) -> None:
        """Note what a student has by now. Who hands in again while a folder is watched
        has nothing of the hand-in before."""
        student = result.student_id
        self.keys[student], self.states[student] = result.key, result.state
        if student not in self.several:
            self.not_graded.pop(student, None)
        failed = self.not_graded.setdefault(student, {})
        failed.pop(result.key, None)
        if result.state in NOT_GRADED:
            failed[result.key] = result

    def counts(self, students: Iterable[str]) -> dict[str, str]:
        """Return the keys of the results that stand of these students."""
        return {student: self.keys[student] for student in sorted(students)}

    def results(self, students: Iterable[str]) -> Iterator[Result]:
        """Yield the results that stand of these students, sorted by student."""
        return self.book.read(self.counts(students).values())

    def leave_out(self, students: Iterable[str]) -> None:
        """Forget these: their hand-ins are gone. What the gradebook has of them
        stays."""
        for student in students:
            for known in (self.keys, self.states, self.not_graded):
                known.pop(student, None)

    def ended(self) -> Graded:
        """Return the run at its end, when all it found out is written down."""
        aside = [key for student in sorted(self.several) for key in self._choose(student)]
        self.book.sync()
        return Graded(
            url=self.book.url,
            keys=self.counts(self.keys),
            aside=tuple(aside),
            states=dict(Counter(self.states.values())),
            not_graded=tuple(self._failed()),
            reused=self.seen.reused,
            level=self.made_with.level,
            seed=self.job.seed,
            assignment=self.work.name,
        )

    def _choose(self, student: str) -> list[str]:
        """Let the attempt of a student count that is worth most, of equal ones the
        last; the keys of the others."""
        keys = self.several[student]
        counts = max(reversed(keys), key=self._worth)
        self.keys[student], self.states[student] = counts, self.book[counts].state
        return [key for key in keys if key != counts]

    def _worth(self, key: str) -> float:
        """Return what an attempt is worth. One without a score is worth less than any."""
        result = self.book[key]
        if result.score is None:
            return -1.0
        return self.worth(result, self.tries.taken(result.student_id, result.digest))

    def _failed(self) -> Iterator[Result]:
        """Yield the results of those who were not graded. Those of attempts that do not
        count are among them, where it was not the student's doing."""
        for student in sorted(self.not_graded):
            for key, result in self.not_graded[student].items():
                if key == self.keys[student] or result.state == INFRASTRUCTURE:
                    yield result
