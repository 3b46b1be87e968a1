"""Folders among the temporary ones that belong to a running process, and the removal of
those whose owner was killed.

Each is named `dinosaur-KIND-...` and holds a file that its owner keeps locked for as
long as it lives. The kernel lets go of the lock when the owner is gone, however it
went, so a lock that can be had marks a folder that nobody needs.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from dinosaur_grader.printable import escaped

log = logging.getLogger(__name__)
KINDS = ("kit", "work", "outside", "regrade", "evening")
LOCK = ".owner"
MAX_SAID = 500  # bytes of an error, which can hold a name that a student chose
_held: dict[Path, int] = {}


def make(kind: str) -> Path:
    """Make a new folder that everybody may enter, this process's own until `remove`; old
    ones of killed processes go."""
    sweep()
    draft = Path(tempfile.mkdtemp(prefix="dinosaur-new-"))
    draft.chmod(0o755)
    lock = os.open(draft / LOCK, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    folder = draft.with_name(draft.name.replace("-new-", f"-{kind}-"))
    os.rename(draft, folder)  # it gets the name that `sweep` looks for only when it is locked
    _held[folder] = lock
    return folder


@contextlib.contextmanager
def private(kind: str) -> Iterator[Path]:
    """Hold a folder of `make` that only this user may enter, for as long as the block
    lasts."""
    folder = make(kind)
    try:
        folder.chmod(0o700)
        yield folder
    finally:
        remove(folder)


def remove(folder: Path) -> None:
    """Remove a folder of `make` and let go of its lock."""
    _clear(folder)
    with contextlib.suppress(KeyError):
        os.close(_held.pop(folder))


def sweep() -> None:
    """Remove the folders of this user's processes that are gone. Another user's, and
    those in use, are left alone."""
    # one pass, however many names there are: each look at a crowded folder takes milliseconds
    for folder in Path(tempfile.gettempdir()).glob("dinosaur-*-*"):
        if folder.name.split("-")[1] in KINDS:
            # not ours to open, in use, or just taken away by another process
            with contextlib.suppress(OSError):
                _take_away(folder)


def _take_away(folder: Path) -> None:
    # in a folder that all may write to, anybody can make one by such a name
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        return
    lock = os.open(folder / LOCK, os.O_RDWR | os.O_NOFOLLOW)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _clear(folder)
    finally:
        os.close(lock)


def _clear(folder: Path) -> None:
    # not shutil.rmtree: a child can nest folders deeper than Python can recurse
    if not _complaint("rm", "-rf", folder):
        return
    # a child can make one that its owner can't list, though it can't change a mode
    _complaint("chmod", "-R", "u+rwx", folder)
    if why := _complaint("rm", "-rf", folder):
        log.warning("%s is left (%s). Remove it by hand.", folder, why)


def _complaint(*command: str | Path) -> str:
    """Run a program; the first line of what it says that it could not do. Neither one
    follows the links in a folder."""
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        said = process.stderr.readline(MAX_SAID)
        while process.stderr.read(2**16):  # a stranger decides how much comes
            pass
    return escaped(said.decode("utf-8", "replace").strip()) if process.returncode else ""
