"""Running a command and telling what it cost: wall time, processor time with all its
children, the largest process.

Processor time is counted by a control group where one can be made. Elsewhere waiting for
a process tells the time of its children, but for those in a process namespace of their
own: the kernel ends these with their first process and adds their time to nobody's. So
they are looked at while they run, ten times a second.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
import time
from pathlib import Path

import msgspec
import psutil

from bench import counted

LOOK_SECONDS = 0.1
OWN_NAMESPACE = "/proc/self/ns/pid"


class Cost(msgspec.Struct, frozen=True):
    """Seconds of wall and processor time, the resident MiB of the largest process, and
    of the first process alone its resident MiB and its own processor time."""

    wall: float = 0.0
    cpu: float = 0.0
    peak: float = 0.0
    driver: float = 0.0
    driver_cpu: float = 0.0

    def __add__(self, other: Cost) -> Cost:
        """Both, one after the other."""
        peak, driver = max(self.peak, other.peak), max(self.driver, other.driver)
        alone = self.driver_cpu + other.driver_cpu
        return Cost(self.wall + other.wall, self.cpu + other.cpu, peak, driver, alone)


class Failed(RuntimeError):
    """A contender ended with an exit code that was not expected; the message has the
    end of what it said."""


def run(
    command: list, cwd: Path, env: dict[str, str], expected: tuple[int, ...] = (0,)
) -> Cost:
    """Run `command` and wait for it, counting everything that it started."""
    log, words = cwd / "contender.log", [str(part) for part in command]
    started = time.perf_counter()
    with open(log, "ab") as said, _Watch() as watch, counted.group_if_any() as group:
        process = subprocess.Popen(
            counted.entering(group, words), cwd=cwd, env=env, stdout=said, stderr=said
        )
        watch.root = process.pid
        _, status, used = os.wait4(process.pid, 0)
        waited = used.ru_utime + used.ru_stime + watch.seconds
        cpu = counted.used(group) if group else waited
    process.returncode = os.waitstatus_to_exitcode(status)  # else Popen waits for it again
    if process.returncode not in expected:
        raise Failed(
            f"{command[0]} ended with {process.returncode}:\n{log.read_text(errors='replace')[-2000:]}"
        )
    wall = time.perf_counter() - started
    return Cost(wall, cpu, watch.peak, watch.driver, watch.driver_cpu)


class _Watch:
    """Keeps the last seen processor time of the processes below `root` that live in
    another process namespace.

    `peak` is the most memory that one of all its processes held, `driver` the most that
    `root` itself did, both in MiB. (What waiting tells of memory begins with that of
    the process that started it, and is the largest of a whole tree.)
    """

    def __init__(self):
        self.root = 0
        self.peak = self.driver = self.driver_cpu = 0.0
        self.seen: dict[tuple[int, float], float] = {}
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._look_on, daemon=True)

    def __enter__(self) -> _Watch:
        self.thread.start()
        return self

    def __exit__(self, *_) -> None:
        self.over.set()
        self.thread.join()

    @property
    def seconds(self) -> float:
        """What they used in all, to within a look."""
        return sum(self.seen.values())

    def _look_on(self) -> None:
        while not self.over.wait(LOOK_SECONDS):
            self._look()

    def _look(self) -> None:
        own = os.readlink(OWN_NAMESPACE)
        with contextlib.suppress(psutil.NoSuchProcess):
            root = psutil.Process(self.root)
            self.driver = max(self.driver, _memory(self.root))
            self.driver_cpu = sum(root.cpu_times()[:2])
            below = root.children(recursive=True)
            self.peak = max([self.peak, self.driver, *(_memory(each.pid) for each in below)])
            apart = {each.pid: each for each in below if _namespace(each.pid) not in (own, "")}
            for each in apart.values():
                self._note(each, apart)

    def _note(self, each: psutil.Process, apart: dict[int, psutil.Process]) -> None:
        with contextlib.suppress(psutil.NoSuchProcess):  # it has just ended
            parent = apart.get(each.ppid())
            # deeper ones end in their parent's account
            if parent is None or parent.ppid() not in apart:
                self.seen[each.pid, each.create_time()] = sum(each.cpu_times()[:4])


def _memory(pid: int) -> float:
    """The most MiB that a process ever held; 0 where it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next(
        (int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0
    )


def _namespace(pid: int) -> str:
    try:
        return os.readlink(f"/proc/{pid}/ns/pid")
    except OSError:
        return ""
