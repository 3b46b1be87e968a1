"""Grading again after the kit or the seed has changed: what is shown, what is written,
and what stays. A rubric that was edited is in `test_rubric_changes`."""

import json
import shutil

import pytest
from nbgrader.api import Gradebook

from dinosaur_grader.store.database import default_url
from tests.dinosaur_grader import stored
from tests.dinosaur_grader.desk import upgrade
from tests.dinosaur_grader.desk.upgrade import NAME, files, grades
from tests.dinosaur_grader.desk.upgrade import grade as run

pytestmark = pytest.mark.slow
NEW = "9" * 64
SHOW = "dinosaur_grader.batch.progress.Progress.show"
MOVED = ("ada", "clip_hidden")


@pytest.fixture
def harder(home, monkeypatch):
    """The graded class, with a kit in which Ada has less for `clip`."""
    upgrade.upgrade(monkeypatch, upgrade.harder)
    return home


def dry_run(home, *more):
    """The rows that a dry run lists, by student and cell."""
    run(home, "--dry-run", "--changes", home / "changes.csv", *more)
    return {(row["student_id"], row["cell"]): row for row in upgrade.rows(home / "changes.csv")}


def shown(home):
    """The files that are made from the database."""
    found = files(home / "out")
    return {name: content for name, content in found.items() if "gradebook.db" not in name}


def changed(before, after):
    return {key for key in before | after if before.get(key) != after.get(key)}


def by_hand(home):
    """A book in which Ada's grade can be looked at, and changed as the formgrader does."""
    return Gradebook(default_url(home / "out"))


def test_a_dry_run_lists_exactly_what_then_changes_and_what_a_person_gave_survives(harder):
    with by_hand(harder) as book:
        grade = book.find_grade("clip_hidden", NAME, NAME, "ada")
        grade.manual_score, grade.extra_credit = 11.0, 0.5
        book.find_comment("clip", NAME, NAME, "ada").manual_comment = "We talked about it."
        book.db.commit()
    before = grades(harder / "out")

    rows = dry_run(harder)
    run(harder, "--accept-changes")

    assert changed(before, grades(harder / "out")) == set(rows)
    assert {key for key, row in rows.items() if row["change"] != "0"} == {MOVED}
    moved = rows[MOVED]
    assert (moved["before"], moved["after"], moved["by_hand"]) == ("12", "11.75", "11")
    assert moved["version_before"] != moved["version_after"] == NEW
    with by_hand(harder) as book:
        grade = book.find_grade("clip_hidden", NAME, NAME, "ada")
        assert (grade.manual_score, grade.extra_credit) == (11.0, 0.5)
        assert (grade.auto_score, grade.needs_manual_grade) == (11.75, True)
        assert book.find_comment("clip", NAME, NAME, "ada").comment == "We talked about it."


def test_marks_that_would_change_unseen_stay_and_once_accepted_nothing_is_graded_again(
    harder, capsys, monkeypatch
):
    before, counted, reused = shown(harder), stored.results(harder / "out"), []
    with by_hand(harder) as book:
        marks = [book.find_grade(MOVED[1], NAME, NAME, MOVED[0]).auto_score]

    assert run(harder) == 2

    said = capsys.readouterr().err
    assert "ada" in said and "--accept-changes" in said and "--dry-run" in said
    assert (shown(harder), stored.results(harder / "out")) == (before, counted)
    with by_hand(harder) as book:
        marks.append(book.find_grade(MOVED[1], NAME, NAME, MOVED[0]).auto_score)
    assert marks == [12, 12]

    monkeypatch.setattr(SHOW, lambda self, result: reused.append(self.reused))
    assert run(harder, "--accept-changes") == 1
    assert reused[-1] == 3
    assert grades(harder / "out")[MOVED][0] == "11.75"
    assert {one.version for one in stored.results(harder / "out")} == {NEW}


def test_marks_can_be_kept_and_only_new_work_graded_by_the_new_version(harder):
    shutil.copytree(harder / "submitted" / "ada", harder / "submitted" / "hugo")
    before = grades(harder / "out")

    assert run(harder, "--keep-marks") == 1

    after = grades(harder / "out")
    assert {key: row for key, row in after.items() if key[0] != "hugo"} == before
    assert float(after["hugo", "clip_hidden"][0]) < float(after[MOVED][0]) == 12
    versions = {one.student_id: one.version for one in stored.results(harder / "out")}
    assert versions["hugo"] == NEW != versions["ada"]


def test_nothing_is_written_by_a_dry_run(harder, capsys):
    before = files(harder / "out")

    run(harder, "--dry-run", "--json")

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    found = [line["change"] for line in lines if "change" in line]
    assert MOVED in [(one["student_id"], one["cell"]) for one in found]
    assert files(harder / "out") == before


@pytest.mark.parametrize("choice", [(), ("--accept-changes",)])
def test_an_upgrade_that_was_interrupted_goes_on_where_it_was_with_its_version(
    home, monkeypatch, choice
):
    upgrade.upgrade(monkeypatch)
    graded, reused, before = [], [], shown(home)
    marks, counted = grades(home / "out"), stored.results(home / "out")

    def stops(self, result):
        graded.append(result.student_id)
        if len(graded) == 3:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(SHOW, stops)
        assert run(home, *choice) == 1
    assert (shown(home), stored.results(home / "out")) == (before, counted)
    monkeypatch.setattr(SHOW, lambda self, result: reused.append(self.reused))

    assert run(home, *choice) == 1

    assert reused[-1] == len(set(graded) - {"dora"}) > 0  # Dora's is not a mark
    assert grades(home / "out") == marks
    assert {each.version for each in stored.made_with(home / "out")} == {NEW}


def test_a_gradebook_that_was_put_back_is_seen_before_anything_is_written(home, capsys):
    book, backup = home / "out" / "gradebook.db", home / "backup.db"
    shutil.copyfile(book, backup)
    with by_hand(home) as there:
        there.find_grade("clip_hidden", NAME, NAME, "ada").manual_score = 11.0
        there.db.commit()
    assert run(home) == 1  # writes the mark into the tables
    shutil.copyfile(backup, book)
    before = shown(home)

    assert run(home) == run(home, "--dry-run") == 2

    said = capsys.readouterr().err
    assert "ada, dinosaur_island: 99 on" in said and "now 100" in said
    assert "the marks given by hand for clip_hidden are gone" in said
    assert shown(home) == before
    assert run(home, "--accept-changes") == 1
    assert grades(home / "out")[MOVED][0] == "12"


def test_a_new_hand_in_or_one_that_is_gone_is_listed_and_a_new_class_not_begun(home):
    (home / "submitted" / "cleo").rename(home / "submitted" / "hugo")
    rows = dry_run(home)
    assert {student for student, _ in rows} == {"cleo", "hugo"}
    assert "No longer handed in" in rows["cleo", "clip_hidden"]["why"]
    assert run(home) == 1
    assert grades(home / "out")["hugo", "clip_hidden"][0] == "0"
    shutil.rmtree(home / "out")
    assert {row["why"] for row in dry_run(home).values()} == {"New in the class."}
    assert not (home / "out").exists()


def test_another_seed_is_named_old_and_new(home, capsys):
    (home / "course.seed").rename(home / "old.seed")
    assert run(home, "--dry-run") == 2
    assert "put your backup there" in capsys.readouterr().err
    upgrade.practice_seed(home)

    rows = dry_run(home).values()

    assert all(row["seed_before"] != row["seed_after"] for row in rows if row["seed_after"])
    # the faults of this class show with every seed
    assert all(float(row["change"]) == 0 for row in rows)


def test_another_class_in_the_same_database_is_refused_and_a_single_one_who_left_is_told_of(
    home, capsys
):
    submitted = home / "submitted"
    shutil.rmtree(submitted / "finn")
    assert run(home) == 1
    assert "1 of the students graded before have left, or are not in" in capsys.readouterr().err

    before = upgrade.rows(home / "out" / "totals.csv")
    for student in ("ada", "cleo"):
        (submitted / student).rename(submitted / f"{student}-of-another-class")
    assert run(home) == 2
    assert "2 of the 3 students who were graded before" in capsys.readouterr().err
    assert upgrade.rows(home / "out" / "totals.csv") == before
