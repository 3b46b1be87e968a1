"""Which core this thread runs on: the grader and a child share one while they talk.

They take turns, so two cores gain nothing, and each question would wake one that
sleeps, with cold caches. Between two submissions the thread is free again. With fewer
processes than cores it then goes on wherever the kernel has put it; with as many as
there are cores, each has one of its own, or two could meet on one core while another
idles.
"""

from __future__ import annotations

import contextlib
import ctypes
import os

_own: list[int] = []


def allowed() -> set[int]:
    """The cores that this thread may run on."""
    return os.sched_getaffinity(0)


def share(nth: int, processes: int) -> None:
    """Say that this process is the `nth` of some that share the cores, for `here` to
    choose by."""
    cores = sorted(allowed())
    _own[:] = [cores[nth % len(cores)]] if processes >= len(cores) else []


def here() -> int:
    """The core for this thread's next submission: its own, or else the one that it runs
    on now (Linux)."""
    return _own[0] if _own else ctypes.CDLL(None).sched_getcpu()


def use(cores: set[int]) -> None:
    """Run this thread on `cores` only. Where the machine has taken them away in the
    meantime, nothing changes."""
    with contextlib.suppress(OSError):
        os.sched_setaffinity(0, cores)
