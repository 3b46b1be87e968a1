"""Many submissions at once: processes that each keep one warm sandbox, behind the interface of
`concurrent.futures.Executor`.

A job carries all that grading one submission needs, so the same function runs in a process of this machine and on a
node of a cluster. Nothing here trusts a student's code; that runs in the sandbox only.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import functools
import multiprocessing
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from pathlib import Path

import msgspec

from grader.assignments import assignment as assignments
from grader.assignments import reference
from grader.assignments.assignment import Assignment
from grader.assignments.probes import probes
from grader.assignments.seed import Seed
from grader.batch import start_up
from grader.inside import cores as affinity
from grader.judging import stage
from grader.judging.walk import Budget, walk
from grader.results import INFRASTRUCTURE, MISSING, CellMark, Result, Submission, Ungraded
from grader.sandbox.sandbox import ChildLost, Sandbox

SUBMISSIONS_A_SANDBOX = 1000  # then it is replaced, so that nothing can pile up in it
LET_GO_SECONDS = 10.0
IN_FLIGHT_A_WORKER = 2  # one that runs, one that waits: more would only fill memory
_PR_SET_PDEATHSIG = 1
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
        return walk(job.submission, (), _sandbox(job.level), _lend(), job.budget, job.seed.value)
    work = assignments.load(job.submission.assignment)
    if work.version != job.version:
        raise KitChanged("the kit's files were changed while it was grading; run the same command again")
    submission = stage.opened(job.submission, work)
    if isinstance(submission, Ungraded):
        return ungraded(submission, work)
    result = walk(submission, probes(job.seed.value), _sandbox(job.level), _lend(), job.budget, job.seed.value)
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
def _lend() -> dict[str, str]:
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


def cores() -> int:
    """How many cores this process may use: its affinity, and the quota of its control group."""
    allowed = len(os.sched_getaffinity(0))
    with contextlib.suppress(OSError, ValueError):
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        allowed = min(allowed, max(1, int(quota) // int(period)))
    return allowed


def local(workers: int) -> ProcessPoolExecutor:
    """An executor of `workers` processes on this machine that die with the process that made them."""
    context = multiprocessing.get_context("spawn")
    born = (os.getpid(), workers, context.Value("i", 0))
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_born, initargs=born)


def end(executor: Executor) -> None:
    """Stop the processes of an executor in the middle of their work; one without processes goes on."""
    for process in list((getattr(executor, "_processes", None) or {}).values()):
        process.terminate()
    _let_go(executor)


def _born(driver: int, workers: int, born) -> None:
    """In a new process, one of `workers`: die with the driver, leave Ctrl-C to it, and choose a core; `born` counts."""
    with born.get_lock():
        affinity.share(born.value, workers)
        born.value += 1
    start_up.import_less()
    start_up.keep_what_is_loaded()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != driver:
        os._exit(1)


class Batch:
    """Grades jobs as they come and yields results as they are ready. A context manager: nothing runs on behind it.

    `opened` makes an executor of `width` workers: one at first, a new one whenever the old one broke. The jobs that
    were on their way then run again one by one: the one that breaks its process is `infrastructure`, the innocents
    get their marks.
    """

    def __init__(self, opened: Callable[[], Executor], width: int):
        self.opened = opened
        self.most = IN_FLIGHT_A_WORKER * width
        self.flying: dict[Future, Job] = {}

    def __enter__(self) -> Batch:
        self.executor = self.opened()
        return self

    def __exit__(self, *_) -> None:
        """What is still on its way is given up, so that an interrupted run ends at once."""
        if self.flying:
            end(self.executor)
        for future in self.flying:
            future.cancel()  # by hand: not every executor's shutdown can
        self.executor.shutdown(wait=True)

    def results(self, jobs: Iterable[Job]) -> Iterator[Result]:
        """The results of `jobs`, in the order in which they are ready. Jobs are taken only as fast as they are
        graded."""
        for job in jobs:
            self._send(job)
            while len(self.flying) >= self.most:
                yield from self._landed()
        while self.flying:
            yield from self._landed()

    def _send(self, job: Job) -> None:
        try:
            self.flying[self.executor.submit(grade_one, job)] = job
        except BrokenExecutor as error:  # it broke since we last looked: treat the job as one that was on its way
            self.flying[_failed(error)] = job

    def _landed(self) -> Iterator[Result]:
        done, _ = wait(self.flying, return_when=FIRST_COMPLETED)
        for future in done:
            if not isinstance(future.exception(), BrokenExecutor):
                yield _outcome(future, self.flying.pop(future))
        if any(future in self.flying for future in done):
            yield from self._one_by_one()

    def _one_by_one(self) -> Iterator[Result]:
        """Everything that was on its way when the processes broke, again, each alone."""
        settled = [(f, job) for f, job in self.flying.items() if f.done() and f.exception() is None]
        again = [job for f, job in self.flying.items() if (f, job) not in settled]
        self.flying.clear()
        yield from (_outcome(future, job) for future, job in settled)
        self._renew()
        for job in again:
            self._send(job)
            (future,) = self.flying
            wait([future])
            self.flying.clear()
            if isinstance(future.exception(), BrokenExecutor):
                self._renew()
            yield _outcome(future, job)

    def _renew(self) -> None:
        _let_go(self.executor)
        self.executor.shutdown(wait=False)
        self.executor = self.opened()


def _let_go(broken: Executor) -> None:
    """Let a broken pool's thread end. Before Python 3.11.5 it waits forever while a job that no process is left to
    read is half written into the pipe (CPython issue 94777), and this process could not end.

    So the pipe is read empty here, through a descriptor of our own: theirs may be closed by that thread at any moment.
    """
    if sys.version_info >= (3, 11, 5) or not isinstance(broken, ProcessPoolExecutor) or broken._call_queue is None:
        return
    thread, deadline = broken._executor_manager_thread, time.monotonic() + LET_GO_SECONDS
    try:
        pipe = os.dup(broken._call_queue._reader.fileno())
    except OSError:
        return  # closed: nothing is half written
    try:
        while thread is not None and thread.is_alive() and time.monotonic() < deadline:
            ready, _, _ = select.select([pipe], [], [], 0.02)
            if ready and not os.read(pipe, 1 << 16):
                return
    finally:
        os.close(pipe)


def _failed(error: BaseException) -> Future:
    future: Future = Future()
    future.set_exception(error)
    return future


def _outcome(future: Future, job: Job) -> Result:
    error = future.exception()
    if error is None:
        return future.result()
    return faulty(job, f"its grading process broke ({type(error).__name__}: {error}); run the same command again")
