"""One hand-in to one result, in this thread's sandbox.

A job carries all that grading one submission needs, so the same function runs in a process of this machine and on a
node of a cluster. Nothing here trusts a student's code; that runs in the sandbox only.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import threading
import time

import msgspec

from grader.assignments import assignment as assignments
from grader.assignments import reference
from grader.assignments.assignment import Assignment
from grader.assignments.probes import probes
from grader.assignments.seed import Seed
from grader.judging import stage
from grader.judging.walk import Budget, walk
from grader.results import INFRASTRUCTURE, MISSING, CellMark, Result, Submission, Ungraded
from grader.sandbox.sandbox import ChildLost, Sandbox

SUBMISSIONS_A_SANDBOX = 1000  # then it is replaced, so that nothing can pile up in it


_own = threading.local()


class Job(msgspec.Struct, frozen=True):
    """One submission and what it is graded with. Plain data: it travels to another process or another machine."""

    submission: Submission
    key: str
    seed: Seed
    level: str
    version: str
    budget: Budget = Budget()
    other: bool = False  # an assignment that has no probes of ours
    returned: bool = False  # whether the result brings the cells along, so that nobody has to read them again


class KitChanged(RuntimeError):
    """This process has another version of the kit than the driver: its marks would carry the wrong one."""


def grade_one(job: Job) -> Result:
    """Grade one submission here, in this thread's sandbox; a fault of the machinery is tried once more on a new one."""
    started = time.process_time()
    for last_try in (False, True):
        try:
            result = _graded(job)
        except (OSError, RuntimeError, ChildLost) as fault:
            _close_sandbox()
            if last_try:
                return faulty(job, f"the grading machinery failed twice ({type(fault).__name__}: {fault})")
        else:
            break
    seconds = {**result.seconds, "driver_cpu": time.process_time() - started}
    return msgspec.structs.replace(_stamped(result, job), seconds=seconds)


def _graded(job: Job) -> Result:
    if job.other:
        return walk(job.submission, (), _sandbox(job.level), lend(), job.budget, job.seed.value)
    work = assignments.load(job.submission.assignment)
    if work.version != job.version:
        raise KitChanged("the kit's files were changed while it was grading; run the same command again")
    submission = stage.opened(job.submission, work)
    if isinstance(submission, Ungraded):
        return ungraded(submission, work)
    result = walk(submission, probes(job.seed.value), _sandbox(job.level), lend(), job.budget, job.seed.value)
    return msgspec.structs.replace(result, work=submission) if job.returned else result


def ungraded(staged: Ungraded, work: Assignment) -> Result:
    """The result of a student whose work could not be staged: no score, and the reason."""
    marks = tuple(CellMark(test.id, test.function, None, test.points, staged.reason) for test in work.tests)
    return Result(
        key="",
        student_id=staged.student_id,
        assignment=staged.assignment,
        state=staged.state,
        marks=marks,
        notes=(*staged.notes, staged.reason),
        digest=staged.digest,
        needs_look=staged.state != MISSING,
    )


def _stamped(result: Result, job: Job) -> Result:
    return msgspec.structs.replace(
        result,
        key=job.key,
        level=job.level,
        seed=job.seed.fingerprint,
        version=job.version,
        digest=job.submission.digest,
    )


def faulty(job: Job, reason: str) -> Result:
    """The result of a submission that the machinery, not the student, kept from being graded: no score, and a
    reason."""
    if job.submission.raw is None:
        tests = [(c.grade_id, c.grade_id.partition("_")[0], c.points) for c in job.submission.cells if c.kind == "test"]
    else:
        tests = [(test.id, test.function, test.points) for test in assignments.load(job.submission.assignment).tests]
    marks = tuple(CellMark(cell, function, None, points, reason) for cell, function, points in tests)
    empty = Result(job.key, job.submission.student_id, job.submission.assignment, INFRASTRUCTURE, marks)
    noted = msgspec.structs.replace(empty, notes=(*job.submission.notes, reason), needs_look=True)
    return _stamped(noted, job)


@functools.cache
def lend() -> dict[str, str]:
    return {name: reference.source(name) for name in reference.reference()}


def _sandbox(level: str) -> Sandbox:
    """This thread's open sandbox of `level`; a new one at first, after a fault, and after many submissions."""
    kept, held, used = getattr(_own, "sandbox", (None, "", 0))
    if kept is None or held != level or used >= SUBMISSIONS_A_SANDBOX:
        _close_sandbox()
        kept, used = Sandbox(level).__enter__(), 0
        atexit.register(_close_sandbox)
    _own.sandbox = (kept, level, used + 1)
    return kept


def _close_sandbox() -> None:
    kept, _, _ = getattr(_own, "sandbox", (None, "", 0))
    _own.sandbox = (None, "", 0)
    if kept is not None:
        with contextlib.suppress(OSError, RuntimeError):
            kept.__exit__(None, None, None)
