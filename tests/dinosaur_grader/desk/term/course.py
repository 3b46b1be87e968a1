"""The folder of a course: the commands that are given in it, how one is killed, and how one
is given on a disk that is full."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from bench.harm.killing import left_behind, stored
from dinosaur_grader.home import KIT
from dinosaur_grader.results import WITH_SCORE
from tests.dinosaur_grader.desk import by_person
from tests.dinosaur_grader.desk.by_person import NAME
from tests.dinosaur_grader.desk.term.seen import NOTHING, Killed, Said

PAGE = 4096  # bytes, of which a file takes whole ones there
RUN_SECONDS = 1800.0
KIT_FOLDERS = ("dinosaur_grader", "utils", "rubrics", "source", "release", "data")
ON_DISK = """course=$1 disk=$2 after=$3; shift 3
cp -a "$course" "$disk/course" && cd "$disk/course" && "$@"; code=$?
cp -a "$disk/course" "$after"; exit $code"""
"""Gives a command in a copy of the course on another disk, and brings that back, whatever
the command ended with."""


class Course:
    """A course's folder below `folder`. `said` is how each command ended, by its name
    here."""

    def __init__(self, folder: Path):
        self.folder, self.kit = folder, KIT
        self.home, self.out = folder / "course", folder / "course" / "graded"
        self.said: defaultdict[str, Said] = defaultdict(lambda: NOTHING)

    def verb(self, name: str, *words: str) -> Said:
        """Give a command in the course's folder, with nobody there to answer."""
        return self._run(name, *self._command(*words))

    def _run(self, name: str, *words: str) -> Said:
        started = time.monotonic()
        done = subprocess.run(
            words,
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
        return {"cwd": self.home, "env": {**os.environ, **told}, "text": True}

    def kill(self, words: Sequence[str], enough: int) -> Killed:
        """Give a command, and end it by SIGKILL when it has stored enough results."""
        quiet = dict.fromkeys(("stdout", "stderr", "stdin"), subprocess.DEVNULL)
        with left_behind() as orphans:
            run = subprocess.Popen(self._command(*words), **self._how(), **quiet)
            while run.poll() is None and len(stored(self.out)) < enough:
                time.sleep(0.02)
            run.kill()
            code, running = run.wait(), tuple(" ".join(words) for words in orphans())
        results = sum(state in WITH_SCORE for _, _, state in stored(self.out))
        return Killed(code, running, results, by_person.totals(self.out))

    def while_held(self, name: str, words: Sequence[str], after: str) -> Said:
        """Give a command, and hold the gradebook as another program may, from when it has
        printed `after` to its end."""
        how, started, printed = self._how(), time.monotonic(), []
        how["env"]["PYTHONUNBUFFERED"] = "1"
        streams = dict(
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
        )
        with (
            contextlib.closing(sqlite3.connect(self.out / "gradebook.db")) as book,
            subprocess.Popen(self._command(*words), **how, **streams) as run,
        ):
            for line in run.stdout:
                printed.append(line)
                if after in line:
                    book.execute("begin immediate")
            code = run.wait()
        said = Said(code, "".join(printed), "", time.monotonic() - started)
        self.said[name] = said
        return said

    def on_full_disk(self, name: str, words: Sequence[str], room: int) -> Said:
        """Give a command where there is room for so many bytes that it writes. The course is
        then what that left."""
        disk, after = self.folder / "disk", self.folder / "after"
        disk.mkdir()
        sizes = (path.stat().st_size for path in self.home.rglob("*") if path.is_file())
        size = sum(-(-size // PAGE) * PAGE for size in sizes) + room
        full = ("bwrap", "--dev-bind", "/", "/", "--size", str(size), "--tmpfs", str(disk))
        places = map(str, (self.home, disk, after))
        said = self._run(
            name, *full, "sh", "-c", ON_DISK, "sh", *places, *self._command(*words)
        )
        shutil.rmtree(self.home)
        after.rename(self.home)
        return said

    def upgrade(self) -> None:
        """Give all further commands to another version of the kit, which judges as this
        one."""
        before, self.kit = self.kit, self.folder / "kit"
        for name in KIT_FOLDERS:
            shutil.copytree(before / name, self.kit / name, symlinks=True)
        judge = self.kit / "dinosaur_grader" / "judging" / "marking.py"
        with open(judge, "a", encoding="utf-8") as file:
            file.write("\n# another version\n")

    def uploads(self) -> list[str]:
        """The folders for upload that there are."""
        return sorted(path.name for path in self.home.glob("upload*"))

    def collected(self) -> dict[str, str]:
        """Each person's notebook that was collected, by the name of its folder."""
        found = (self.home / "submitted").glob(f"*/{NAME}/{NAME}.ipynb")
        return {path.parents[1].name: path.read_text("utf-8", "replace") for path in found}
