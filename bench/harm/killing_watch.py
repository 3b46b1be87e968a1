"""`watch` and `one` killed at chosen moments: what is left, and what comes of it when the
same command is given again. The machinery of `python -m bench.kills --of watch` (and
`one`) and of their test."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from bench import classroom
from bench.contenders import environment, running
from bench.harm import killing
from bench.harm.killing import (
    DAY,
    RUN_SECONDS,
    WORKERS,
    Killed,
    Moment,
    contents,
    differences,
    left_behind,
    stored,
)
from dinosaur_grader.assignments import locations
from dinosaur_grader.assignments.assignment import load
from dinosaur_grader.records import final_marks
from dinosaur_grader.results import WITH_SCORE
from dinosaur_grader.store import database

STUDENTS, AGAIN = 6, 3
"""Students, and how many of them hand in a second time."""
BETWEEN = 0.25  # seconds between two hand-ins
END_SECONDS = 60.0  # that a killed driver may take to end on a busy machine
PAGES = "feedback/"


class Watched:
    """A class that hands in, some twice, while `watch` grades; `kill` ends something of
    it on the way. What has to come of it is what `grade` makes of the last hand-ins."""

    def __init__(self, folder: Path, level: str = "strict"):
        self.folder, self.level = folder, level
        self.work = load(classroom.NAME)
        self.env = {**environment(), "SOURCE_DATE_EPOCH": DAY}
        classroom.write(folder / "all", self.work, STUDENTS + AGAIN)
        names = sorted(path.name for path in (folder / "all").iterdir())
        # the last ones are second hand-ins of the first: other bytes, other marks
        self.coming = [(name, name) for name in names[:STUDENTS]]
        for number, name in enumerate(names[STUDENTS:]):
            self.coming.insert(4 + 2 * number, (name, names[number]))
        self.due = self._graded("due", dict((whose, name) for name, whose in self.coming))
        first = self._graded("first", {whose: whose for whose in names[:STUDENTS]})
        self.earned = _rows(self.due) | _rows(first)
        self.twice = {whose for name, whose in self.coming if name != whose}

    def _graded(self, out: str, hand_ins_of: dict[str, str]) -> dict[str, object]:
        submitted = self.folder / "submitted"
        for student, name in hand_ins_of.items():
            shutil.copytree(self.folder / "all" / name, submitted / student)
        self.run("grade", out)
        shutil.rmtree(submitted)
        submitted.mkdir()
        return contents(self.folder / out)

    def run(self, verb: str, out: str, *more: str) -> str:
        words = running.command(verb, out, self.level, WORKERS, *more)
        done = subprocess.run(
            words, cwd=self.folder, env=self.env, capture_output=True, check=False, text=True
        )
        if done.returncode:
            raise RuntimeError(f"{verb} ended with {done.returncode}: {done.stderr[-1000:]}")
        return done.stdout

    def kill(self, moment: Moment, out: str) -> Killed:
        """Hand in, kill at the moment, go on, and compare."""
        submitted = self.folder / "submitted"
        shutil.rmtree(submitted)
        submitted.mkdir()
        problems: list[str] = []
        with left_behind() as orphans, self._watching(out) as driver:
            victim = self._hand_in(driver, moment)
            if dead := driver.poll() is not None:
                problems += [f"left running: {' '.join(words)[:100]}" for words in orphans()]
            else:
                problems += self._stopped(driver, out)
        problems += self._only_marks_of_their_own(out)
        if dead:
            with self._watching(out) as driver:
                problems += self._stopped(driver, out)
        problems += self._compared(out)
        return Killed(moment, victim, tuple(problems))

    def _watching(self, out: str):
        return running.watching(self.folder, out, self.level, WORKERS, env=self.env)

    def _hand_in(self, driver: subprocess.Popen, moment: Moment) -> str:
        """All of them, one after the other, and the kill among them; what it struck."""
        started, victim, struck = time.monotonic(), "", False
        for number, (name, whose) in enumerate(self.coming):
            at = started + number * BETWEEN
            if not struck and moment.seconds < number * BETWEEN:
                time.sleep(max(0.0, started + moment.seconds - time.monotonic()))
                victim, struck = killing.strike(moment, driver), True
            time.sleep(max(0.0, at - time.monotonic()))
            self.upload(name, whose)
        if not struck:
            time.sleep(max(0.0, started + moment.seconds - time.monotonic()))
            victim = killing.strike(moment, driver)
        with contextlib.suppress(subprocess.TimeoutExpired):
            driver.wait(END_SECONDS if victim == "driver" else 0.0)
        return victim

    def upload(self, name: str, whose: str) -> None:
        source = self.folder / "all" / name / self.work.name / f"{self.work.name}.ipynb"
        place = self.folder / "submitted" / whose / self.work.name
        place.mkdir(parents=True, exist_ok=True)
        with open(place / f"{self.work.name}.ipynb", "wb") as file:
            raw = source.read_bytes()
            file.write(raw[: len(raw) // 2])
            file.flush()
            time.sleep(0.02)
            file.write(raw[len(raw) // 2 :])

    def _stopped(self, driver: subprocess.Popen, out: str) -> list[str]:
        """Wait until all that came is in the database, then SIGTERM."""
        deadline, wanted = time.monotonic() + RUN_SECONDS, self.digests()
        while not wanted <= self._journalled(out):
            if driver.poll() is not None or time.monotonic() > deadline:
                return [f"the last hand-ins were never graded: {self.said(out)}"]
            time.sleep(0.1)
        driver.send_signal(signal.SIGTERM)
        code = driver.wait(RUN_SECONDS)
        return [f"it ended with {code}: {self.said(out)}"] if code else []

    def said(self, out: str) -> str:
        return (self.folder / f"{out}.said").read_text()[-500:]

    def digests(self) -> set[tuple[str, str]]:
        return {(student, digest) for student, digest, _ in stored(self.folder / "due")}

    def _journalled(self, out: str) -> set[tuple[str, str]]:
        found = stored(self.folder / out)
        return {(student, digest) for student, digest, state in found if state in WITH_SCORE}

    def _only_marks_of_their_own(self, out: str) -> list[str]:
        """Whether the gradebook has, at this moment, marks that no hand-in of the student
        earned."""
        path = self.folder / out / "gradebook.db"
        if not path.exists():
            return []
        with contextlib.closing(sqlite3.connect(path)) as database:
            try:
                rows = database.execute(killing.GRADES).fetchall()
            except sqlite3.OperationalError:
                return []  # killed before its tables were made
        return [f"a mark that nobody earned: {row}" for row in rows if row not in self.earned]

    def _compared(self, out: str) -> list[str]:
        found = contents(self.folder / out)
        problems = differences(*(self.without_attempts(one) for one in (self.due, found)))
        with database.reading(database.default_url(self.folder / out)) as connection:
            notes = final_marks.read_notes(connection, self.work.name)
        for student, one in notes.items():
            digests = [attempt.digest for attempt in one.attempts]
            if len(set(digests)) < len(digests):
                problems.append(f"an attempt of {student} is noted twice")
        done = self.run("grade", out, "--json")
        reused = next(
            event["reused"]
            for event in map(json.loads, done.splitlines())
            if event["event"] == "finished"
        )
        if reused != STUDENTS:
            problems.append(f"`grade` after it used {reused} of {STUDENTS} results")
        again = contents(self.folder / out)
        return problems + [f"after `grade`: {one}" for one in differences(found, again)]

    def without_attempts(self, found: dict[str, object]) -> dict[str, object]:
        """What was left, without what tells how often these students were graded: a
        first hand-in may be replaced before anybody saw it."""
        told = {
            f"{PAGES}{whose}/{self.work.name}/{self.work.name}.html" for whose in self.twice
        }
        counted = ("totals.csv", *told)
        kept = {name: what for name, what in found.items() if name not in counted}
        kept |= {name: None for name in counted if name in found}
        kept["gradebook.db"] = found["gradebook.db"][: -len(killing.HISTORY)]
        rows = csv.DictReader(found["totals.csv"].decode().splitlines())
        return {**kept, "totals": [{**row, "attempt": None} for row in rows]}


def _rows(found: dict[str, object]) -> set[tuple]:
    return set(found["gradebook.db"][0])


class One:
    """One hand-in graded alone, again and again; `kill` ends something of it."""

    def __init__(self, folder: Path, level: str = "strict"):
        self.folder, self.level = folder, level
        self.notebook = load(classroom.NAME).solved_path
        subprocess.run(
            [sys.executable, "-P", "-m", "dinosaur_grader", "seed", "course.seed", "--new"],
            cwd=folder,
            env=self._env("kept"),
            check=True,
            capture_output=True,
        )
        started = time.monotonic()
        self.due = self._done(self._start("kept"))
        self.first = time.monotonic() - started
        started = time.monotonic()
        again = self._done(self._start("kept"))
        self.seconds = time.monotonic() - started
        if again != self.due or self.due[0]:
            ends = (self.due[1][-200:], again[1][-200:])
            raise RuntimeError(f"undisturbed it gave {self.due[0]}, then {again[0]}: {ends}")

    def kill(self, moment: Moment, name: str) -> Killed:
        """Kill at the moment, look at what it said, and give the command again."""
        kept = name if moment.fresh else "kept"
        problems = []
        with left_behind() as orphans:
            driver = self._start(kept)
            with contextlib.suppress(subprocess.TimeoutExpired):
                driver.wait(moment.seconds)
            victim = killing.strike(moment, driver)
            code, said = self._done(driver)
            problems += [f"left running: {' '.join(words)[:100]}" for words in orphans()]
        if code == 0 and said != self.due[1]:
            problems.append(f"it ended well and said something else: {said[:300]}")
        # the last thing before its end is its mark, which is right then
        wrong = said != self.due[1] and json.loads(said or "{}").get("score") is not None
        if code and wrong:
            problems.append(f"it ended with {code} and gave another mark")
        if (again := self._done(self._start(kept))) != self.due:
            problems.append(f"the same command again gave {again[0]}: {again[1][:300]}")
        return Killed(moment, victim, tuple(problems))

    def _start(self, kept: str) -> subprocess.Popen:
        words = ["one", str(self.notebook), "--isolation", self.level]
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "dinosaur_grader", *words],
            cwd=self.folder,
            env=self._env(kept),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    @staticmethod
    def _done(process: subprocess.Popen) -> tuple[int, str]:
        """The exit code and what was said, less how long things took."""
        said, _ = process.communicate(timeout=RUN_SECONDS)
        if not said:
            return process.returncode, ""
        told = {name: what for name, what in json.loads(said).items() if name != "seconds"}
        return process.returncode, json.dumps(told)

    def _env(self, kept: str) -> dict[str, str]:
        ours = {
            locations.KEPT: str(self.folder / "kept-files" / kept),
            "SOURCE_DATE_EPOCH": DAY,
        }
        return {**environment(), **ours, "TMPDIR": os.environ.get("TMPDIR", "/tmp")}
