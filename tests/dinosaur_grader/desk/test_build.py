"""`dinosaur-grader build` makes what belongs to the course in this folder, once or at
each change."""

import os
import time

import pytest

from dinosaur_grader.workshop import course as making
from dinosaur_grader.workshop.course import NotBuilt
from tests.dinosaur_grader import toy
from tests.dinosaur_grader.desk.upgrade import run

LESSON = '# %% exercise="halve"\ndef halve(x):\n    return x / 2\n'


def test_the_only_assignment_of_a_course_is_built(tmp_path, monkeypatch, capsys):
    built = []
    monkeypatch.setattr(making, "build", lambda *given: built.append(given[:2]))
    monkeypatch.chdir(toy.make(tmp_path))
    assert run("build") == 0
    assert built == [("toy", tmp_path)]
    assert "check --assignment toy" in capsys.readouterr().out


@pytest.fixture
def watched(tmp_path, monkeypatch):
    """Watch a lesson while these things happen, one between two looks, and then Ctrl-C;
    its texts as they were built."""
    lesson = tmp_path / "source" / "halves.py"
    toy.write(lesson, LESSON)
    monkeypatch.chdir(tmp_path)
    texts = []

    def build(name, course, tell):
        texts.append((course / "source" / f"{name}.py").read_text(encoding="utf-8"))
        if "def" not in texts[-1]:
            raise NotBuilt("there is no function")

    def watched(*happens):
        left = list(happens)

        def sleep(_):
            if not left:
                raise KeyboardInterrupt
            left.pop(0)(lesson)

        monkeypatch.setattr(making, "build", build)
        monkeypatch.setattr(time, "sleep", sleep)
        assert run("build", "--watch") == 0
        return texts

    return watched


def saved(text):
    """Save the lesson later, with this text."""

    def save(lesson):
        later = lesson.stat().st_mtime_ns + 10**6
        lesson.write_text(text, encoding="utf-8")
        os.utime(lesson, ns=(later, later))

    return save


def nothing(lesson):
    """Leave the lesson as it is."""


def test_a_lesson_that_is_watched_is_built_at_once_and_at_each_change_until_ctrl_c(watched):
    other = LESSON.replace("/ 2", "* 0.5")
    assert watched(nothing, saved(other), nothing) == [LESSON, other]


@pytest.fixture
def said_of(tmp_path, monkeypatch, capsys):
    """Build the course with these bytes for its only lesson; what is said."""

    def said_of(lesson, *words):
        (tmp_path / "source").mkdir()
        (tmp_path / "source" / "halves.py").write_bytes(lesson)
        monkeypatch.chdir(tmp_path)
        assert run("build", *words) == 2
        return capsys.readouterr().err

    return said_of


@pytest.mark.parametrize(
    ("lesson", "why"),
    [
        (LESSON.encode("utf-16"), "is not in UTF-8"),
        (b"\x93\x00\xff", "is not in UTF-8"),
        (b"", "does not begin with a cell"),
        (b"# %%\nx = 1\n", "is no assignment yet: it has no exercise."),
    ],
)
@pytest.mark.parametrize("words", [(), ("--assignment", "halves")])
def test_a_lesson_that_can_t_be_read_is_named_with_why(said_of, lesson, why, words):
    said = said_of(lesson, *words)
    assert "source/halves.py" in said
    assert why in said
