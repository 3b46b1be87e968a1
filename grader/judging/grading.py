"""A job, which is one hand-in, to one result, in this thread's sandbox.

A job carries all that grading one submission needs, so the same function runs in a
process of this machine and on a node of a cluster. Nothing here trusts a student's
code; that runs in the sandbox only.
"""

from __future__ import annotations

import logging
import time
from functools import partial
from pathlib import Path

import msgspec

from grader.assignments import assignment as assignments
from grader.assignments import question_cache
from grader.assignments.assignment import Assignment
from grader.assignments.cell_text import Texts
from grader.assignments.course_rules import Rules
from grader.assignments.seed import Seed
from grader.judging import clock
from grader.judging.asking import FAULTS
from grader.judging.budget import Budget
from grader.judging.excuses import excused
from grader.judging.lending import Lender
from grader.judging.marking import in_bounds
from grader.judging.reading import intake
from grader.judging.result_cache import ResultCache
from grader.judging.thread_sandbox import ThreadSandbox
from grader.judging.walk import AfterSecrets, walk
from grader.results import (
    INFRASTRUCTURE,
    MISSING,
    CellMark,
    MadeWith,
    NotebookFile,
    Result,
    Submission,
    Ungraded,
)

log = logging.getLogger(__name__)

_kept = ThreadSandbox()
_remembered = ResultCache()


class Job(msgspec.Struct, frozen=True, tag=True):
    """One hand-in and what it is graded with. Plain data: it travels to another process
    or another machine.

    Whoever grades a `NotebookFile` opens it; a `Submission` was opened before. The result
    of a job that is `returned` brings the cells along, so that nobody has to read them
    again. `course` is where the assignment lies (`Assignment.course`), `kept` what else
    no notebook may read: the file of the seed, the folder of the hand-ins. `rules` are
    the course's own. One that is to be run `uncached` is, though its like was run before.
    """

    work: NotebookFile | Submission
    secret: Seed
    made_with: MadeWith
    wording: str
    budget: Budget = Budget()
    returned: bool = False
    course: Path | None = None
    kept: tuple[Path, ...] = ()
    rules: Rules = Rules()
    uncached: bool = False

    @property
    def key(self) -> str:
        """What the result will be known by."""
        return self.made_with.key(self.work)


def skip_warm_up() -> None:
    """This process will grade a hand-in or two: its sandboxes need no rehearsal."""
    ThreadSandbox.rehearsed = False


def lender(work: Assignment, secret: Seed) -> Lender:
    """What lends an assignment's right answers to the hand-ins of this thread."""
    return _kept.lender(work.asks.answers, question_cache.questions(work, secret.value))


class KitChanged(RuntimeError):
    """This process has another version of the kit than the driver: its marks would
    carry the wrong one."""


def grade_one(job: Job) -> Result:
    """Grade one hand-in here, in this thread's sandbox; a fault of the machinery is
    tried once more on a new one, but not once something secret was sent: what the first
    walk's children did would steer the second one."""
    started = time.process_time()
    try:
        result = _graded(job)
    except FAULTS as fault:
        log.warning("%s: %s; once more in a new sandbox", job.work.student_id, fault)
        _kept.close()
        try:
            result = _graded(job, again=True)
        except (*FAULTS, AfterSecrets) as fault:
            _kept.close()
            why = f"the grading machinery failed twice ({type(fault).__name__}: {fault})"
            return faulty(job, why)
    except AfterSecrets as fault:
        _kept.close()
        return faulty(job, f"the grading machinery failed while it asked ({fault})")
    seconds = {**result.seconds, "driver_cpu": time.process_time() - started}
    result = excused(result, job.rules.of(job.work.student_id))
    log.debug("%s: %s, %s", job.work.student_id, result.state, seconds)
    timed = msgspec.structs.replace(result, seconds=seconds, digest=job.work.digest)
    return stamped(timed, job.key, job.made_with)


def _graded(job: Job, again: bool = False) -> Result:
    """Ask our probes, the work opened first where nobody did. What is done `again` is
    not kept for its like."""
    assignment = assignments.load(job.work.assignment, job.course)
    kit = (job.rules.version(assignment.version), assignment.wording)
    if kit != (job.made_with.version, job.wording):
        raise KitChanged(
            "the kit's files were changed while it was grading; run the same command again"
        )
    texts = Texts(assignment.texts)
    work = (
        intake.parsed_submission(job.work, assignment, texts)
        if isinstance(job.work, NotebookFile)
        else job.work
    )
    if isinstance(work, Ungraded):
        return ungraded(work, assignment)
    known = _remembered.key(work, job.made_with, job.wording, job.budget, str(job.course))
    if not job.uncached and (found := _remembered.find(known, work, clock.today())):
        log.debug("%s: from the cache of results", work.student_id)
        return _returned(found, job, work)
    rubric = assignment.asks
    questions = question_cache.questions(assignment, job.secret.value)
    secret = (*assignment.secret, *job.kept)
    sandbox = _kept.at(job.made_with.level, assignment.beside, secret)
    lender = _kept.lender(rubric.answers, questions)
    result = walk(
        work,
        questions.asked,
        sandbox,
        lender,
        job.budget,
        job.secret.value,
        texts,
        questions.published,
        ended_well=None if again else partial(_remembered.keep, known),
    )
    lender.close()  # the last child of a hand-in is to be gone before the next one's first
    return _returned(result, job, work)


def _returned(result: Result, job: Job, work: Submission) -> Result:
    returned = work if job.returned else msgspec.UNSET
    return msgspec.structs.replace(result, wording=job.wording, work=returned)


def ungraded(staged: Ungraded, assignment: Assignment) -> Result:
    """The result of a student whose work could not be staged: no score, and the
    reason."""
    marks = tuple(
        CellMark(t.id, t.function, None, t.points, staged.reason) for t in assignment.tests
    )
    return Result(
        key="",
        student_id=staged.student_id,
        assignment=staged.assignment,
        state=staged.state,
        marks=marks,
        notes=in_bounds((*staged.notes, staged.reason)),
        digest=staged.digest,
        needs_look=staged.state != MISSING,
    )


def stamped(result: Result, key: str, made_with: MadeWith) -> Result:
    """The result with what it was made with, and the key that it will be known by."""
    version, seed, level = made_with.version, made_with.seed, made_with.level
    return msgspec.structs.replace(result, key=key, version=version, seed=seed, level=level)


def faulty(job: Job, reason: str) -> Result:
    """The result of a hand-in that the machinery, not the student, kept from being
    graded: no score, and a reason."""
    work = job.work
    marks = tuple(
        CellMark(cell, function, None, points, reason) for cell, function, points in _tests(job)
    )
    log.error("%s could not be graded: %s", work.student_id, reason)
    result = Result(
        key="",
        student_id=work.student_id,
        assignment=work.assignment,
        state=INFRASTRUCTURE,
        marks=marks,
        notes=in_bounds((*work.notes, reason)),
        digest=work.digest,
        needs_look=True,
    )
    return stamped(result, job.key, job.made_with)


def _tests(job: Job) -> list[tuple[str, str, float]]:
    """The test cells that there would have been marks for: id, function and points."""
    tests = assignments.load(job.work.assignment, job.course).tests
    return [(test.id, test.function, test.points) for test in tests]
