"""One gradebook for several: who grades into the same one goes on with its results, and
marks that another program wrote into it don't change unseen."""

import shutil

import pytest
from nbgrader.api import Gradebook

from dinosaur_grader.records import csv_tables
from tests.dinosaur_grader.desk import upgrade

pytestmark = pytest.mark.slow
NAME = "dinosaur_island"
SHOW = "dinosaur_grader.batch.progress.Progress.show"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Ada's 100 points and Bob's 20, graded with `--database`."""
    solved = upgrade.solved()
    upgrade.hand_in(tmp_path / "submitted", "ada", solved)
    upgrade.hand_in(tmp_path / "submitted", "bob", {"clip": solved["clip"]})
    upgrade.course_seed(tmp_path)
    upgrade.serial(monkeypatch)
    assert run(tmp_path, "a") == 0
    return tmp_path


def url(home):
    return f"sqlite:///{home / 'one.db'}"


def run(home, out, *more):
    given = ("--submitted", home / "submitted", "--out", home / out, "--database", url(home))
    more = ("--seed", home / "course.seed", "--isolation", "none", *more)
    return upgrade.run("grade", *given, *more)


def marks(home):
    with Gradebook(url(home)) as book:
        return {s.student.id: s.score for s in book.assignment_submissions(NAME)}


def autograded(home, student, points):
    """Let another program give a student's cell these points, as `nbgrader autograde`
    does."""
    with Gradebook(url(home)) as book:
        book.find_grade("clip_hidden", NAME, NAME, student).auto_score = points
        book.db.commit()


def test_a_colleague_with_the_same_database_goes_on_with_its_results(home, monkeypatch):
    reused = []
    monkeypatch.setattr(SHOW, lambda self, result: reused.append(self.reused))

    assert run(home, "b") == 0

    assert reused[-1] == 2
    assert (
        upgrade.totals(home / "a") == upgrade.totals(home / "b") == {"ada": "100", "bob": "20"}
    )
    lines = [(home / out / "results.jsonl").read_bytes() for out in "ab"]
    assert lines[0] == lines[1]


def test_marks_that_another_program_wrote_are_asked_about_before_they_change(home, capsys):
    autograded(home, "ada", 2.0)
    before = marks(home)

    assert run(home, "a") == 2

    said = capsys.readouterr().err
    assert "marks from another run" in said
    assert "│ ada" in said and "│ bob" not in said
    assert run(home, "a", "--keep-marks") == 0
    assert marks(home) == before == {"ada": 90, "bob": 20}
    assert upgrade.totals(home / "a") == {"ada": "90", "bob": "20"}
    assert run(home, "a", "--accept-changes") == 0
    assert marks(home) == {"ada": 100, "bob": 20}
    assert run(home, "a") == 0


def test_what_another_program_wrote_and_gives_the_same_is_not_asked_about(home):
    autograded(home, "ada", 2.0)
    shutil.rmtree(home / "submitted" / "ada")
    assert run(home, "a") == 0
    assert marks(home) == {"ada": 90, "bob": 20}


def test_a_run_that_stopped_before_the_gradebook_is_no_other_run(home, monkeypatch):
    upgrade.hand_in(home / "submitted", "ada", {})
    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr("dinosaur_grader.records.write_marks.enter", _broken)
        run(home, "a")
    assert marks(home) == {"ada": 100, "bob": 20}
    assert run(home, "a") == 0
    assert marks(home) == {"ada": 0, "bob": 20}


def _broken(*_, **__):
    raise RuntimeError("the machine stopped")


def test_in_an_nbgrader_course_the_tables_have_a_folder_of_their_own(tmp_path):
    assert csv_tables.folder(tmp_path) == tmp_path
    (tmp_path / "nbgrader_config.py").touch()
    assert csv_tables.folder(tmp_path) == tmp_path / "graded"
