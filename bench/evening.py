"""`python -m bench.evening`: the whole evening of a large class by the documented
commands, and who got what, by id.

A class with all kinds of trouble goes from the zips of Canvas and Moodle to their
upload files and back. Nobody may be lost, nobody mixed up: every student's work, mark
and page is looked for under the id that the system knows.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.desk.lms import collect
from dinosaur_grader.store import database
from rubrics.dinosaur_island.demo_class import EXPECTED
from tests.dinosaur_grader.desk import by_person, evening_class
from tests.dinosaur_grader.desk.by_person import NAME, differences
from tests.dinosaur_grader.desk.evening_class import COLUMN, Person
from tests.dinosaur_grader.systems import (
    canvas_imports,
    canvas_takes,
    moodle_imports,
    moodle_takes,
)

STATES = {kind: due.state for kind, due in EXPECTED.items()} | dict.fromkeys(
    ("text-only", "nothing"), "missing"
)
STATES["cut-off"] = "unreadable"
LATE = "late = {percent_a_day = 10, days_if_only_told = 1}\n"
"""Who is late loses a tenth, so that every output has to know of it."""
FULL = {kind for kind, due in EXPECTED.items() if len(due.right) == 4}


class Evening:
    """One class in one folder. `problems` are sentences about what is not as it should
    be; `seconds` by command, wall and processor; `peak` is the most memory that one process
    held, in MiB."""

    def __init__(self, folder: Path, students: int, isolation: str = "strict"):
        self.folder, self.isolation = folder, isolation
        self.group = evening_class.people(students)
        self.kinds = evening_class.work(assignments.load(NAME))
        self.problems: list[str] = []
        self.seconds: dict[str, tuple[float, float]] = {}
        self.peak = 0.0

    def run(self) -> list[str]:
        """All of it; returns the problems. Raises RuntimeError where a command ends
        otherwise than it should."""
        evening_class.canvas_zip(self.folder / "canvas.zip", self.group, self.kinds)
        evening_class.moodle_zip(self.folder / "moodle.zip", self.group, self.kinds)
        evening_class.tables(self.folder, self.group)
        (self.folder / "course.toml").write_text(LATE)
        for system in ("canvas", "moodle"):
            self._collect(system)
        self._grade()
        marks = self._marks()
        self._everywhere(marks)
        self._exported("canvas", lambda text: canvas_imports(text, COLUMN), marks)
        self._exported("moodle", moodle_imports, marks)
        self._feedback()
        return self.problems

    def _command(self, name: str, *arguments: str, code: int = 0) -> str:
        command = [sys.executable, "-P", "-m", "dinosaur_grader", *arguments]
        start, used = time.perf_counter(), _used()
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        self.seconds[name] = (time.perf_counter() - start, _used() - used)
        self.peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        if done.returncode != code:
            raise RuntimeError(
                f"{name} ended with {done.returncode}, not {code}: {done.stderr[-2000:]}"
            )
        return done.stdout + done.stderr

    def _expect(self, holds: bool, otherwise: str) -> None:
        if not holds:
            self.problems.append(otherwise)

    def _collect(self, system: str) -> None:
        into = f"submitted-{system}"
        roster = ("--roster", f"{system}-roster.csv")
        bad = 1 if system == "canvas" else 0  # the Canvas zip has members that are left out
        said = self._command(
            f"collect {system}", "collect", f"{system}.zip", "--into", into, *roster, code=bad
        )
        for person in self.group:
            place = self.folder / into / person.student_id / NAME / f"{NAME}.ipynb"
            have = place.read_bytes() if place.exists() else None
            due = evening_class.notebook(person, self.kinds) if person.hands_in else None
            self._expect(
                have == due,
                f"{system}: {person.student_id} has another file than was handed in last",
            )
            named = f"Missing: {person.student_id} handed in" in said
            self._expect(
                named != person.hands_in,
                f"{system}: {person.student_id} is wrongly told as missing or not",
            )
        url = database.default_url(self.folder / "graded")
        rows = {row.student: row for row in collect.rows_of(url, NAME, system)}
        due = {
            p.student_id: "late" if p.late and system == "canvas" else ""
            for p in self.group
            if p.hands_in
        }
        told = {student: row.late for student, row in rows.items()}
        self._expect(
            told == due, f"{system}: another student is told as late: {differences(told, due)}"
        )
        count = len(list((self.folder / into).glob(f"*/{NAME}")))
        self._expect(
            count == sum(p.hands_in for p in self.group),
            f"{system}: {count} students have a file",
        )

    def _grade(self) -> None:
        options = (
            "--submitted",
            "submitted-canvas",
            "--out",
            "graded",
            "--roster",
            "canvas-roster.csv",
        )
        unreadable = any(STATES[person.kind] == "unreadable" for person in self.group)
        self._command(
            "grade", "grade", *options, "--isolation", self.isolation, code=int(unreadable)
        )
        self._command("report", "report", "--out", "graded")

    def _marks(self) -> dict[str, float]:
        """Each student's mark in `totals.csv`, looked at by what the kind of work
        deserves."""
        rows = by_person.totals(self.folder / "graded")
        self._expect(
            set(rows) == {p.student_id for p in self.group},
            "totals.csv has not exactly the class",
        )
        by_kind = defaultdict(set)
        for person in self.group:
            row = rows.get(person.student_id, {"state": "lost", "score": ""})
            who = f"{person.student_id} ({person.kind})"
            self._expect(row["state"] == STATES[person.kind], f"{who} ended as {row['state']}")
            full = "90" if person.late else "100"
            self._expect(
                (row["score"] == full) == (person.kind in FULL), f"{who} got {row['score']}"
            )
            by_kind[person.kind, person.late].add(row["score"])
        for kind, scores in by_kind.items():
            self._expect(
                len(scores) == 1, f"the same work {kind} got different marks: {scores}"
            )
        return {student: float(row["score"]) for student, row in rows.items() if row["score"]}

    def _everywhere(self, marks: dict[str, float]) -> None:
        """The marks of `totals.csv` again in the table of cells, in the gradebook and on
        every page."""
        out = self.folder / "graded"
        cells, book = by_person.cells(out), by_person.gradebook(out)
        totals, pages = by_person.totals(out), by_person.pages(out)
        for student, mark in marks.items():
            taken = float(totals[student]["penalty"] or 0)
            said = {
                "grades.csv": sum(cells[student].values()) - taken,
                "gradebook": book.get(student),
                "page": by_person.shown(pages[student]),
            }
            for where, other in said.items():
                same = other is not None and abs(other - mark) < 0.005
                self._expect(same, f"{where} says {other} of {student}, totals.csv {mark}")

    def _exported(self, system: str, imports, marks: dict[str, float]) -> None:
        to = f"{system}-upload.csv"
        files = (f"--{system}", f"{system}.csv")
        self._command(f"export {system}", "export", "--out", "graded", *files, "--to", to)
        taken = imports((self.folder / to).read_text(encoding="utf-8"))
        due = {_id(p, system): marks[p.student_id] for p in self.group if p.student_id in marks}
        self._expect(
            taken == due,
            f"{system}: importing the exported CSV gives other marks: {differences(taken, due)}",
        )

    def _feedback(self) -> None:
        for system in ("canvas", "moodle"):
            to = self.folder / f"{system}-feedback.zip"
            files = ("--feedback", system, "--to", to.name)
            self._command(f"feedback {system}", "export", "--out", "graded", *files)
            users = {p.canvas_id: {str(p.file_id + p.attempts - 1)} for p in self.group}
            participants = {p.moodle_id for p in self.group}
            taken = (
                canvas_takes(to, users)
                if system == "canvas"
                else moodle_takes(to, participants)
            )
            due = {_id(p, system): p for p in self.group if p.hands_in}
            self._expect(
                set(taken) == set(due),
                f"{system}: feedback for {differences(dict.fromkeys(taken), due)}",
            )
            for key, person in due.items():
                signed = STATES[person.kind] == "unreadable" or person.token in taken.get(
                    key, ""
                )
                own = f">{person.student_id}<" in taken.get(
                    key, ""
                ) or person.student_id in taken.get(key, "")
                self._expect(
                    signed and own, f"{system}: {person.student_id} does not get the own page"
                )


def _used() -> float:
    """Processor seconds of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _id(person: Person, system: str) -> str:
    return person.canvas_id if system == "canvas" else person.moodle_id


def _import_of_numpy() -> float:
    """Processor seconds of `python -c 'import numpy'`, the median of five."""
    found = []
    for _ in range(5):
        before = _used()
        subprocess.run([sys.executable, "-c", "import numpy"], check=True)
        found.append(_used() - before)
    return statistics.median(found)


def main(arguments: list[str] | None = None) -> int:
    """The command; 0 when nobody was lost or mixed up."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.evening", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--students", type=int, default=2000)
    parser.add_argument("--isolation", default="strict")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        evening = Evening(Path(folder), chosen.students, chosen.isolation)
        problems = evening.run()
    numpy = _import_of_numpy()
    print(f"{'':<18}{'wall':>8} s{'CPU':>8} s   CPU a student, in imports of NumPy")
    for name, (wall, used) in evening.seconds.items():
        ratio = used / chosen.students / numpy
        print(f"{name:<18}{wall:8.1f} s{used:8.1f} s{ratio:8.2f}")
    print(
        f"one import of NumPy {numpy:.2f} s; most memory of one process {evening.peak:.0f} MiB"
    )
    print(
        "\n".join(problems[:50])
        or f"{chosen.students} students: nobody lost, nobody mixed up, the same marks back."
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
