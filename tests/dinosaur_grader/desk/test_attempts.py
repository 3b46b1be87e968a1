"""Which of a student's attempts counts: the last, the best, or the last by a moment; no
mark is lost or raised without a word."""

import shutil
import zipfile

import pytest

from dinosaur_grader.batch import attempts, files, journal
from dinosaur_grader.batch.attempts import CollectedAttempt
from dinosaur_grader.desk import explain
from tests.dinosaur_grader.desk import upgrade
from tests.dinosaur_grader.desk.test_refresh import everywhere, grade, hand_in, page_of

pytestmark = pytest.mark.slow
NAME = "dinosaur_island"
BEST = 'attempts = "best"\n'


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


def test_the_best_attempt_counts_everywhere_and_the_page_shows_all(home, works):
    rules(home, BEST)
    grade(home)
    hand_in(home, works["blank"])
    grade(home)

    assert set(everywhere(home).values()) == {"80"}
    page = page_of(home)
    assert "Attempt 1 of 2 is the one that counts." in page
    assert "return None" in page
    assert "1, which counts" in page and '<th scope="row">2</th>' in page
    assert ",1 of 2" in (home / "out" / "totals.csv").read_text()

    hand_in(home, works["all"])
    grade(home)
    assert set(everywhere(home).values()) == {"100"}
    assert "Attempt 3 of 3 is the one that counts." in page_of(home)
    kept = list(journal.results(home / "out" / "results.jsonl", aside=True))
    assert sorted(one.score for one in kept) == [0, 80]


def test_a_worse_last_attempt_counts_where_nothing_is_said_and_it_is_told(home, works, capsys):
    grade(home)
    hand_in(home, works["blank"])
    grade(home)
    told = "ada: The submission that counts has 0 points; another one had 80."
    assert told in capsys.readouterr().err
    assert set(everywhere(home).values()) == {"0"}
    report = (home / "out" / "report.html").read_text("utf-8")
    assert "another one had 80" in report


def test_who_changes_the_rule_is_asked_before_a_mark_moves(home, works, capsys):
    rules(home, BEST)
    grade(home)
    hand_in(home, works["blank"])
    grade(home)

    (home / "course.toml").unlink()
    refused(home)
    assert "Another attempt counts" in " ".join(capsys.readouterr().err.split())
    refused(home, "--keep-marks")
    grade(home, "--accept-changes")
    assert set(everywhere(home).values()) == {"0"}

    rules(home, BEST)
    refused(home)
    assert "return None" not in page_of(home)
    grade(home, "--accept-changes")
    assert set(everywhere(home).values()) == {"80"}
    assert "return None" in page_of(home)


@pytest.mark.parametrize("said", ["", "attempts = 2100-01-01T00:00:00+00:00\n"])
def test_a_first_notebook_handed_in_again_is_no_change_to_ask_about(home, works, said):
    rules(home, said)
    for name in ("some", "blank", "some"):
        hand_in(home, works[name])
        grade(home)
    assert set(everywhere(home).values()) == {"80"}


def test_the_last_attempt_by_a_moment_counts(home, works):
    rules(home, "attempts = 2020-01-02T00:00:00+00:00\n")
    stamp = home / "submitted" / "ada" / NAME / "timestamp.txt"
    for day, name in (("01", "some"), ("01", "all"), ("03", "blank")):
        hand_in(home, works[name])
        stamp.write_text(f"2020-01-{day} 12:00:00 UTC\n")
        grade(home)
    assert set(everywhere(home).values()) == {"100"}


def test_an_earlier_file_of_the_same_zip_may_be_the_best(home, works):
    shutil.rmtree(home / "submitted")
    with zipfile.ZipFile(home / "all.zip", "w") as archive:
        for file, name in ((1, "some"), (2, "blank")):
            archive.writestr(f"ada_7_{file}_{NAME}.ipynb", works[name])
    (home / "roster.csv").write_text("student_id,system_id\nada,7\n")
    collect(home)
    grade(home)
    assert set(everywhere(home).values()) == {"0"}

    rules(home, BEST)
    grade(home, "--accept-changes")
    assert set(everywhere(home).values()) == {"80"}
    collect(home)  # the same zip again is no other attempt
    grade(home)
    assert ",1 of 2" in (home / "out" / "totals.csv").read_text()


def collect(home):
    given = ("--into", home / "submitted", "--roster", home / "roster.csv")
    assert upgrade.run("collect", home / "all.zip", *given, "--assignment", NAME) == 0


def test_a_kept_notebook_that_is_gone_is_said_and_its_mark_stands(home, works, capsys):
    rules(home, BEST)
    grade(home)
    hand_in(home, works["blank"])
    grade(home)
    digest = attempts.read(home / "submitted", NAME)["ada"][0].digest
    attempts.place(home / "submitted", "ada", NAME, digest).unlink()

    refused(home)
    said = capsys.readouterr().err
    assert "is gone and can't count" in said and digest[: attempts.SHORT] in said


def test_a_dry_run_keeps_no_attempt(home, works):
    rules(home, BEST)
    grade(home, "--dry-run")
    assert not attempts.room(home / "submitted").exists()


def test_the_best_is_the_best_after_what_being_late_costs(home, works):
    due = f"due.{NAME} = 2020-01-02T00:00:00+00:00"
    rules(home, f"{BEST}late.percent_a_day = 50\n{due}\n")
    stamp = home / "submitted" / "ada" / NAME / "timestamp.txt"
    for day, name in (("01", "some"), ("03", "all")):
        hand_in(home, works[name])
        stamp.write_text(f"2020-01-{day} 12:00:00 UTC\n")
        grade(home)
    assert set(everywhere(home).values()) == {"80"}
    assert "It came in" not in page_of(home)


def test_attempts_are_noted_once_and_again_when_they_come_again(tmp_path):
    submitted = tmp_path / "in"
    first, second = (
        CollectedAttempt(NAME, "ada", digest, attempts.now()) for digest in ("a", "b")
    )
    for own in ([first, second], [first, second], [first]):
        attempts.note(submitted, own)
    assert [one.digest for one in attempts.read(submitted, NAME)["ada"]] == ["a", "b", "a"]
    files.forget(attempts.beside(submitted, attempts.FILE), "ada")
    assert attempts.read(submitted, NAME) == {}
