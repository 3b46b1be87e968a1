"""The class that all contenders grade: answers of a few kinds in turn, made from the
release, no two files alike."""

from __future__ import annotations

import copy
import json
from pathlib import Path

from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.notebook_cells import text

NAME = "dinosaur_island"
WRONG = {
    "clip": "def clip(gradients, maxValue):\n    return gradients\n",
    "sample": "def sample(parameters, char_to_ix, seed):\n    return [1, 2, 3, 0]\n",
    "model": "def model(data, ix_to_char, char_to_ix, num_iterations=35000, n_a=50, dino_names=7, vocab_size=27):\n"
    "    return initialize_parameters(n_a, vocab_size, vocab_size)\n",
}
KINDS = ((), ("clip",), (), ("sample",), (), ("model",))
"""Which functions are wrong, student after student; half of the class has all right."""


def write(
    folder: Path, work: Assignment, students: int, demonstrations: bool, right: bool = False
) -> None:
    """Write `students` hand-ins under `folder`, with the demonstration cells as
    released or emptied; half of them, or where `right` all, with right answers."""
    release = json.loads(work.blank_path.read_text(encoding="utf-8"))
    for number in range(students):
        place = folder / f"student{number:05}" / work.name
        place.mkdir(parents=True)
        wrong = () if right else KINDS[number % len(KINDS)]
        notebook = _answered(release, work, number, demonstrations, wrong)
        (place / f"{work.name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")


def _answered(
    release: dict, work: Assignment, number: int, demonstrations: bool, wrong: tuple[str, ...]
) -> dict:
    notebook = copy.deepcopy(release)
    for cell in notebook["cells"]:
        function = work.solutions.get(cell["metadata"].get("nbgrader", {}).get("grade_id"))
        if function:
            source = (
                WRONG[function] if function in wrong else work.rubric.answers.source(function)
            )
            cell["source"] = f"{source}\n# handed in by student {number}\n"
        elif not demonstrations and "demonstration" in cell["metadata"].get("tags", []):
            cell["source"] = ""
        else:
            cell["source"] = text(cell)
    return notebook
