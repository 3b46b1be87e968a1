"""The demo: a class is made and graded in any folder, nobody's files are touched, and what
is not as it should be is no success."""

import csv
from types import SimpleNamespace

import pytest

from dinosaur_grader import cli
from dinosaur_grader.desk import demo, doctor, grade, report
from dinosaur_grader.results import LEVELS
from dinosaur_grader.sandbox.self_test import Layer
from rubrics.dinosaur_island.demo_class import EXPECTED


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(words="demo"):
    with pytest.raises(SystemExit) as end:
        cli.main(words.split())
    return end.value.code


@pytest.fixture
def graded(here, monkeypatch):
    """The course and settings with which the class would be graded; no mark comes out
    of it."""
    asked = []

    def nothing(course, settings):
        asked.append((course, settings))
        (here / "demo" / "graded").mkdir()
        with open(here / "demo" / "graded" / "grades.csv", "w", newline="") as file:
            csv.writer(file).writerow(("student_id", "function", "state", "score", "max_score"))
        return SimpleNamespace(exit_code=1)

    monkeypatch.setattr(grade, "graded", nothing)
    monkeypatch.setattr(report, "command", lambda *_, **__: 0)
    return asked


@pytest.mark.slow
def test_in_an_empty_folder_the_class_ends_as_expected_and_again_so(here, capfd):
    assert (run(), run()) == (0, 0)

    said = capfd.readouterr().out
    assert (
        said.count(f"All {len(EXPECTED)} students of the sample class ended as expected.") == 2
    )
    assert "demo/graded/grades.csv" in said and "demo/graded/report.html" in said
    assert [path.name for path in here.iterdir()] == ["demo"]
    pages = here / "demo" / "graded" / "feedback"
    assert (pages / "ben-copies" / "dinosaur_island" / "dinosaur_island.html").is_file()


@pytest.mark.parametrize("best", LEVELS)
def test_the_best_level_that_holds_is_taken_and_what_is_missing_for_a_better_one_is_said(
    graded, monkeypatch, capsys, best
):
    def layers(level):
        return [Layer("bubblewrap", level == best, "not found", "apt-get install it")]

    monkeypatch.setattr(doctor, "layers", layers)

    run()

    better = LEVELS[: LEVELS.index(best)]
    said = capsys.readouterr().out
    assert [settings.isolation for _, settings in graded] == [best]
    assert [level for level in LEVELS if f"Isolation {level!r} cannot be had here" in said] == [
        *better
    ]
    assert said.count("NO  bubblewrap: not found. apt-get install it") == len(better)
    assert (f"at the level {best!r}" in said) == bool(better)


def test_where_no_level_holds_nothing_is_graded(graded, monkeypatch, capsys):
    monkeypatch.setattr(doctor, "layers", lambda level: [Layer("all", False, "gone", "")])

    assert run() == 2
    assert demo.NOTHING_HOLDS in capsys.readouterr().err and graded == []


def test_marks_that_are_not_due_are_named_and_no_success(graded, capsys):
    assert run() == 1
    assert "ada-in-place ended as not graded at all, not as graded." in capsys.readouterr().out


def test_in_a_course_the_kit_s_own_lesson_is_graded(here, graded):
    own = here / "source" / "mine.py"
    own.parent.mkdir()
    own.write_text("# %% questions=\"add\"\nraise SystemExit('ran')\n")

    run()

    assert [course.work.name for course, _ in graded] == ["dinosaur_island"]


def test_somebody_s_hand_ins_are_neither_graded_nor_touched(here, graded, capsys):
    theirs = here / "demo" / "submitted" / "somebody" / "work.ipynb"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("theirs")

    assert run() == 2

    assert "demo/submitted/somebody is none of the sample class" in capsys.readouterr().err
    assert [path for path in here.rglob("*") if path.is_file()] == [theirs] and graded == []
