"""Running a command and telling what it cost: wall time, processor time with all its children, the largest process."""

from __future__ import annotations

import os
import resource
import subprocess
import time
from pathlib import Path

import msgspec


class Cost(msgspec.Struct, frozen=True):
    """Seconds of wall and processor time, and the resident MiB of the largest process."""

    wall: float
    cpu: float
    peak: float


class Failed(RuntimeError):
    """A contender ended with an exit code that was not expected; the message has the end of what it said."""


def run(command: list, cwd: Path, env: dict[str, str], expected: tuple[int, ...] = (0,)) -> Cost:
    """Run `command` and wait for it. Children count as far as they were waited for, as all contenders do."""
    log = cwd / "contender.log"
    started = time.perf_counter()
    with open(log, "ab") as said:
        process = subprocess.Popen([str(part) for part in command], cwd=cwd, env=env, stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)  # else Popen waits for it again
    if process.returncode not in expected:
        raise Failed(f"{command[0]} ended with {process.returncode}:\n{log.read_text(errors='replace')[-2000:]}")
    return _cost(used, time.perf_counter() - started)


def _cost(used: resource.struct_rusage, wall: float) -> Cost:
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
