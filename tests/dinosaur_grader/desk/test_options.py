"""Which assignment a verb means."""

import pytest

from dinosaur_grader.assignments.locations import NoAssignment
from dinosaur_grader.desk.options import course_of, named
from tests.dinosaur_grader import toy


def course(place, *names):
    for name in names:
        toy.write(place / "rubrics" / name / "assignment.toml", toy.TABLE)
    return place


def test_the_name_that_was_given_is_meant_whatever_it_is(tmp_path):
    assert named("ps1", None) == named("ps1", course(tmp_path, "toy")) == "ps1"


def test_the_only_one_of_the_course_need_not_be_named(tmp_path):
    assert named("", None) == "dinosaur_island"
    assert named("", course(tmp_path, "toy")) == "toy"


def test_of_several_one_has_to_be_named(tmp_path):
    with pytest.raises(NoAssignment, match="choose one by --assignment NAME"):
        named("", course(tmp_path, "toy", "blocks"))


def test_the_course_is_named_or_the_folder_that_the_command_runs_in(tmp_path, monkeypatch):
    here, other = course(tmp_path / "here", "blocks"), course(tmp_path / "other", "toy")
    monkeypatch.chdir(here)
    assert (course_of(None), course_of(other)) == (here, other)
    monkeypatch.chdir(tmp_path)
    assert course_of(None) is None
