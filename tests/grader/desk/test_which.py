"""Which assignment a verb means."""

import pytest

from grader.assignments.places import NoAssignment
from grader.desk.which import named
from tests.grader import toy


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A folder that is not a course, for the command to run in."""
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    return tmp_path


def course(place, *names):
    for name in names:
        toy.write(place / "rubrics" / name / "assignment.toml", toy.TABLE)
    return place


def test_the_name_that_was_given_is_meant_whatever_it_is(elsewhere):
    assert named("ps1") == "ps1"


def test_the_only_one_of_the_course_need_not_be_named(elsewhere, monkeypatch):
    assert named("") == "dinosaur_island"
    near = course(elsewhere / "near", "toy")
    assert named("", near) == "toy"
    monkeypatch.chdir(course(elsewhere / "here", "blocks"))
    assert named("", near) == "blocks"


def test_of_several_one_has_to_be_named(elsewhere):
    with pytest.raises(NoAssignment, match="choose one by --assignment NAME"):
        named("", course(elsewhere / "near", "toy", "blocks"))
