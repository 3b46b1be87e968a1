"""Which of a student's attempts counts: the last, the best, or the last by a moment; no
mark is lost or raised without a word."""

import re
import shutil
import zipfile

import pytest

from dinosaur_grader.batch import attempts
from dinosaur_grader.desk import explain
from dinosaur_grader.store import database, results
from tests.dinosaur_grader import stored
from tests.dinosaur_grader.desk import upgrade
from tests.dinosaur_grader.desk.test_refresh import (
    everywhere,
    files,
    formgrader,
    grade,
    hand_in,
    page_of,
    stamped,
)
from tests.dinosaur_grader.systems import canvas_takes

pytestmark = pytest.mark.slow
NAME = "dinosaur_island"
BEST = 'attempts = "best"\n'
OWN_LINE = re.compile(r'class="row[^>]*>\s+return ')


@pytest.fixture
def home(works, tmp_path, monkeypatch):
    """Ada's 80 points, not graded yet; the rules are the test's."""
    upgrade.course_seed(tmp_path)
    upgrade.serial(monkeypatch)
    monkeypatch.setattr(explain, "replay", lambda *_: [])
    hand_in(tmp_path, works["some"])
    return tmp_path


def refused(home, *more):
    """A run that wants to be asked; nothing may have moved by it."""
    before = (home / "out" / "totals.csv").read_bytes()
    assert upgrade.grade(home, *more) == 2
    assert (home / "out" / "totals.csv").read_bytes() == before


def rules(home, text):
    (home / "course.toml").write_text(text)


def total(home):
    (mark,) = set(files(home).values())
    return float(mark)


def both(home, works, *names):
    """Hand in these one after another, each graded."""
    for name in names or ("some", "blank"):
        hand_in(home, works[name])
        grade(home)


def test_the_best_attempt_counts_everywhere_and_the_page_shows_all(home, works):
    rules(home, BEST)
    both(home, works)
    with formgrader(home) as book:
        book.find_grade("clip_expected", NAME, NAME, "ada").extra_credit = 2.5

    assert everywhere(home) == 82.5
    page = page_of(home)
    assert "Attempt 1 of 2 is the one that counts." in page
    assert OWN_LINE.search(page)
    assert "1, which counts" in page and '<th scope="row">2</th>' in page
    assert ",1 of 2" in (home / "out" / "totals.csv").read_text()

    both(home, works, "all")
    assert total(home) == 102.5
    with database.reading(stored.url(home / "out")) as connection:
        assert sorted(one.score for one in results.aside(connection)) == [0, 80]


def test_a_worse_last_attempt_counts_where_nothing_is_said_and_it_is_told(home, works, capsys):
    both(home, works)
    told = "ada: The submission that counts has 0 points; another one had 80."
    assert told in capsys.readouterr().err
    assert everywhere(home) == 0
    report = (home / "out" / "report.html").read_text("utf-8")
    assert "another one had 80" in report


def test_who_changes_the_rule_is_asked_before_a_mark_moves(home, works, capsys):
    rules(home, BEST)
    both(home, works)

    (home / "course.toml").unlink()
    refused(home)
    assert "Another attempt counts" in " ".join(capsys.readouterr().err.split())
    refused(home, "--keep-marks")
    grade(home, "--accept-changes")
    assert total(home) == 0

    rules(home, BEST)
    refused(home)
    assert not OWN_LINE.search(page_of(home))
    grade(home, "--accept-changes")
    assert total(home) == 80
    assert OWN_LINE.search(page_of(home))


def test_a_first_notebook_handed_in_again_is_no_change_to_ask_about(home, works):
    both(home, works, "some", "blank", "some")
    assert total(home) == 80


DUE = f"late.percent_a_day = 50\ndue.{NAME} = 2020-01-02T00:00:00+00:00\n"


@pytest.mark.parametrize(
    ("said", "days", "mark"),
    [
        ("attempts = 2020-01-02T00:00:00+00:00\n", {"some": 1, "all": 1, "blank": 3}, 100),
        (BEST + DUE, {"some": 1, "all": 3}, 80),  # after what being late costs
    ],
)
def test_times_decide_which_attempt_counts(home, works, said, days, mark):
    rules(home, said)
    for name, day in days.items():
        hand_in(home, works[name])
        stamped(home, f"0{day} 12:00:00")
        grade(home)
    assert total(home) == mark
    assert "It came in" not in page_of(home)


def test_the_files_of_one_upload_are_one_attempt_and_no_other_when_they_come_again(home, works):
    shutil.rmtree(home / "submitted")
    rules(home, BEST)
    for _ in range(2):
        collected(home, "all.zip", {1: works["some"], 2: works["blank"]})
        grade(home)
    assert total(home) == 0
    assert " of 2" not in (home / "out" / "totals.csv").read_text()


def collected(home, zipped, files):
    """Ada's files in a zip of Canvas's, by number, collected."""
    with zipfile.ZipFile(home / zipped, "w") as archive:
        for number, raw in files.items():
            archive.writestr(f"ada_7_{number}_{NAME}.ipynb", raw)
    (home / "roster.csv").write_text("student_id,system_id\nada,7\n")
    given = ("--into", home / "submitted", "--roster", home / "roster.csv")
    given += ("--assignment", NAME, "--out", home / "out")
    assert upgrade.run("collect", home / zipped, *given) == 0


def feedback(home, to):
    """What `export --feedback canvas` ends with, and the page that Ada gets."""
    given = ("--to", home / to, "--out", home / "out", "--feedback", "canvas")
    code = upgrade.run("export", *given, "--assignment", NAME)
    return code, canvas_takes(home / to, {"7": {"2", "3"}}).get("7", "")


def test_whose_best_attempt_is_not_the_last_gets_the_page_about_the_best(home, works, capsys):
    shutil.rmtree(home / "submitted")
    rules(home, BEST)
    collected(home, "first.zip", {1: works["some"]})
    collected(home, "again.zip", {2: works["blank"]})
    grade(home)
    assert "1 of 1 done, and 1 earlier attempt;" in capsys.readouterr().err
    code, page = feedback(home, "pages.zip")
    assert code == 0 and "<strong>80</strong> of 100" in page

    # what came since was not looked at, and may be better
    collected(home, "second.zip", {3: works["all"]})
    assert feedback(home, "stale.zip") == (1, "")
    assert "not the one that was graded" in capsys.readouterr().err
    grade(home)
    assert "<strong>100</strong> of 100" in feedback(home, "fresh.zip")[1]


def test_a_kept_notebook_that_is_gone_is_said_and_its_mark_stands(home, works, capsys):
    rules(home, BEST)
    both(home, works)
    digest = stored.attempted(home / "out", NAME)["ada"][0].digest
    attempts.place(home / "submitted", "ada", NAME, digest).unlink()

    refused(home)
    said = capsys.readouterr().err
    assert "is missing and can't be counted" in said and digest[: attempts.SHORT] in said
