"""What is found at the door: the assignment, the rules, the register, who is expected."""

import datetime

import pytest

from dinosaur_grader.batch.open_course import open_course
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.store import database, register
from dinosaur_grader.store.register import Person

NAME = "dinosaur_island"
UNTIL = datetime.datetime(2026, 12, 1, tzinfo=datetime.UTC)


@pytest.fixture
def folders(tmp_path):
    """The folders of a course in which one is expected, one excused and one has left."""
    (tmp_path / "submitted").mkdir()
    with database.writing(database.default_url(tmp_path)) as connection:
        ada = Person("ada", extensions={NAME: UNTIL})
        ben = Person("ben", excused={NAME: "ill"})
        register.put(connection, [ada, ben, Person("cleo", dropped="2026-11-01")])
    return tmp_path / "submitted", tmp_path, tmp_path / "course.seed"


def test_the_register_says_who_is_expected_and_who_has_no_part(folders):
    course = open_course(*folders)
    assert (course.work.name, course.listed, course.outside) == (NAME, ("ada",), {"cleo"})
    assert course.has_default_database
    assert course.rules.extensions == {"ada": {NAME: UNTIL}}


def test_a_list_that_was_named_goes_before_the_register(folders):
    roster = folders[1] / "roster.csv"
    roster.write_text("student_id\ndora\n")
    assert open_course(*folders, roster=roster).listed == ("dora",)


def test_what_is_written_later_is_not_in_it(folders):
    course = open_course(*folders)
    (folders[1] / "course.toml").write_text('attempts = "best"\n')
    with database.writing(course.url) as connection:
        register.put(connection, [Person("emil")])
    assert (course.rules.attempts, "emil" in course.people) == ("last", False)


@pytest.mark.parametrize("text", ["name\nada\n", "student_id\na/b\n"])
def test_a_list_that_can_t_be_used_is_refused_before_anything_is_graded(folders, text):
    roster = folders[1] / "roster.csv"
    roster.write_text(text)
    with pytest.raises(Refused, match="Nothing was graded"):
        open_course(*folders, roster=roster)
