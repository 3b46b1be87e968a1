"""Pages and tables made again from a copy of the database and the submissions."""

import shutil

import pytest
from nbgrader.api import Gradebook

from dinosaur_grader.store.database import default_url
from tests.dinosaur_grader.desk import upgrade
from tests.dinosaur_grader.desk.upgrade import NAME

pytestmark = pytest.mark.slow


def rendered(folder):
    """Every file under it but the database's own."""
    own = ("gradebook.db", "gradebook.db.lock")
    files = (path for path in folder.rglob("*") if path.is_file() and path.name not in own)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.fixture
def marked(home):
    """The graded class, with a mark and a comment by hand."""
    with Gradebook(default_url(home / "out")) as book:
        book.find_grade("clip_hidden", NAME, NAME, "ada").manual_score = 3.0
        book.find_comment(
            "clip", NAME, NAME, "ada"
        ).manual_comment = "We talked <b>about</b> it."
        book.db.commit()
    assert upgrade.grade(home) == 1  # Dora's file is not a notebook
    return home


def render(home, out, *more):
    return upgrade.run("render", "--out", out, "--submitted", home / "submitted", *more)


def test_a_copy_of_the_database_and_the_submissions_give_every_file_again(marked):
    (marked / "copy").mkdir()
    shutil.copy(marked / "out" / "gradebook.db", marked / "copy")
    assert render(marked, marked / "copy") == 0
    due = rendered(marked / "out")
    assert {"grades.csv", "totals.csv", "results.jsonl", "rendered.json"} < set(due)
    assert rendered(marked / "copy") == due


def test_what_was_spoiled_or_lost_is_made_again(marked):
    due = rendered(marked / "out")
    page = marked / "out" / "feedback" / "ada" / NAME / f"{NAME}.html"
    page.write_text("spoiled")
    (marked / "out" / "totals.csv").unlink()
    shutil.rmtree(marked / "out" / "autograded")
    assert render(marked, marked / "out") == 0
    assert rendered(marked / "out") == due


def test_a_submission_that_is_another_one_by_now_is_named_and_all_else_is_made(marked, capsys):
    upgrade.hand_in(marked / "submitted", "ada", {})
    due = rendered(marked / "out")
    shutil.rmtree(marked / "out" / "feedback")
    assert render(marked, marked / "out") == 1
    assert "ada handed in again" in capsys.readouterr().err
    assert rendered(marked / "out") == due
