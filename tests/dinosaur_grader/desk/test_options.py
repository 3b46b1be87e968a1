"""Options that several verbs have, and what verbs say to a person."""

import json
import os
import re

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


@pytest.mark.parametrize("verb", sorted({*COMMANDS} - {"one"}))
def test_a_folder_of_marks_or_of_submissions_has_one_default_everywhere(
    verb, monkeypatch, capsys
):
    monkeypatch.setenv("COLUMNS", "300")
    upgrade.run(*verb.split(), "--help")
    said = capsys.readouterr().out
    for option, default in ("--out", "graded"), ("--submitted", "submitted"):
        for line in re.findall(rf".* {option}[ ,].*", said):
            assert f"[default: {default}]" in line


OWN_WORDS = {
    ("--out", "one"),  # no folder of marks
    ("--course", "one"),  # takes none by default
    ("--seed", "one"),
    ("--isolation", "explain"),  # the level of the marks
    ("--accept-changes", "render"),  # of another gradebook
}
OWN_MEANING = {"--to", "--function", "--name", "--points"}
DRAWN = " Drawn if there is none yet."


def test_an_option_that_several_verbs_have_is_explained_in_the_same_words(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "300")
    said = {}
    for verb in COMMANDS:
        upgrade.run(*verb.split(), "--help")
        # the last column, since old and new typer differ in what stands before it
        rows = re.findall(r"│[ *]+(--[a-z-]+).*  (\S.*?) *│", capsys.readouterr().out)
        for option, words in rows:
            if (option, verb) not in OWN_WORDS:
                words = re.sub(r" \[.*\]$", "", words).replace(DRAWN, "")
                said.setdefault(option, {}).setdefault(words, []).append(verb)
    assert len(said) > 20
    differ = {option: words for option, words in said.items() if len(words) > 1}
    roster = differ.pop("--roster", {})
    assert {option: differ[option] for option in differ if option not in OWN_MEANING} == {}
    assert all(words.startswith("A CSV file of all student ids") for words in roster)


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


def test_a_folder_that_is_not_there_is_said_with_what_to_do(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for words, wanted in ("grade", "--submitted"), ("report", "--out"), ("explain a", "--out"):
        assert upgrade.run(*words.split()) == 2
        said = " ".join(re.sub("[│]", " ", capsys.readouterr().err).split())
        assert f"'{wanted}'" in said and f"does not exist: name yours with {wanted}." in said


def test_marks_elsewhere_do_not_make_a_course_of_the_folder_that_a_student_prepared(
    course, tmp_path, monkeypatch, capsys
):
    """Its `submitted/` is as good as named only where nobody named another place."""
    monkeypatch.chdir(course)
    assert upgrade.run("grade", "--isolation", "none", "--out", tmp_path / "marks") == 2
    assert "name the course by --course DIR" in capsys.readouterr().err
