"""Running many small pieces of code that may hang, in children that are made again
after each one that did.

A child works through its tasks one after the other and reports each. Its time is
counted by the kernel, as processor time, so that on a busy machine none passes for one
that hangs; one that sleeps is ended by the clock on the wall.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import Connection
from typing import Any

SECONDS = 1.0  # of processor time for one task; an ordinary one takes hundredths
WALL_SECONDS = 120.0
MEMORY = 1 << 30  # bytes more than a child begins with
SHARE = 200  # tasks that a worker takes at once
_FORK = multiprocessing.get_context("fork")


class Overrun:
    """What came of a task that ended its process: out of time or of memory."""


Work = Callable[[Any], Any]


def results(
    work: Work, tasks: Sequence[Any], processes: int = 1, seconds: float = SECONDS
) -> Iterator[Any]:
    """What `work` gives for each task, in their order, or `Overrun`."""
    shares = [tasks[at : at + SHARE] for at in range(0, len(tasks), SHARE)]
    with ProcessPoolExecutor(processes, mp_context=_FORK) as pool:
        jobs = [pool.submit(_one_share, work, share, seconds) for share in shares]
        for job in jobs:
            yield from job.result()


def _one_share(work: Work, tasks: Sequence[Any], seconds: float) -> list[Any]:
    found: list[Any] = []
    while len(found) < len(tasks):
        found += _by_one_child(work, tasks[len(found) :], seconds)
    return found


def _by_one_child(work: Work, tasks: Sequence[Any], seconds: float) -> list[Any]:
    """The results of one child: all, or up to the task that ended it."""
    ours, its = _FORK.Pipe(duplex=False)
    child = _FORK.Process(target=_serve, args=(work, tasks, seconds, its))
    child.start()
    its.close()
    found: list[Any] = []
    try:
        while len(found) < len(tasks) and ours.poll(WALL_SECONDS):
            found.append(ours.recv())
    except EOFError:  # the kernel ended it
        pass
    finally:
        child.kill()
        child.join()
        ours.close()
    return found if len(found) == len(tasks) else [*found, Overrun()]


def _serve(work: Work, tasks: Sequence[Any], seconds: float, its: Connection) -> None:
    _limit_memory()
    warnings.simplefilter("ignore")  # thousands of mutants would say the same
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # which ends the process
    for task in tasks:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        result = work(task)
        signal.setitimer(signal.ITIMER_PROF, 0)
        its.send(result)
    os._exit(0)  # nothing of the parent's is to be done twice


def _limit_memory() -> None:
    with open("/proc/self/statm", encoding="ascii") as file:
        used = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
