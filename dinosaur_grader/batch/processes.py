"""An executor of processes on this machine: how many, how they are born, and how they
end, also when broken."""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import select
import signal
import sys
import time
from concurrent.futures import Executor, ProcessPoolExecutor
from pathlib import Path

from dinosaur_grader.batch import logs, start_up

LET_GO_SECONDS = 10.0
_PR_SET_PDEATHSIG = 1


def cores() -> int:
    """How many cores this process may use: its affinity, and the quota of its control
    group."""
    allowed = len(os.sched_getaffinity(0))
    with contextlib.suppress(OSError, ValueError):
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        allowed = min(allowed, max(1, int(quota) // int(period)))
    return allowed


def local(workers: int) -> ProcessPoolExecutor:
    """An executor of `workers` processes on this machine that die with the process that
    made them."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(
        workers, mp_context=context, initializer=_born, initargs=(os.getpid(),)
    )


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
    logs.start()
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
