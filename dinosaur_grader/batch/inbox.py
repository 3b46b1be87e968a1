"""What comes among the hand-ins: who has changed something (`Arrivals`), and which
hand-ins are there and whole (`Inbox`): each is given out once, the newest of a student.

The kernel tells of changes (inotify), in a student's folder and the assignment's folder in
it and nothing below, and no link is followed: a student may have put a link to the whole
disk there. Where the kernel can't, as of a network folder that another machine writes
to, nobody tells, and who asks has to look through all from time to time.

A hand-in that is being written is left alone until it is whole JSON and has not changed for
a moment; what is not whole is taken as what it is, damaged, once nobody has written to it
for some seconds, and what never stands still after a minute.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import select
import stat
import time
from collections.abc import Container, Iterator
from pathlib import Path

import msgspec

from dinosaur_grader.batch.open_course import Course
from dinosaur_grader.batch.terminal import say
from dinosaur_grader.judging.reading import intake
from dinosaur_grader.results import NotebookFile, Ungraded

try:
    from inotify_simple import INotify, flags
except ImportError:  # no Linux: then nobody tells
    INotify = None

EVERYBODY = None
STILL = 0.2  # seconds without a change after which a whole notebook is taken
DAMAGED = 5.0  # the same for anything else: an upload may have stopped on its way
MAX_WAIT = 60.0  # seconds after which something that goes on changing is taken
AGAIN = 5.0  # seconds between two hand-ins of one student: a flood of them is no work
REREAD = 1.0  # seconds between two readings of what is not whole

Print = tuple[object, ...]


class Arrivals:
    """Waits for changes under `submitted`. A context manager.

    `told` is whether the kernel tells of them; with `ask` it isn't asked to.
    """

    def __init__(self, submitted: Path, name: str, ask: bool):
        self.submitted, self.name = submitted, name
        self._whose: dict[int, str] = {}
        self._bell, self._hears = os.pipe()
        for end in (self._bell, self._hears):
            os.set_blocking(end, False)
        self._kernel: INotify | None = None
        if INotify is None or ask:
            return
        try:
            self._kernel = INotify(nonblocking=True)
        except OSError as error:  # no more for this user
            self._give_up(error)
        else:
            self._watch(submitted, "")

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
        """Wait for students with changes since the last time, at most so many seconds,
        and return them. Return EVERYBODY where there were too many to tell."""
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

    def _watch(self, folder: Path, student: str) -> bool:
        changes = flags.CREATE | flags.CLOSE_WRITE | flags.DELETE
        mask = changes | flags.MOVED_TO | flags.MOVED_FROM | flags.ONLYDIR
        if student:
            mask |= flags.DONT_FOLLOW
        try:
            number = self._kernel.add_watch(folder, mask)
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
        say(
            f"The kernel can't watch any more folders ({error.strerror}): they are checked from time to "
            "time instead. Raise fs.inotify.max_user_watches to notice changes at once."
        )

    def _let_go(self) -> None:
        if self._kernel is not None:
            self._kernel.close()
            self._kernel = None


class _Waits(msgspec.Struct):
    """A hand-in that was seen and not taken: how it looked, since when it looks so,
    when it was first seen, until when it is not read, and whether it was read and is not
    whole."""

    looked: Print
    since: float
    first: float
    rest: float
    damaged: bool = False

    @property
    def due(self) -> float:
        """When it is worth another look."""
        if self.damaged:
            return self.since + DAMAGED
        return max(self.rest, min(self.since + STILL, self.first + MAX_WAIT))


class Inbox:
    """What has come under `submitted` for an assignment and was not given out yet."""

    def __init__(self, course: Course):
        self.submitted, self.work = course.submitted, course.work
        self.roster, self.outside = course.listed, course.outside
        self._taken: dict[str, tuple[Print, float]] = {}
        self._waits: dict[str, _Waits] = {}

    def __len__(self) -> int:
        """Count the students who wait."""
        return len(self._waits)

    def students(self) -> list[str]:
        """List all there are by now, and those of the roster. Raises OSError where the
        folder can't be read."""
        return [
            folder.parent.name
            for folder in intake.students(self.submitted, self.work, self.roster, self.outside)
        ]

    def look(self, student: str) -> None:
        """Look at a student with whom something may have changed."""
        if not student or student in intake.NO_STUDENTS or student in self.outside:
            return
        if student not in self.roster and not os.path.lexists(self.submitted / student):
            self._waits.pop(student, None)  # gone, and nobody misses it
            return
        now, looks = time.monotonic(), self._print(student)
        taken, at = self._taken.get(student, (None, now - AGAIN))
        waits = self._waits.get(student)
        if looks == taken:
            self._waits.pop(student, None)
        elif waits is None:
            self._waits[student] = _Waits(looks, now, now, at + AGAIN)
        elif looks != waits.looked:
            waits.looked, waits.since, waits.damaged = looks, now, False

    def again(self, busy: Container[str] = ()) -> float:
        """Return the seconds until something that waits is worth another look."""
        soonest = min(
            (waits.due for student, waits in self._waits.items() if student not in busy),
            default=float("inf"),
        )
        return max(0.0, soonest - time.monotonic())

    def ready(self, busy: Container[str] = ()) -> Iterator[NotebookFile | Ungraded]:
        """Yield the hand-ins that can be graded, the first that came first. None is of
        a student who is `busy`, since an earlier hand-in of theirs is being graded."""
        for student, waits in list(self._waits.items()):
            if student in busy or waits.due > time.monotonic():
                continue
            self.look(student)  # it may have changed a moment ago, or be gone
            if student not in self._waits or waits.due > time.monotonic():
                continue
            if taken := self._take(student, waits):
                del self._waits[student]
                self._taken[student] = (waits.looked, time.monotonic())
                yield taken

    def _take(self, student: str, waits: _Waits) -> NotebookFile | Ungraded | None:
        now = time.monotonic()
        as_it_is = now - waits.since >= DAMAGED or now - waits.first >= MAX_WAIT
        taken = intake.take(self._folder(student), self.work)
        if as_it_is or (isinstance(taken, NotebookFile) and _whole(taken.raw)):
            return taken
        waits.damaged, waits.rest = True, now + REREAD
        return None

    def _folder(self, student: str) -> Path:
        return self.submitted / student / self.work.name

    def _print(self, student: str) -> Print:
        """Return what tells a hand-in from another one, and from half of it. Nothing is
        opened and no link followed."""
        folder = self._folder(student)
        try:
            for place in (folder.parent, folder):
                own = os.lstat(place)
                if not stat.S_ISDIR(own.st_mode):
                    return (place.name, *_of(own))
            with os.scandir(folder) as entries:
                named = itertools.islice(entries, intake.MAX_NAMES)
                found = [e for e in named if e.name.lower().endswith(intake.ENDINGS)]
            files = sorted((e.name, *_of(e.stat(follow_symlinks=False))) for e in found)
        except OSError as error:
            return (error.errno,)
        return (*_of(own), *files)


def _of(found: os.stat_result) -> Print:
    return found.st_mode, found.st_ino, found.st_size, found.st_mtime_ns


def _whole(raw: bytes) -> bool:
    """Check whether the bytes are an object of JSON from the first to the last. Then
    nothing of it is still to come: no part of an object is one."""
    if not raw.lstrip().startswith(b"{"):
        return False
    try:
        msgspec.json.decode(raw, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True
