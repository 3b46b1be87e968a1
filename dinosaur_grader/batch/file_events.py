"""What moves among the hand-ins: the students in whose folders something has changed.

The kernel tells it (inotify), of a student's folder and the assignment's folder in it
and nothing below, and no link is followed: a student may have put a link to the whole
disk there. Where the kernel can't, as of a network folder that another machine writes
to, nobody tells, and who asks has to look through all from time to time.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
from collections.abc import Callable
from pathlib import Path

try:
    from inotify_simple import INotify, flags
except ImportError:  # no Linux: then nobody tells
    INotify = None

EVERYBODY = None
MOST_EVENTS = 65_536  # bytes of them, a read; a flood is read in parts


class Arrivals:
    """Waits for changes under `submitted`. A context manager.

    `told` is whether the kernel tells of them; with `ask` it isn't asked to.
    """

    def __init__(self, submitted: Path, name: str, tell: Callable[[str], None], ask: bool):
        self.submitted, self.name, self.tell = submitted, name, tell
        self._whose: dict[int, str] = {}
        self._bell, self._hears = os.pipe()
        for end in (self._bell, self._hears):
            os.set_blocking(end, False)
        self._kernel = None if ask else self._opened()

    def __enter__(self) -> Arrivals:
        return self

    def __exit__(self, *_: object) -> None:
        self._let_go()
        os.close(self._hears)
        os.close(self._bell)

    @property
    def told(self) -> bool:
        """Whether the kernel tells; it may stop to, where there is too much to watch."""
        return self._kernel is not None

    def wake(self) -> None:
        """Let `wait` return now; for signal handlers and other threads."""
        with contextlib.suppress(BlockingIOError):  # it has been rung often enough
            os.write(self._hears, b"!")

    def wait(self, seconds: float) -> set[str] | None:
        """The students with changes since the last time, after at most so many seconds
        without any; EVERYBODY where there were too many to tell."""
        ends = [self._bell, *([self._kernel.fileno()] if self._kernel else [])]
        ready, _, _ = select.select(ends, [], [], seconds)
        if self._bell in ready:
            os.read(self._bell, 4096)
        if self._kernel is None or self._kernel.fileno() not in ready:
            return set()
        return self._changed()

    def follow(self, student: str) -> None:
        """Be told of what happens in this student's folders, as far as they are there.
        To be called before anybody looks into them, so that nothing is missed."""
        own = self.submitted / student
        for folder in (own, own / self.name):
            if self._kernel is None or not self._watch(folder, student):
                return

    def _opened(self) -> INotify | None:
        if INotify is None:
            return None
        try:
            self._kernel = INotify(nonblocking=True)
        except OSError as error:  # no more for this user
            self._give_up(error)
            return None
        self._watch(self.submitted, "")
        return self._kernel

    def _watch(self, folder: Path, student: str) -> bool:
        follow = 0 if not student else flags.DONT_FOLLOW
        try:
            number = self._kernel.add_watch(folder, _MASK | follow | flags.ONLYDIR)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.ENOMEM):
                self._give_up(error)
            return False  # else it is a link, no folder, or gone
        self._whose[number] = student
        return True

    def _changed(self) -> set[str] | None:
        found: set[str] = set()
        for event in self._kernel.read(0):
            if event.mask & flags.Q_OVERFLOW:
                return EVERYBODY
            if event.mask & flags.IGNORED:
                self._whose.pop(event.wd, None)
                continue
            found.add(self._whose.get(event.wd, "") or event.name)
        for student in found:
            self.follow(student)
        return found

    def _give_up(self, error: OSError) -> None:
        self._let_go()
        self.tell(
            f"The kernel can't watch any more folders ({error.strerror}): they are checked from time to "
            "time instead. Raise fs.inotify.max_user_watches to notice changes at once."
        )

    def _let_go(self) -> None:
        if self._kernel is not None:
            self._kernel.close()
            self._kernel = None


_MASK = 0
if INotify is not None:
    _MASK = flags.CREATE | flags.CLOSE_WRITE | flags.MOVED_TO | flags.MOVED_FROM | flags.DELETE
