"""A course in a folder with one small assignment: two functions, questions with an
observer of their own, notebooks and published questions. Made by hand, without nbgrader.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.workshop import publish
from tests.dinosaur_grader import small

NAME = "toy"
DOUBLE = "def double(x):\n    y = 2 * x\n    return y"
LABEL = 'def label(x):\n    number = double(x)\n    return f"{number} {WORD}"'
GIVEN = 'import numpy as np\n\nWORD = "points"'
OBSERVE = '''"""What is seen of a label."""


def words(outcome):
    """The words that came back."""
    return outcome.value.split() if isinstance(outcome.value, str) else []
'''


def _marked(text: str) -> str:
    head, _, body = text.partition("\n")
    return f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"


LESSON = f"""\
# %% [markdown]
# # A toy

# %%
{GIVEN}

# %% exercise="double"
{_marked(DOUBLE)}

# %% exercise="label"
{_marked(LABEL)}

# %% settings="toy"
files = ["data/words.txt"]

"""
QUESTIONS = {
    "double": """\
# %% questions="double"
from dinosaur_grader.assignments import Question, fault, hidden, public, see, when, words
from dinosaur_grader.checks.calls import Call, Lent

LOW, HIGH = 3, 9


def double_public():
    return [Question("two", 2, "twice two", Call("double", (2,)), gate=True)]


def double_hidden(rng):
    number = int(rng.integers(LOW, HIGH))
    return [Question("drawn", 2, "twice a number", Call("double", (number,)), gate=True)]


public(double_public)
hidden(double_hidden)
""",
    "label": """\

# %% questions="label"
LENT, WORDS = {"double": Lent()}, see({"first": "words.0", "second": "words.1"})


def label_public():
    return [Question("one", 2, "a label", Call("label", (1,), {}, LENT), WORDS, gate=True)]


def label_hidden(rng):
    call = Call("label", (int(rng.integers(3, 9)),), {}, LENT)
    return [Question("drawn", 2, "another label", call, WORDS, gate=True)]


public(label_public)
hidden(label_hidden)
""",
}
FAULTS = {
    "double": """\
fault("2 * x", "x**2", "It is the square. Add the number to itself.", "squared")
fault("2 * x", "x / 2", "It is half as large. Multiply instead.", "halved")
words(returns="a number", advice={"value": "Look at the factor."})
""",
    "label": """\
when({"value": "is number"}, "Say it in words.", "a_number")
words(returns="a text of two words", kinds=[])
""",
}


def make(course: Path, name: str = NAME, faults: dict[str, str] = FAULTS) -> Path:
    """Write the course, its questions published; returns `course`."""
    parts = (QUESTIONS[function] + faults.get(function, "") for function in QUESTIONS)
    write(course / "source" / f"{name}.py", LESSON + "".join(parts))
    write(course / "rubrics" / name / "observe.py", OBSERVE)
    for room, clear in (("source", False), ("release", True)):
        notebook(course, room, cells(clear), name)
    write(course / "release" / name / "data" / "words.txt", "points\n")
    publish_questions(course, name)
    return course


def cells(clear: bool = False, points: tuple[int, int, int, int] = (2, 2, 2, 2)) -> list[dict]:
    """The notebook's cells, with the answers or without."""
    hidden = "" if clear else small.HIDDEN
    double, label = (
        f"{text.partition(chr(10))[0]}\n    pass" if clear else text for text in (DOUBLE, LABEL)
    )
    return [
        small.cell("# A toy", kind="markdown"),
        small.cell(GIVEN),
        small.cell(double, "double"),
        small.cell("check(double)" + hidden, "double_expected", points[0]),
        small.cell("# asked again" + hidden, "double_hidden", points[1]),
        small.cell(label, "label"),
        small.cell("check(label)" + hidden, "label_expected", points[2]),
        small.cell("# asked once more" + hidden, "label_hidden", points[3]),
    ]


def notebook(course: Path, room: str, made: list[dict], name: str = NAME) -> None:
    """Write the notebook of `source` or `release` with these cells."""
    write(course / room / name / f"{name}.ipynb", json.dumps(small.notebook(made)))


def publish_questions(course: Path, name: str = NAME) -> None:
    """Publish the public questions of today's rubric beside the release."""
    made = publish.files(assignments.private(name, course))
    publish.write(made, course / "release" / name / publish.FOLDER)


NO_CACHE = shutil.ignore_patterns("__pycache__")


def load(course: Path, name: str = NAME) -> Assignment:
    """The assignment as it is now, past the cache."""
    return assignments.load.__wrapped__(name, course)


def change(path: Path, old: str, new: str) -> None:
    """Change a file's text, in which `old` has to be."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def write(path: Path, text: str) -> None:
    """Write a file, its folders made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
