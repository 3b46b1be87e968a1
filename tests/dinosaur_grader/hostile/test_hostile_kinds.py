"""Attacks by objects, errors and plots, graded at `strict` in one batch with an honest
student of the lesson that has every kind of answer."""

import shutil

import nbformat
import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.batch.grade_class import grade
from dinosaur_grader.batch.open_course import RunSettings, open_course
from dinosaur_grader.records import outputs
from dinosaur_grader.workshop import course as making
from tests.conftest import ROOT
from tests.dinosaur_grader import stored
from tests.dinosaur_grader.desk.upgrade import rows
from tests.dinosaur_grader.hostile import hostile_class
from tests.gallery import hostile

pytestmark = [pytest.mark.isolation, pytest.mark.slow]
LESSON = "every_kind"
SOURCE = ROOT / "tests" / "gallery" / "kinds" / "source" / f"{LESSON}.py"
ATTACKS = hostile.attacks(LESSON)
HONEST = "honest-right"


@pytest.fixture(scope="module")
def home(strict, tmp_path_factory):
    """The folder of a course that was graded: `all` to `all-out`."""
    home = tmp_path_factory.mktemp("course")
    home.chmod(0o755)  # the sandbox's user has to read it
    (home / "source").mkdir()
    shutil.copy(SOURCE, home / "source")
    making.build(LESSON, home, lambda _: None)
    work = assignments.load(LESSON, home)
    blank = nbformat.read(work.blank_path, as_version=4)
    right = hostile.Attack(HONEST, "none", cells=work.rubric.answers.texts, lesson=LESSON)
    for attack in (*ATTACKS, right):
        hostile.write(attack, home / "all", blank)
    with pytest.MonkeyPatch.context() as patch:
        hostile_class.shorten_budget(patch, hostile_class.SHORT)
        course = open_course(home / "all", home / "all-out", home / "course.seed", course=home)
        outputs.write(grade(course, RunSettings("strict", 2)), course)
    return home


def test_no_object_error_or_plot_is_worth_more_than_its_honest_part(home):
    assert hostile_class.not_held(home, ATTACKS) == {}


def test_the_honest_student_among_them_gets_every_point(home):
    assert [
        (row["state"], row["score"], row["max_score"])
        for row in rows(home / "all-out" / "totals.csv")
        if row["student_id"] == HONEST
    ] == [("graded", "20", "20")]


def test_each_attack_came_as_far_as_its_questions(home):
    """One whose cells fail shows nothing."""
    notes = {one.student_id: str(one.notes) for one in stored.results(home / "all-out")}
    own = [(attack.name, cell) for attack in ATTACKS for cell in attack.cells]
    assert [each for each in own if f"cell {each[1]} " in notes[each[0]]] == []
