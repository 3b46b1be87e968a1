"""What is made in a course takes the place of what was there, or leaves it."""

import tomllib

import pytest

from dinosaur_grader.home import KIT
from dinosaur_grader.workshop import course as making
from dinosaur_grader.workshop import percent
from dinosaur_grader.workshop.course import NotBuilt
from tests.dinosaur_grader import toy


def test_a_release_that_can_not_be_made_leaves_the_one_that_was_there(tmp_path, monkeypatch):
    course = toy.make(tmp_path)
    toy.write(course / "data" / "words.txt", "rex\n")
    release = course / "release" / "toy"
    before = {path: path.read_bytes() for path in release.rglob("*") if path.is_file()}

    def fails(name, course, *options):
        """nbgrader makes a part of it, and fails."""
        (release / name).mkdir(parents=True)
        return "nbgrader generate_assignment failed"

    monkeypatch.setattr(percent, "generate_assignment", fails)
    monkeypatch.setattr(percent, "solve", lambda notebook, *_: percent.solved(notebook))

    with pytest.raises(NotBuilt, match="nbgrader generate_assignment failed"):
        making.build("toy", course, lambda said: None)

    assert {path: path.read_bytes() for path in release.rglob("*") if path.is_file()} == before
    assert [path.name for path in release.parent.iterdir()] == ["toy"]
    assert not (course / "source/toy/utils").exists()


def test_a_release_says_what_its_checks_need_unless_the_course_does(tmp_path, monkeypatch):
    course = toy.make(tmp_path)
    toy.write(course / "data" / "words.txt", "rex\n")
    laid_out = []

    def stop(name, course, *options):
        laid_out.append((course / "source" / name / "requirements.txt").read_text())
        return "stopped here"

    monkeypatch.setattr(percent, "generate_assignment", stop)
    monkeypatch.setattr(percent, "solve", lambda notebook, *_: percent.solved(notebook))
    needs = course / "source" / "toy" / "requirements.txt"

    with pytest.raises(NotBuilt):
        making.build("toy", course, lambda said: None)

    project = tomllib.loads((KIT / "pyproject.toml").read_text())["project"]
    assert laid_out[-1].split() == [
        each for each in project["dependencies"] if each.startswith("numpy")
    ]
    toy.write(needs, "numpy==2.0\n")
    with pytest.raises(NotBuilt):
        making.build("toy", course, lambda said: None)
    assert laid_out[-1] == "numpy==2.0\n"
    lesson = course / "source" / "toy.py"
    text = lesson.read_text(encoding="utf-8")
    wanted = 'requires = ["matplotlib.pyplot", "numpy"]\nfiles ='
    lesson.write_text(text.replace("files =", wanted), encoding="utf-8")
    for _ in range(2):
        with pytest.raises(NotBuilt):
            making.build("toy", course, lambda said: None)
        assert laid_out[-1] == "numpy==2.0\nmatplotlib==3.*\n"
