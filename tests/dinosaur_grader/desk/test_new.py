"""An assignment is begun in a course: whole, never over another one, and with a sentence
where it can't be."""

import pytest

from dinosaur_grader import cli
from dinosaur_grader.assignments import locations


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
    parts = ("assignment.toml", "probes/average.py", "faults/average.toml")
    parts = {f"rubrics/lengths/{part}" for part in (*parts, "gallery/average.py")}
    assert {"source/lengths.py", *parts} < made
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


def test_a_file_of_the_course_that_stands_in_the_way_stays(course, capsys):
    (course / "source/lengths.py").write_text("mine", encoding="utf-8")
    assert run("lengths") == 0
    assert "source/lengths.py already exists" in capsys.readouterr().err
    assert (course / "source/lengths.py").read_text(encoding="utf-8") == "mine"
