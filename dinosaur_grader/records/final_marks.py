"""The mark that stands: the grader's points, or a person's in their place, with extra
credit, less the penalty for being late; and which of a student's attempts counts.

`of_result` is the one place where they are put together. Whoever shows or sends a mark
asks it: feedback pages, tables, report, `explain`, exports. Nothing here reads a
gradebook (`dinosaur_grader.records.gradebook_marks` does), so that a page of one hand-in needs none.

The table of submissions has a row a student and assignment: what is known of the hand-in
beside its mark.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from dinosaur_grader.results import MISSING, WITH_SCORE, Result
from dinosaur_grader.store.row import ToldRow

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from dinosaur_grader.batch.attempts import CollectedAttempt


class Attempt(msgspec.Struct, frozen=True):
    """One hand-in: its sha256, and where it was graded the day, the grader's points and
    the state. `came` is the day on which it was first seen, if that was noted."""

    digest: str
    graded_on: str
    score: float | None
    state: str
    came: str = ""


class FinalCell(msgspec.Struct, frozen=True):
    """One graded cell: the grader's points, a person's in their place, and extra
    credit. One that is `manual` only a person marks."""

    auto: float | None = None
    hand: float | None = None
    extra: float = 0.0
    manual: bool = False

    @property
    def score(self) -> float | None:
        """The points that count; None where nobody has marked it."""
        counts = self.auto if self.hand is None else self.hand
        return None if counts is None else counts + self.extra

    @property
    def waits(self) -> bool:
        """Whether a person has yet to mark it."""
        return self.manual and self.score is None

    @property
    def by_hand(self) -> bool:
        """Whether a person had a part in it."""
        return self.hand is not None or bool(self.extra)


class Lateness(msgspec.Struct, frozen=True):
    """How late a hand-in was: in seconds, 0 where it was in time or nobody knows how
    much, whether it is the system that says so, and the points that this costs."""

    seconds: float = 0.0
    told: bool = False
    penalty: float = 0.0

    def __bool__(self) -> bool:
        return bool(self.seconds) or self.told


IN_TIME = Lateness()


class FinalMark(msgspec.Struct, frozen=True):
    """The mark that stands of one student, by what it is made of: test cells by name, a
    person's comments by the cell that they stand under, how late it came, the attempts,
    the sha256 of the one that counts, and why the student is excused from the
    assignment, if so: then there is no score."""

    cells: dict[str, FinalCell] = {}
    comments: dict[str, str] = {}
    late: Lateness = IN_TIME
    attempts: tuple[Attempt, ...] = ()
    counts: str = ""
    excused: str = ""

    @property
    def score(self) -> float | None:
        """The total of what is marked; None where a cell has no points that a person
        need not give."""
        scores = [cell.score for cell in self.cells.values() if not cell.waits]
        if not scores or None in scores:
            return None
        return max(0.0, sum(score or 0.0 for score in scores) - self.late.penalty)

    @property
    def attempt(self) -> int:
        """Which of the attempts counts, from 1; 0 where none is known."""
        digests = [one.digest for one in self.attempts]
        return digests.index(self.counts) + 1 if self.counts in digests else 0

    @property
    def by_hand(self) -> list[str]:
        """The cells in which a person had a part."""
        return [name for name, cell in self.cells.items() if cell.by_hand]

    @property
    def waits(self) -> list[str]:
        """The cells that a person has yet to mark."""
        return [name for name, cell in self.cells.items() if cell.waits]


NOTHING = FinalMark()


def of_result(result: Result, given: FinalMark = NOTHING) -> FinalMark:
    """Work out the mark that stands for a result, with what the gradebook has been `given`.
    Where the gradebook has other automatic points (`nbgrader autograde` came later), those
    count; a state without a score has none, whatever was given for earlier work."""
    if result.state not in WITH_SCORE:
        return FinalMark({mark.cell: FinalCell() for mark in result.marks})
    cells = {mark.cell: given.cells.get(mark.cell, FinalCell()) for mark in result.marks}
    for mark in result.marks:
        if cells[mark.cell].auto is None:
            own = dict(auto=mark.score, manual=mark.by_hand)
            cells[mark.cell] = msgspec.structs.replace(cells[mark.cell], **own)
    return msgspec.structs.replace(given, cells=cells)


FinalMarkOf = Callable[[Result], FinalMark]
"""The function that says which mark stands: `Marks.of`, or `of_result` where no gradebook
is at hand."""


class Moments(NamedTuple):
    """When a hand-in came, until when it was due, and the student's own extension."""

    came: datetime.datetime | None
    until: datetime.datetime | None
    extension: datetime.timedelta | None


def find_lateness(
    moments: Moments, told: float | None, cost: Callable[[Lateness], float]
) -> Lateness:
    """Work out how late a hand-in was, and what that costs. `told` are the seconds that the system says, 0 where
    it does not say how many, and None where it does not call the work late."""
    came, until, extension = moments
    more = (extension or datetime.timedelta()).total_seconds()
    late = IN_TIME
    if told:
        # when it came is the student's own word, and the system's goes before it
        seconds = told - max(0.0, more)
        late = Lateness(seconds, True) if seconds > 0 else IN_TIME
    elif came and until and (seconds := (came - until).total_seconds() - more) > 0:
        late = Lateness(seconds)
    elif told is not None and more <= 0:
        # the system means everybody's last moment, and this student may have more time
        late = Lateness(told=True)
    return msgspec.structs.replace(late, penalty=cost(late))


def points(value: float | None) -> str:
    """Format a score as people write it: at most two digits after the point, and none
    where none is needed."""
    return "no score" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def hand_words(cell: FinalCell) -> str:
    """Say what part a person had in a cell's points, as a sentence. It is empty where
    they had none."""
    said = []
    if cell.hand is not None:
        asked = "" if cell.auto is None else f"; the questions gave {points(cell.auto)}"
        said.append(f"{points(cell.hand)} given by hand{asked}.")
    if cell.extra:
        said.append(f"{points(cell.extra)} of extra credit.")
    return " ".join(said)


def late_words(late: Lateness) -> str:
    """Say how late work was and what that costs; empty where it was in time."""
    if not late:
        return ""
    hours = f"{late.seconds / 3600:.1f} hours " if late.seconds else ""
    source = ", according to the system" if late.told else ""
    cost = f", less {points(late.penalty)} points" if late.penalty else ""
    return f"{hours}late{source}{cost}"


def mark_words(final: FinalMark) -> str:
    """Say what a mark is made of, beside the points that its questions gave."""
    if final.excused:
        return f"excused: {final.excused}"
    several = len(final.attempts) > 1 and final.attempt
    said = (
        f"attempt {final.attempt} of {len(final.attempts)}" if several else "",
        f"by hand: {', '.join(final.by_hand)}" if final.by_hand else "",
        late_words(final.late),
    )
    return "; ".join(filter(None, said)) or "as its questions gave"


class SubmissionNotes(ToldRow, frozen=True):
    """One student's work. `looks` are sentences for a person who looks through the
    class; `attempts` are oldest first; of the one that counts `counts` is the sha256."""

    looks: tuple[str, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    counts: str = ""


def history(
    before: Iterable[Attempt], noted: Iterable[CollectedAttempt], results: Iterable[Result]
) -> tuple[Attempt, ...]:
    """List all attempts, oldest first, each once, at the place where it was handed in
    last: those that were known `before`, that were `noted`, and that have results."""
    known = {one.digest: one for one in before}
    seen: dict[str, str] = {}
    for taken in noted:
        seen.setdefault(taken.digest, taken.there.date().isoformat())
    graded = {
        result.digest: Attempt(result.digest, result.graded_on, result.score, result.state)
        for result in results
        if result.digest and result.state != MISSING
    }
    order = [digest for digest in known if digest not in {*seen, *graded}]
    order += reversed(dict.fromkeys(taken.digest for taken in reversed(list(noted))))
    # it lies in place, where somebody put it after all that was collected
    order += [digest for digest in graded if digest not in seen]
    known = {digest: Attempt(digest, "", None, "") for digest in seen} | known | graded
    return tuple(
        msgspec.structs.replace(known[digest], came=seen.get(digest, "")) for digest in order
    )


def read_notes(connection: Connection, assignment: str) -> dict[str, SubmissionNotes]:
    """Read what is noted of an assignment, by student."""
    # a page of one hand-in alone is drawn without a database
    from dinosaur_grader.store import rows
    from dinosaur_grader.store.schema import SUBMISSIONS

    noted = rows.read(connection, SUBMISSIONS, SubmissionNotes, assignment)
    return {one.student: one for one in noted}
