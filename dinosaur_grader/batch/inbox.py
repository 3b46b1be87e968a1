"""Which hand-ins are there and whole: each is given out once, the newest of a student.

One that is being written is left alone until it is whole JSON and has not changed for a
moment; what is not whole is taken as what it is, damaged, once nobody has written to it
for some seconds, and what never stands still after a minute.
"""

from __future__ import annotations

import itertools
import os
import stat
import time
from collections.abc import Container, Iterator
from pathlib import Path

import msgspec

from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.judging.reading import intake
from dinosaur_grader.results import NotebookFile, Ungraded

STILL = 0.2  # seconds without a change after which a whole notebook is taken
DAMAGED = 5.0  # the same for anything else: an upload may have stopped on its way
MOST_WAIT = 60.0  # seconds after which something that goes on changing is taken
AGAIN = 5.0  # seconds between two hand-ins of one student: a flood of them is no work
REREAD = 1.0  # seconds between two readings of what is not whole
MOST_NAMES = 10_000  # in a folder, that are looked at

Print = tuple[object, ...]


class _Waits(msgspec.Struct):
    """A hand-in that was seen and not taken: how it looked, since when it looks so,
    when it was first seen, when it is worth another look, and until when it is not
    read."""

    looked: Print
    since: float
    first: float
    again: float
    rest: float


class Inbox:
    """What has come under `submitted` for an assignment and was not given out yet."""

    def __init__(self, submitted: Path, work: Assignment, roster: tuple[str, ...] = ()):
        self.submitted, self.work, self.roster = submitted, work, roster
        self._taken: dict[str, tuple[Print, float]] = {}
        self._waits: dict[str, _Waits] = {}

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waits)

    def students(self) -> list[str]:
        """All there are by now, and those of the roster. Raises OSError where the
        folder can't be read."""
        return [
            folder.parent.name
            for folder in intake.students(self.submitted, self.work, self.roster)
        ]

    def look(self, student: str) -> None:
        """Something may have changed with this student."""
        if not student or student in intake.NO_STUDENTS:
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
            rest = at + AGAIN
            self._waits[student] = _Waits(looks, now, now, max(now + STILL, rest), rest)
        elif looks != waits.looked:
            waits.looked, waits.since = looks, now
            soon = max(now + STILL, waits.rest)
            waits.again = min(soon, max(waits.rest, waits.first + MOST_WAIT))

    def again(self, busy: Container[str] = ()) -> float:
        """Seconds until something that waits is worth another look."""
        soonest = min(
            (waits.again for student, waits in self._waits.items() if student not in busy),
            default=float("inf"),
        )
        return max(0.0, soonest - time.monotonic())

    def ready(self, busy: Container[str] = ()) -> Iterator[NotebookFile | Ungraded]:
        """Those who can be graded, the first who came first; nobody who is `busy`, since
        an earlier hand-in of theirs is being graded."""
        for student, waits in list(self._waits.items()):
            if student in busy or waits.again > time.monotonic():
                continue
            self.look(student)
            if student in self._waits and (taken := self._take(student, waits)):
                del self._waits[student]
                self._taken[student] = (waits.looked, time.monotonic())
                yield taken

    def _take(self, student: str, waits: _Waits) -> NotebookFile | Ungraded | None:
        now = time.monotonic()
        still, over = now - waits.since, now - waits.first >= MOST_WAIT
        if (still < STILL and not over) or (now < waits.rest and still < DAMAGED):
            return None
        taken = intake.take(self._folder(student), self.work)
        if over or still >= DAMAGED or (isinstance(taken, NotebookFile) and _whole(taken.raw)):
            return taken
        waits.again, waits.rest = waits.since + DAMAGED, now + REREAD
        return None

    def _folder(self, student: str) -> Path:
        return self.submitted / student / self.work.name

    def _print(self, student: str) -> Print:
        """What tells a hand-in from another one, and from half of it; nothing is opened
        and no link followed."""
        folder = self._folder(student)
        try:
            for place in (folder.parent, folder):
                own = os.lstat(place)
                if not stat.S_ISDIR(own.st_mode):
                    return (place.name, *_of(own))
            with os.scandir(folder) as entries:
                named = itertools.islice(entries, MOST_NAMES)
                found = [e for e in named if e.name.lower().endswith(intake.ENDINGS)]
            files = sorted((e.name, *_of(e.stat(follow_symlinks=False))) for e in found)
        except OSError as error:
            return (error.errno,)
        return (*_of(own), *files)


def _of(found: os.stat_result) -> Print:
    return found.st_mode, found.st_ino, found.st_size, found.st_mtime_ns


def _whole(raw: bytes) -> bool:
    """Whether the bytes are an object of JSON from the first to the last, so that
    nothing of it is still to come: no part of an object is one."""
    if not raw.lstrip().startswith(b"{"):
        return False
    try:
        msgspec.json.decode(raw, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True
