"""What is proved of this machine and of the checks, that the layers hold and that the
canary gets its points, kept from one start to the next for processes that grade a
hand-in or two.

It is proved again wherever the kit, the seed, the level, the kernel, its boot or this
process's own rights are others.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import msgspec
import numpy as np

from dinosaur_grader.assignments import disk_cache, question_cache
from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.course_seed import Seed
from dinosaur_grader.judging import grading
from dinosaur_grader.results import Level
from dinosaur_grader.sandbox import syscall_filter
from dinosaur_grader.sandbox.sandbox import ChildLost

BOOT = "/proc/sys/kernel/random/boot_id"
RIGHTS = ("CapEff", "CapBnd", "NoNewPrivs", "Seccomp", "Seccomp_filters")
"""What `/proc/self/status` tells of what this process may do."""
PROGRAMS = ("/usr/bin/bwrap", "/bin/bwrap", "/usr/bin/setpriv")


class _Known(msgspec.Struct, array_like=True):
    """What a proof leaves: the filter of system calls that was tried, and what the right
    answers gave where the canary's questions lent them."""

    program: bytes
    lent: dict[bytes, bytes]


def here(work: Assignment, secret: Seed, level: Level, job: grading.JobMaker) -> None:
    """Know that the layers hold and that the canary gets its points: from what is kept,
    or by trying now. The layers are tried while the canary is graded. Raises Refused where
    one of them fails."""
    depends_on = (*work.kit, work.name, level, np.__version__, *_this_process())
    path = disk_cache.path("ready", secret.value, depends_on)
    kept = path and disk_cache.read(path, secret.value)
    if kept:
        known = msgspec.msgpack.decode(kept, type=_Known)
        if level != "none":
            syscall_filter.restore(known.program)
        grading.lender(work, secret).restore(known.lent)
        return
    _try(work, secret, level, job)
    if path:
        program = syscall_filter.program() if level != "none" else b""
        # where the sandbox was lost just now nothing is kept, and the next start tries again
        with contextlib.suppress(ChildLost):
            known = _Known(program, grading.lender(work, secret).to_keep())
            disk_cache.keep(path, secret.value, msgspec.msgpack.encode(known))


def _try(work: Assignment, secret: Seed, level: Level, job: grading.JobMaker) -> None:
    # most starts find all this kept, and do without
    from concurrent.futures import ThreadPoolExecutor

    from dinosaur_grader.batch import canary
    from dinosaur_grader.sandbox import self_test

    question_cache.questions(work, secret.value)
    with ThreadPoolExecutor(1) as beside:
        layers = beside.submit(self_test.demand, level)
        try:
            canary.run_canary(work, job, partial(map, grading.grade_one))
        finally:
            layers.result()  # a layer that is not there is also why a canary fails


def _this_process() -> Iterator[str]:
    """Yield what a proof of the layers depends on beside the kit: the kernel and its
    boot, who and what this process is, the programs that build a sandbox."""
    yield from os.uname()
    try:
        yield Path(BOOT).read_text(encoding="ascii")
    except OSError:
        yield f"{time.time_ns()}"  # never the same twice: nothing is believed
    for path in PROGRAMS:
        try:
            found = os.stat(path)
        except OSError:
            yield f"no {path}"
        else:
            yield f"{path} {found.st_size} {found.st_mtime_ns} {found.st_ino} {found.st_mode}"
    yield f"{os.geteuid()} {os.getegid()}"
    try:
        yield os.readlink("/proc/self/ns/user")
        with open("/proc/self/status", encoding="ascii", errors="replace") as file:
            yield from (line for line in file if line.partition(":")[0] in RIGHTS)
    except OSError:
        yield "no /proc"
