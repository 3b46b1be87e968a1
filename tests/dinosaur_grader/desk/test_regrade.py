"""Grading again after the kit or the seed has changed: what is shown, what is written,
and what stays."""

import csv
import json
import shutil
from dataclasses import replace
from types import SimpleNamespace

import pytest
from nbgrader.api import Gradebook

from dinosaur_grader.batch import journal
from dinosaur_grader.desk import regrade
from dinosaur_grader.records.gradebook import default_url
from tests.dinosaur_grader.desk import upgrade
from tests.dinosaur_grader.desk.upgrade import NAME, files, grades, stricter_and_kinder
from tests.dinosaur_grader.desk.upgrade import grade as run

pytestmark = pytest.mark.slow
NEW = "9" * 64
SHOW = "dinosaur_grader.batch.progress.Progress.show"


@pytest.fixture
def home(graded_class, tmp_path, monkeypatch):
    """A copy of the graded class, graded on in this process."""
    shutil.copytree(graded_class, tmp_path / "home")
    upgrade.serial(monkeypatch)
    return tmp_path / "home"


@pytest.fixture
def stricter(home, monkeypatch):
    """The same, with a kit whose questions to `clip` are others."""
    upgrade.upgrade(monkeypatch, stricter_and_kinder)
    return home


def dry_run(home, *more):
    """The rows that a dry run lists, by student and cell."""
    run(home, "--dry-run", "--changes", home / "changes.csv", *more)
    with open(home / "changes.csv", encoding="utf-8", newline="") as file:
        return {(row["student_id"], row["cell"]): row for row in csv.DictReader(file)}


def results(home):
    return journal.results(home / "out" / "results.jsonl")


def made_with(home):
    return journal.made_with(home / "out" / "results.jsonl")


def scores(rows):
    """The rows without their messages."""
    return {key: row[:3] for key, row in rows.items()}


def changed(before, after):
    return {key for key in before | after if before.get(key) != after.get(key)}


def test_a_dry_run_lists_exactly_what_then_changes(stricter):
    before = grades(stricter / "out")

    rows = dry_run(stricter)
    run(stricter, "--accept-changes")

    after = grades(stricter / "out")
    assert changed(before, after) == set(rows)
    assert {key: (row["before"], row["after"]) for key, row in rows.items()} == {
        key: (before[key][0], after[key][0]) for key in rows
    }
    assert {key for key, row in rows.items() if row["change"] != "0"} == {
        ("finn", "clip_expected"),
        ("finn", "clip_hidden"),
        ("gail", "clip_hidden"),
    }


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


def test_a_dry_run_says_why_and_names_the_gate_that_changes_another_cell(stricter):
    rows = dry_run(stricter)

    gail = rows["gail", "clip_hidden"]
    assert (gail["before"], gail["after"], gail["change"]) == ("12", "10", "-2")
    assert "clip.hidden.inside: passed, 2 of 2 -> not passed, 0 of 2" in gail["why"]
    assert gail["version_before"] != gail["version_after"] == NEW
    assert "clip.hidden.tiny: not passed" in rows["finn", "clip_expected"]["why"]


def test_a_dry_run_writes_nothing_under_out_and_as_json_a_line_a_change(stricter, capsys):
    before = files(stricter / "out")

    run(stricter, "--dry-run", "--json")

    assert files(stricter / "out") == before
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    found = [line["change"] for line in lines if "change" in line]
    assert ("gail", "clip_hidden") in [(one["student_id"], one["cell"]) for one in found]


def test_changes_of_marks_that_stand_are_shown_and_nothing_is_written(stricter, capsys):
    before = files(stricter / "out")

    assert run(stricter) == 2

    said = capsys.readouterr().err
    assert "gail" in said and "--accept-changes" in said and "--dry-run" in said
    assert files(stricter / "out") == before


def test_an_upgrade_that_changes_no_mark_goes_through_with_its_version(home, monkeypatch):
    upgrade.upgrade(monkeypatch)
    before = grades(home / "out")

    assert run(home) == 1
    assert grades(home / "out") == before
    assert {made.version for made in made_with(home)} == {NEW}


def test_a_better_hint_is_on_the_page_after_grading_again_and_asks_nothing(
    home, monkeypatch, capsys
):
    before, made = grades(home / "out"), made_with(home)
    page = home / "out" / "feedback" / "finn" / NAME / f"{NAME}.html"
    assert upgrade.HINT not in page.read_text()
    upgrade.upgrade(monkeypatch, upgrade.reworded, wording=NEW)

    assert run(home) == 1
    after = grades(home / "out")
    assert upgrade.HINT in page.read_text() and upgrade.HINT in after["finn", "clip_hidden"][3]
    assert scores(after) == scores(before)
    assert {cell.partition("_")[0] for _, cell in changed(before, after)} == {"clip"}
    assert made_with(home) == made
    assert {r.wording for r in results(home) if r.score is not None} == {NEW}
    assert "grading separately" not in capsys.readouterr().err

    assert run(home) == 1
    assert "4 from the journal" in capsys.readouterr().err


def test_what_makes_words_anew_moves_no_mark(home, monkeypatch):
    before = grades(home / "out")
    upgrade.upgrade(monkeypatch, stricter_and_kinder, wording=NEW)

    assert run(home) == 1
    assert scores(grades(home / "out")) == scores(before)


def renamed(asked):
    return [
        replace(probe, title=probe.title.replace("another limit", "one more"))
        for probe in asked
    ]


def test_an_upgrade_that_changes_words_alone_says_so_and_goes_through(
    home, monkeypatch, capsys
):
    upgrade.upgrade(monkeypatch, renamed)
    assert run(home) == 1
    said = capsys.readouterr().err
    assert "No existing mark changes. Cells where the wording does: 2." in said


def test_marks_can_be_kept_and_only_new_work_graded_by_the_new_version(stricter):
    shutil.copytree(stricter / "submitted" / "gail", stricter / "submitted" / "hugo")
    before = grades(stricter / "out")

    assert run(stricter, "--keep-marks") == 1

    after = grades(stricter / "out")
    assert {key: row for key, row in after.items() if key[0] != "hugo"} == before
    assert (after["hugo", "clip_hidden"][0], after["gail", "clip_hidden"][0]) == ("10", "12")
    versions = {r.student_id: r.version for r in results(stricter)}
    assert versions["hugo"] == NEW != versions["gail"]


def test_a_new_hand_in_alone_needs_no_leave(home):
    shutil.copytree(home / "submitted" / "gail", home / "submitted" / "hugo")
    assert {student for student, _ in dry_run(home)} == {"hugo"}
    assert run(home) == 1
    assert grades(home / "out")["hugo", "clip_hidden"][0] == "12"


def test_what_a_dry_run_kept_is_not_graded_again(stricter, monkeypatch):
    rows = dry_run(stricter, "--regraded", stricter / "kept")
    before, reused = grades(stricter / "out"), []
    monkeypatch.setattr(SHOW, lambda self, result: reused.append(self.reused))

    run(stricter, "--accept-changes", "--regraded", stricter / "kept")

    assert reused[-1] == 4
    assert changed(before, grades(stricter / "out")) == set(rows)


def test_a_folder_under_out_can_not_keep_a_dry_run(home):
    assert run(home, "--dry-run", "--regraded", home / "out" / "kept") == 2


@pytest.mark.parametrize("choice", [(), ("--accept-changes",)], ids=["asking", "accepted"])
def test_an_upgrade_that_was_interrupted_goes_on_where_it_was(home, monkeypatch, choice):
    upgrade.upgrade(monkeypatch)
    graded, reused, before = [], [], files(home / "out")

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


def test_a_dry_run_of_a_class_that_was_never_graded_writes_nothing(home):
    shutil.rmtree(home / "out")
    assert {row["why"] for row in dry_run(home).values()} == {"New in the class."}
    assert not (home / "out").exists()


def test_a_mark_and_words_by_hand_survive_and_are_said_before(stricter):
    with Gradebook(default_url(stricter / "out")) as book:
        grade = book.find_grade("clip_hidden", NAME, NAME, "gail")
        grade.manual_score, grade.extra_credit = 11.0, 0.5
        book.find_comment("clip", NAME, NAME, "gail").manual_comment = "We talked about it."
        book.db.commit()

    rows = dry_run(stricter)
    run(stricter, "--accept-changes")

    assert rows["gail", "clip_hidden"]["by_hand"] == "11"
    with Gradebook(default_url(stricter / "out")) as book:
        grade = book.find_grade("clip_hidden", NAME, NAME, "gail")
        assert (grade.auto_score, grade.manual_score) == (10.0, 11.0)
        assert (grade.extra_credit, grade.score) == (0.5, 11.5)
        assert grade.needs_manual_grade
        assert book.find_comment("clip", NAME, NAME, "gail").comment == "We talked about it."


def test_another_seed_is_named_old_and_new(home, capsys):
    (home / "course.seed").rename(home / "old.seed")
    assert run(home, "--dry-run") == 2
    assert "put your backup there" in capsys.readouterr().err
    upgrade.practice_seed(home)

    rows = dry_run(home).values()

    assert all(row["seed_before"] != row["seed_after"] for row in rows if row["seed_after"])
    # the faults of this class show with every seed
    assert all(float(row["change"]) == 0 for row in rows)


def test_a_student_whose_folder_is_gone_is_listed_as_such(home):
    shutil.rmtree(home / "submitted" / "cleo")
    rows = dry_run(home)
    assert {student for student, _ in rows} == {"cleo"}
    assert "No longer handed in" in rows["cleo", "clip_hidden"]["why"]


def test_a_journal_that_another_run_holds_is_said_in_words(home, capsys):
    with journal.Journal(home / "out" / "results.jsonl"):
        assert run(home) == 2
    assert "another run is grading" in capsys.readouterr().err
