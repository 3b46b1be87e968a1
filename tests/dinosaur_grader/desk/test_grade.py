"""`dinosaur-grader grade`: what it says and its exit code, with the batch replaced."""

import subprocess
import sys
from functools import partial

import pytest

from dinosaur_grader.assignments.course_seed import Seed
from dinosaur_grader.batch.canary import CanaryFailed
from dinosaur_grader.batch.grade_class import Graded, Refused
from dinosaur_grader.desk import grade
from dinosaur_grader.records.final_marks import FinalCell, FinalMark, of_result
from dinosaur_grader.records.gradebook_marks import Marks
from dinosaur_grader.results import CellMark, Result
from dinosaur_grader.store.database import GradebookLocked
from tests.dinosaur_grader import small
from tests.dinosaur_grader.desk.upgrade import run


def a_result(student_id="nora", state="unreadable"):
    marks = (CellMark("clip_hidden", "clip", None, 12.0, "no notebook"),)
    notes = ("The file is not a notebook.",)
    return Result("k", student_id, "dinosaur_island", state, marks, notes)


@pytest.fixture
def folders(tmp_path):
    small.hand_in(tmp_path / "submitted", "nora", b"")
    (tmp_path / "out").mkdir()
    return ("grade", "--submitted", str(tmp_path / "submitted"), "--out", str(tmp_path / "out"))


@pytest.fixture
def grading(monkeypatch, tmp_path):
    """`grade` with the batch replaced: `what` is raised, or has the results that were
    not graded."""

    def becomes(what):
        def grade_or_ask(course, *_):
            if isinstance(what, BaseException):
                raise what
            states, name = {"graded": 1}, "dinosaur_island"
            return Graded(course.url, {}, (), states, what, 0, "strict", Seed(b"s"), name)

        written = (
            {"grades": tmp_path / "grades.csv"},
            Marks(f"sqlite:///{tmp_path / 'gradebook.db'}"),
        )
        monkeypatch.setattr(grade.regrade, "grade_or_ask", grade_or_ask)
        monkeypatch.setattr(grade.outputs, "write", lambda *_, **__: written)

    return becomes


def test_all_graded_is_zero_and_the_lowest_level_is_warned_of(grading, folders, capsys):
    grading(())
    assert run(*folders) == 0
    assert "WARNING" not in capsys.readouterr().err
    assert run(*folders, "--isolation", "none") == 0
    assert "WARNING" in capsys.readouterr().err


def test_one_that_could_not_be_graded_is_one_and_named(grading, folders, capsys):
    grading((a_result(),))
    assert run(*folders) == 1
    assert "nora (unreadable). The file is not a notebook." in capsys.readouterr().err


def test_what_waits_for_a_person_is_said_with_its_points(grading, folders, capsys, monkeypatch):
    grading(())
    essay = CellMark("essay", "essay", None, 5.0, by_hand=True)
    clip = CellMark("clip_hidden", "clip", 3.0, 12.0)
    found = [Result("k", name, "toy", "graded", (clip, essay)) for name in ("ada", "bob")]
    lost = Result("k", "cyd", "toy", "unreadable", (clip, essay))
    monkeypatch.setattr(
        Graded, "counted", lambda *_: {r.key + r.student_id: r for r in (*found, lost)}
    )
    run(*folders)
    out = capsys.readouterr().out
    assert "essay (5 points) is marked by hand, and not yet for 2 students." in out
    monkeypatch.setattr(Graded, "counted", lambda *_: {"ada": found[0]})
    run(*folders)
    assert "and not yet for 1 student." in capsys.readouterr().out
    marked = FinalMark({"essay": FinalCell(hand=4)})
    assert list(grade.waiting(found, partial(of_result, given=marked))) == []


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (CanaryFailed("the canary failed"), 2, "the canary failed"),
        (Refused("the level cannot be had"), 2, "the level cannot be had"),
        (OSError(28, "No space left on device"), 1, "disk is full"),
        (GradebookLocked("another program held the gradebook."), 1, "another program held"),
        (KeyboardInterrupt(), 1, "continue from there"),
    ],
)
def test_what_stops_a_run_is_said_with_how_to_go_on(
    grading, folders, capsys, error, code, said
):
    grading(error)
    assert run(*folders) == code
    assert said in capsys.readouterr().err


BEGUN = """
import sys
from pathlib import Path
from dinosaur_grader.batch.open_course import RunSettings, open_course
from dinosaur_grader.desk import grade, regrade
from dinosaur_grader.desk.platforms import one
home = Path(sys.argv[1])
course = open_course(home / "submitted", home / "out", home / "course.seed")
grade.check_writable(course)
standing = regrade.read_standing(course)
print(regrade.to_compare(course, RunSettings("none"), standing), "nbgrader.api" in sys.modules)
"""


@pytest.mark.slow
def test_nbgrader_is_not_loaded_before_the_first_is_graded(home):
    done = subprocess.run(
        [sys.executable, "-P", "-c", BEGUN, home], capture_output=True, text=True, check=True
    )
    assert done.stdout == "('', False) False\n"
