"""Processor time of a command and of all that it started, counted by a control group of
its own: waiting for a sandbox's processes tells a fifth of what they used."""

from __future__ import annotations

import argparse
import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

V1, V2 = Path("/sys/fs/cgroup/cpuacct"), Path("/sys/fs/cgroup")
SECONDS_TO_GO = 5.0
REST_SECONDS, SECONDS_TO_REST = 0.5, 20.0
LITTLE = 0.001


class NoGroup(RuntimeError):
    """No control group can be made here."""


@contextlib.contextmanager
def group() -> Iterator[Path]:
    """A control group of this process's own, removed with all that is in it gone."""
    home = V1 if V1.is_dir() else V2
    folder = home / f"dinosaur-{os.getpid()}-{time.monotonic_ns()}"
    try:
        folder.mkdir()
    except OSError as error:
        raise NoGroup(f"{home}: {error.strerror}") from error
    try:
        yield folder
    finally:
        deadline = time.monotonic() + SECONDS_TO_GO
        while time.monotonic() < deadline:
            try:
                folder.rmdir()
                break
            except OSError:  # its last process is just going
                time.sleep(0.02)


@contextlib.contextmanager
def group_if_any() -> Iterator[Path | None]:
    """The same, or None where none can be made."""
    with contextlib.ExitStack() as stack:
        try:
            folder = stack.enter_context(group())
        except NoGroup:
            folder = None
        yield folder


def demand(parser: argparse.ArgumentParser) -> None:
    """End the command where no group can be made: of a short run, looking at processes
    misses up to a third."""
    try:
        with group():
            pass
    except NoGroup as error:
        parser.exit(2, f"{parser.prog} needs a control group, which root can make: {error}\n")


def entering(folder: Path | None, command: list[str]) -> list[str]:
    """The command as one that first enters the group, if there is one; the process
    stays the same."""
    if folder is None:
        return command
    return ["sh", "-c", f'echo $$ >"{folder}/cgroup.procs" && exec "$@"', "sh", *command]


def used(folder: Path) -> float:
    """Processor seconds of all that ran in the group so far."""
    if (folder / "cpuacct.usage").exists():
        return int((folder / "cpuacct.usage").read_text()) / 1e9
    lines = (folder / "cpu.stat").read_text().splitlines()
    return next(int(line.split()[1]) / 1e6 for line in lines if line.startswith("usage_usec"))


def at_rest(folder: Path) -> float:
    """Processor seconds of all that ran in the group, once it does nothing: what follows
    an answer, such as an ending kernel or a table that is written, belongs to it."""
    deadline, before = time.monotonic() + SECONDS_TO_REST, used(folder)
    while True:
        time.sleep(REST_SECONDS)
        now = used(folder)
        if now - before < LITTLE or time.monotonic() > deadline:
            return now
        before = now
