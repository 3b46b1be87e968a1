"""`python -m bench.same_outputs CHECKOUT`: every output of one evening, by this checkout and
by another one, compared.

The evening has late work, several attempts where the best one counts, marks, extra credit
and comments by hand, answers to regrade requests, and a second collection. Left out of the
comparison is what a change of the kit changes by itself: keys, versions, white space and
comments of pages.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import replace
from pathlib import Path

from bench import evening_class
from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments.course_seed import Seed
from dinosaur_grader.desk.platforms import bundle

HERE = Path(__file__).parents[1]
NAME = "dinosaur_island"
RULES = 'late = {percent_a_day = 10, days_if_only_told = 1}\nattempts = "best"\n'
ANSWERS = (("--points", "1"), ("--stands",), ("--points", "0.5"))
OF_GRADES = (
    "from {table} x join base_cell b on b.id = x.cell_id "
    "join submitted_notebook n on n.id = x.notebook_id "
    "join submitted_assignment s on s.id = n.assignment_id"
)
ROWS = (
    "select s.student_id, b.name, x.auto_score, x.manual_score, x.extra_credit, x.needs_manual_grade, "
    "n.late_submission_penalty, s.timestamp, s.extension " + OF_GRADES.format(table="grade"),
    "select s.student_id, b.name, x.auto_comment, x.manual_comment "
    + OF_GRADES.format(table="comment"),
)
OWN = re.compile(rb"<!--.*?-->|\s+|kit [0-9a-f]+|[0-9a-f]{12,64}", re.S)


class Evening:
    """One evening by the checkout at `kit`, in a folder of its own. `seconds` by step."""

    def __init__(self, kit: Path, folder: Path, students: int):
        self.kit, self.folder = kit, folder
        self.group = evening_class.people(students)
        self.kinds = evening_class.work(assignments.load(NAME))
        self.seconds: dict[str, float] = {}

    def run(self) -> dict[str, object]:
        """All of it; returns what it left, by name."""
        evening_class.canvas_zip(self.folder / "canvas.zip", self.group, self.kinds)
        evening_class.tables(self.folder, self.group)
        (self.folder / "course.toml").write_text(RULES)
        bundle.seed_file(self.folder / "course.seed", Seed(bytes(range(32))))
        grade = ("grade", "--submitted", "submitted", "--roster", "canvas-roster.csv")
        into = ("--into", "submitted", "--out", "graded")
        self._verb("collect", "canvas.zip", "--roster", "canvas-roster.csv", *into)
        self._verb(*grade, "--out", "graded", "--seed", "course.seed")
        self._by_hand()
        self._verb(*grade, "--out", "graded", "--seed", "course.seed")
        self._answers()
        evening_class.canvas_zip(self.folder / "again.zip", self._again(), self.kinds)
        self._verb("collect", "again.zip", "--roster", "canvas-roster.csv", *into)
        self._verb(*grade, "--out", "graded", "--seed", "course.seed", "--accept-changes")
        self._verb("report", "--out", "graded")
        column = ("--column", evening_class.COLUMN)
        self._verb(
            "export", "--out", "graded", "--canvas", "canvas.csv", *column, "--to", "up.csv"
        )
        self._verb("export", "--out", "graded", "--feedback", "canvas", "--to", "back.zip")
        return self._left()

    def _verb(self, *words: str) -> None:
        words = (*words, "--course", str(self.kit))
        # before it was in the database, what was collected had to be named
        if words[0] == "export" and not (self.kit / "dinosaur_grader" / "store").is_dir():
            words = (*words, "--collected", "submitted.collected.csv")
        env = {**os.environ, "PYTHONPATH": str(self.kit), "SOURCE_DATE_EPOCH": "1790000000"}
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-P", "-m", "dinosaur_grader", *words],
            cwd=self.folder,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode > 1:
            raise RuntimeError(
                f"{words[0]} ended with {done.returncode}: {done.stderr[-2000:]}"
            )
        took = time.perf_counter() - started
        self.seconds[words[0]] = self.seconds.get(words[0], 0.0) + took

    def _by_hand(self) -> None:
        with sqlite3.connect(self.folder / "graded" / "gradebook.db") as book:
            query = f"select x.id {OF_GRADES.format(table='grade')} where b.name = 'clip_hidden' order by s.student_id"
            for number, row in enumerate(book.execute(query).fetchall()):
                if number % 9 == 0:
                    book.execute("update grade set manual_score = 5.5 where id = ?", row)
                if number % 13 == 0:
                    book.execute("update grade set extra_credit = 1.5 where id = ?", row)
            query = f"select x.id {OF_GRADES.format(table='comment')} where b.name = 'clip' order by s.student_id"
            for row in book.execute(query).fetchall()[::7]:
                book.execute(
                    "update comment set manual_comment = 'See <b>me</b>' where id = ?", row
                )

    def _answers(self) -> None:
        pages = sorted((self.folder / "graded" / "feedback").glob("*/*/*.html"))
        codes = (
            re.search('class="code-of">([^<]*)', page.read_text("utf-8")) for page in pages
        )
        for code, answer in zip(filter(None, codes), ANSWERS, strict=False):
            self._verb("answer", code[1], "--out", "graded", "--why", "We looked.", *answer)

    def _again(self) -> list[evening_class.Person]:
        """Those who hand in once more: some better work, some worse."""
        few = [one for one in self.group if one.hands_in][2::11]
        kinds = ("ada-in-place", "hana-model-wrong")
        return [
            replace(one, kind=kinds[number % 2], file_id=one.file_id + 5, attempts=1)
            for number, one in enumerate(few)
        ]

    def _left(self) -> dict[str, object]:
        out, found = self.folder / "graded", {}
        for path in (out / "grades.csv", out / "totals.csv", self.folder / "up.csv"):
            found[path.name] = path.read_bytes()
        for path in (
            *out.glob("feedback/*/*/*"),
            *out.glob("autograded/*/*/*"),
            out / "report.html",
        ):
            found[str(path.relative_to(out))] = OWN.sub(b"", path.read_bytes())
        with zipfile.ZipFile(self.folder / "back.zip") as back:
            found |= {name: OWN.sub(b"", back.read(name)) for name in back.namelist()}
        lines = (out / "results.jsonl").read_bytes().splitlines()
        found["results.jsonl"] = sorted(_result(json.loads(line)["result"]) for line in lines)
        with sqlite3.connect(out / "gradebook.db") as book:
            rows = [sorted(map(repr, book.execute(query))) for query in ROWS]
        found["gradebook.db"] = OWN.sub(b"", repr(rows).encode())
        return found


def _result(result: dict) -> str:
    kept = {
        name: what for name, what in result.items() if name not in ("key", "version", "wording")
    }
    return json.dumps(kept, sort_keys=True)


def main(arguments: list[str] | None = None) -> int:
    """The command; 0 where every output is the same."""
    parser = argparse.ArgumentParser(prog="python -m bench.same_outputs", description=__doc__)
    parser.add_argument("checkout", type=Path, help="another checkout, before the change")
    parser.add_argument("--students", type=int, default=180)
    chosen = parser.parse_args(arguments)
    found, seconds = [], []
    for kit in (chosen.checkout.resolve(), HERE):
        with tempfile.TemporaryDirectory() as folder:
            evening = Evening(kit, Path(folder), chosen.students)
            found.append(evening.run())
            seconds.append(evening.seconds)
    before, after = found
    for verb in seconds[0]:
        print(
            f"{verb:<10}{seconds[1][verb] / seconds[0][verb]:6.2f} times the wall time of before"
        )
    differ = sorted(n for n in before | after if before.get(n) != after.get(n))
    for name in differ:
        print(f"differs: {name}")

    print(f"{len(after) - len(differ)} of {len(before | after)} outputs are the same.")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
