"""What the stages hand to one another: a hand-in, its cells, the marks of a cell, a
result.

Plain structs, so they travel and can be journalled.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Literal, NewType, get_args

import msgspec

StudentId = NewType("StudentId", str)
"""A student's id, printable wherever it stands: `dinosaur_grader.judging.reading.intake.
written_id` makes it of a folder's name."""
Level = Literal["strict", "process", "none"]
"""A level of isolation."""
LEVELS: tuple[Level, ...] = get_args(Level)

GRADED, TIMEOUT, MEMORY = "graded", "timeout", "memory"
UNREADABLE, INFRASTRUCTURE, MISSING = "unreadable", "infrastructure", "missing"
STATES = (GRADED, TIMEOUT, MEMORY, UNREADABLE, INFRASTRUCTURE, MISSING)
WITH_SCORE = (GRADED, TIMEOUT, MEMORY)
MAX_CODE = 40_000  # characters of a function's cells that are kept and shown


def level(word: str) -> Level:
    """Take a person's word for a level. Raises ValueError, which names the choices."""
    for known in LEVELS:
        if word == known:
            return known
    raise ValueError(f"a level is one of {', '.join(LEVELS)}, not {word!r}")


class Cell(msgspec.Struct, frozen=True):
    """One cell of a notebook that was opened, as the walk needs it.

    `kind` is `code`, `markdown` or `test`; `demonstration` cells are not run, and an
    `aside` as it was released only where another cell reads what it binds. `grade_id`
    is empty where nbgrader knows nothing of the cell. `index` is the cell's position in
    the student's own notebook, or -1 where it was put back from the release.
    """

    kind: str
    source: str
    grade_id: str = ""
    points: float = 0.0
    demonstration: bool = False
    index: int = -1
    aside: bool = False


class NotebookFile(msgspec.Struct, frozen=True, tag=True):
    """A student's notebook as it was handed in: its bytes, taken and not looked into.

    `digest` is the bytes' sha256. `notes` say in words what was left out.
    """

    student_id: StudentId
    assignment: str
    raw: bytes
    digest: str
    notes: tuple[str, ...] = ()


class Submission(msgspec.Struct, frozen=True, tag=True):
    """A student's notebook after it was opened: its cells, fixed, safe to hold, not yet
    run.

    `digest` is the sha256 of the bytes that were handed in. `notes` say in words what
    was fixed or left out.
    """

    student_id: StudentId
    assignment: str
    cells: tuple[Cell, ...]
    digest: str
    notes: tuple[str, ...] = ()


class Ungraded(msgspec.Struct, frozen=True):
    """A student whose work could not be opened: `state` is `unreadable`, `missing` or
    `infrastructure`, `reason` says why and what to do."""

    student_id: StudentId
    assignment: str
    state: str
    reason: str
    notes: tuple[str, ...] = ()
    digest: str = ""


class MadeWith(msgspec.Struct, frozen=True):
    """What marks are made with, beside the work itself.

    `version` is the kit's (`Assignment.version`), `seed` the fingerprint of the
    course's seed, `level` the isolation.
    """

    version: str
    seed: str
    level: str

    def key(self, work: NotebookFile | Submission | Ungraded) -> str:
        """Return what makes a result reusable: the work, whose it is, and what it was
        marked with."""
        # what is missing, or was not taken, has no digest of its own
        digest = f"{work.state} {work.digest}" if isinstance(work, Ungraded) else work.digest
        parts = (digest, work.student_id, work.assignment, self.version, self.seed, self.level)
        # a folder's name, and so an id, need not be UTF-8
        text = b"\0".join(part.encode("utf-8", "surrogatepass") for part in parts)
        return hashlib.sha256(text).hexdigest()


class Difference(msgspec.Struct, frozen=True):
    """An array of a published question that is off: what it is called, its shape, and an
    entry a character, row by row: `1` where it is as it should be, else `0`."""

    name: str
    shape: tuple[int, ...]
    right: str


class ProbeVerdict(msgspec.Struct, frozen=True):
    """One probe's verdict as it is recorded. `fault` is the name of the diagnosed
    fault, or empty; `title`, `detail` and `hint` are the message's parts: what was asked,
    what came, and what it means; `differs` is where an array is off. `outcome` is alike where two wrong answers are
    (`dinosaur_grader.judging.verdicts`); it is on no student's page. A `gate` probe lets the
    others of its function count. One that is asked `again` is the notebook's with other numbers."""

    probe: str
    passed: bool
    points: float
    max_points: float
    message: str
    fault: str = ""
    public: bool = True
    title: str = ""
    detail: str = ""
    hint: str = ""
    outcome: str = ""
    differs: Difference | None = None
    gate: bool = False
    again: bool = False


class CellMark(msgspec.Struct, frozen=True):
    """The marks of one graded cell. `score` is None where the state carries none, and
    where the cell is marked `by_hand`."""

    cell: str
    function: str
    score: float | None
    max_score: float
    message: str = ""
    verdicts: tuple[ProbeVerdict, ...] = ()
    in_process: bool = False
    by_hand: bool = False


def short_of_full(marks: Sequence[CellMark]) -> bool:
    """Check whether any point is missing of those that a person need not give."""
    asked = (mark for mark in marks if not mark.by_hand)
    return any((mark.score or 0.0) < mark.max_score for mark in asked)


class Result(msgspec.Struct, frozen=True):
    """All that is known of one graded submission.

    `key` is what makes a result reusable (`MadeWith.key`); `version`, `seed` and
    `level` are what it was made with. `wording` is the hash of what its words depend
    on. `graded_on` is the day, as `2026-09-01`, and stays what it is as long as the result
    is used again. `seconds` is the time that each stage took. One that is `aside` is of an
    attempt that does not count. `code` is what the student's page shows of the hand-in:
    each function's cells, of a long one the beginning.
    """

    key: str
    student_id: StudentId
    assignment: str
    state: str
    marks: tuple[CellMark, ...]
    notes: tuple[str, ...] = ()
    level: str = ""
    seed: str = ""
    version: str = ""
    digest: str = ""
    seconds: dict[str, float] = {}
    needs_look: bool = False
    wording: str = ""
    graded_on: str = ""
    aside: bool = False
    code: dict[str, str] | msgspec.UnsetType = msgspec.UNSET

    def same_marks(self, other: Result) -> bool:
        """Check whether state and points are those of the other result, whatever is said of
        them."""
        mine, theirs = (
            [(m.cell, m.score, m.max_score) for m in r.marks] for r in (self, other)
        )
        return self.state == other.state and mine == theirs

    @property
    def made_with(self) -> MadeWith:
        """What the marks were made with; empty texts where nobody noted it."""
        return MadeWith(self.version, self.seed, self.level)

    @property
    def score(self) -> float | None:
        """The total, or None where the state carries no score."""
        if self.state not in WITH_SCORE:
            return None
        return sum(mark.score or 0.0 for mark in self.marks)
