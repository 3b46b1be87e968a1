"""A cache on disk, in files of the person who grades.

A file is believed only where it is ours alone, by owner and mode, and sealed with the
course's seed for the very name that it has; in every other case it is as if there were
none. Its name is made from all that it depends on.
"""

from __future__ import annotations

import contextlib
import hmac
import logging
import os
import platform
import stat
from collections.abc import Iterable
from pathlib import Path

from dinosaur_grader.assignments import locations

log = logging.getLogger(__name__)

MAX_FILES, MAX_BYTES = 20, 64 * 2**20
_SEAL = 32
"""Bytes of a sha256."""


def path(kind: str, seed: bytes, depends_on: Iterable[str]) -> Path | None:
    """Name the file of this kind for a seed and what else it depends on: another Python
    or machine has another. None where nothing is kept."""
    place = locations.kept()
    here = (*depends_on, platform.python_version(), platform.machine())
    name = hmac.digest(seed, "\0".join(here).encode(), "sha256").hex()
    return place / f"{name[:32]}.{kind}" if place else None


def read(path: Path, seed: bytes) -> bytes | None:
    """Read what the file holds, if nobody but us and the seed's owner can have written
    it."""
    try:
        # No link, which may lead to another's file, and no wait for a pipe's other end.
        # What was opened is looked at, not its name, under which another may lie by now.
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            found = os.fstat(file.fileno())
            if not _ours(found) or found.st_size > MAX_BYTES:
                return None
            # apart, for each copy of what is long costs as much as its seal
            seal, data = file.read(_SEAL), file.read(found.st_size)
    except OSError as error:
        log.debug("%s is not read: %s", path, error.strerror)
        return None  # none yet, or not ours to read
    if hmac.compare_digest(seal, _sealed(path, seed, data)):
        return data
    log.warning("%s was written by somebody else, or is broken; it is made again", path)
    return None


def _ours(found: os.stat_result) -> bool:
    return (
        stat.S_ISREG(found.st_mode)
        and found.st_uid == os.geteuid()
        and not found.st_mode & 0o077
    )


def _sealed(path: Path, seed: bytes, data: bytes) -> bytes:
    # with its name: the file of another kit, put in this one's place, has a right seal
    seal = hmac.new(seed, path.name.encode() + b"\0", "sha256")
    seal.update(data)
    return seal.digest()


def keep(path: Path, seed: bytes, data: bytes) -> None:
    """Write the file for later runs. Where there is no room or no right for that, they
    find out for themselves."""
    # whole or not at all: workers begin at once, and a run may be killed
    trial = path.with_suffix(f".{os.getpid()}")
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with open(
                os.open(trial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
            ) as file:
                file.write(_sealed(path, seed, data))
                file.write(data)
            trial.replace(path)
        finally:
            trial.unlink(missing_ok=True)
        _thin_out(path.parent, path.suffix)


def _thin_out(place: Path, kind: str) -> None:
    """Leave the newest files of a kind: each kit and each seed has made one."""
    files = sorted(place.glob(f"*{kind}"), key=lambda path: -path.stat().st_mtime)
    for old in files[MAX_FILES:]:
        old.unlink(missing_ok=True)
