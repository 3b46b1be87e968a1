"""A job, which is one hand-in, to one result, in this thread's sandbox.

A job carries all that grading one submission needs, so the same function runs in a
process of this machine and on a node of a cluster. Nothing here trusts a student's
code; that runs in the sandbox only.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import threading
import time
from functools import partial
from pathlib import Path

import msgspec

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import question_cache
from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.cell_text import Texts
from dinosaur_grader.assignments.course_rules import Rules
from dinosaur_grader.assignments.course_seed import Seed
from dinosaur_grader.assignments.question_cache import Questions
from dinosaur_grader.assignments.right_answers import RightAnswers
from dinosaur_grader.judging import clock
from dinosaur_grader.judging.asking import FAULTS
from dinosaur_grader.judging.lending import Lender
from dinosaur_grader.judging.marking import excused, in_bounds
from dinosaur_grader.judging.plan import Budget
from dinosaur_grader.judging.reading import intake
from dinosaur_grader.judging.result_cache import ResultCache
from dinosaur_grader.judging.walk import AfterSecrets, no_way_back, walk
from dinosaur_grader.results import (
    INFRASTRUCTURE,
    MAX_CODE,
    MISSING,
    CellMark,
    Level,
    MadeWith,
    NotebookFile,
    Result,
    Submission,
    Ungraded,
)
from dinosaur_grader.sandbox.sandbox import Child, ChildLost, Sandbox

log = logging.getLogger(__name__)

BY_HAND = "This part is marked by hand."
"""What is said of a cell that a person marks."""


class ThreadSandbox(threading.local):
    """Each thread that asks has one of its own, opened when it is first asked for and
    closed at exit. Where `warmed_up` is not set, it is for a hand-in or two."""

    warmed_up = True

    def __init__(self) -> None:
        self.sandbox: Sandbox | None = None
        self._lender: Lender | None = None
        self._lends_for: Questions | None = None

    def at(
        self,
        level: str,
        beside: Path | None = None,
        secret: tuple[Path, ...] = (),
        requires: tuple[str, ...] = (),
    ) -> Sandbox:
        """Return the open sandbox of `level` that shows the files `beside` a notebook and
        never what is `secret`, and has loaded what is in `requires`; a new one at first
        and after `close`."""
        opened, asked = self.sandbox, (level, beside, secret, requires)
        same = opened and asked == (
            opened.level,
            opened.beside,
            opened.secret,
            opened.requires,
        )
        if opened is None or not same:
            self.close()
            log.info("opening a sandbox at %s", level)
            new = Sandbox(
                level,
                beside=beside,
                secret=secret,
                warmed_up=self.warmed_up,
                requires=requires,
            )
            opened = self.sandbox = new.__enter__()
            # a worker process ends without closing what its threads hold
            atexit.register(self.close)
        return opened

    def lender(self, answers: RightAnswers, asked: Questions) -> Lender:
        """Return what lends these right answers here for these questions, with all that it
        knows."""
        # by identity: a course and a seed have one object of questions
        if self._lender is None or self._lends_for is not asked:
            every = (probe.call for probe in (*asked.asked, *asked.published))
            lend = {id(c): c for c in every if c.lent}
            self._lender = Lender(answers, self._child, tuple(lend.values()))
            self._lends_for = asked
        return self._lender

    def _child(self) -> Child:
        if self.sandbox is None:
            raise ChildLost("infrastructure", "the sandbox is closed")
        return self.sandbox.child()

    def close(self) -> None:
        """End the sandbox, whatever state it is in."""
        opened, self.sandbox = self.sandbox, None
        # it may be closed because it failed, and how it fails to end tells nothing new
        with contextlib.suppress(*FAULTS), contextlib.ExitStack() as held:
            if opened is not None:
                held.push(opened)
            if self._lender is not None:
                held.callback(self._lender.close)


thread_sandbox = ThreadSandbox()
result_cache = ResultCache()


class Job(msgspec.Struct, frozen=True, tag=True):
    """One hand-in and what it is graded with. Plain data: it travels to another process
    or another machine.

    Whoever grades a `NotebookFile` opens it; a `Submission` was opened before. `course` is
    where the assignment lies (`Assignment.course`), `private` what else no notebook may
    read: the file of the seed, the folder of the hand-ins. `rules` are the course's own.
    One that is to be run `uncached` is, though its like was run before.
    """

    work: NotebookFile | Submission
    seed: Seed
    made_with: MadeWith
    wording: str
    budget: Budget = Budget()
    course: Path | None = None
    private: tuple[Path, ...] = ()
    rules: Rules = Rules()
    uncached: bool = False

    @property
    def key(self) -> str:
        """What the result will be known by."""
        return self.made_with.key(self.work)


class JobMaker(msgspec.Struct, frozen=True):
    """What makes jobs of the hand-ins in an assignment, all with the same seed and under
    the same rules."""

    seed: Seed
    made_with: MadeWith
    wording: str
    course: Path | None = None
    private: tuple[Path, ...] = ()
    rules: Rules = Rules()
    budget: Budget = Budget()

    def __call__(self, work: NotebookFile | Submission) -> Job:
        """Make the job of one hand-in."""
        return Job(work, **msgspec.structs.asdict(self))


def job_maker(
    work: Assignment,
    secret: Seed,
    level: Level,
    rules: Rules,
    private: tuple[Path, ...] = (),
) -> JobMaker:
    """Return what makes jobs of the hand-ins in an assignment under a course's rules."""
    made_with = MadeWith(rules.version(work.version), secret.fingerprint, level)
    return JobMaker(secret, made_with, work.wording, work.course, private, rules)


def skip_warm_up() -> None:
    """Note that this thread will grade a hand-in or two: its sandbox needs no
    warm-up."""
    thread_sandbox.warmed_up = False


def lender(work: Assignment, secret: Seed) -> Lender:
    """Return what lends an assignment's right answers to the hand-ins of this thread."""
    return thread_sandbox.lender(
        work.rubric.answers, question_cache.questions(work, secret.value)
    )


def grade_one(job: Job) -> Result:
    """Grade one hand-in here, in this thread's sandbox; a fault of the machinery is
    tried once more on a new one, but not once something secret was sent: what the first
    walk's children did would steer the second one."""
    started = time.process_time()
    try:
        result = _graded(job)
    except FAULTS as fault:
        log.warning("%s: %s; once more in a new sandbox", job.work.student_id, fault)
        thread_sandbox.close()
        try:
            result = _graded(job, again=True)
        except FAULTS as fault:
            thread_sandbox.close()
            why = f"the grading machinery failed twice ({type(fault).__name__}: {fault})"
            return faulty(job, why)
        except AfterSecrets as fault:
            return _failed_asking(job, fault)
    except AfterSecrets as fault:
        return _failed_asking(job, fault)
    seconds = {**result.seconds, "driver_cpu": time.process_time() - started}
    log.debug("%s: %s, %s", job.work.student_id, result.state, seconds)
    timed = msgspec.structs.replace(result, seconds=seconds, digest=job.work.digest)
    return stamped(timed, job.key, job.made_with)


def _failed_asking(job: Job, fault: AfterSecrets) -> Result:
    # a page quotes nothing that came after a secret: how it failed is the log's
    log.error("%s: %s", job.work.student_id, fault)
    thread_sandbox.close()
    return faulty(job, "the grading machinery failed while it asked; --log FILE keeps how")


def _graded(job: Job, again: bool = False) -> Result:
    """Ask our probes, the work opened first where nobody did. What is done `again` is
    not kept for its like."""
    assignment = assignments.load(job.work.assignment, job.course)
    # files may have changed since the driver looked: marks carry what they were made with
    kit = (job.rules.version(assignment.version), assignment.wording)
    if kit != (job.made_with.version, job.wording):
        why = "the kit's files were changed while it was grading; run the same command again"
        return faulty(job, why)
    texts, started = Texts(assignment.texts), time.thread_time()
    work = (
        intake.parsed_submission(job.work, assignment, texts)
        if isinstance(job.work, NotebookFile)
        else job.work
    )
    opened = time.thread_time() - started
    if isinstance(work, Ungraded):
        return ungraded(work, assignment)
    known = result_cache.key(work, job.made_with, job.wording, job.budget, str(job.course))
    # the canary is run each time: it is to show that this machine judges rightly now
    if not job.uncached and (found := result_cache.find(known, work, clock.today())):
        log.debug("%s: from the cache of results", work.student_id)
        return _worded(found, job, work, assignment)
    questions = question_cache.questions(assignment, job.seed.value)
    # the course need not hold the seed's file and the hand-ins: a job names them
    secret = (*assignment.secret, *job.private)
    requires = assignment.rubric.table.requires
    sandbox = thread_sandbox.at(job.made_with.level, assignment.beside, secret, requires)
    lender = thread_sandbox.lender(assignment.rubric.answers, questions)
    lender.learn()
    result = walk(
        work,
        questions.asked,
        sandbox,
        lender,
        job.budget,
        job.seed.value,
        texts,
        questions.published,
        ended_well=None if again else partial(result_cache.keep, known),
        opened=opened,
    )
    # the last child of a hand-in is to be gone before the next one's first
    with no_way_back(contextlib.closing(lender)):
        return _worded(result, job, work, assignment)


def _worded(result: Result, job: Job, work: Submission, assignment: Assignment) -> Result:
    functions = {test.id: test.function for test in assignment.tests}
    marks = [
        msgspec.structs.replace(mark, function=functions.get(mark.cell, mark.function))
        for mark in result.marks
    ]
    marks += _unmarked(assignment, BY_HAND)
    code = code_of(work, assignment)
    worded = msgspec.structs.replace(result, wording=job.wording, code=code, marks=tuple(marks))
    return excused(worded, job.rules.of(work.student_id))


def _unmarked(assignment: Assignment, why: str) -> list[CellMark]:
    """Make the marks of the cells that a person marks: no score, and the points there
    are."""
    cells = ((cell.grade_id, cell.points) for cell in assignment.by_hand)
    return [CellMark(name, name, None, most, why, by_hand=True) for name, most in cells]


def code_of(work: Submission, assignment: Assignment) -> dict[str, str]:
    """Put each graded function's cells together, as the student wrote them."""
    found: dict[str, list[str]] = {}
    shown = {cell.grade_id: cell.grade_id for cell in assignment.by_hand}
    shown |= assignment.solutions
    for cell in work.cells:
        if cell.kind != "test" and cell.grade_id in shown:
            found.setdefault(shown[cell.grade_id], []).append(cell.source)
    # one character more tells that it was cut; a lone surrogate can't be stored
    whole = {name: "\n\n".join(own)[: MAX_CODE + 1] for name, own in found.items()}
    return {name: text.encode("utf-8", "replace").decode() for name, text in whole.items()}


def ungraded(failed: Ungraded, assignment: Assignment) -> Result:
    """Make the result of a student whose work could not be opened: no score, and the
    reason."""
    *notes, reason = in_bounds((*failed.notes, failed.reason))
    marks = [CellMark(t.id, t.function, None, t.points, reason) for t in assignment.tests]
    marks += _unmarked(assignment, reason)
    return Result(
        key="",
        student_id=failed.student_id,
        assignment=failed.assignment,
        state=failed.state,
        marks=tuple(marks),
        notes=(*notes, reason),
        digest=failed.digest,
        needs_look=failed.state != MISSING,
    )


def stamped(result: Result, key: str, made_with: MadeWith) -> Result:
    """Note in a result what it was made with, and the key that it will be known by."""
    version, seed, level = made_with.version, made_with.seed, made_with.level
    return msgspec.structs.replace(result, key=key, version=version, seed=seed, level=level)


def faulty(job: Job, reason: str) -> Result:
    """Make the result of a hand-in that the machinery, not the student, kept from being
    graded: no score, and a reason."""
    work = job.work
    log.error("%s could not be graded: %s", work.student_id, reason)
    failed = Ungraded(
        work.student_id, work.assignment, INFRASTRUCTURE, reason, work.notes, work.digest
    )
    result = ungraded(failed, assignments.load(work.assignment, job.course))
    return stamped(result, job.key, job.made_with)
