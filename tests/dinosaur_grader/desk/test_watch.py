"""Where marks go while hand-ins come in: what is not this run's to replace stays, and a
gradebook that is held is written later."""

import datetime
import sqlite3

import msgspec
import pytest

from dinosaur_grader.assignments.course_rules import Rules
from dinosaur_grader.assignments.course_seed import Seed
from dinosaur_grader.batch.attempts import Attempts
from dinosaur_grader.batch.journal import Journal
from dinosaur_grader.batch.open_course import Course, RunSettings, read_rules
from dinosaur_grader.batch.progress import Progress
from dinosaur_grader.batch.run import Run
from dinosaur_grader.desk import regrade, watch
from dinosaur_grader.desk.watch import WatchOutput
from dinosaur_grader.judging.grading import JobMaker
from dinosaur_grader.records import gradebook, gradebook_marks, last_write, outputs
from dinosaur_grader.results import MadeWith
from dinosaur_grader.store import database
from dinosaur_grader.store.schema import WRITTEN
from tests.dinosaur_grader import stored
from tests.dinosaur_grader.classroom import NAME, assignment, record, result
from tests.dinosaur_grader.desk import upgrade


@pytest.fixture
def run(tmp_path):
    """A run with nothing in it yet."""
    url = stored.url(tmp_path)
    with Journal(url, NAME) as book:
        work, secret = assignment(), Seed(b"s")
        job = JobMaker(secret, MadeWith("v", "f", "none"), "")
        course = Course(work, Rules(), {}, tmp_path, tmp_path, tmp_path / "course.seed", url)
        seen, tries = Progress(None), Attempts(course, book.attempts)
        yield Run(work, job, book, seen, tries)


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Where its marks go."""
    monkeypatch.setattr(watch, "PATIENCE", 0.1)
    folders = (tmp_path / "submitted", tmp_path, tmp_path / "course.seed")
    course = Course(assignment(), Rules(), {}, *folders, stored.url(tmp_path))
    return WatchOutput(course, "ask")


def graded(run, student):
    run.keep(result(student, digest=student))


def mark(run, places, student="ada"):
    """Grade a student, and take the mark to its places; whether it is there."""
    graded(run, student)
    return places.marks(run, [student])


def points(places, student):
    url = stored.url(places.course.out)
    with gradebook.reading(url) as connection:
        there = gradebook_marks.read(connection, NAME)[student]
    return there.cells["clip_expected"].auto


def test_marks_go_into_the_gradebook_and_the_tables(run, places):
    assert mark(run, places)
    places.tables(run)
    assert points(places, "ada") == 8
    assert "ada" in (places.course.out / "totals.csv").read_text()


@pytest.mark.parametrize(
    ("there", "on_change", "now", "held"),
    [
        (3.0, "ask", 3, {"ada"}),
        (8.0, "ask", 8, set()),
        (3.0, "accept", 8, set()),
        (3.0, "keep", 3, set()),
    ],
)
def test_marks_that_another_run_wrote_stay_and_are_said_once(
    run, places, there, on_change, now, held, capsys
):
    record([result("ada", clip=there)], places.course.out, assignment())
    with database.writing(places.course.url) as connection:
        connection.execute(WRITTEN.delete())
    places.on_change = on_change
    graded(run, "ada")
    for _ in range(2):
        assert places.marks(run, ["ada"])
    assert (points(places, "ada"), places.held) == (now, held)
    assert capsys.readouterr().err.count("marks from another run") == len(held)


def test_a_gradebook_that_is_held_is_written_later(run, places, capsys):
    assert mark(run, places, "ben")
    graded(run, "ada")
    holder = sqlite3.connect(places.course.out / "gradebook.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    held = [places.marks(run, ["ada"]) for _ in range(2)]
    holder.rollback()
    holder.close()
    assert (held, places.marks(run, ["ada"])) == ([False, False], True)
    assert points(places, "ada") == 8
    assert capsys.readouterr().err.count("another program held the gradebook") == 1


LATE = f"due.{NAME} = 2020-01-01T00:00:00+00:00\n[late]\npercent_a_day = 50\n"
DAY_LATE = datetime.datetime(2020, 1, 1, 12)


def under(places, text):
    """Put the marks under these rules, as a watch is from its beginning."""
    seed = places.course.seed
    seed.with_name("course.toml").write_text(text)
    places.course = msgspec.structs.replace(places.course, rules=read_rules(seed, {}))


def penalty(places, student="ada"):
    url = stored.url(places.course.out)
    with gradebook.reading(url) as connection:
        return gradebook_marks.read(connection, NAME)[student].late.penalty


def handed_in_late(places, student="ada"):
    folder = places.course.submitted / student / NAME
    folder.mkdir(parents=True)
    (folder / "timestamp.txt").write_text(f"{DAY_LATE} UTC\n")


def test_what_late_work_costs_is_taken_off_by_the_rules_of_its_beginning(run, places):
    under(places, LATE)
    handed_in_late(places)
    ruled_then = outputs.ruled(places.course)
    (places.course.out / "course.toml").write_text(LATE.replace("50", "10"))
    mark(run, places)
    places.tables(run)
    assert penalty(places) == 9
    assert f"ada,{NAME},9,18,graded,late,9," in (places.course.out / "totals.csv").read_text()
    outputs.write(run.ended(), places.course)
    assert penalty(places) == 9
    assert last_write.rules(places.course.url, NAME) == ruled_then


@pytest.mark.parametrize(
    ("before", "now", "attempts_then", "compares"),
    [
        (LATE, LATE, "", False),
        (LATE, LATE.replace("50", "10"), "", True),
        ("", "", "", False),
        ("", "", "best", True),
    ],
)
def test_marks_under_other_rules_are_compared_before_it_watches(
    run, places, monkeypatch, before, now, attempts_then, compares
):
    monkeypatch.setattr(regrade.results, "made_with", lambda *_: set())
    under(places, before)
    upgrade.course_seed(places.course.out)
    handed_in_late(places)
    mark(run, places)
    under(places, now)
    if attempts_then:
        with database.writing(places.course.url) as connection:
            last_write.keep_rules(connection, NAME, last_write.WrittenBy(attempts_then))
        # where another attempt counts, marks can't be kept
        places.on_change = "keep"
    standing = regrade.read_standing(places.course)
    settings = RunSettings("none", on_change=places.on_change)
    asked = regrade.to_compare(places.course, settings, standing)
    assert asked[1] is compares
