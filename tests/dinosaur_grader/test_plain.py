"""Marks in plain nbgrader: the same probes, in the student's own kernel."""

import subprocess
import sys

import numpy as np
import pytest

from dinosaur_grader.assignments.assignment import load
from dinosaur_grader.plain import marks
from tests.conftest import ROOT
from tests.dinosaur_grader import kernel, toy
from tests.dinosaurs import CELLS, FUNCTIONS, NAME, POINTS, namespace_of, source


def test_a_right_notebook_gets_all_points_and_an_empty_one_nothing():
    right = namespace_of(*(source(function) for function in FUNCTIONS))
    assert {cell: marks(cell, right) for cell in CELLS} == POINTS
    assert {marks(cell, namespace_of()) for cell in CELLS} == {0}
    some = source("clip").replace("gradients.values()", "list(gradients.values())[:3]")
    assert 0 < marks("clip_hidden", namespace_of(some)) < POINTS["clip_hidden"]


@pytest.mark.parametrize("function", ["optimize", "model"])
def test_a_wrong_clip_costs_no_other_function_a_point(function):
    texts = [source(f) for f in FUNCTIONS if f != "clip"]
    namespace = namespace_of("def clip(gradients, maxValue):\n    return None\n", *texts)

    for cell in (f"{function}_expected", f"{function}_hidden"):
        assert marks(cell, namespace) == POINTS[cell]


def test_marks_write_nothing_and_leave_the_random_state(capsys):
    namespace = namespace_of(*(source(function) for function in FUNCTIONS))
    np.random.seed(3)
    expected = np.random.RandomState(3).random_sample()

    marks("model_hidden", namespace)

    assert capsys.readouterr() == ("", "")
    assert np.random.random_sample() == expected


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course with `toy` and `blocks`, in the folder where nbgrader runs bo's `toy`."""
    for name in ("toy", "blocks"):
        toy.make(tmp_path, name)
    for name in ("toy", "blocks", "other"):
        (tmp_path / "autograded" / "bo" / name).mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "autograded" / "bo" / "toy")
    yield tmp_path
    load.cache_clear()


def right(course, name="toy"):
    return load(name, course).rubric.answers.namespace


def test_a_course_s_own_assignment_is_asked_by_its_own_rubric(course):
    cells = ("double_expected", "double_hidden", "label_expected", "label_hidden")
    assert [marks(cell, dict(right(course))) for cell in cells] == [2, 2, 2, 2]
    wrong = dict(right(course)) | {"double": lambda x: x}
    assert [marks(cell, wrong) for cell in cells] == [0, 0, 2, 2]
    with pytest.raises(KeyError, match="has a cell clip_expected"):
        marks("clip_expected", {})


def test_of_two_with_such_a_cell_the_folder_s_or_the_named_one_is_asked(course, monkeypatch):
    for old in ('Call("double", (2,)', 'Call("label", (1,)'):
        new = old.replace("2", "40").replace("1", "40")
        toy.change(course / "source" / "blocks.py", old, new)
    toy.publish_questions(course, "blocks")
    small_only = dict(right(course)) | {"double": lambda x: 2 * x if x < 20 else 0}
    assert marks("double_expected", small_only) == 2
    assert marks("double_expected", small_only, "blocks") == 0
    monkeypatch.chdir(course / "autograded" / "bo" / "other")
    assert marks("label_hidden", dict(right(course))) == 2
    monkeypatch.chdir(course / "autograded" / "bo" / "blocks")
    assert marks("double_expected", small_only) == 0
    assert marks("double_expected", small_only, "toy") == 2


def test_a_student_called_rubrics_is_no_course(course, monkeypatch):
    place = course / "autograded" / "rubrics" / "toy"
    (place.parent / "rubrics").mkdir(parents=True)
    place.mkdir()
    monkeypatch.chdir(place)
    assert marks("double_hidden", dict(right(course))) == 2


def test_a_kernel_keeps_its_modules_when_marks_are_asked_for_and_check_works_afterwards():
    said = kernel.said_of("sample", (NAME,), sys.executable, ROOT / "release" / NAME)

    assert said == "marks 10 check 10 lost []"


def test_another_module_called_utils_stays_and_right_answers_do_not_see_it(tmp_path):
    (tmp_path / "utils.py").write_text("OWNER = 'the instructor'\n")
    program = f"""
import numpy as np, utils
{source("clip")}
from dinosaur_grader.plain import marks
print(marks("clip_expected", globals()), utils.OWNER, sys.modules["utils"] is utils)
"""
    command = [sys.executable, "-c", f"import sys{program}"]

    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)

    assert said.stdout == "8.0 the instructor True\n", said.stderr
