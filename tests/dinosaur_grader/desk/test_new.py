"""An assignment is begun in a course: whole, never over another one, and with a sentence
where it can't be."""

import pytest
from nbformat import v4

from dinosaur_grader import cli
from dinosaur_grader.assignments import locations
from dinosaur_grader.workshop import course as making
from dinosaur_grader.workshop import percent
from dinosaur_grader.workshop.course import NotBuilt


@pytest.fixture
def course(tmp_path, monkeypatch):
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    (tmp_path / "source").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments):
    with pytest.raises(SystemExit) as ended:
        cli.main(["new", *arguments])
    return ended.value.code


def test_a_whole_assignment_is_made_and_found(course, capsys):
    assert run("lengths") == 0

    said = capsys.readouterr().out
    made = {p.relative_to(course).as_posix() for p in course.rglob("*") if p.is_file()}
    assert {
        "source/lengths.py",
        "rubrics/lengths/assignment.toml",
        "rubrics/lengths/probes/average.py",
        "rubrics/lengths/faults/average.toml",
        "rubrics/lengths/gallery/average.py",
    } < made
    assert all(f"{path} is new." in said for path in made if path.startswith("rubrics"))
    assert {path for path in made if "lengths" not in path} == {"nbgrader_config.py"}
    assert not any("{{" in (course / path).read_text(encoding="utf-8") for path in made)
    assert "bring(c)" in (course / "nbgrader_config.py").read_text(encoding="utf-8")
    assert locations.chosen("", course) == "lengths"


@pytest.mark.parametrize("name", ["lengths", "dinosaur_island"])
def test_what_is_there_already_is_no_place_for_a_new_one(course, capsys, name):
    run("lengths")
    (course / "rubrics/lengths/probes/average.py").write_text("mine", encoding="utf-8")
    capsys.readouterr()

    assert run(name) == 2

    assert f"an assignment {name} already exists" in capsys.readouterr().err
    assert (course / "rubrics/lengths/probes/average.py").read_text("utf-8") == "mine"


@pytest.mark.parametrize("name", ["Lengths", "2nd", "a b", "../up", "a/b", "class", "é", ""])
def test_a_name_that_is_none_is_refused(course, capsys, name):
    assert run(name) == 2
    assert "can't be an assignment's name" in capsys.readouterr().err
    assert not (course / "rubrics").exists()


def test_a_folder_that_is_no_course_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run("lengths") == 2
    assert "`nbgrader quickstart" in capsys.readouterr().err


def test_a_file_of_the_course_that_stands_in_the_way_stays(course, capsys):
    (course / "source/lengths.py").write_text("mine", encoding="utf-8")
    assert run("lengths") == 0
    assert "source/lengths.py already exists" in capsys.readouterr().err
    assert (course / "source/lengths.py").read_text(encoding="utf-8") == "mine"


def test_a_test_cell_that_asks_for_another_cell_s_marks_is_not_built():
    cell = v4.new_code_cell(
        'marks("f_hiden", globals())', metadata={"nbgrader": {"grade_id": "f_hidden"}}
    )
    with pytest.raises(NotBuilt, match="the cell f_hidden asks for the marks of 'f_hiden'"):
        making._checked(v4.new_notebook(cells=[cell]))


def test_a_key_that_a_twin_does_not_know_is_named(tmp_path):
    text = '# %% nbgrader={"grade_id": "f_hidden", "point": 6}\npass\n'
    (tmp_path / "twin.py").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="the cell 'f_hidden' has point"):
        percent.source_notebook(tmp_path / "twin.py")
