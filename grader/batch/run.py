"""What becomes of the hand-ins of one run, one after the other: results into the
journal, each student's mark that stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from grader.assignments.assignment import Assignment
from grader.assignments.seed import Seed
from grader.batch import journal
from grader.batch.journal import Journal
from grader.batch.progress import Progress
from grader.batch.refused import ALL_GRADED, SOME_NOT
from grader.judging import one, stage
from grader.results import (
    INFRASTRUCTURE,
    UNREADABLE,
    HandedIn,
    MadeWith,
    Result,
    Submission,
    Ungraded,
)

NOT_GRADED = (UNREADABLE, INFRASTRUCTURE)
Write = Callable[[Result, Submission], None]


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


class Run:
    """The keys and states of a run's students, the last of each; the results
    themselves are in the journal `book`, so that nobody holds a class in memory."""

    def __init__(
        self,
        work: Assignment,
        secret: Seed,
        made_with: MadeWith,
        book: Journal,
        seen: Progress,
        keep_marks: bool = False,
        write: Write | None = None,
    ):
        self.work, self.secret, self.made_with = work, secret, made_with
        self.book, self.seen, self.keep_marks, self.write = book, seen, keep_marks, write
        self._alone: bool | None = None
        self.paged: set[str] = set()
        self.keys: dict[str, str] = {}
        self.states: dict[str, str] = {}
        self.not_graded: dict[str, Result] = {}

    def job(self, folder: Path, job: Callable[[HandedIn], one.Job]) -> one.Job | None:
        """The job of what a student's folder holds just now; None where its result is
        known without a worker, and was taken in.

        So a hand-in is read when a worker, who opens it, is about to be free for it.
        """
        return self.job_of(stage.take(folder, self.work), job)

    def job_of(
        self, taken: HandedIn | Ungraded, job: Callable[[HandedIn], one.Job]
    ) -> one.Job | None:
        """As `job`, of what was taken before."""
        if isinstance(taken, Ungraded):
            result = one.ungraded(taken, self.work)
            self.keep(one.stamped(result, self.made_with.key(taken), self.made_with))
            return None
        made = job(taken)
        kept = self.book.standing(taken) if self.keep_marks else None
        key = kept or made.key
        stands = self.book.get(key)
        if stands and (key != made.key or stands.wording == made.wording):
            if self.keys.get(taken.student_id) != key:
                self.paged.discard(taken.student_id)  # the page is of another hand-in
            self.seen.done(stands, reused=True)
            self._stands(taken.student_id, stands)
            return None
        return made

    def keep(self, result: Result) -> None:
        """Take a result in. Where its marks stand already, the words are made anew and
        the marks stay what they are."""
        stands = self.book.get(result.key)
        if stands and not result.same_marks(stands):
            result = msgspec.structs.replace(stands, work=result.work)
        self.book.append(result)
        if self.write and isinstance(result.work, Submission):
            self.write(result, result.work)
            self.paged.add(result.student_id)
        else:
            self.paged.discard(result.student_id)  # theirs are of an earlier hand-in
        # nobody holds a class in memory
        result = msgspec.structs.replace(result, work=msgspec.UNSET)
        self._stands(result.student_id, result)
        self.seen.done(result)

    def _stands(self, student: str, result: Result) -> None:
        self.keys[student], self.states[student] = result.key, result.state
        if result.state in NOT_GRADED:
            self.not_graded[student] = result
        else:
            self.not_graded.pop(student, None)

    def results(self, students: Iterable[str] = ()) -> Iterator[Result]:
        """The results that stand of these students, or of all; sorted by student."""
        for student in sorted(students or self.keys):
            yield self.book[self.keys[student]]

    def leave_out(self, students: Iterable[str]) -> None:
        """Forget these: their hand-ins are gone. What the gradebook has of them
        stays."""
        for student in students:
            for known in (self.keys, self.states, self.not_graded):
                known.pop(student, None)

    def everything(self) -> Iterator[Result]:
        """The same of all, and the journal's results of other assignments, as `settled`
        leaves them."""
        name = self.work.name
        yield from (one for one in self._others() if one.assignment < name)
        yield from self.results()
        yield from (one for one in self._others() if one.assignment > name)

    def _others(self) -> Iterator[Result]:
        if self._alone is None:
            self._alone = all(
                one.assignment == self.work.name for one in journal.results(self.book.path)
            )
        return iter(()) if self._alone else journal.results(self.book.path)

    def settled(self) -> Graded:
        """The run at its end, the journal in order."""
        keys = (self.keys[student] for student in sorted(self.keys))
        self.book.settle(keys, self.work.name)
        return Graded(
            self.book.path,
            dict(Counter(self.states.values())),
            tuple(self.not_graded[student] for student in sorted(self.not_graded)),
            self.seen.reused,
            self.made_with.level,
            self.secret,
            self.work.name,
            frozenset(self.paged),
        )
