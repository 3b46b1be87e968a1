"""The story of a term: the commands in their order, and what a lecturer sees after each."""

from __future__ import annotations

import contextlib
import datetime
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from bench import by_person, evening_class
from bench.by_person import NAME
from bench.evening_class import COLUMN
from bench.harm.killing import left_behind, stored
from bench.term import files
from bench.term.people import Cast
from bench.term.seen import (
    NOTHING,
    Killed,
    Said,
    Seen,
    Upload,
    contents,
    for_canvas,
    for_moodle,
    look,
    register,
)
from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments.course_seed import Seed
from dinosaur_grader.desk.platforms import bundle
from dinosaur_grader.home import KIT

EXCUSED = "clip.hidden.below"
"""The question that turns out to be no good."""
WHY = "all points: rounding on old machines"
BY_HAND, ON_CANVAS = 5.5, "77.5"
ANSWER = "Your way is right, too."
ILL = "was ill"
ROOM = 300 * 1024  # bytes that are left on the disk that is full
KILLED_AFTER = 3  # of the class, one in so many is graded when the run is killed
RUN_SECONDS = 1800.0
KIT_FOLDERS = ("dinosaur_grader", "utils", "rubrics", "source", "release", "data")
CODE = re.compile(r"<strong>Not passed</strong> \(0 of ([\d.]+)\).*?Code: <code>([^<]*)", re.S)
ON_DISK = """course=$1 disk=$2 after=$3; shift 3
cp -a "$course" "$disk/course" && cd "$disk/course" && "$@"; code=$?
cp -a "$disk/course" "$after"; exit $code"""
"""Gives a command in a copy of the course on another disk, and brings that back, whatever
the command ended with."""
SAME_PLACE = ("--submitted", "submitted", "--out", "graded")


class Term:
    """A term in a folder of its own, and what was noted of it, by the name of the moment:
    how each command was `said` to end; what was `seen` by person; who was in the
    `registers`; which files were `collected`, were for `uploads`, or lay there before and
    after (`files`); which folders for upload were `made`. Of what did not come about there
    is nothing."""

    def __init__(self, folder: Path, people: int, isolation: str = "none"):
        self.folder, self.isolation, self.kit = folder, isolation, KIT
        self.course, self.out = folder / "course", folder / "course" / "graded"
        self.cast = Cast(people)
        self.said: defaultdict[str, Said] = defaultdict(lambda: NOTHING)
        self.seen: defaultdict[str, Seen] = defaultdict(Seen)
        self.registers: defaultdict[str, dict[str, dict]] = defaultdict(dict)
        self.collected: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self.uploads: defaultdict[str, Upload] = defaultdict(Upload)
        self.files: defaultdict[str, tuple[dict, dict]] = defaultdict(lambda: ({}, {}))
        self.made: defaultdict[str, list[str]] = defaultdict(list)
        self.killed, self.code, self.stopped = Killed(), "none", ""
        self.registered = False
        self.evening = 1
        now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
        self.due, self.extended = (
            (now + datetime.timedelta(days)).isoformat() for days in (-1, 7)
        )

    def play(self) -> None:
        """All of it. Where it can't go on, `stopped` says why."""
        for act in (
            self._files, self._register, self._first_evening, self._by_hand, self._who_changed,
            self._full_disk, self._second_evening, self._moodle, self._wrong_files,
            self._excused, self._upgrade, self._restored,
        ):  # fmt: skip
            try:
                act()
            except (OSError, sqlite3.Error) as error:
                self.stopped = f"{act.__name__.strip('_')}: {error}"
                return

    # Commands

    def verb(self, name: str, *words: str) -> Said:
        """Give a command in the course's folder, with nobody there to answer."""
        started = time.monotonic()
        done = subprocess.run(
            self._command(*words),
            **self._how(),
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=RUN_SECONDS,
        )
        said = Said(done.returncode, done.stdout, done.stderr, time.monotonic() - started)
        self.said[name] = said
        return said

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-P", "-m", "dinosaur_grader", *words]

    def _how(self) -> dict:
        told = {"PYTHONPATH": str(self.kit), "COLUMNS": "240"}
        return {"cwd": self.course, "env": {**os.environ, **told}, "text": True}

    def people(self, name: str, *words: str) -> Said:
        """Give a command to the register."""
        return self.verb(name, "people", *words)

    def grade(self, name: str, *words: str) -> Said:
        """Grade what was collected."""
        how = ("--isolation", self.isolation, *self._roster("canvas"))
        return self.verb(name, "grade", *SAME_PLACE, *how, *words)

    def _evening(self, book: str, *words: str) -> list[str]:
        zipped = f"canvas-{self.evening}.zip"
        how = ("--isolation", self.isolation, *self._roster("canvas"))
        return ["evening", zipped, "--canvas", book, *how, *words]

    def _roster(self, system: str) -> tuple[str, ...]:
        return () if self.registered else ("--roster", f"{system}-roster-{self.evening}.csv")

    def look(self, name: str) -> None:
        """Note what lies under `graded` now."""
        self.seen[name] = look(self.out)

    def listed(self, name: str) -> None:
        """Note the register."""
        self.registers[name] = register(self.people("people show", "show", "--json").out)

    # The story

    def _files(self) -> None:
        self.course.mkdir()
        kinds, cast = evening_class.work(assignments.load(NAME)), self.cast
        everybody = cast.everybody  # who is added hands in before any list has them
        files.zips(self.course, 1, everybody, kinds)
        files.zips(self.course, 2, cast.second, kinds)
        excused = {cast.one("excused").canvas_id: "EX"}
        files.grade_book(self.course / "canvas-1.csv", cast.first, excused)
        files.groups(self.course / "groups.csv", cast.first)
        for evening, group in ((1, cast.first), (2, cast.second)):
            files.worksheet(self.course / f"moodle-{evening}.csv", group)
            files.rosters(self.course, evening, group)
        files.rules(self.course / "course.toml", self.due)
        bundle.seed_file(self.course / "course.seed", Seed(bytes(range(32))))

    def _register(self) -> None:
        take = ("--own", "sis", "--yes")
        self.registered = not self.people("import", "import", "canvas-1.csv", *take).code
        self.people("import again", "import", "canvas-1.csv", *take)
        self.people("import moodle", "import", "moodle-1.csv", *take)
        self.people("import groups", "import", "groups.csv", *take)
        (self.course / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0")
        self.people("import a picture", "import", "picture.csv", *take)
        excused, extended = self.cast.one("excused"), self.cast.one("extended")
        self.people("excuse", "excuse", excused.student_id, NAME, ILL)
        self.people("extend", "extend", extended.student_id, NAME, self.extended)
        self.people("show one", "show", self.cast.one("late").student_id)
        self.listed("first")
        self._rules()

    def _rules(self, *more: str) -> None:
        own = f"due.{self.cast.one('extended').student_id}.{NAME} = {self.extended}"
        more = more if self.registered else (*more, own)
        files.rules(self.course / "course.toml", self.due, *more)

    def _first_evening(self) -> None:
        self._kill(self._evening("canvas-1.csv"))
        self.verb("evening declined", *self._evening("canvas-1.csv"))
        self.made["declined"] = self._uploads()
        self.verb("evening 1", *self._evening("canvas-1.csv", "--yes"))
        self.look("evening 1")
        self.uploads["evening 1"] = for_canvas(self.course / "upload", self.cast.everybody)
        self.collected["evening 1"] = self._collected()
        shutil.copyfile(self.out / "gradebook.db", self.folder / "backup.db")

    def _kill(self, words: Sequence[str]) -> None:
        """Give the command, and end it by SIGKILL when it has graded some."""
        enough = max(1, len(self.cast.first) // KILLED_AFTER)
        quiet = dict.fromkeys(("stdout", "stderr", "stdin"), subprocess.DEVNULL)
        with left_behind() as orphans:
            run = subprocess.Popen(self._command(*words), **self._how(), **quiet)
            while run.poll() is None and len(stored(self.out)) < enough:
                time.sleep(0.02)
            run.kill()
            code, running = run.wait(), tuple(" ".join(words) for words in orphans())
        results, totals = len(stored(self.out)), by_person.totals(self.out)
        self.killed = Killed(code, running, results, totals)

    def _uploads(self) -> list[str]:
        return sorted(path.name for path in self.course.glob("upload*"))

    def _collected(self) -> dict[str, str]:
        place = self.course / "submitted"
        found = place.glob(f"*/{NAME}/{NAME}.ipynb")
        return {path.parents[1].name: path.read_text("utf-8", "replace") for path in found}

    def _by_hand(self) -> None:
        """Marks in the tables of the formgrader, and an answer to a regrade request."""
        for who in ("by hand", "renamed"):
            self._mark(self.cast.one(who).student_id)
        asks, renamed = self.cast.one("appeal"), self.cast.one("renamed")
        pages = self.seen["evening 1"].pages
        self.code = _code(pages.get(renamed.student_id, ""))
        why = ("--points", "1", "--why", ANSWER)
        self.verb("answer", "answer", _code(pages.get(asks.student_id, "")), *self._to(), *why)
        self.verb("report by hand", "report", *self._to())
        self.look("by hand")

    def _to(self) -> tuple[str, str]:
        return "--out", "graded"

    def _mark(self, student: str) -> None:
        with contextlib.closing(sqlite3.connect(self.out / "gradebook.db")) as book, book:
            book.execute(
                "update grade set manual_score = ?, needs_manual_grade = 0 where id in ("
                "select g.id from grade g join base_cell c on c.id = g.cell_id"
                " join submitted_notebook n on n.id = g.notebook_id"
                " join submitted_assignment s on s.id = n.assignment_id"
                " where s.student_id = ? and c.name = 'clip_hidden')",
                (BY_HAND, student),
            )

    def _who_changed(self) -> None:
        """Canvas's grade book of the second evening, with what was uploaded on the first."""
        cells = {who: f"{mark:g}" for who, mark in self.uploads["evening 1"].marks.items()}
        cells[self.cast.one("edited").canvas_id] = ON_CANVAS
        cells[self.cast.one("excused").canvas_id] = "EX"
        files.grade_book(self.course / "canvas-2.csv", self.cast.second, cells)
        take = ("import", "canvas-2.csv", "--own", "sis")
        self.people("import 2 declined", *take)
        self.listed("declined")
        self.people("import 2", *take, "--yes")
        self.evening = 2
        self.listed("second")
        wrong = (f"due.alic999.{NAME} = {self.extended}", f"due.dinosaur_iland = {self.due}")
        self._rules(*wrong)
        self.grade("rules of nobody")
        self._rules()

    def _full_disk(self) -> None:
        """The second evening in a file system that has too little room; what it left is
        what all that follows begins with."""
        size = sum(path.stat().st_size for path in self.course.rglob("*") if path.is_file())
        disk, after = self.folder / "disk", self.folder / "after"
        disk.mkdir()
        before = contents(self.out)
        words = self._command(*self._evening("canvas-2.csv", "--yes"))
        blocks = sum(path.is_file() for path in self.course.rglob("*")) * 4096
        full = ("bwrap", "--dev-bind", "/", "/", "--size", str(size + blocks + ROOM))
        shell = ("sh", "-c", ON_DISK, "sh", str(self.course), str(disk), str(after), *words)
        done = subprocess.run(
            [*full, "--tmpfs", str(disk), *shell],
            **self._how(),
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=RUN_SECONDS,
        )
        self.said["full disk"] = Said(done.returncode, done.stdout, done.stderr)
        shutil.rmtree(self.course)
        after.rename(self.course)
        self.files["full disk"] = (before, contents(self.out))
        self.made["full disk"] = self._uploads()

    def _second_evening(self) -> None:
        self.verb("evening 2", *self._evening("canvas-2.csv", "--yes"))
        self.look("evening 2")
        if new := sorted(set(self._uploads()) - set(self.made["full disk"])):
            self.uploads["evening 2"] = for_canvas(self.course / new[0], self.cast.second)
        self.collected["evening 2"] = self._collected()
        how = ("--submitted", "submitted", *self._to(), "--isolation", self.isolation)
        self.verb("explain", "explain", self.code, *how)
        self.people("show renamed", "show", self.cast.one("renamed", 2).student_id)

    def _moodle(self) -> None:
        """The same class by Moodle's files."""
        into = ("--into", "submitted-moodle", *self._to())
        self.verb("collect moodle", "collect", "moodle-2.zip", *into, *self._roster("moodle"))
        marks, pages = ("--to", "moodle-upload.csv"), ("--to", "moodle-feedback.zip")
        self.verb("export moodle", "export", *self._to(), "--moodle", "moodle-2.csv", *marks)
        self.verb("feedback moodle", "export", *self._to(), "--feedback", "moodle", *pages)
        files_of = (self.course / f"moodle-{what}" for what in ("upload.csv", "feedback.zip"))
        self.uploads["moodle"] = for_moodle(*files_of, self.cast.second)

    def _wrong_files(self) -> None:
        ten, column = self.course / "ten.csv", self.course / "column.csv"
        files.grade_book(ten, self.cast.second, {}, "10.00")
        text = (self.course / "canvas-2.csv").read_text("utf-8")
        column.write_text(text.replace(COLUMN, "another (9)"), encoding="utf-8")
        for name in ("ten", "column"):
            self.verb(f"wrong {name}", *self._evening(f"{name}.csv", "--yes"))

    def _excused(self) -> None:
        """A question was no good: everybody has its points."""
        self._rules(f'excused."{EXCUSED}" = "{WHY}"')
        before = contents(self.out, "totals.csv")
        self.grade("excused asked")
        self.files["asked"] = (before, contents(self.out, "totals.csv"))
        self.grade("excused", "--accept-changes")
        self.verb("report excused", "report", *self._to())
        self.look("excused")

    def _upgrade(self) -> None:
        """The same course with another version of the kit, which judges as before."""
        self.kit = self.folder / "kit"
        for name in KIT_FOLDERS:
            shutil.copytree(KIT / name, self.kit / name, symlinks=True)
        judge = self.kit / "dinosaur_grader" / "judging" / "marking.py"
        with open(judge, "a", encoding="utf-8") as file:
            file.write("\n# another version\n")
        self.grade("upgrade")
        self.verb("report upgrade", "report", *self._to())
        self.look("upgrade")

    def _restored(self) -> None:
        """A backup in the gradebook's place, none at all, the right one, and the backup
        taken for right."""
        book, right = self.out / "gradebook.db", self.folder / "right.db"
        shutil.copyfile(book, right)
        before = contents(self.out)
        shutil.copyfile(self.folder / "backup.db", book)
        self.grade("restored")
        self.files["restored"] = (before, contents(self.out))
        book.unlink()
        self.grade("deleted")
        self.files["deleted"] = (before, contents(self.out))
        shutil.copyfile(right, book)
        self.grade("put back")
        self.look("put back")
        shutil.copyfile(self.folder / "backup.db", book)
        self.verb("taken", "render", *self._to(), "--accept-changes")
        self.look("taken")


def _code(page: str) -> str:
    """The code of the first question on a page that gave nothing and is worth more than a
    point."""
    found = [code for most, code in CODE.findall(page) if float(most) > 1]
    return found[0] if found else "none"
