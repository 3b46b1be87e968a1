"""Which core this thread runs on: the grader and a child share one while they talk.

They take turns, so two cores gain nothing, and each question would wake one that sleeps, with cold caches. Between two
submissions the thread is free again, so that the kernel can move it off a core that others use.
"""

from __future__ import annotations

import contextlib
import ctypes
import os


def allowed() -> set[int]:
    """The cores that this thread may run on."""
    return os.sched_getaffinity(0)


def here() -> int:
    """The core that this thread runs on now (Linux)."""
    return ctypes.CDLL(None).sched_getcpu()


def use(cores: set[int]) -> None:
    """Run this thread on `cores` only. Where the machine has taken them away in the meantime, nothing changes."""
    with contextlib.suppress(OSError):
        os.sched_setaffinity(0, cores)
