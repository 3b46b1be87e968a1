"""A batch: many jobs at once over any `concurrent.futures.Executor`, and results as
they are ready.

What an executor runs on is none of its business: `local` makes one of processes on this
machine, `cluster` one on the nodes of a `dask.distributed` cluster, which sandbox on
their own and share no disk with the driver.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import multiprocessing
import os
import re
import select
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from pathlib import Path
from urllib.parse import urlsplit

from dinosaur_grader.assignments import assignment
from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.batch import start_up
from dinosaur_grader.batch.terminal import say
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.judging import grading
from dinosaur_grader.judging.grading import Job, faulty, grade_one
from dinosaur_grader.results import Level, Result
from dinosaur_grader.sandbox.sandbox import IsolationUnavailable, Sandbox

log = logging.getLogger(__name__)

Workers = tuple[Callable[[], Executor], int]
"""What makes an executor, and how many hand-ins it grades at a time."""

IN_FLIGHT_A_WORKER = 2  # one that runs, one that waits: more would only fill memory
LET_GO_SECONDS = 10.0
DASK_ADDRESS = re.compile(r"((tcp|tls|ucx|wss?)://)?[^/\s]+:\d{1,5}")
_PR_SET_PDEATHSIG = 1


class Batch:
    """Grades jobs as they come and yields results as they are ready. A context manager:
    nothing runs on behind it.

    `opened` makes an executor of `width` workers: one at first, a new one whenever the
    old one broke. The jobs that were on their way then run again one by one: the one
    that breaks its process is `infrastructure`, the innocents get their marks.
    """

    def __init__(self, opened: Callable[[], Executor], width: int):
        self.opened = opened
        self.most = IN_FLIGHT_A_WORKER * width
        self.flying: dict[Future, Job] = {}
        self.on_result: Callable[[], object] = lambda: None
        """Called, in any thread, when a result is ready."""

    def __enter__(self) -> Batch:
        self.executor = self.opened()
        return self

    def __exit__(self, *_) -> None:
        """Give up what is still on its way, so that an interrupted run ends at once."""
        if self.flying:
            end(self.executor)
        for future in self.flying:
            future.cancel()  # by hand: not every executor's shutdown can
        self.executor.shutdown(wait=True)

    @property
    def full(self) -> bool:
        """Whether another job would have to wait."""
        return len(self.flying) >= self.most

    def results(self, jobs: Iterable[Job]) -> Iterator[Result]:
        """Yield the results of `jobs`, in the order in which they are ready. Jobs are
        taken only as fast as they are graded."""
        for job in jobs:
            self.send(job)
            while self.full:
                yield from self.landed()
        while self.flying:
            yield from self.landed()

    def send(self, job: Job) -> None:
        """Let a job be graded; where it is `full`, it waits for one before it."""
        try:
            future = self.executor.submit(grade_one, job)
            self.flying[future] = job
            future.add_done_callback(lambda _: self.on_result())
        except BrokenExecutor as error:
            # it broke since we last looked: treat the job as one that was on its way
            future = Future()
            future.set_exception(error)
            self.flying[future] = job

    def landed(self, seconds: float | None = None) -> Iterator[Result]:
        """Yield what is ready, once something is, or after so many seconds."""
        done, _ = wait(self.flying, seconds, return_when=FIRST_COMPLETED)
        for future in done:
            if not isinstance(_get_error(future), BrokenExecutor):
                yield _outcome(future, self.flying.pop(future))
        if any(future in self.flying for future in done):
            log.warning("a worker's process broke with %d jobs on their way", len(self.flying))
            yield from self._one_by_one()

    def _one_by_one(self) -> Iterator[Result]:
        """Yield the results of everything that was on its way when the processes broke.
        What had not ended is graded again, each alone."""
        settled, again = [], []
        for future, job in self.flying.items():
            done = future.done() and _get_error(future) is None
            (settled if done else again).append((future, job))
        self.flying.clear()
        yield from (_outcome(future, job) for future, job in settled)
        self._renew()
        for _, job in again:
            self.send(job)
            (future,) = self.flying
            wait([future])
            self.flying.clear()
            if isinstance(_get_error(future), BrokenExecutor):
                self._renew()
            yield _outcome(future, job)

    def _renew(self) -> None:
        log.info("starting new workers")
        let_go(self.executor)
        self.executor.shutdown(wait=False)
        self.executor = self.opened()


def _get_error(future: Future) -> BaseException | None:
    """Return what a job that is done ended with, if not with a result."""
    # a cluster's client cancels what it waits for when the scheduler is gone
    return BrokenExecutor("cancelled") if future.cancelled() else future.exception()


def _outcome(future: Future, job: Job) -> Result:
    error = _get_error(future)
    if error is None:
        return future.result()
    return faulty(
        job,
        f"the process that graded it broke ({type(error).__name__}: {error}); run the same command again",
    )


def cores() -> int:
    """Count the cores that this process may use, by its affinity and the quota of its
    control group."""
    allowed = len(os.sched_getaffinity(0))
    with contextlib.suppress(OSError, ValueError):
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        allowed = min(allowed, max(1, int(quota) // int(period)))
    return allowed


def local(workers: int) -> ProcessPoolExecutor:
    """Make an executor of `workers` processes on this machine that die with the process
    that made them."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(
        workers, mp_context=context, initializer=_born, initargs=(os.getpid(),)
    )


class Here(Executor):
    """Does what is submitted at once, in this thread: for so few hand-ins that starting a
    process takes longer."""

    def __init__(self) -> None:
        grading.skip_warm_up()

    def submit(self, work: Callable, /, *given, **named) -> Future:
        """Do it now; what it raises is the future's."""
        future: Future = Future()
        try:
            future.set_result(work(*given, **named))
        except Exception as error:  # noqa: BLE001  as of any executor
            future.set_exception(error)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End this thread's sandbox; a later one may be for many."""
        grading.thread_sandbox.close()
        grading.thread_sandbox.warmed_up = True


def end(executor: Executor) -> None:
    """Stop the processes of an executor in the middle of their work; one without
    processes goes on.

    One that was stopped while it wrote a result leaves half of it in the pipe, and the
    pool's thread would wait for the rest for ever, since this process holds the
    writer's end open, too: it is closed here, once nobody can write.
    """
    running = list((getattr(executor, "_processes", None) or {}).values())
    for process in running:
        process.terminate()
    for process in running:
        process.join(LET_GO_SECONDS)
    results = getattr(executor, "_result_queue", None)
    if running and results is not None:
        with contextlib.suppress(OSError):
            results._writer.close()
    let_go(executor)


def _born(driver: int) -> None:
    """Make a new process die with the driver, and leave Ctrl-C to it."""
    start_up.import_less()
    start_up.log()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != driver:
        os._exit(1)


def let_go(broken: Executor) -> None:
    """Let a broken pool's thread end. Before Python 3.11.5 it waits forever while a job
    that no process is left to read is half written into the pipe (CPython issue 94777),
    and this process could not end.

    So the pipe is read empty here, through a descriptor of our own: theirs may be
    closed by that thread at any moment.
    """
    if (
        sys.version_info >= (3, 11, 5)
        or not isinstance(broken, ProcessPoolExecutor)
        or broken._call_queue is None
    ):
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


@contextlib.contextmanager
def cluster(
    address: str, level: Level, work: Assignment, seconds: float = 20.0
) -> Iterator[Workers]:
    """Use the nodes of a cluster that hold the level and see the same assignment and kit.
    Who is left out is said, and who died. A lost node's submission goes to another
    node, once. Raises Refused where no node can grade."""
    with _connect(address, seconds) as client:
        lacks = client.run(lacking, level, work.kit, work.name, work.course)
        refused = {node: why for node, why in sorted(lacks.items()) if why}
        nodes = sorted(lacks.keys() - refused.keys())
        if not nodes:
            left_out = "; ".join(f"{node}: {why}" for node, why in refused.items())
            said = left_out or "it has no workers"
            raise Refused(f"no node of the cluster at {address} can grade: {said}")
        for node, why in refused.items():
            say(f"The node {node} is left out: {why}.")
        threads = client.nthreads()
        # by its host, too: a lost worker comes back at another port
        hosts = _hosts(nodes) - _hosts(refused)
        fit = dict(workers=[*nodes, *sorted(hosts)], allow_other_workers=False)

        def opened() -> Executor:
            if client.status != "running":
                raise Refused(
                    f"the Dask scheduler at {address} no longer answers. "
                    "What is graded is kept: run the same command again."
                )
            return client.get_executor(pure=False, retries=1, **fit)

        yield opened, sum(threads.get(node, 1) for node in nodes)
        for node in sorted(set(nodes) - set(client.nthreads())):
            say(f"Note: the node {node} died during the run; others took over its submissions.")


def _hosts(nodes: Iterable[str]) -> set[str]:
    """Return the hosts of these addresses, as `tcp://10.0.0.1:4711`."""
    return {host for node in nodes if (host := urlsplit(node).hostname)}


def _connect(address: str, seconds: float):
    # the client waits forty seconds for another one, and says so in tracebacks
    if not DASK_ADDRESS.fullmatch(address):
        raise Refused(
            f"{address!r:.80} is no address of a Dask scheduler, as tcp://10.0.0.1:8786 is"
        )
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise Refused(
            "--dask needs dask.distributed: pip install 'dinosaur-island[dask]'"
        ) from error
    # its tracebacks of a lost connection: it is said in a sentence here
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    try:
        return Client(address, timeout=seconds, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        said = f"no Dask scheduler answers at {address} ({error}). Start one with `dask scheduler`."
        raise Refused(said) from error


def lacking(level: Level, kit: tuple[str, str], name: str, course: Path | None) -> str:
    """Say why a node may not grade, or nothing. This runs on the node."""
    try:
        found = assignment.load(name, course).kit
    except Refused as error:
        return f"it doesn't see the assignment ({error})"
    if found != tuple(kit):
        return "it has another version of the kit; install the driver's"
    try:
        with Sandbox(level):
            return ""
    except IsolationUnavailable as error:
        return str(error)
