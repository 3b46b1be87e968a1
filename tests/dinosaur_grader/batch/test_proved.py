"""What was proved of this machine and of the checks serves the next few hand-ins, and no
class."""

import pytest

from dinosaur_grader.assignments import locations
from dinosaur_grader.batch import canary, grade_class
from dinosaur_grader.batch.grade_class import FEW
from dinosaur_grader.batch.open_course import RunSettings, open_course
from dinosaur_grader.judging import grading
from dinosaur_grader.sandbox import self_test
from tests.dinosaur_grader.desk import upgrade

pytestmark = [pytest.mark.isolation, pytest.mark.slow, pytest.mark.usefixtures("strict")]


@pytest.fixture
def tried(monkeypatch, tmp_path):
    """What was tried: `layers`, `canary`."""
    seen, run = [], canary.run_canary
    upgrade.course_seed(tmp_path)
    monkeypatch.setenv(locations.KEPT, str(tmp_path / "kept"))
    monkeypatch.setattr(self_test, "demand", lambda _: seen.append("layers"))
    monkeypatch.setattr(canary, "run_canary", lambda *a: seen.append("canary") or run(*a))
    return seen


def graded(home, out, *students):
    for student in students:
        upgrade.hand_in(home / "submitted", student, {})
    course = open_course(home / "submitted", home / out, home / "course.seed")
    return grade_class.grade(course, RunSettings(workers=2))


def test_a_few_students_are_graded_by_what_an_earlier_run_has_proved(tmp_path, tried):
    assert graded(tmp_path, "out", "ada").states == {"graded": 1}
    assert sorted(tried) == ["canary", "layers"]
    assert graded(tmp_path, "again", "ben").states == {"graded": 2}
    assert len(tried) == 2
    # nothing of this thread's is left that a later class would take
    assert grading.thread_sandbox.sandbox is None and grading.thread_sandbox.warmed_up


def test_a_class_proves_all_again(tmp_path, tried):
    graded(tmp_path, "out", "ada")
    students = [f"student{number}" for number in range(FEW)]
    assert graded(tmp_path, "again", *students).states == {"graded": FEW + 1}
    assert sorted(tried) == ["canary", "canary", "layers", "layers"]


def test_another_seed_proves_all_again(tmp_path, tried):
    graded(tmp_path, "out", "ada")
    upgrade.practice_seed(tmp_path)
    graded(tmp_path, "again")
    assert len(tried) == 4
