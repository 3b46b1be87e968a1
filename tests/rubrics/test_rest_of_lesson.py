"""What gets full marks runs the rest of the lesson: each right answer of the gallery,
through all cells behind its own, the long runs cut short."""

import contextlib
import json
import re
import shutil
import sys

import matplotlib
import pytest

from dinosaur_grader.workshop import gallery
from tests.dinosaurs import ASSIGNMENT, RUBRIC, in_turn
from utils import lesson, recipes

pytestmark = [pytest.mark.slow]
LONG = re.compile(r"num_iterations=[\d_]+")
SHORT = "num_iterations=60"
RIGHT = [answer for answer in gallery.answers(RUBRIC) if answer.right]
CELLS = [
    cell
    for cell in json.loads(ASSIGNMENT.blank_path.read_text(encoding="utf-8"))["cells"]
    if cell["cell_type"] == "code" and not cell["metadata"].get("nbgrader", {}).get("grade")
]


@pytest.fixture(autouse=True)
def as_in_the_folder(monkeypatch, tmp_path):
    """The notebook's folder, no windows, and an error where the lesson would forgive one."""
    matplotlib.use("agg")
    shutil.copytree(ASSIGNMENT.blank_path.parent / "data", tmp_path / "data")
    (tmp_path / "utils" / "questions").mkdir(parents=True)
    (tmp_path / "utils" / "questions" / "training_log.json").touch()  # so nothing is fetched
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", sys.path[:])
    monkeypatch.setattr(recipes, "LONG", 60)
    monkeypatch.setattr(lesson, "attempt", lambda what: contextlib.nullcontext())


def run_with(function, text):
    """Run the notebook with right answers, and this one for `function`."""
    answers = RUBRIC.answers.texts | {function: text}
    names = {"__name__": "__main__", "display": lambda *shown, **how: None}
    for cell in CELLS:
        own = "".join(cell["source"])
        source = answers.get(cell["metadata"].get("nbgrader", {}).get("grade_id"))
        exec(source or LONG.sub(SHORT, own), names)
    return names


@pytest.mark.parametrize("answer", in_turn(RIGHT))
def test_a_right_answer_runs_the_rest_of_the_lesson(answer, capsys):
    names = run_with(answer.function, answer.text)

    assert len(names["run"].losses) == 60
