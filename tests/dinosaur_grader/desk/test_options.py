"""Options that several verbs have, and what verbs say to a person."""

import json
import os

import pytest
from nbgrader.api import Gradebook

from dinosaur_grader import cli
from dinosaur_grader.desk import options, people
from dinosaur_grader.printable import Name
from dinosaur_grader.records import gradebook
from dinosaur_grader.store import database
from tests.dinosaur_grader import toy
from tests.dinosaur_grader.desk import upgrade


def test_nothing_hidden_of_a_student_s_text_reaches_the_terminal(capsys):
    options.say("a\x1b[2Jb\u202ec")
    options.show("a\x1b[2Jb\u202ec")
    said = capsys.readouterr()
    assert said.out == said.err
    assert "\x1b" not in said.out and "\u202e" not in said.out


PEOPLE = [f"people {name}" for name in people.COMMANDS]
COMMANDS = sorted([*cli.VERBS, *PEOPLE])


def test_nothing_hidden_is_in_json_either(capsys):
    options.show_json({"name": Name("a\x1b[2J\u202e")}, indent=None)
    said = capsys.readouterr().out
    assert said.isascii() and said[:-1].isprintable()
    assert json.loads(said) == {"name": "a\x1b[2J\u202e"}


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course of two hand-ins, beside the folder that the commands run in."""
    upgrade.serial(monkeypatch)
    made = toy.make(tmp_path / "home")
    for student in ("ada", "bo"):
        toy.notebook(made / "submitted" / student, ".", toy.cells(clear=True), "toy")
    upgrade.course_seed(made)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    return made


def test_in_its_course_a_class_is_graded_and_looked_at_without_naming_a_folder(
    course, monkeypatch, capsys
):
    monkeypatch.chdir(course)
    assert upgrade.run("grade", "--isolation", "none") == 0
    assert (course / "graded" / "totals.csv").exists()
    for words in ("report", "render", "explain ada", "export --to marks.csv"):
        assert upgrade.run(*words.split()) == 0, capsys.readouterr()
    capsys.readouterr()
    assert upgrade.run("seed") == 0
    assert "this seed." in capsys.readouterr().out
    assert upgrade.run("forget", "ada", "--with-submission", "--yes") == 0
    assert sorted(os.listdir(course / "submitted")) == ["bo"]


def test_a_course_that_is_named_has_its_folders_and_its_seed_in_it(course):
    named = ("--course", course)
    assert upgrade.run("grade", "--isolation", "none", *named) == 0
    assert upgrade.run("report", *named) == 0
    assert upgrade.run("explain", "bo", *named) == 0
    assert (course / "graded" / "report.html").exists()
    assert os.listdir() == [], "nothing is written where the command runs"


def test_where_nbgrader_has_a_gradebook_the_marks_go_into_it(course, monkeypatch):
    with gradebook.writing(database.default_url(course)):
        pass
    monkeypatch.chdir(course)
    for words in ("grade --isolation none", "report", "explain ada", "render"):
        assert upgrade.run(*words.split()) == 0

    with Gradebook(database.default_url(course)) as book:
        assert {one.student.id for one in book.assignment_submissions("toy")} == {"ada", "bo"}
    assert (course / "feedback" / "ada").is_dir()
    assert not (course / "graded" / "gradebook.db").exists()


def test_a_folder_of_marks_that_is_in_use_stays_in_use(course, monkeypatch):
    named = ("--course", course)
    assert upgrade.run("grade", "--isolation", "none", *named) == 0
    with gradebook.writing(database.default_url(course)):
        pass
    assert upgrade.run("report", *named) == 0
    assert options.marks_folder(course) == course / "graded"


def test_marks_elsewhere_do_not_make_a_course_of_the_folder_that_a_student_prepared(
    course, tmp_path, monkeypatch, capsys
):
    """Its `submitted/` is as good as named only where nobody named another place."""
    monkeypatch.chdir(course)
    assert upgrade.run("grade", "--isolation", "none", "--out", tmp_path / "marks") == 2
    assert "name the course by --course DIR" in capsys.readouterr().err
