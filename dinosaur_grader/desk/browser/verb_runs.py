"""Running a verb for the page: a process of its own, which goes on whatever becomes of
the page and of the desk, one at a time in a course."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from dinosaur_grader.exit_codes import Refused

SHELL = 'trap : INT; "$@"; code=$?; echo; echo "exit code $code"'
"""Also a desk that was started meanwhile reads in the log how a run ended, by Ctrl-C, too."""
ENDED = re.compile(rb"\nexit code (\d+)\n\Z")
PROGRESS = re.compile(r"^(\d+) of (\d+) done", re.MULTILINE)
BUSY = "another command is still running: wait until it has ended, or stop it."
MOST = 200_000  # bytes of a log that are shown, from its end


class VerbRun(msgspec.Struct, frozen=True):
    """The last run: its words after `dinosaur-grader`, whether it goes on, else its exit
    code (None where it was ended from outside), and what it said."""

    words: tuple[str, ...]
    going: bool
    code: int | None
    said: str

    @property
    def command(self) -> str:
        return command_of(self.words)

    @property
    def progress(self) -> tuple[int, int] | None:
        """How many students are done, and of how many, as the verb says; None where it
        has not said so."""
        found = PROGRESS.findall(self.said)
        return (int(found[-1][0]), int(found[-1][1])) if found else None


def command_of(words: Sequence[str]) -> str:
    """Write a command as it is typed."""
    return shlex.join(("dinosaur-grader", *words))


class VerbRuns:
    """The runs of one course, whose log lies in its folder of marks."""

    def __init__(self, home: Path, out: Path):
        self.home = home
        self.log = out / "desk.log"
        self.lock = out / "desk.lock"
        self._process: subprocess.Popen | None = None

    def start(self, words: Sequence[str]) -> None:
        """Start a verb in the course's folder. Raises Refused where another
        one runs, OSError."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with _open(self.lock) as held:
            if not _take(held):
                raise Refused(BUSY)
            command = (sys.executable, "-P", "-m", "dinosaur_grader", *words)
            with self.log.open("wb") as log:
                log.write(f"$ {command_of(words)}\n".encode())
                log.flush()
                # the lock is this process's, and its child's, until the last of them ends
                self._process = subprocess.Popen(
                    ("sh", "-c", SHELL, "sh", *command),
                    cwd=self.home,
                    env=os.environ | {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,  # Ctrl-C ends the desk, not the grading
                    pass_fds=[held],
                )

    def stop(self) -> None:
        """Ask the run to end; what it did is kept. Does nothing where none goes on, or
        where it was not started by this desk."""
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGINT)

    def going(self) -> bool:
        """Tell whether a run goes on, whoever started it."""
        if self._process:
            self._process.poll()  # let go of it when it has ended
        if not self.lock.exists():
            return False
        with _open(self.lock) as held:
            return not _take(held)

    def last(self) -> VerbRun | None:
        """Read the last run; None where there was none."""
        going = self.going()  # first: what ends in between has said all
        try:
            with self.log.open("rb") as log:
                first = log.readline()
                log.seek(max(log.tell(), log.seek(0, os.SEEK_END) - MOST))
                said = log.read()
        except FileNotFoundError:
            return None
        ended = ENDED.search(said)
        code = int(ended[1]) if ended and not going else None
        text = (said[: ended.start()] if code is not None else said).decode("utf-8", "replace")
        words = shlex.split(first.decode("utf-8", "replace"))[2:]
        return VerbRun(tuple(words), going, code, text.strip())


@contextlib.contextmanager
def _open(path: Path) -> Iterator[int]:
    held = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield held
    finally:
        os.close(held)


def _take(held: int) -> bool:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
