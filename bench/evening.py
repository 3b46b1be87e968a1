"""`python -m bench.evening`: the whole evening of a large class by the documented
commands, and who got what, by id.

A class with all kinds of trouble goes from the zips of Canvas and Moodle to their
upload files and back. Nobody may be lost, nobody mixed up: every student's work, mark
and page is looked for under the id that the system knows.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.desk.lms import collect
from dinosaur_grader.store import database
from rubrics.dinosaur_island.demo_class import EXPECTED
from tests.dinosaur_grader.desk import evening_class
from tests.dinosaur_grader.desk.by_person import NAME, differences
from tests.dinosaur_grader.desk.term.checks import agreeing
from tests.dinosaur_grader.desk.term.checks.checking import same
from tests.dinosaur_grader.desk.term.seen import Seen, for_canvas, for_moodle, look

SYSTEMS = ("canvas", "moodle")
STATES = {kind: due.state for kind, due in EXPECTED.items()} | dict.fromkeys(
    ("text-only", "nothing"), "missing"
)
STATES["cut-off"] = "unreadable"
LATE = "late = {percent_a_day = 10, days_if_only_told = 1}\n"
"""Who is late loses a tenth, so that every output has to know of it."""
FULL = {kind for kind, due in EXPECTED.items() if len(due.right) == 4}


class Evening:
    """One class in one folder. `peak` is the most memory that one process held, in MiB."""

    def __init__(self, folder: Path, students: int, isolation: str = "strict"):
        self.folder, self.isolation = folder, isolation
        self.group = evening_class.people(students)
        self.kinds = evening_class.work(assignments.load(NAME))
        self.peak = 0.0

    def run(self) -> list[str]:
        """Give all commands; returns sentences about what is not as it should be. Raises
        RuntimeError where a command ends otherwise than it should."""
        evening_class.canvas_zip(self.folder / "canvas.zip", self.group, self.kinds)
        evening_class.moodle_zip(self.folder / "moodle.zip", self.group, self.kinds)
        evening_class.tables(self.folder, self.group)
        (self.folder / "course.toml").write_text(LATE)
        problems = [said for system in SYSTEMS for said in self._collect(system)]
        self._grade()
        seen = look(self.folder / "graded")
        problems += [*agreeing.class_is(seen, self.group), *self._deserved(seen)]
        for agree in (agreeing.cells, agreeing.gradebook, agreeing.pages):
            problems += agree(seen)
        for system in SYSTEMS:
            problems += self._hand_back(system, seen.marks)
        return problems

    def _command(self, *arguments: str, code: int = 0) -> str:
        command = [sys.executable, "-P", "-m", "dinosaur_grader", *arguments]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        self.peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        if done.returncode != code:
            raise RuntimeError(
                f"{arguments} ended with {done.returncode}, not {code}: {done.stderr[-2000:]}"
            )
        return done.stdout + done.stderr

    def _collect(self, system: str) -> Iterator[str]:
        """Collect a system's zip, and say who has another file, or is told otherwise."""
        into = f"submitted-{system}"
        bad = int(system == "canvas")  # its zip has members that are left out
        roster = ("--roster", f"{system}-roster.csv")
        said = self._command("collect", f"{system}.zip", "--into", into, *roster, code=bad)
        due, found = {}, {}
        for path in (self.folder / into).glob(f"*/{NAME}/*"):
            found[path.parents[1].name, path.name] = path.read_bytes()
        for person in self.group:
            if person.hands_in:
                key = person.student_id, f"{NAME}.ipynb"
                due[key] = evening_class.notebook(person, self.kinds)
            if (f"Missing: {person.student_id} handed in" in said) == person.hands_in:
                yield f"{system}: {person.student_id} is wrongly told as missing or not"
        for key in sorted(due.keys() | found.keys()):
            if due.get(key) != found.get(key):
                yield f"{system}: {key} is not what was handed in last"
        url = database.default_url(self.folder / "graded")
        told = {row.student: row.late for row in collect.rows_of(url, NAME, system)}
        late = {
            person.student_id: "late" if person.late and system == "canvas" else ""
            for person in self.group
            if person.hands_in
        }
        if told != late:
            yield f"{system}: another student is told as late: {differences(told, late)}"

    def _grade(self) -> None:
        where = ("--submitted", "submitted-canvas", "--out", "graded")
        how = ("--roster", "canvas-roster.csv", "--isolation", self.isolation)
        unreadable = any(STATES[person.kind] == "unreadable" for person in self.group)
        self._command("grade", *where, *how, code=int(unreadable))
        self._command("report", "--out", "graded")

    def _deserved(self, seen: Seen) -> Iterator[str]:
        """Say whose mark is not what the kind of work deserves."""
        by_kind = defaultdict(set)
        for person in self.group:
            row = seen.totals.get(person.student_id, {"state": "lost", "score": ""})
            who = f"{person.student_id} ({person.kind})"
            if row["state"] != STATES[person.kind]:
                yield f"{who} ended as {row['state']}"
            full = "90" if person.late else "100"
            if (row["score"] == full) != (person.kind in FULL):
                yield f"{who} got {row['score']}"
            by_kind[person.kind, person.late].add(row["score"])
        for kind, scores in by_kind.items():
            if len(scores) != 1:
                yield f"the same work {kind} got different marks: {scores}"

    def _hand_back(self, system: str, marks: dict[str, float]) -> Iterator[str]:
        """Write a system's files, and say who gets another mark or page from them."""
        to = self.folder / f"{system}-upload"
        to.mkdir()
        files = (
            (("--feedback", system), "feedback.zip"),
            (
                (f"--{system}", f"{system}.csv"),
                "marks.csv",
            ),
        )
        for words, name in files:
            self._command("export", "--out", "graded", *words, "--to", f"{to.name}/{name}")
        if system == "canvas":
            newest = [replace(p, file_id=p.file_id + p.attempts - 1) for p in self.group]
            taken = for_canvas(to, newest)
        else:
            taken = for_moodle(to / "marks.csv", to / "feedback.zip", self.group)
        ids = {vars(person)[f"{system}_id"]: person for person in self.group}
        who = {one.student_id: key for key, one in ids.items()}
        due = {who[student]: mark for student, mark in marks.items()}
        yield from same(due, taken.marks, f"the file for {system.capitalize()}")
        for key, person in ids.items():
            page = taken.pages.get(key, "")
            signed = STATES[person.kind] == "unreadable" or person.token in page
            own = signed and person.student_id in page
            if own != person.hands_in:
                yield f"{system}: {person.student_id} does not get the own page"
        if odd := taken.pages.keys() - ids.keys():
            yield f"{system}: pages for nobody: {sorted(odd)}"


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
    print(f"most memory of one process: {evening.peak:.0f} MiB")
    print(
        "\n".join(problems[:50])
        or f"{chosen.students} students: nobody lost, nobody mixed up, the same marks back."
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
