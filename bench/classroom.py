"""The class that all contenders grade: answers of a few kinds in turn, made from the
release, no two files alike."""

from __future__ import annotations

import copy
import functools
import json
from collections.abc import Callable, Mapping
from pathlib import Path

from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.notebook_cells import text
from tools.answers import FIRST, Answer, read_archive

NAME = "dinosaur_island"
WRONG = {
    "clip": "def clip(gradients, maxValue):\n    return gradients\n",
    "sample": "def sample(parameters, char_to_ix, seed):\n    return [1, 2, 3, 0]\n",
    "model": "def model(data, ix_to_char, char_to_ix, num_iterations=35000, n_a=50, dino_names=7, vocab_size=27):\n"
    "    return initialize_parameters(n_a, vocab_size, vocab_size)\n",
}
KINDS = ((), ("clip",), (), ("sample",), (), ("model",))
"""Which functions are wrong, student after student; half of the class has all right."""
Wrong = Callable[[int], Mapping[str, str]]
"""From a student's number to the texts of that student's wrong functions."""


def half(number: int) -> dict[str, str]:
    """The wrong functions of the bench's class: known faults, every second student one."""
    return {function: WRONG[function] for function in KINDS[number % len(KINDS)]}


def none(number: int) -> dict[str, str]:
    """The wrong functions of a class in which all is right."""
    return {}


def beginners(number: int) -> dict[str, str]:
    """The wrong functions of a class in which every second student has one that a beginner
    might write."""
    found = _of_beginners()
    answer = found[number * 37 % len(found)]
    return {answer.function: answer.code} if number % 2 else {}


COSTLY = ("a;" * 230_000, "f'{a}';" * 65_000, "a;" * 20_000, "x = a + a * a - a;" * 2_000)
"""What fills a function that is made to cost: cells of the length that is run at most, and of
the length that is read for words."""


def costly(number: int) -> dict[str, str]:
    """The wrong functions of a class whose cells were made to cost."""
    text = COSTLY[number % len(COSTLY)]
    return {
        "clip": f"def clip(gradients, maxValue):\n    a = 1\n    {text}\n    return gradients\n"
    }


@functools.cache
def _of_beginners() -> list[Answer]:
    """Answers that come back: of others the limit of a cell would be measured."""
    return [one for one in read_archive() if one.set != FIRST and one.ends != "hangs"]


def write(folder: Path, work: Assignment, students: int, wrong: Wrong = half) -> None:
    """Write `students` hand-ins under `folder`, with the demonstration cells emptied, and
    right answers beside each student's wrong ones."""
    release = json.loads(work.blank_path.read_text(encoding="utf-8"))
    for number in range(students):
        place = folder / f"student{number:05}" / work.name
        place.mkdir(parents=True)
        notebook = _answered(release, work, number, wrong(number))
        (place / f"{work.name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")


def _answered(release: dict, work: Assignment, number: int, wrong: Mapping[str, str]) -> dict:
    notebook = copy.deepcopy(release)
    for cell in notebook["cells"]:
        function = work.solutions.get(cell["metadata"].get("nbgrader", {}).get("grade_id"))
        if function:
            source = wrong.get(function) or work.rubric.answers.source(function)
            cell["source"] = f"{source}\n# handed in by student {number}\n"
        elif "demonstration" in cell["metadata"].get("tags", []):
            cell["source"] = ""
        else:
            cell["source"] = text(cell)
    return notebook
