"""Eight homeworks, each from its text to a graded class of four: the right answers, right
ones that nobody expects, wrong ones, and the blank release."""

import csv
import html
import json
import re
import shutil
import subprocess

import nbformat
import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments.notebook_cells import filled
from dinosaur_grader.workshop import course as making
from tests.conftest import ROOT
from tests.dinosaur_grader import course, small
from tests.dinosaur_grader.desk.upgrade import run

HOMEWORK = ROOT / "tests" / "gallery" / "homework" / "source"
pytestmark = [pytest.mark.slow, pytest.mark.isolation]

WRONG = {
    "kmeans": (30, 16, ["value[0][0] should be", "Only one round was made."]),
    "pivot": (8, 0, ["These are prices, each once. How many pieces were sold?"]),
    "tokenizer": (
        15,
        9,
        ["gave a list of 2 and not 'ant fox'", "It takes the first of several."],
    ),
    "bars": (10, 2, ["The bins begin at the smallest value."]),
    "opinion": (3, 0, ["A transformer looks back at all letters that it may see."]),
    "texts": (11, 0, ["entries of value are lists where tuples are due", "The first line has"]),
    "throws": (
        20,
        6,
        ["What it gives is not what the docstring says.", "After b = arrange(a) with a = ["],
    ),
    "squares": (7, 4, ["square each of …, do not double it"]),
}
"""What a homework has for points, what its wrong answers get, and what they read."""
SQUARES = [
    small.cell("# Squares", kind="markdown"),
    small.cell(
        "def squares(numbers):\n    ### BEGIN SOLUTION\n    return [n * n for n in numbers]\n"
        "    ### END SOLUTION",
        "squares",
    ),
    small.cell(
        'n = 3\nassert squares([n]) == [9], f"square each of {n}, do not double it"',
        "squares_test",
        3,
    ),
    small.cell(
        "### BEGIN HIDDEN TESTS\nassert squares([2]) == [4], 'a secret'\n"
        "assert squares([]) == []\n### END HIDDEN TESTS",
        "squares_hidden_test",
        4,
    ),
]
"""A notebook that was written for nbgrader, and is adopted."""
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
BY_HAND = """def assign(points, centres):
    return [min(range(len(centres)), key=lambda j: sum((p - centres[j]) ** 2)) for p in points]
"""
ANSWERS = {
    "kmeans": {"odd": {"assign": BY_HAND}},
    "squares": {
        "right": {"squares": "def squares(numbers): return [n * n for n in numbers]"},
        "odd": {"squares": "import numpy as np\ndef squares(n): return np.square(n).tolist()"},
        "wrong": {"squares": "def squares(numbers): return [2 * n for n in numbers]"},
    },
}
"""Answers beside those that a homework's own text has."""


def build(name, home):
    """Build a homework in its course from its text."""
    (home / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    (home / "course.seed").write_text("07" * 32 + "\n", encoding="utf-8")
    (home / "course.seed").chmod(0o600)
    (home / "source").mkdir()
    folder = ROOT / "examples" / "source" if name == "throws" else HOMEWORK
    if name == "squares":
        notebook = nbformat.from_dict(small.notebook(SQUARES))
        notebook.metadata.kernelspec = KERNEL
        nbformat.write(notebook, home / "squares.ipynb")
        assert run("adopt", "squares.ipynb") == 0
    else:
        shutil.copyfile(folder / f"{name}.py", home / "source" / f"{name}.py")
    making.build(name, home, lambda said: None)
    return assignments.load(name, home)


def write_class(work, home):
    """Hand in for the four of the class."""
    right = work.rubric.answers.texts
    shown = [(name, own) for name in right for own in work.rubric.gallery(name)]
    odd = {name: own.text for name, own in reversed(shown) if own.right}
    wrong = {name: own.text for name, own in reversed(shown) if not own.right}
    answers = {"right": right, "odd": right | odd, "wrong": right | wrong, "blank": {}}
    more = ANSWERS.get(work.name, {})
    blank = json.loads(work.blank_path.read_text(encoding="utf-8"))
    for who, cells in answers.items():
        notebook = filled(blank, cells | more.get(who, {}))
        place = home / "submitted" / who / work.name
        place.mkdir(parents=True)
        (place / f"{work.name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")


def read_page(home, student):
    """Read a student's page as text."""
    (page,) = (home / "feedback" / student).rglob("*.html")
    return html.unescape(re.sub("<[^>]+>", "", page.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", WRONG)
def test_a_class_of_four_gets_its_marks_and_words(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tmp_path.chmod(0o755)  # the sandbox's user has to read it
    most, points, words = WRONG[name]
    write_class(build(name, tmp_path), tmp_path)
    command = [*course.GRADER, "grade", "--assignment", name, "--isolation", course.level()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    with open(tmp_path / "graded" / "totals.csv", encoding="utf-8") as file:
        marks = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert marks == {"right": most, "odd": most, "wrong": points, "blank": 0}
    page = read_page(tmp_path, "wrong")
    assert [each for each in words if each not in page] == []
