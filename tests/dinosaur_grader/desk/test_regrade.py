"""Grading again after the kit or the seed has changed: what is shown, what is written,
and what stays. A rubric that was edited is in `test_rubric_changes`."""

import csv
import json
import shutil
from types import SimpleNamespace

import pytest
from nbgrader.api import Gradebook

from dinosaur_grader.batch import journal
from dinosaur_grader.desk import regrade
from dinosaur_grader.records.gradebook import default_url
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
    with open(home / "changes.csv", encoding="utf-8", newline="") as file:
        return {(row["student_id"], row["cell"]): row for row in csv.DictReader(file)}


def results(home):
    return journal.results(home / "out" / "results.jsonl")


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
    assert (moved["before"], moved["after"], moved["by_hand"]) == ("12", "9", "11")
    assert moved["version_before"] != moved["version_after"] == NEW
    with by_hand(harder) as book:
        grade = book.find_grade("clip_hidden", NAME, NAME, "ada")
        assert (grade.manual_score, grade.extra_credit) == (11.0, 0.5)
        assert (grade.auto_score, grade.needs_manual_grade) == (9, True)
        assert book.find_comment("clip", NAME, NAME, "ada").comment == "We talked about it."


def test_a_folder_that_an_unfinished_run_leaves_and_nobody_can_remove_is_said(
    home, monkeypatch, capsys
):
    def refused(path):
        raise OSError(39, "Directory not empty")

    upgrade.upgrade(monkeypatch)
    files_of_ours = SimpleNamespace(copyfile=shutil.copyfile, rmtree=refused)
    monkeypatch.setattr(regrade, "shutil", files_of_ours)

    assert run(home) == 1
    left = f"{home / 'out' / '.regrading'} could not be removed (Directory not empty)"
    assert left in capsys.readouterr().err


def test_nothing_is_written_by_a_dry_run_nor_where_marks_would_change_unseen(harder, capsys):
    before = files(harder / "out")

    run(harder, "--dry-run", "--json")

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    found = [line["change"] for line in lines if "change" in line]
    assert MOVED in [(one["student_id"], one["cell"]) for one in found]
    assert run(harder) == 2
    said = capsys.readouterr().err
    assert "ada" in said and "--accept-changes" in said and "--dry-run" in said
    assert run(harder, "--dry-run", "--regraded", harder / "out" / "kept") == 2
    assert files(harder / "out") == before


def test_marks_can_be_kept_and_only_new_work_graded_by_the_new_version(harder):
    shutil.copytree(harder / "submitted" / "ada", harder / "submitted" / "hugo")
    before = grades(harder / "out")

    assert run(harder, "--keep-marks") == 1

    after = grades(harder / "out")
    assert {key: row for key, row in after.items() if key[0] != "hugo"} == before
    assert float(after["hugo", "clip_hidden"][0]) < float(after[MOVED][0]) == 12
    versions = {r.student_id: r.version for r in results(harder)}
    assert versions["hugo"] == NEW != versions["ada"]


def test_what_a_dry_run_kept_is_not_graded_again(harder, monkeypatch):
    rows = dry_run(harder, "--regraded", harder / "kept")
    before, reused = grades(harder / "out"), []
    monkeypatch.setattr(SHOW, lambda self, result: reused.append(self.reused))

    run(harder, "--accept-changes", "--regraded", harder / "kept")

    assert reused[-1] == 3
    assert changed(before, grades(harder / "out")) == set(rows)


@pytest.mark.parametrize("choice", [(), ("--accept-changes",)])
def test_an_upgrade_that_was_interrupted_goes_on_where_it_was_with_its_version(
    home, monkeypatch, choice
):
    upgrade.upgrade(monkeypatch)
    graded, reused, before = [], [], files(home / "out")
    marks = grades(home / "out")

    def stops(self, result):
        graded.append(result.student_id)
        if len(graded) == 3:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(SHOW, stops)
        assert run(home, *choice) == 1
    assert files(home / "out").items() >= before.items()
    monkeypatch.setattr(SHOW, lambda self, result: reused.append(self.reused))

    assert run(home, *choice) == 1

    assert reused[-1] == len(set(graded) - {"dora"}) > 0  # Dora's is not a mark
    assert not (home / "out" / ".regrading").exists()
    assert grades(home / "out") == marks
    made = journal.made_with(home / "out" / "results.jsonl")
    assert {each.version for each in made} == {NEW}


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
