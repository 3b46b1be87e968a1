"""Where marks go while hand-ins come in: what is not this run's to replace stays, and a
gradebook that is held is written later."""

import io
import sqlite3

import msgspec
import pytest

from grader import cli
from grader.assignments.seed import Seed
from grader.batch.grade import Options
from grader.batch.journal import Journal
from grader.batch.progress import Progress
from grader.batch.run import Run
from grader.desk import watch
from grader.desk.watch import Written
from grader.records import gradebook, standing
from grader.records.record import record
from grader.results import MadeWith
from tests.grader.classroom import NAME, assignment, result


@pytest.fixture
def run(tmp_path):
    """A run with nothing in it yet."""
    with Journal(tmp_path / "results.jsonl") as book:
        yield Run(
            assignment(),
            Seed(b"s"),
            MadeWith("v", "f", "none"),
            book,
            Progress(None, io.StringIO()),
        )


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Where its marks go, and what is said."""
    monkeypatch.setattr(Options, "work", lambda self: assignment())
    monkeypatch.setattr(watch, "PATIENCE", 0.1)
    said = []
    written = Written(Options(tmp_path / "submitted", tmp_path), said.append)
    written.said = said
    return written


def graded(run, student, **more):
    run.keep(result(student, digest=student, **more))


def points(places, student):
    url = gradebook.default_url(places.options.out)
    given = standing.given(url, NAME)[student]
    return given.cells["clip_expected"].auto


def test_marks_go_into_the_gradebook_and_the_tables(run, places):
    graded(run, "ada")
    assert places.marks(run, ["ada"])
    places.tables(run)
    assert points(places, "ada") == 8
    assert "ada" in (places.options.out / "totals.csv").read_text()


def test_marks_that_another_run_wrote_stay_and_are_said_once(run, places):
    record([result("ada", clip=3.0)], places.options.out, assignment())
    graded(run, "ada")
    for _ in range(2):
        assert places.marks(run, ["ada"])
    assert points(places, "ada") == 3
    assert sum("another run wrote" in one for one in places.said) == 1
    assert places.held == {"ada"}


def test_the_same_marks_of_another_run_are_taken_over(run, places):
    record([result("ada")], places.options.out, assignment())
    graded(run, "ada")
    assert places.marks(run, ["ada"])
    assert (places.held, points(places, "ada")) == (set(), 8)


def test_marks_that_another_run_wrote_are_replaced_where_that_was_accepted(run, places):
    record([result("ada", clip=3.0)], places.options.out, assignment())
    places.options = msgspec.structs.replace(places.options, accept_changes=True)
    graded(run, "ada")
    assert places.marks(run, ["ada"])
    assert points(places, "ada") == 8


def test_a_gradebook_that_is_held_is_written_later(run, places):
    graded(run, "ben")
    assert places.marks(run, ["ben"])
    graded(run, "ada")
    holder = sqlite3.connect(places.options.out / "gradebook.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    held = [places.marks(run, ["ada"]) for _ in range(2)]
    holder.rollback()
    holder.close()
    assert (held, places.marks(run, ["ada"])) == ([False, False], True)
    assert points(places, "ada") == 8
    assert sum("another program held the gradebook" in one for one in places.said) == 1


def test_only_one_of_the_choices_can_be_made(tmp_path, capsys):
    words = ["--submitted", str(tmp_path), "--out", str(tmp_path / "out")]
    with pytest.raises(SystemExit) as ended:
        cli.main(["watch", *words, "--accept-changes", "--keep-marks"])
    assert ended.value.code == 2
    assert "choose one" in capsys.readouterr().err
