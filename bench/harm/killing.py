"""A small class whose grading is killed at a chosen moment and then gone on with: what
is left, what comes of it.

The machinery of `python -m bench.kills` and of its test. All runs are real commands in
processes of their own.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import psutil

from bench import classroom
from bench.contenders import environment
from dinosaur_grader.assignments.assignment import load
from dinosaur_grader.results import WITH_SCORE

STUDENTS, WORKERS = 8, 2
GONE_SECONDS, RUN_SECONDS = 60.0, 900.0
DAY = "1756684800"  # the day of all marks, so that no midnight makes two runs differ
_PR_SET_CHILD_SUBREAPER = 36
_ROWS = (
    "select student_id, base_cell.name, {columns} from {table} join base_cell on base_cell.id = {table}.cell_id "
    "join submitted_notebook on submitted_notebook.id = {table}.notebook_id "
    "join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id order by 1, 2"
)
GRADES = _ROWS.format(table="grade", columns="auto_score, manual_score, needs_manual_grade")
_COMMENTS = _ROWS.format(table="comment", columns="auto_comment")
HISTORY = ("select * from dinosaur_submissions order by 1, 2",)
"""What tells how often a student's work was graded."""
_OURS = (
    "select key, student, state, score, counts, body from dinosaur_results order by key",
    "select assignment, student, marks from dinosaur_written order by 1, 2",
    "select * from dinosaur_rules order by 1",
    *HISTORY,
)


class Moment(msgspec.Struct, frozen=True):
    """When to kill what: `seconds` after the start, of `grade` once `target` is there and
    the database holds `results`, of `watch` after the first hand-in.

    `pick` (0 to 1) says which, where there are several processes of that kind; `fresh`
    that nothing of earlier starts is kept.
    """

    target: str
    seconds: float
    pick: float
    results: int = 0
    fresh: bool = False


class Killed(msgspec.Struct, frozen=True):
    """What came of one moment: what was killed, what is not as it should be, in
    sentences, and what else is told of it."""

    moment: Moment
    victim: str
    problems: tuple[str, ...]
    told: str = ""


class Course:
    """The class in a folder, graded once undisturbed; `kill` grades it again with an
    end at a moment."""

    def __init__(self, folder: Path, isolation: str = "strict"):
        self.folder, self.isolation = folder, isolation
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        classroom.write(folder / "submitted", load(classroom.NAME), STUDENTS)
        started = time.monotonic()
        if code := self.start("undisturbed").wait(RUN_SECONDS):
            raise RuntimeError(
                f"the undisturbed run ended with {code}: {self.said('undisturbed')}"
            )
        self.seconds = time.monotonic() - started
        self.due = contents(folder / "undisturbed")

    def start(self, out: str, *around: str) -> subprocess.Popen:
        """The command of a person, running; its words go to files beside `out`.
        `around` is a command that runs it."""
        words = [
            "grade",
            "--submitted",
            "submitted",
            "--out",
            out,
            "--workers",
            str(WORKERS),
            "--json",
        ]
        command = [
            *around,
            sys.executable,
            "-P",
            "-m",
            "dinosaur_grader",
            *words,
            "--isolation",
            self.isolation,
        ]
        ours = {"TMPDIR": str(self.temporary), "SOURCE_DATE_EPOCH": DAY}
        told = {"env": {**environment(), **ours}, "cwd": self.folder}
        with (
            open(self.folder / f"{out}.events", "wb") as events,
            open(self.folder / f"{out}.said", "wb") as said,
        ):
            return subprocess.Popen(command, stdout=events, stderr=said, **told)

    def said(self, out: str) -> str:
        """What the last run into `out` told a person."""
        return (self.folder / f"{out}.said").read_text()

    def reused(self, out: str) -> int:
        """How many results of an earlier run the last run into `out` used; -1 where it
        did not come so far."""
        events = [
            json.loads(line)
            for line in (self.folder / f"{out}.events").read_text().splitlines()
        ]
        return next((event["reused"] for event in events if event["event"] == "finished"), -1)

    def kept(self, out: str) -> int:
        """How many results with marks the database of `out` holds."""
        return sum(state in WITH_SCORE for _, _, state in stored(self.folder / out))

    def kill(self, moment: Moment, out: str) -> Killed:
        """Grade into `out`, kill at `moment`, look at what is left, then give the same
        command again and compare."""
        with left_behind() as orphans:
            started = time.monotonic()
            driver = self.start(out)
            victim = self._strike(driver, moment, out)
            struck = time.monotonic() - started
            code = driver.wait(RUN_SECONDS)
            problems = [f"left running: {' '.join(words)[:100]}" for words in orphans()]
        kept = self.kept(out)
        again = self.start(out).wait(RUN_SECONDS)
        problems += (
            [f"the second run ended with {again}: {self.said(out)[-300:]}"] if again else []
        )
        if (reused := self.reused(out)) != kept:
            problems.append(f"{kept} results were in the database, {reused} were used again")
        problems += differences(self.due, contents(self.folder / out))
        problems += [
            f"left in the temporary folder: {path.name}"
            for path in self.temporary.glob("dinosaur-*")
        ]
        told = f"after {struck:.2f} s exit {code}, kept {kept}, used {reused}"
        return Killed(moment, victim, tuple(problems), told)

    def _strike(self, driver: subprocess.Popen, moment: Moment, out: str) -> str:
        """Wait for the moment and kill; what was killed, or nothing where the run was
        over before."""
        self.wait_for(moment, driver, out)
        with contextlib.suppress(subprocess.TimeoutExpired):
            driver.wait(moment.seconds)
        return strike(moment, driver)

    def wait_for(self, moment: Moment, driver: subprocess.Popen, out: str) -> None:
        """Wait until the run into `out` has come to where the moment begins, or has
        ended."""
        folder = self.folder / out
        while driver.poll() is None and not self._has_come(moment, driver.pid, folder):
            time.sleep(0.002)

    @staticmethod
    def _has_come(moment: Moment, driver: int, out: Path) -> bool:
        if moment.target == "record":
            return len(stored(out)) >= STUDENTS
        return len(stored(out)) >= moment.results and bool(victims(moment.target, driver))


def strike(moment: Moment, driver: subprocess.Popen) -> str:
    """Kill now; what was killed, or nothing where there is none of it."""
    found = victims(moment.target, driver.pid)
    if driver.poll() is not None or not found:
        return ""
    victim = found[int(moment.pick * len(found))]
    with contextlib.suppress(psutil.NoSuchProcess):
        name = " ".join(victim.cmdline())
        victim.kill()
        return "driver" if victim.pid == driver.pid else short(name)
    return ""


def victims(target: str, driver: int) -> list[psutil.Process]:
    """The running processes that `target` means, below the driver's process id."""
    with contextlib.suppress(psutil.NoSuchProcess):
        top = psutil.Process(driver)
        if target in ("driver", "record"):
            return [top]
        sign = (
            "spawn_main"
            if target == "worker"
            else "from dinosaur_grader.inside.worker import main"
        )
        return [each for each in top.children(recursive=True) if _says(each, sign)]
    return []


def _says(process: psutil.Process, sign: str) -> bool:
    try:
        return any(sign in word for word in process.cmdline())
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False


def short(command: str) -> str:
    """The kind of process that a command line is one of."""
    for sign, name in (
        ("spawn_main", "pool worker"),
        ("bwrap", "bubblewrap"),
        ("dinosaur_grader.inside.worker", "server or child"),
    ):
        if sign in command:
            return name
    return command[:40]


@contextlib.contextmanager
def left_behind() -> Iterator:
    """Yields a function that tells the command lines of the processes that the block
    started and left running.

    As long as the block lasts, processes without a parent become this process's own, so
    that none is overlooked.
    """
    libc, own = ctypes.CDLL(None, use_errno=True), psutil.Process()
    libc.prctl(_PR_SET_CHILD_SUBREAPER, 1)
    _alive(set(own.children(recursive=True)))  # orphans of the last moment that ended since
    before = set(own.children(recursive=True))

    def look() -> list[list[str]]:
        deadline = time.monotonic() + GONE_SECONDS
        while (
            alive := _alive(set(own.children(recursive=True)) - before)
        ) and time.monotonic() < deadline:
            time.sleep(0.02)
        return [words for _, words in alive]

    try:
        yield look
    finally:
        libc.prctl(_PR_SET_CHILD_SUBREAPER, 0)


def _alive(processes: set[psutil.Process]) -> list[tuple[int, list[str]]]:
    found = []
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.status() != psutil.STATUS_ZOMBIE:
                found.append((process.pid, process.cmdline()))
                continue
        with contextlib.suppress(ChildProcessError):
            # an orphan that ended: nobody else waits for it
            os.waitpid(process.pid, os.WNOHANG)
    return found


def stored(out: Path) -> list[tuple[str, str, str]]:
    """Student, hand-in and state of each result that a run into `out` has kept by now."""
    path = out / "gradebook.db"
    if not path.exists():
        return []
    with contextlib.closing(sqlite3.connect(path)) as database:
        try:
            return database.execute(
                "select student, digest, state from dinosaur_results"
            ).fetchall()
        except sqlite3.OperationalError:
            return []  # before its tables are made


def contents(out: Path) -> dict[str, object]:
    """What a run left, by name: every file's bytes; of the gradebook its rows, nbgrader's
    and ours, for their ids are drawn again; not how long things took."""
    found: dict[str, object] = {}
    for path in sorted(path for path in out.rglob("*") if path.is_file()):
        name = str(path.relative_to(out))
        if name == "gradebook.db":
            with contextlib.closing(sqlite3.connect(path)) as database:
                found[name] = [
                    database.execute(query).fetchall() for query in (GRADES, _COMMENTS, *_OURS)
                ]
        elif name not in (
            "gradebook.db.lock",
            "rendered.json",
        ):  # its id and its count of writes
            found[name] = path.read_bytes()
    return found


def differences(due: dict[str, object], found: dict[str, object]) -> list[str]:
    """Sentences on the files that are missing, too many, or other than they should
    be."""
    said = [f"missing: {name}" for name in sorted(due.keys() - found.keys())]
    said += [f"too many: {name}" for name in sorted(found.keys() - due.keys())]
    return said + [
        f"differs: {name}"
        for name in sorted(due.keys() & found.keys())
        if due[name] != found[name]
    ]


def interrupt(driver: subprocess.Popen) -> int:
    """Ctrl-C to a running driver; its exit code."""
    driver.send_signal(signal.SIGINT)
    return driver.wait(RUN_SECONDS)
