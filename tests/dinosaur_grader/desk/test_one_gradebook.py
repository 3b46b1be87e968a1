"""Marks that stand are protected in the gradebook: a run into the same one from another
folder changes none unseen."""

import csv
import shutil

import pytest
from nbgrader.api import Gradebook

from dinosaur_grader.records import csv_tables, last_write
from tests.dinosaur_grader.desk import upgrade

pytestmark = pytest.mark.slow
NAME = "dinosaur_island"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Two folders of hand-ins and one gradebook: in the second Ada's work is blank."""
    solved = upgrade.solved()
    for folder, cells in (("first", solved), ("second", {})):
        upgrade.hand_in(tmp_path / folder, "ada", cells)
        upgrade.hand_in(tmp_path / folder, "bob", {"clip": solved["clip"]})
    upgrade.course_seed(tmp_path)
    upgrade.serial(monkeypatch)
    assert run(tmp_path, "first", "a") == 0
    return tmp_path


def url(home):
    return f"sqlite:///{home / 'one.db'}"


def run(home, submitted, out, *more):
    given = ("--submitted", home / submitted, "--out", home / out, "--database", url(home))
    more = ("--seed", home / "course.seed", "--isolation", "none", *more)
    return upgrade.run("grade", *given, *more)


def marks(home):
    with Gradebook(url(home)) as book:
        return {s.student.id: s.score for s in book.assignment_submissions(NAME)}


def totals(home, out):
    with open(home / out / "totals.csv", encoding="utf-8", newline="") as file:
        return {row["student_id"]: row["score"] for row in csv.DictReader(file)}


def test_another_folder_is_asked_before_it_lowers_a_mark(home, capsys):
    before = marks(home)
    assert before == {"ada": 100, "bob": 20}

    assert run(home, "second", "b") == 2

    assert marks(home) == before
    said = capsys.readouterr().err
    assert "marks from another run" in said
    assert "│ ada" in said and "│ bob" not in said
    assert not (home / "b").exists()

    assert run(home, "second", "b", "--keep-marks") == 0
    assert marks(home) == before
    assert totals(home, "b") == {"ada": "100", "bob": "20"}


def test_accepted_the_marks_change_and_are_this_folders_from_then_on(home):
    assert run(home, "second", "b", "--accept-changes") == 0
    assert marks(home) == {"ada": 0, "bob": 20}
    assert run(home, "second", "b") == 0
    assert run(home, "first", "a") == 2
    shutil.rmtree(home / "first" / "ada")  # what gives the same marks is not asked about
    assert run(home, "first", "c") == 0
    assert marks(home) == {"ada": 0, "bob": 20}


def test_a_run_that_stopped_before_the_gradebook_is_no_other_run(home, monkeypatch):
    shutil.copytree(home / "second" / "ada", home / "first" / "ada", dirs_exist_ok=True)
    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr("dinosaur_grader.records.outputs.record", _broken)
        run(home, "first", "a")
    assert run(home, "first", "a") == 0
    assert marks(home) == {"ada": 0, "bob": 20}


def _broken(*_, **__):
    raise RuntimeError("the machine stopped")


def test_no_password_is_written_down(tmp_path):
    last_write.keep(tmp_path, "postgresql://me:secret@db/grades", [])
    assert last_write.noted(tmp_path).gradebook == "postgresql://me@db/grades"


def test_in_an_nbgrader_course_the_tables_have_a_folder_of_their_own(tmp_path):
    assert csv_tables.folder(tmp_path) == tmp_path
    (tmp_path / "nbgrader_config.py").touch()
    assert csv_tables.folder(tmp_path) == tmp_path / "graded"
