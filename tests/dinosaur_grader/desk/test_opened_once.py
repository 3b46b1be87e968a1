"""A course is opened once: what its files and its register say when a verb comes in holds to
the verb's end, whatever is saved meanwhile."""

from collections import Counter

import pytest
import sqlalchemy

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import course_rules, locations
from dinosaur_grader.desk import regrade
from dinosaur_grader.store import register
from tests.dinosaur_grader.desk import evening_class, upgrade
from tests.dinosaur_grader.desk.test_refresh import hand_in

pytestmark = pytest.mark.slow


@pytest.fixture
def ada(works, tmp_path, monkeypatch):
    """Ada's 100 points, not graded yet; the best of her attempts counts."""
    upgrade.course_seed(tmp_path)
    upgrade.serial(monkeypatch)
    hand_in(tmp_path, works["all"])
    (tmp_path / "course.toml").write_text('attempts = "best"\n')
    return tmp_path


def test_rules_that_are_saved_while_it_grades_are_asked_about_by_the_next_run(
    ada, works, monkeypatch
):
    assert upgrade.grade(ada) == 0
    hand_in(ada, works["blank"])
    grade = regrade.grading.grade

    def grade_and_save(*given):
        graded = grade(*given)
        (ada / "course.toml").write_text('attempts = "last"\n')
        return graded

    with monkeypatch.context() as patch:
        patch.setattr(regrade.grading, "grade", grade_and_save)
        assert upgrade.grade(ada) == 0
    assert upgrade.totals(ada / "out") == {"ada": "100"}

    assert upgrade.grade(ada) == 2
    assert upgrade.totals(ada / "out") == {"ada": "100"}


@pytest.fixture
def counted(monkeypatch):
    """How often each was asked: the rules, the register, the course, the database."""
    times = Counter()

    def count(owner, name, what):
        real = getattr(owner, name)

        def counting(*given, **more):
            times[what] += 1
            return real(*given, **more)

        monkeypatch.setattr(owner, name, counting)

    count(course_rules, "read", "rules")
    count(register, "read", "register")
    count(locations, "course_of", "course")
    count(sqlalchemy.Engine, "connect", "database")
    return times


@pytest.fixture
def evening(tmp_path, monkeypatch):
    """An evening with four people of Canvas, as it is typed; run in their folder."""
    people = evening_class.people(4)
    kinds = evening_class.work(assignments.load("dinosaur_island"))
    evening_class.canvas_zip(tmp_path / "canvas.zip", people, kinds)
    evening_class.tables(tmp_path, people)
    monkeypatch.chdir(tmp_path)
    upgrade.serial(monkeypatch)
    lists = ("--roster", "canvas-roster.csv", "--canvas", "canvas.csv")
    rooms = ("--into", "in", "--out", "out", "--upload", "up")
    return ("evening", "canvas.zip", *lists, *rooms, "--isolation", "none", "--yes")


def test_an_evening_asks_for_rules_and_course_once(evening, counted):
    assert upgrade.run(*evening) == 0
    assert counted["rules"] == counted["course"] == 1
    assert counted["register"] <= 3, "at the door, for the lists, and as they left it"
    assert counted["database"] <= 47, "94 where each function asked for itself"


@pytest.mark.parametrize(
    ("more", "most"), [(("--canvas", "canvas.csv"), 9), ((), 7), (("--feedback", "canvas"), 6)]
)
def test_an_export_asks_for_rules_and_course_once(evening, more, most, counted):
    upgrade.run(*evening)
    counted.clear()

    assert upgrade.run("export", "--to", "file", "--out", "out", *more) == 0
    assert counted["course"] == counted["register"] == 1
    assert counted["rules"] <= 1
    assert counted["database"] <= most, "half of what it was"


def test_grading_asks_for_rules_and_course_once(home, counted):
    upgrade.grade(home)
    assert counted["rules"] == counted["course"] == 1
    assert counted["register"] <= 3
    assert counted["database"] <= 23, "47 where each function asked for itself"
