"""The story of a term: the commands in their order, and what a lecturer sees after each."""

from __future__ import annotations

import contextlib
import datetime
import re
import shutil
import sqlite3
from collections import defaultdict
from pathlib import Path

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments.course_seed import Seed
from dinosaur_grader.desk.platforms import bundle
from tests.dinosaur_grader.desk import evening_class
from tests.dinosaur_grader.desk.by_person import NAME
from tests.dinosaur_grader.desk.evening_class import COLUMN
from tests.dinosaur_grader.desk.term import files
from tests.dinosaur_grader.desk.term.course import Course
from tests.dinosaur_grader.desk.term.people import Cast
from tests.dinosaur_grader.desk.term.seen import (
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

EXCUSED = "clip.hidden.below"
"""The question that turns out to be no good."""
WHY = "all points: rounding on old machines"
BY_HAND, ON_CANVAS = 5.5, "77.5"
ANSWER = "Your way is right, too."
ILL = "was ill"
ROOM, ROOM_EACH = 80_000, 80_000  # bytes on the full disk: the new files have room there
KILLED_AFTER = 3  # of the class, one in so many is graded when the run is killed
CODE = re.compile(r"<li>[^<]*\(([\d.]+) points?\).*?class=\"code-of\">([^<]*)")
SAME_PLACE = ("--submitted", "submitted", "--out", "graded")


class Term(Course):
    """A term in a folder of its own, and what was noted of it, by the name of the moment:
    what was `seen` by person; who was in the `registers`; which `files_of` people were
    collected, what a system would take of what was `uploaded`, what lay there before and
    after (`files`), which folders for upload were `made`. Of what did not come about there
    is nothing."""

    def __init__(self, folder: Path, people: int, isolation: str = "none"):
        super().__init__(folder)
        self.isolation, self.cast = isolation, Cast(people)
        self.seen: defaultdict[str, Seen] = defaultdict(Seen)
        self.registers: defaultdict[str, dict[str, dict]] = defaultdict(dict)
        self.files_of: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self.uploaded: defaultdict[str, Upload] = defaultdict(Upload)
        self.files: defaultdict[str, tuple[dict, dict]] = defaultdict(lambda: ({}, {}))
        self.made: defaultdict[str, list[str]] = defaultdict(list)
        self.killed, self.code, self.stopped = Killed(), "none", ""
        self.evening = 1
        now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
        self.due, self.extended = (
            (now + datetime.timedelta(days)).isoformat() for days in (-1, 7)
        )

    def play(self) -> None:
        """All of it. Where it can't go on, `stopped` says why."""
        for act in (
            self._files, self._register, self._first_evening, self._by_hand, self._who_changed,
            self._full_disk, self._held, self._second_evening, self._moodle, self._wrong_files,
            self._excused, self._upgrade, self._restored,
        ):  # fmt: skip
            try:
                act()
            except (OSError, sqlite3.Error) as error:
                self.stopped = f"{act.__name__.strip('_')}: {error}"
                return

    # What is given often

    def people(self, name: str, *words: str) -> Said:
        """Give a command to the register."""
        return self.verb(name, "people", *words)

    def grade(self, name: str, *words: str) -> Said:
        """Grade what was collected."""
        how = ("--isolation", self.isolation)
        return self.verb(name, "grade", *SAME_PLACE, *how, *words)

    def _evening(self, book: str, *words: str) -> list[str]:
        zipped = f"canvas-{self.evening}.zip"
        how = ("--isolation", self.isolation)
        return ["evening", zipped, "--canvas", book, *how, *words]

    def look(self, name: str) -> None:
        """Note what lies under `graded` now."""
        self.seen[name] = look(self.out)

    def listed(self, name: str) -> None:
        """Note the register."""
        self.registers[name] = register(self.people("people show", "show", "--json").out)

    # The story

    def _files(self) -> None:
        self.home.mkdir()
        kinds, cast = evening_class.work(assignments.load(NAME)), self.cast
        everybody = cast.everybody  # who is added hands in before any list has them
        files.zips(self.home, 1, everybody, kinds)
        files.zips(self.home, 2, cast.second, kinds)
        excused = {cast.one("excused").canvas_id: "EX"}
        files.grade_book(self.home / "canvas-1.csv", cast.first, excused)
        files.groups(self.home / "groups.csv", cast.first)
        for evening, group in ((1, cast.first), (2, cast.second)):
            files.worksheet(self.home / f"moodle-{evening}.csv", group)
        files.rules(self.home / "course.toml", self.due)
        bundle.seed_file(self.home / "course.seed", Seed(bytes(range(32))))

    def _register(self) -> None:
        take = ("--own", "sis", "--yes")
        self.people("import", "import", "canvas-1.csv", *take)
        self.people("import again", "import", "canvas-1.csv", *take)
        self.people("import moodle", "import", "moodle-1.csv", *take)
        self.people("import groups", "import", "groups.csv", *take)
        (self.home / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0")
        self.people("import a picture", "import", "picture.csv", *take)
        excused, extended = self.cast.one("excused"), self.cast.one("extended")
        self.people("excuse", "excuse", excused.student_id, NAME, ILL)
        self.people("extend", "extend", extended.student_id, NAME, self.extended)
        self.people("show one", "show", self.cast.one("late").student_id)
        self.listed("first")
        self._rules()

    def _rules(self, *more: str) -> None:
        files.rules(self.home / "course.toml", self.due, *more)

    def _first_evening(self) -> None:
        enough = max(1, len(self.cast.first) // KILLED_AFTER)
        self.killed = self.kill(self._evening("canvas-1.csv"), enough)
        whole = ("--changes", "changes.csv")
        self.verb("evening declined", *self._evening("canvas-1.csv", *whole))
        self.made["declined"] = self.uploads()
        self.verb("evening 1", *self._evening("canvas-1.csv", "--yes"))
        self.look("evening 1")
        self.made["evening 1"] = self.uploads()
        first = self.made["evening 1"][:1] or ["upload"]
        self.uploaded["evening 1"] = for_canvas(self.home / first[0], self.cast.everybody)
        self.files_of["evening 1"] = self.collected()
        shutil.copyfile(self.out / "gradebook.db", self.folder / "backup.db")

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
        cells = {who: f"{mark:g}" for who, mark in self.uploaded["evening 1"].marks.items()}
        cells[self.cast.one("edited").canvas_id] = ON_CANVAS
        cells[self.cast.one("excused").canvas_id] = "EX"
        files.grade_book(self.home / "canvas-2.csv", self.cast.second, cells)
        take = ("import", "canvas-2.csv", "--own", "sis")
        self.listed("before")
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
        """The second evening where there is no room for it."""
        before = contents(self.out)
        new = len(self.cast.of["again"] + self.cast.of["added"])
        room = ROOM + new * ROOM_EACH
        self.on_full_disk("full disk", self._evening("canvas-2.csv", "--yes"), room)
        self.files["full disk"] = (before, contents(self.out))
        self.made["full disk"] = self.uploads()

    def _held(self) -> None:
        """The second evening while another program holds the gradebook."""
        evening = self._evening("canvas-2.csv", "--yes")
        self.while_held("held", evening, "students collected into")
        self.made["held"] = self.uploads()

    def _second_evening(self) -> None:
        self.verb("evening 2", *self._evening("canvas-2.csv", "--yes"))
        self.look("evening 2")
        if new := sorted(set(self.uploads()) - set(self.made["held"])):
            self.uploaded["evening 2"] = for_canvas(self.home / new[0], self.cast.second)
        self.files_of["evening 2"] = self.collected()
        self._third_evening()
        how = ("--submitted", "submitted", *self._to(), "--isolation", self.isolation)
        self.verb("explain", "explain", self.code, *how)
        self.people("show renamed", "show", self.cast.one("renamed", 2).student_id)

    def _third_evening(self) -> None:
        """Nothing new: Canvas has our marks, and whoever changed one has agreed."""
        marks = {one.canvas_id: one.student_id for one in self.cast.second}
        ours = self.seen["evening 2"].marks
        cells = {key: f"{ours[who]:g}" for key, who in marks.items() if who in ours}
        cells[self.cast.one("excused").canvas_id] = "EX"
        files.grade_book(self.home / "canvas-3.csv", self.cast.second, cells)
        self.verb("evening 3", *self._evening("canvas-3.csv", "--yes"))

    def _moodle(self) -> None:
        """The same class by Moodle's files."""
        into = ("--into", "submitted-moodle", *self._to())
        people = ("--people", "moodle-2.csv")
        self.verb("collect moodle", "collect", "moodle-2.zip", *into, *people)
        marks, pages = ("--to", "moodle-upload.csv"), ("--to", "moodle-feedback.zip")
        self.verb("export moodle", "export", *self._to(), "--moodle", "moodle-2.csv", *marks)
        self.verb("feedback moodle", "export", *self._to(), "--feedback", "moodle", *pages)
        files_of = (self.home / f"moodle-{what}" for what in ("upload.csv", "feedback.zip"))
        self.uploaded["moodle"] = for_moodle(*files_of, self.cast.second)

    def _wrong_files(self) -> None:
        ten, column = self.home / "ten.csv", self.home / "column.csv"
        files.grade_book(ten, self.cast.second, {}, "10.00")
        text = (self.home / "canvas-2.csv").read_text("utf-8")
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
        self.upgrade()
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
