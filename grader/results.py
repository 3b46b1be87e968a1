"""What the stages hand to one another: a job, the marks of a cell, a result. Plain structs, so they travel and can
be journalled."""

from __future__ import annotations

import msgspec

GRADED, TIMEOUT, MEMORY = "graded", "timeout", "memory"
UNREADABLE, INFRASTRUCTURE, MISSING = "unreadable", "infrastructure", "missing"
STATES = (GRADED, TIMEOUT, MEMORY, UNREADABLE, INFRASTRUCTURE, MISSING)
WITH_SCORE = (GRADED, TIMEOUT, MEMORY)


class Cell(msgspec.Struct, frozen=True):
    """One cell of a staged notebook, as the walk needs it.

    `kind` is `code`, `markdown` or `test`; `demonstration` cells are not run, and an `aside` as it was released only
    where another cell reads what it binds. `grade_id` is empty where nbgrader
    knows nothing of the cell. `index` is the cell's position in the student's own notebook, or -1 where it was put
    back from the release.
    """

    kind: str
    source: str
    grade_id: str = ""
    points: float = 0.0
    demonstration: bool = False
    index: int = -1
    aside: bool = False


class Submission(msgspec.Struct, frozen=True):
    """A student's notebook after staging: mended, safe to hold, not yet run.

    `notes` say in words what was mended or left out. `digest` is the sha256 of the bytes that were handed in. `raw` are
    these bytes where the notebook is only read yet; then there are no cells, and who grades it parses it.
    """

    student_id: str
    assignment: str
    cells: tuple[Cell, ...]
    digest: str
    notes: tuple[str, ...] = ()
    raw: bytes | None = None


class Ungraded(msgspec.Struct, frozen=True):
    """A student whose work could not be staged: `state` is `unreadable`, `missing` or `infrastructure`, `reason`
    says why and what to do."""

    student_id: str
    assignment: str
    state: str
    reason: str
    notes: tuple[str, ...] = ()
    digest: str = ""


class ProbeVerdict(msgspec.Struct, frozen=True):
    """One probe's verdict as it is recorded. `fault` is the name of the diagnosed fault, or empty."""

    probe: str
    passed: bool
    points: float
    max_points: float
    message: str
    fault: str = ""
    public: bool = True


class CellMark(msgspec.Struct, frozen=True):
    """The marks of one graded test cell. `score` is None where the state carries none."""

    cell: str
    function: str
    score: float | None
    max_score: float
    message: str = ""
    verdicts: tuple[ProbeVerdict, ...] = ()
    in_process: bool = False


class Result(msgspec.Struct, frozen=True):
    """All that is known of one graded submission.

    `key` is what makes a result reusable: the submission's content, the assignment's version, the course seed's
    fingerprint. `cpu_seconds` is the child's and the judge's time by stage. `level` is the isolation that was in
    force. `work` is what was walked, on its way from the process that graded it to the one that writes its pages; it
    is never written down.
    """

    key: str
    student_id: str
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
    work: Submission | msgspec.UnsetType = msgspec.UNSET

    @property
    def score(self) -> float | None:
        """The total, or None where the state carries no score."""
        if self.state not in WITH_SCORE:
            return None
        return sum(mark.score or 0.0 for mark in self.marks)
