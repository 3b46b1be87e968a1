"""Where marks go while hand-ins come in: what is not this run's to replace stays, and a
gradebook that is held is written later."""

import datetime
import io
import sqlite3
from functools import partial

import msgspec
import pytest

from dinosaur_grader.assignments.course_rules import Rules
from dinosaur_grader.assignments.seed import Seed
from dinosaur_grader.batch import attempts
from dinosaur_grader.batch import watch as watching
from dinosaur_grader.batch.attempts import Attempts
from dinosaur_grader.batch.grade import Options
from dinosaur_grader.batch.journal import Journal
from dinosaur_grader.batch.progress import Progress
from dinosaur_grader.batch.run import Run
from dinosaur_grader.desk import regrade, watch
from dinosaur_grader.desk.watch import WatchOutput
from dinosaur_grader.judging.grading import Job
from dinosaur_grader.records import gradebook, gradebook_marks, last_write, outputs
from dinosaur_grader.records.write_marks import record
from dinosaur_grader.results import MadeWith
from tests.dinosaur_grader.classroom import NAME, assignment, result
from tests.dinosaur_grader.desk import upgrade


@pytest.fixture
def run(tmp_path):
    """A run with nothing in it yet."""
    with Journal(tmp_path / "results.jsonl") as book:
        work, secret = assignment(), Seed(b"s")
        job = partial(Job, seed=secret, made_with=MadeWith("v", "f", "none"), wording="")
        seen, tries = Progress(None, io.StringIO()), Attempts(tmp_path, work, Rules())
        yield Run(work, secret, job, book, seen, tries)


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Where its marks go, and what is said."""
    monkeypatch.setattr(Options, "work", lambda self: assignment())
    monkeypatch.setattr(watch, "PATIENCE", 0.1)
    said = []
    written = WatchOutput(Options(tmp_path / "submitted", tmp_path), said.append)
    written.said = said
    return written


def graded(run, student):
    run.keep(result(student, digest=student))


def mark(run, places, student="ada"):
    """Grade a student, and take the mark to its places; whether it is there."""
    graded(run, student)
    return places.marks(run, [student])


def points(places, student):
    url = gradebook.default_url(places.options.out)
    there = gradebook_marks.given(url, NAME)[student]
    return there.cells["clip_expected"].auto


def test_marks_go_into_the_gradebook_and_the_tables(run, places):
    assert mark(run, places)
    places.tables(run)
    assert points(places, "ada") == 8
    assert "ada" in (places.options.out / "totals.csv").read_text()


def test_marks_that_another_run_wrote_stay_and_are_said_once(run, places):
    record([result("ada", clip=3.0)], places.options.out, assignment())
    graded(run, "ada")
    for _ in range(2):
        assert places.marks(run, ["ada"])
    assert points(places, "ada") == 3
    assert sum("marks from another run" in one for one in places.said) == 1
    assert places.held == {"ada"}


def test_the_same_marks_of_another_run_are_taken_over(run, places):
    record([result("ada")], places.options.out, assignment())
    assert mark(run, places)
    assert (places.held, points(places, "ada")) == (set(), 8)


def test_marks_that_another_run_wrote_are_replaced_where_that_was_accepted(run, places):
    record([result("ada", clip=3.0)], places.options.out, assignment())
    places.options = msgspec.structs.replace(places.options, accept_changes=True)
    assert mark(run, places)
    assert points(places, "ada") == 8


def test_a_gradebook_that_is_held_is_written_later(run, places):
    assert mark(run, places, "ben")
    graded(run, "ada")
    holder = sqlite3.connect(places.options.out / "gradebook.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    held = [places.marks(run, ["ada"]) for _ in range(2)]
    holder.rollback()
    holder.close()
    assert (held, places.marks(run, ["ada"])) == ([False, False], True)
    assert points(places, "ada") == 8
    assert sum("another program held the gradebook" in one for one in places.said) == 1


LATE = f"due.{NAME} = 2020-01-01T00:00:00+00:00\n[late]\npercent_a_day = 50\n"
DAY_LATE = datetime.datetime(2020, 1, 1, 12)


def under(places, text):
    """Put the marks under these rules, as a watch is from its beginning."""
    seed = places.options.out / "course.seed"
    seed.with_name("course.toml").write_text(text)
    options = msgspec.structs.replace(places.options, seed=seed, fixed=None)
    places.options = watching.ruled(options)


def penalty(places, student="ada"):
    url = gradebook.default_url(places.options.out)
    return gradebook_marks.given(url, NAME)[student].penalty


def handed_in_late(places, student="ada"):
    folder = places.options.submitted / student / NAME
    folder.mkdir(parents=True)
    (folder / "timestamp.txt").write_text(f"{DAY_LATE} UTC\n")


def test_what_late_work_costs_is_taken_off_with_the_mark(run, places):
    under(places, LATE)
    handed_in_late(places)
    mark(run, places)
    places.tables(run)
    assert penalty(places) == 9
    assert f"ada,{NAME},9,18,graded,late,9," in (places.options.out / "totals.csv").read_text()


def test_work_that_the_system_only_called_late_costs_what_the_course_says(run, places):
    under(places, LATE + "days_if_only_told = 1\n")
    mark(run, places)
    on_time = penalty(places)
    late = attempts.CollectedAttempt(NAME, "ben", "ben", attempts.now(), late=True)
    attempts.note(places.options.submitted, [late])
    mark(run, places, "ben")
    assert (on_time, penalty(places, "ben")) == (0, 9)


def test_the_rules_of_its_beginning_hold_to_the_end_and_are_noted(run, places):
    under(places, LATE)
    handed_in_late(places)
    ruled_then = outputs.ruled(places.options, NAME)
    (places.options.out / "course.toml").write_text(LATE.replace("50", "10"))
    mark(run, places)
    outputs.write(run.settled(), places.options, places.tell)
    assert penalty(places) == 9
    assert last_write.noted(places.options.out).rules.get(NAME, []) == ruled_then


def test_penalties_that_are_to_stay_stay_and_new_work_pays(run, places):
    under(places, LATE)
    handed_in_late(places)
    mark(run, places)

    under(places, LATE.replace("50", "10"))
    kept = msgspec.structs.replace(places.options, keep_marks=True)
    again = WatchOutput(kept, places.tell)
    handed_in_late(places, "ben")
    graded(run, "ben")
    again.marks(run, ["ada", "ben"])
    assert (penalty(places), penalty(again, "ben")) == (9, 1.8)


@pytest.mark.parametrize(
    ("before", "now", "compares"),
    [(LATE, LATE, False), (LATE, LATE.replace("50", "10"), True), ("", "", False)],
    ids=["the same", "another price", "none"],
)
def test_marks_under_other_rules_are_compared_before_it_watches(
    run, places, monkeypatch, before, now, compares
):
    monkeypatch.setattr(regrade.journal, "made_with", lambda *_: set())
    under(places, before)
    upgrade.course_seed(places.options.out)
    handed_in_late(places)
    mark(run, places)
    under(places, now)
    assert regrade.to_compare(places.options) is compares


def test_marks_where_the_best_attempt_counted_are_compared_before_it_watches(
    run, places, monkeypatch
):
    monkeypatch.setattr(regrade.journal, "made_with", lambda *_: set())
    under(places, "")
    upgrade.course_seed(places.options.out)
    mark(run, places)
    last_write.keep_rules(places.options.out, NAME, ["best", ""])
    kept = msgspec.structs.replace(places.options, keep_marks=True)
    assert (regrade.to_compare(places.options), regrade.to_compare(kept)) == (True, True)


def test_a_course_in_which_the_best_attempt_counts_is_not_watched(tmp_path, capsys):
    (tmp_path / "submitted").mkdir()
    (tmp_path / "course.toml").write_text('attempts = "best"\n')
    words = ["--submitted", str(tmp_path / "submitted"), "--out", str(tmp_path / "out")]
    assert upgrade.run("watch", *words, "--seed", tmp_path / "course.seed") == 2
    assert "Grade this course with `dinosaur-grader grade`" in capsys.readouterr().err
    assert sorted(one.name for one in tmp_path.iterdir()) == ["course.toml", "submitted"]


def test_only_one_of_the_choices_can_be_made(tmp_path, capsys):
    words = ["--submitted", str(tmp_path), "--out", str(tmp_path / "out")]
    assert upgrade.run("watch", *words, "--accept-changes", "--keep-marks") == 2
    assert "choose one" in capsys.readouterr().err
