"""A course that the real `nbgrader quickstart` made, with homework that is none of
ours, and what nbgrader makes of it."""

from __future__ import annotations

import re
import shutil
import sqlite3
import textwrap
from pathlib import Path

from nbformat import v4, write

from tests.dinosaur_grader import course

RUNS = {
    "a memory address": r"0x[0-9a-f]{6,}",
    "a cell's file": r"ipykernel_\d+[/\\]\d+\.py",
    "a cell's id": r'\bid="[^"]*"|"id": "[^"]*"|\bcell-id=\w+',
    "a size": r"(?<=Writing )\d+(?= bytes)",
    "a moment": r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,\d]*(Z|\+00:00)?",
}
"""What two runs of nbgrader differ in."""

LATE = """
    from nbgrader.plugins import BasePlugin

    class Half(BasePlugin):
        def late_submission_penalty(self, student_id, score, total_seconds_late):
            return score / 2
"""
HELPER = "def twice(number):\n    return 2 * number\n"
TOTAL = """
    def total():
        ### BEGIN SOLUTION
        return twice(sum(int(line) for line in open("data/numbers.txt")))
        ### END SOLUTION
"""
RIGHT = "def total():\n    return twice(sum(int(line) for line in open('data/numbers.txt')))"
WRONG = "import sys\n\ndef total():\n    print('I sum', file=sys.stderr)\n    return object()"


def made(folder: Path) -> Path:
    """A course with nbgrader's example and homework of its own, nothing released."""
    assert course.nbgrader(folder, "quickstart", "course101").returncode == 0
    home = folder / "course101"
    (home / "late.py").write_text(textwrap.dedent(LATE))
    with open(home / "nbgrader_config.py", "a", encoding="utf-8") as file:
        file.write("\nc.AssignLatePenalties.plugin_class = 'late.Half'\n")
    place = home / "source" / "hw1"
    (place / "data").mkdir(parents=True)
    (place / "data" / "numbers.txt").write_text("1\n2\n4\n")
    (place / "helper.py").write_text(HELPER)
    _write(place / "hw1.ipynb", _reading(textwrap.dedent(TOTAL)))
    _write(place / "essay.ipynb", _essay("It is a sum."))
    return home


def handed_in(home: Path) -> None:
    """The hand-ins: right, wrong and incomplete and late, late and blank."""
    by = home / "submitted"
    _write(by / "ada" / "hw1" / "hw1.ipynb", _reading(RIGHT))
    _write(by / "ada" / "hw1" / "essay.ipynb", _essay("Numbers, *added*."))
    _write(by / "bob" / "hw1" / "hw1.ipynb", _reading(WRONG, half=2.5))
    (by / "bob" / "hw1" / "helper.py").write_text("def twice(number):\n    return 99\n")
    (by / "bob" / "hw1" / "notes.txt").write_text("mine\n")
    shutil.copytree(home / "release" / "hw1", by / "cyd" / "hw1")
    for late in ("bob", "cyd"):
        (by / late / "hw1" / "timestamp.txt").write_text("2030-01-02 03:04:05 UTC\n")
    (by / "ada" / "hw1" / "mine.txt").symlink_to("essay.ipynb")  # which nbgrader follows


def due(home: Path, name: str) -> None:
    """The assignment's last day, which bob and cyd have let pass."""
    course.due(home, name, "2030-01-01 00:00:00 UTC")


def _reading(answer: str, half: float = 1.5):
    """A notebook that imports and reads what lies beside it: full, partial and failing
    tests."""
    return [
        v4.new_markdown_cell("# Sums"),
        v4.new_code_cell(f"from helper import twice\n\ndef half():\n    return {half}"),
        _cell("code", answer, "total", solution=True),
        _cell("code", "print(total)\nassert total() == 14", "total_is_right", 3),
        _cell("code", "half()", "total_in_part", 4),
        _cell("code", "1 / 0", "never", 1),
        v4.new_code_cell("import os\nsorted(os.listdir())"),
    ]


def _essay(answer: str):
    """A notebook that a person reads, and a task."""
    return [
        _cell("markdown", answer, "why", 5, solution=True),
        _cell("code", "print('drawn')", "draw", 2, solution=True),
        _cell("markdown", "Talk to your neighbour.", "talk", 2, task=True),
    ]


def _cell(kind: str, source: str, name: str, points: float = 0, solution=False, task=False):
    graded = points > 0 and not task
    own = {"grade": graded, "solution": solution, "task": task, "grade_id": name}
    own |= {"locked": not solution, "schema_version": 3} | (
        {"points": points} if points else {}
    )
    make = v4.new_code_cell if kind == "code" else v4.new_markdown_cell
    return make(source, metadata={"nbgrader": own})


def _write(path: Path, cells) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    write(v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)


def same_again(text: str, home: Path) -> str:
    """A text without what two runs of nbgrader differ in."""
    for what, pattern in RUNS.items():
        text = re.sub(pattern, f"[{what}]", text)
    return text.replace(str(home), "[the course]")


def files(home: Path, *rooms: str) -> dict[str, str]:
    """What nbgrader wrote of the homework, by path."""
    paths = [path for room in rooms for path in home.glob(f"{room}/hw1/**/*")]
    return {
        path.relative_to(home).as_posix(): same_again(path.read_bytes().decode("latin-1"), home)
        for path in paths
        if path.is_file() and path.suffix != ".pyc"
    }


def rows(home: Path) -> dict[str, list]:
    """The gradebook's rows on the homework: grades, comments, hand-ins."""
    of = (
        "from {} this join submitted_notebook n on n.id = this.notebook_id "
        "join notebook on notebook.id = n.notebook_id "
        "join submitted_assignment s on s.id = n.assignment_id "
        "join assignment a on a.id = s.assignment_id "
        "join base_cell c on c.id = this.cell_id where a.name = 'hw1' order by 1, 2, 3, 4"
    )
    cell = "select student_id, a.name, notebook.name, c.name, this."
    queries = {
        "grades": f"{cell}auto_score, manual_score, extra_credit, needs_manual_grade {of.format('grade')}",
        "comments": f"{cell}auto_comment, manual_comment {of.format('comment')}",
        "late": "select student_id, a.name, notebook.name, timestamp, late_submission_penalty "
        "from submitted_notebook n join notebook on notebook.id = n.notebook_id "
        "join submitted_assignment s on s.id = n.assignment_id "
        "join assignment a on a.id = s.assignment_id where a.name = 'hw1' order by 1, 2, 3",
    }
    with sqlite3.connect(home / "gradebook.db") as database:
        return {what: database.execute(query).fetchall() for what, query in queries.items()}
