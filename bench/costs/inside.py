"""The processor time of a sandbox's processes, read from outside while they run, to the
nanosecond."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

SCHEDULED = (
    2  # the kernel's number for "time on a processor", in the lowest bits of a process's clock
)


class Inside:
    """Adds up what a tree of processes has used; one that has ended keeps what was last
    seen of it."""

    def __init__(self):
        self.seen: dict[int, float] = {}
        self.unseen = 0.0
        self.alive: set[int] = set()

    def seconds(self, root: int) -> float:
        """Processor seconds of `root` and of all that it started, so far."""
        self.alive = set(_tree(root))
        for pid in set(self.alive):
            try:
                self.seen[pid] = time.clock_gettime(_clock(pid))
            except OSError:
                self.alive.discard(pid)  # it ended just now
        return sum(self.seen.values()) + self.unseen

    def ended(self, used: float) -> None:
        """The newest process has ended and had used `used` seconds: count what was not
        seen of it."""
        newest = max(self.alive, default=None)
        self.unseen += max(0.0, used - self.seen.get(newest, 0.0))


def _clock(pid: int) -> int:
    """The number of the clock that counts a process's time (as clock_getcpuclockid
    makes it)."""
    return (~pid << 3) | SCHEDULED


def _tree(root: int) -> list[int]:
    found = [root]
    for pid in found:
        with contextlib.suppress(OSError):  # ended in between
            for task in os.listdir(f"/proc/{pid}/task"):
                found += map(int, Path(f"/proc/{pid}/task/{task}/children").read_text().split())
    return found
