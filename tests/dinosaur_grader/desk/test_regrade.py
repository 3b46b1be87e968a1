"""Grading again after the kit or the seed has changed: what is shown, what is written,
and what stays."""

import csv
import json
import shutil
from dataclasses import replace

import pytest
from nbgrader.api import Gradebook

from dinosaur_grader.batch import journal
from dinosaur_grader.records.gradebook import default_url
from tests.dinosaur_grader.desk import upgrade
from tests.dinosaur_grader.desk.upgrade import files, grades, stricter_and_kinder
from tests.dinosaur_grader.desk.upgrade import grade as run

pytestmark = pytest.mark.slow
NAME = "dinosaur_island"


@pytest.fixture
def home(graded_class, tmp_path, monkeypatch):
    """A copy of the graded class, graded on in this process."""
    shutil.copytree(graded_class, tmp_path / "home")
    upgrade.serial(monkeypatch)
    return tmp_path / "home"


def listed(path):
    with open(path, encoding="utf-8", newline="") as file:
        return {(row["student_id"], row["cell"]): row for row in csv.DictReader(file)}


def changed(before, after):
    return {key for key in before | after if before.get(key) != after.get(key)}


def test_a_dry_run_lists_exactly_what_then_changes(home, monkeypatch):
    upgrade.upgrade(monkeypatch, stricter_and_kinder)
    before = grades(home / "out")

    run(home, "--dry-run", "--changes", home / "changes.csv")
    run(home, "--accept-changes")

    after, rows = grades(home / "out"), listed(home / "changes.csv")
    assert changed(before, after) == set(rows)
    assert {key: (row["before"], row["after"]) for key, row in rows.items()} == {
        key: (before[key][0], after[key][0]) for key in rows
    }
    assert {key for key, row in rows.items() if row["change"] != "0"} == {
        ("finn", "clip_expected"),
        ("finn", "clip_hidden"),
        ("gail", "clip_hidden"),
    }


def test_what_is_left_of_an_unfinished_run_and_cannot_be_removed_is_said(
    home, monkeypatch, capsys
):
    upgrade.upgrade(monkeypatch, stricter_and_kinder)
    (home / "out" / ".regrading").write_text("no folder, which is not removed as one")

    run(home, "--accept-changes")

    said = capsys.readouterr().err
    assert f"{home / 'out' / '.regrading'} could not be removed (Not a directory)" in said


def test_a_dry_run_says_why(home, monkeypatch):
    upgrade.upgrade(monkeypatch, stricter_and_kinder)
    run(home, "--dry-run", "--changes", home / "changes.csv")

    gail = listed(home / "changes.csv")["gail", "clip_hidden"]
    assert (gail["before"], gail["after"], gail["change"]) == ("12", "10", "-2")
    assert "clip.hidden.inside: passed, 2 of 2 -> not passed, 0 of 2" in gail["why"]
    assert (gail["version_before"], gail["version_after"]) != (
        gail["version_after"],
        gail["version_before"],
    )
    assert gail["version_after"] == "9" * 64


def test_the_gate_of_a_function_is_named_where_it_changes_another_cell(home, monkeypatch):
    upgrade.upgrade(monkeypatch, stricter_and_kinder)
    run(home, "--dry-run", "--changes", home / "changes.csv")

    assert (
        "clip.hidden.tiny: not passed"
        in listed(home / "changes.csv")["finn", "clip_expected"]["why"]
    )


def test_a_dry_run_writes_nothing_under_out(home, monkeypatch):
    upgrade.upgrade(monkeypatch, stricter_and_kinder)
    before = files(home / "out")

    run(home, "--dry-run")

    assert files(home / "out") == before


def test_changes_of_marks_that_stand_are_shown_and_nothing_is_written(
    home, monkeypatch, capsys
):
    upgrade.upgrade(monkeypatch, stricter_and_kinder)
    before = files(home / "out")

    code = run(home)

    said = capsys.readouterr().err
    assert code == 2
    assert "gail" in said and "--accept-changes" in said and "--dry-run" in said
    assert files(home / "out") == before


def test_an_upgrade_that_changes_no_mark_goes_through_with_its_version(home, monkeypatch):
    upgrade.upgrade(monkeypatch)
    before = grades(home / "out")

    assert run(home) == 1
    assert grades(home / "out") == before
    assert {made.version for made in journal.made_with(home / "out" / "results.jsonl")} == {
        "9" * 64
    }


def test_a_better_hint_is_on_the_page_after_grading_again_and_asks_nothing(
    home, monkeypatch, capsys
):
    before, made = grades(home / "out"), journal.made_with(home / "out" / "results.jsonl")
    page = home / "out" / "feedback" / "finn" / NAME / f"{NAME}.html"
    assert upgrade.HINT not in page.read_text()
    upgrade.upgrade(monkeypatch, upgrade.reworded, wording="9" * 64)

    assert run(home) == 1
    after = grades(home / "out")
    assert upgrade.HINT in page.read_text() and upgrade.HINT in after["finn", "clip_hidden"][3]
    assert {key: row[:3] for key, row in after.items()} == {
        key: row[:3] for key, row in before.items()
    }
    assert {
        key for key in changed(before, after) if key[1].partition("_")[0] != "clip"
    } == set()
    assert journal.made_with(home / "out" / "results.jsonl") == made
    assert {
        r.wording
        for r in journal.results(home / "out" / "results.jsonl")
        if r.score is not None
    } == {"9" * 64}
    assert "grading separately" not in capsys.readouterr().err

    assert run(home) == 1
    assert "4 from the journal" in capsys.readouterr().err


def test_what_makes_words_anew_moves_no_mark(home, monkeypatch):
    before = grades(home / "out")
    upgrade.upgrade(monkeypatch, stricter_and_kinder, wording="9" * 64)

    assert run(home) == 1
    after = grades(home / "out")
    assert {key: row[:3] for key, row in after.items()} == {
        key: row[:3] for key, row in before.items()
    }


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
    assert (
        "No existing mark changes. Cells where the wording does: 2." in capsys.readouterr().err
    )


def test_marks_can_be_kept_and_only_new_work_graded_by_the_new_version(home, monkeypatch):
    upgrade.upgrade(monkeypatch, stricter_and_kinder)
    shutil.copytree(home / "submitted" / "gail", home / "submitted" / "hugo")
    before = grades(home / "out")

    assert run(home, "--keep-marks") == 1

    after = grades(home / "out")
    assert {key: row for key, row in after.items() if key[0] != "hugo"} == before
    assert (after["hugo", "clip_hidden"][0], after["gail", "clip_hidden"][0]) == ("10", "12")
    versions = {
        r.student_id: r.version for r in journal.results(home / "out" / "results.jsonl")
    }
    assert versions["hugo"] == "9" * 64 != versions["gail"]


def test_a_new_hand_in_alone_needs_no_leave(home, monkeypatch):
    shutil.copytree(home / "submitted" / "gail", home / "submitted" / "hugo")
    assert run(home, "--dry-run", "--changes", home / "changes.csv") == 1
    assert {student for student, _ in listed(home / "changes.csv")} == {"hugo"}
    assert run(home) == 1
    assert grades(home / "out")["hugo", "clip_hidden"][0] == "12"


def test_what_a_dry_run_kept_is_not_graded_again(home, monkeypatch, capsys):
    upgrade.upgrade(monkeypatch, stricter_and_kinder)
    run(home, "--dry-run", "--regraded", home / "kept", "--changes", home / "changes.csv")
    before = grades(home / "out")
    reused = []
    monkeypatch.setattr(
        "dinosaur_grader.batch.progress.Progress.show",
        lambda self, result: reused.append(self.reused),
    )

    run(home, "--accept-changes", "--regraded", home / "kept")

    assert reused[-1] == 4
    assert changed(before, grades(home / "out")) == set(listed(home / "changes.csv"))


def test_a_folder_under_out_can_not_keep_a_dry_run(home):
    assert run(home, "--dry-run", "--regraded", home / "out" / "kept") == 2


def test_an_upgrade_that_was_interrupted_goes_on_where_it_was(home, monkeypatch):
    upgrade.upgrade(monkeypatch)
    graded, reused = [], []

    def stops(self, result):
        graded.append(result.student_id)
        if len(graded) == 3:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("dinosaur_grader.batch.progress.Progress.show", stops)
        assert run(home) == 1
    monkeypatch.setattr(
        "dinosaur_grader.batch.progress.Progress.show",
        lambda self, result: reused.append(self.reused),
    )

    assert run(home) == 1

    assert reused[-1] == len(set(graded) - {"dora"}) > 0  # Dora's is not a mark
    assert not (home / "out" / ".regrading").exists()


def test_a_dry_run_as_json_has_a_line_a_change(home, monkeypatch, capsys):
    upgrade.upgrade(monkeypatch, stricter_and_kinder)
    run(home, "--dry-run", "--json")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    found = {
        (line["change"]["student_id"], line["change"]["cell"])
        for line in lines
        if "change" in line
    }
    assert ("gail", "clip_hidden") in found


def test_a_dry_run_of_a_class_that_was_never_graded_writes_nothing(home, capsys):
    shutil.rmtree(home / "out")
    assert run(home, "--dry-run", "--changes", home / "changes.csv") == 1
    assert not (home / "out").exists()
    assert {row["why"] for row in listed(home / "changes.csv").values()} == {
        "New in the class."
    }


def test_a_mark_and_words_by_hand_survive_and_are_said_before(home, monkeypatch):
    upgrade.upgrade(monkeypatch, stricter_and_kinder)
    with Gradebook(default_url(home / "out")) as book:
        grade = book.find_grade("clip_hidden", NAME, NAME, "gail")
        grade.manual_score, grade.extra_credit = 11.0, 0.5
        book.find_comment("clip", NAME, NAME, "gail").manual_comment = "We talked about it."
        book.db.commit()

    run(home, "--dry-run", "--changes", home / "changes.csv")
    run(home, "--accept-changes")

    assert listed(home / "changes.csv")["gail", "clip_hidden"]["by_hand"] == "11"
    with Gradebook(default_url(home / "out")) as book:
        grade = book.find_grade("clip_hidden", NAME, NAME, "gail")
        assert (grade.auto_score, grade.manual_score, grade.extra_credit, grade.score) == (
            10.0,
            11.0,
            0.5,
            11.5,
        )
        assert grade.needs_manual_grade
        assert book.find_comment("clip", NAME, NAME, "gail").comment == "We talked about it."


def test_another_seed_is_named_old_and_new(home, capsys):
    (home / "course.seed").rename(home / "old.seed")
    assert run(home, "--dry-run") == 2
    assert "put your backup there" in capsys.readouterr().err
    assert upgrade.run("seed", home / "course.seed", "--new") == 0

    run(home, "--dry-run", "--changes", home / "changes.csv")

    rows = listed(home / "changes.csv").values()
    assert all(row["seed_before"] != row["seed_after"] for row in rows if row["seed_after"])
    # the faults of this class show with every seed
    assert all(float(row["change"]) == 0 for row in rows)


def test_a_student_whose_folder_is_gone_is_listed_as_such(home):
    shutil.rmtree(home / "submitted" / "cleo")
    run(home, "--dry-run", "--changes", home / "changes.csv")
    rows = listed(home / "changes.csv")
    assert {student for student, _ in rows} == {"cleo"}
    assert "No longer handed in" in rows["cleo", "clip_hidden"]["why"]


def test_a_journal_that_another_run_holds_is_said_in_words(home, capsys):
    with journal.Journal(home / "out" / "results.jsonl"):
        assert run(home) == 2
    assert "another run is grading" in capsys.readouterr().err
