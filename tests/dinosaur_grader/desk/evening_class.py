"""A class as a learning management system hands it over: Canvas and Moodle zips, a
roster, their own grade files.

Every student's notebook says in a comment whose it is, so that a page or a file in the
wrong place is seen.
"""

from __future__ import annotations

import csv
import json
import random
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dinosaur_grader.assignments.assignment import Assignment
from rubrics.dinosaur_island import demo_class

ENDLESS = "kurt-endless-sample"  # one student only: the budget of the whole notebook runs out
KINDS = tuple(kind for kind in demo_class.EXPECTED if kind not in (ENDLESS, "nora-no-notebook"))
# one in thirty students of a large class
TROUBLE = (
    ENDLESS,
    "nora-no-notebook",
    "cut-off",
    "text-only",
    "nothing",
)
NAMES = (
    ("Kim", "Lee"),
    ("Kim", "Lee"),
    ("雷", "李"),
    ("José", "de la Cruz-Núñez"),
    ("=cmd|'/c calc'!A0", "Formula"),
    ("محمد", "الأمين"),
    ("R2", "D2 3 PO"),
    ("O'Brien", "Zoë-Mae"),
    ("🦖", "Rex"),
    ("X" * 60, "Y" * 60),
)
COLUMN = "dinosaur_island (4711)"


@dataclass(frozen=True)
class Person:
    """One student: ids in the course, in Canvas (user, file) and in Moodle, the name,
    and what was handed in."""

    student_id: str
    canvas_id: str
    file_id: int
    moodle_id: str
    first: str
    last: str
    kind: str
    late: bool
    attempts: int

    @property
    def hands_in(self) -> bool:
        """Whether there is a file that can be collected."""
        return self.kind not in ("text-only", "nothing", "otto-handed-in-nothing")

    @property
    def token(self) -> str:
        """The comment that this student's notebook carries."""
        return f"# this work is by {self.student_id}"


def people(count: int) -> list[Person]:
    """`count` students; ids of the three systems are shuffled against each other, the
    same ones for each call."""
    chance = random.Random(20)
    canvas, moodle = (
        chance.sample(range(start, start + 9 * count), count) for start in (10_000, 700)
    )
    # a small class has each kind of trouble, too
    apart, made = max(6, min(30, count // len(TROUBLE))), []
    for i in range(count):
        first, last = NAMES[i] if i < len(NAMES) else (f"First{i % 37}", f"Last{i % 11}")
        kind = (
            TROUBLE[i // apart % len(TROUBLE)]
            if i % apart == apart - 1
            else KINDS[i % len(KINDS)]
        )
        kind = "cut-off" if kind == ENDLESS and i > 29 else kind
        attempts = 1 + (i % 9 == 4) + (i % 18 == 4)
        ids = (f"s{i:05}", str(canvas[i]), 900_000 + 10 * i, str(moodle[i]))
        made.append(Person(*ids, first, last, kind, i % 7 == 3, attempts))
    return made


def work(assignment: Assignment) -> dict[str, bytes]:
    """The bytes of each kind of notebook, without anybody's comment."""
    blank = json.loads(assignment.blank_path.read_text(encoding="utf-8"))
    reference = {
        cell.grade_id: cell.source
        for cell in assignment.solved
        if cell.grade_id in assignment.solutions
    }
    kinds = demo_class.submissions(blank, reference)
    return kinds | {"cut-off": kinds["ada-in-place"][: len(kinds["ada-in-place"]) // 2]}


def notebook(person: Person, kinds: dict[str, bytes]) -> bytes:
    """What a person hands in last: the kind's notebook, signed in the cells
    of `clip`."""
    return _signed(kinds[person.kind], person.token)


def _signed(raw: bytes, token: str) -> bytes:
    try:
        content = json.loads(raw.decode("utf-8-sig"))
    except ValueError:
        return raw + token.encode()
    # one kind has a copy of it, and a page shows the graded one only
    for cell in content["cells"]:
        if "def clip" in (text := "".join(cell["source"])):
            cell["source"] = f"{text}\n{token}"
    mark = b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b""
    return mark + json.dumps(content, ensure_ascii=False).encode()


def canvas_zip(to: Path, group: list[Person], kinds: dict[str, bytes]) -> None:
    """The zip of Canvas's *Download Submissions*, with a member that climbs out and one
    that is a bomb."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../evil_1_2_dinosaur_island.ipynb", "climbs out")
        archive.writestr("bomb_3_4_dinosaur_island.ipynb", b"\0" * (33 * 2**20))
        for person in group:
            name = re.sub(r"\W", "", f"{person.last}{person.first}".lower())
            front = f"{name}{'_LATE' * person.late}_{person.canvas_id}"
            if person.kind == "text-only":
                archive.writestr(f"{front}_text.html", "<p>I could not upload my file.</p>")
            for number, content in _attempts(person, kinds):
                end = f"-{number}" if number else ""
                archive.writestr(
                    f"{front}_{person.file_id + number}_dinosaur_island{end}.ipynb", content
                )


def moodle_zip(to: Path, group: list[Person], kinds: dict[str, bytes]) -> None:
    """The zip of Moodle's *Download all submissions*; every student's newest file, some
    beside a scratch notebook."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for person in group:
            name = re.sub(r'[/\\:*?"<>|_]', " ", f"{person.first} {person.last}")
            folder = f"{name}_{person.moodle_id}_assignsubmission_file/"
            if not person.hands_in:
                continue
            archive.writestr(f"{folder}dinosaur_island.ipynb", notebook(person, kinds))
            if person.attempts == 2:
                archive.writestr(f"{folder}scratch.ipynb", "{}")


def _attempts(person: Person, kinds: dict[str, bytes]) -> Iterator[tuple[int, bytes]]:
    if person.hands_in:
        for number in range(person.attempts - 1):
            yield number, _signed(kinds["dora-blank"], f"{person.token}, try {number}")
        yield person.attempts - 1, notebook(person, kinds)


def tables(folder: Path, group: list[Person]) -> None:
    """The two rosters, Canvas's grade book and Moodle's worksheet."""
    pairs = {"canvas": [p.canvas_id for p in group], "moodle": [p.moodle_id for p in group]}
    for system, ids in pairs.items():
        lines = zip((p.student_id for p in group), ids, strict=True)
        write_rows(folder / f"{system}-roster.csv", [("student_id", "system_id"), *lines])
    canvas = [("Student", "ID", "SIS Login ID", "Section", COLUMN, "Final Score")]
    canvas.append(("    Points Possible", "", "", "", "100.00", "(read only)"))
    named = ((p, f"{p.last}, {p.first}") for p in reversed(group))
    canvas += [
        (f'="{n}"' if n[0] in "=+-@" else n, p.canvas_id, "", "A", "", "") for p, n in named
    ]
    write_rows(folder / "canvas.csv", canvas)
    moodle = [
        ("Identifier", "Full name", "Status", "Grade", "Maximum Grade", "Feedback comments")
    ]
    moodle += [
        (f"Participant {p.moodle_id}", f"{p.first} {p.last}", "", "", "100.00", "")
        for p in reversed(group)
    ]
    write_rows(folder / "moodle.csv", moodle)


def write_rows(path: Path, rows: list[tuple[str, ...]]) -> None:
    """Write a CSV file."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
