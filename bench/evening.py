"""`python -m bench.evening`: the whole evening of a large class by the documented
commands, and who got what, by id.

A class with all kinds of trouble goes from the zips of Canvas and Moodle to their
upload files and back. Nobody may be lost, nobody mixed up: every student's work, mark
and page is looked for under the id that the system knows.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from bench import evening_class
from bench.evening_class import COLUMN, Person
from grader.assignments import assignment as assignments
from grader.desk.lms import collected
from rubrics.dinosaur_island.sample_class import EXPECTED
from tests.grader.systems import canvas_imports, canvas_takes, moodle_imports, moodle_takes

NAME = "dinosaur_island"
STATES = {kind: due.state for kind, due in EXPECTED.items()} | dict.fromkeys(
    ("text-only", "nothing"), "missing"
)
STATES["cut-off"] = "unreadable"
FULL = {kind for kind, due in EXPECTED.items() if len(due.right) == 4}


class Evening:
    """One class in one folder. `problems` are sentences about what is not as it should
    be; `seconds` by command."""

    def __init__(self, folder: Path, students: int, isolation: str = "strict"):
        self.folder, self.isolation = folder, isolation
        self.group = evening_class.people(students)
        self.kinds = evening_class.work(assignments.load(NAME))
        self.problems: list[str] = []
        self.seconds: dict[str, float] = {}

    def run(self) -> list[str]:
        """All of it; returns the problems. Raises RuntimeError where a command ends
        otherwise than it should."""
        evening_class.canvas_zip(self.folder / "canvas.zip", self.group, self.kinds)
        evening_class.moodle_zip(self.folder / "moodle.zip", self.group, self.kinds)
        evening_class.tables(self.folder, self.group)
        for system in ("canvas", "moodle"):
            self._collect(system)
        self._grade()
        marks = self._marks()
        self._exported("canvas", lambda text: canvas_imports(text, COLUMN), marks)
        self._exported("moodle", moodle_imports, marks)
        self._feedback()
        return self.problems

    def _command(self, name: str, *arguments: str, code: int = 0) -> str:
        start = time.perf_counter()
        command = [sys.executable, "-m", "grader", *arguments]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        self.seconds[name] = time.perf_counter() - start
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
        rows = {
            row["student_id"]: row
            for row in collected.read(self.folder / into / "collected.csv")
        }
        due = {
            p.student_id: "late" if p.late and system == "canvas" else ""
            for p in self.group
            if p.hands_in
        }
        told = {student: row["late"] for student, row in rows.items()}
        self._expect(
            told == due, f"{system}: another student is told as late: {_differences(told, due)}"
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
        with open(self.folder / "graded" / "totals.csv", encoding="utf-8", newline="") as file:
            rows = {row["student_id"]: row for row in csv.DictReader(file)}
        self._expect(
            set(rows) == {p.student_id for p in self.group},
            "totals.csv has not exactly the class",
        )
        by_kind = defaultdict(set)
        for person in self.group:
            row = rows.get(person.student_id, {"state": "lost", "score": ""})
            who = f"{person.student_id} ({person.kind})"
            self._expect(row["state"] == STATES[person.kind], f"{who} ended as {row['state']}")
            self._expect(
                (row["score"] == "100") == (person.kind in FULL), f"{who} got {row['score']}"
            )
            by_kind[person.kind].add(row["score"])
        for kind, scores in by_kind.items():
            self._expect(
                len(scores) == 1, f"the same work ({kind}) got different marks: {scores}"
            )
        return {student: float(row["score"]) for student, row in rows.items() if row["score"]}

    def _exported(self, system: str, imports, marks: dict[str, float]) -> None:
        to = f"{system}-upload.csv"
        files = (
            f"--{system}",
            f"{system}.csv",
            "--collected",
            f"submitted-{system}/collected.csv",
        )
        self._command(f"export {system}", "export", "--out", "graded", *files, "--to", to)
        taken = imports((self.folder / to).read_text(encoding="utf-8"))
        due = {_id(p, system): marks[p.student_id] for p in self.group if p.student_id in marks}
        self._expect(
            taken == due,
            f"{system}: importing the exported CSV gives other marks: {_differences(taken, due)}",
        )

    def _feedback(self) -> None:
        for system in ("canvas", "moodle"):
            to = self.folder / f"{system}-feedback.zip"
            files = (
                "--feedback",
                system,
                "--collected",
                f"submitted-{system}/collected.csv",
                "--to",
                to.name,
            )
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
                f"{system}: feedback for {_differences(dict.fromkeys(taken), due)}",
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


def _id(person: Person, system: str) -> str:
    return person.canvas_id if system == "canvas" else person.moodle_id


def _differences(a: dict, b: dict) -> str:
    return ", ".join(
        f"{key}: {a.get(key)} for {b.get(key)}"
        for key in sorted(a | b)
        if a.get(key) != b.get(key)
    )[:500]


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
    for name, seconds in evening.seconds.items():
        print(f"{name:<18}{seconds:8.1f} s")
    print(
        "\n".join(problems[:50])
        or f"{chosen.students} students: nobody lost, nobody mixed up, the same marks back."
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
