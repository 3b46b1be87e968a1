"""A student's data is deleted from everywhere that we hold it, and nobody else's is
touched."""

import io
import re
import sqlite3

import msgspec
import pytest
from nbgrader.api import Gradebook

from dinosaur_grader.batch import attempts
from dinosaur_grader.batch.attempts import CollectedAttempt
from dinosaur_grader.desk import forget
from dinosaur_grader.exit_codes import ExitCode
from dinosaur_grader.records import csv_tables, results_file
from dinosaur_grader.records.regrade_requests import Answer
from dinosaur_grader.store import database, rows
from dinosaur_grader.store.database import default_url
from dinosaur_grader.store.schema import ANSWERS
from tests.dinosaur_grader import stored
from tests.dinosaur_grader.classroom import NAME, assignment, record, result
from tests.dinosaur_grader.desk import upgrade
from tests.dinosaur_grader.desk.upgrade import files

STUDENTS = ("ann", "anna", "bo.ann")
ORPHANS = "submitted_notebook where assignment_id not in (select id from submitted_assignment)"


@pytest.fixture
def home(tmp_path):
    """A graded class of three with a common part in their ids, its hand-ins beside
    it."""
    out = tmp_path / "out"
    out.mkdir()
    results = [result(student, notes=(f"Said of {student}.",)) for student in STUDENTS]
    stored.count(out, *results)
    with database.reading(default_url(out)) as connection:
        results_file.write(connection, out)
    csv_tables.write(results, out)
    record(results, out, assignment())
    for student in STUDENTS:
        for room in ("out/feedback", "out/autograded", "submitted"):
            (tmp_path / room / student / NAME).mkdir(parents=True)
            place = tmp_path / room / student / NAME / f"{NAME}.ipynb"
            place.write_text(f"the work of {student}")
    return tmp_path


def run(home, student, *more):
    return upgrade.run("forget", student, "--out", home / "out", *more)


def test_everything_of_the_student_is_gone_and_nobody_else_loses_anything(home, capsys):
    before = files(home)
    assert run(home, "ann", "--yes") == 0

    out, after = home / "out", files(home)
    assert [each.student_id for each in stored.results(out)] == ["anna", "bo.ann"]
    assert len((out / "results.jsonl").read_bytes().splitlines()) == 2
    told = [b"Said of ann." in content for _, content in before.values()]
    assert sum(told) == 2  # the database and the lines for scripts
    assert not any(b"Said of ann." in content for _, content in after.values())
    assert not list(out.glob("*/ann"))
    with Gradebook(default_url(out)) as book:
        assert sorted(student.id for student in book.students) == ["anna", "bo.ann"]
    with sqlite3.connect(out / "gradebook.db") as database:
        rows = ("grade", "comment", ORPHANS)
        counts = [database.execute(f"select count(*) from {each}").fetchone() for each in rows]
    assert counts == [(4,), (4,), (0,)]
    assert "still names" not in capsys.readouterr().out

    others = [name for name in before if re.search("/anna/|/bo.ann/|^submitted/", name)]
    assert {name: after[name] for name in others} == {name: before[name] for name in others}
    lines = before["out/grades.csv"][1].splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(b"ann,")]
    assert after["out/grades.csv"][1] == b"".join(kept)


def test_hand_in_and_earlier_attempts_go_only_when_that_is_said(home, capsys):
    submitted = home / "submitted"
    (home / "submitted.attempts" / "ann").mkdir(parents=True)
    taken = [CollectedAttempt(NAME, who, "0" * 64, attempts.now()) for who in ("ann", "bob")]
    with database.writing(default_url(home / "out")) as connection:
        attempts.note(connection, taken)

    run(home, "ann", "--submitted", submitted, "--yes")
    assert (submitted / "ann").exists()
    assert "The submission" in capsys.readouterr().out

    run(home, "ann", "--submitted", submitted, "--with-submission", "--yes")
    assert sorted(path.name for path in submitted.iterdir()) == ["anna", "bo.ann"]
    assert not (home / "submitted.attempts" / "ann").exists()
    assert list(stored.attempted(home / "out", NAME)) == ["bob"]


@pytest.mark.parametrize(
    "student", ["an", "../submitted/ann", "..", ".", "", "ann/..", "feedback/../anna", "a\0b"]
)
def test_an_id_that_is_unknown_or_points_elsewhere_deletes_nothing(home, student, capsys):
    before = files(home)
    with_it = ("--submitted", home / "submitted", "--with-submission", "--yes")
    assert run(home, student, *with_it) == 2
    assert "holds nothing about" in capsys.readouterr().err
    assert files(home) == before


def test_of_a_link_only_the_link_goes(home):
    (home / "out" / "feedback" / "eve").symlink_to(home / "submitted", target_is_directory=True)
    before = files(home / "submitted")
    assert run(home, "eve", "--yes") == 0
    assert not (home / "out" / "feedback" / "eve").is_symlink()
    assert files(home / "submitted") == before


def test_what_is_held_is_shown_before_the_question_and_a_no_deletes_nothing(
    home, monkeypatch, capsys
):
    before = files(home)
    for answer in "n\n", "":  # a no, and nobody there
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        assert run(home, "ann") == ExitCode.DECLINED
    assert "marks, comments and name in" in capsys.readouterr().out
    assert files(home) == before


def test_files_that_still_name_the_student_are_said_and_what_was_said_is_off_the_disk(
    home, capsys
):
    with Gradebook(default_url(home / "out")) as book:
        comment = book.find_comment("clip", NAME, NAME, "ann")
        comment.manual_comment = "a remark on nobody else " * 1000
        book.db.commit()
    (home / "out" / "report.html").write_text("<td>ann</td>")
    (home / "out" / "upload.csv").write_text("anna,5\n")
    run(home, "ann", "--yes")
    said = capsys.readouterr().out
    assert "report.html still names the student" in said and "upload.csv" not in said
    assert said.count(" still names the student") == 1
    assert "backups" in said
    assert b"a remark on nobody else" not in (home / "out" / "gradebook.db").read_bytes()
    with sqlite3.connect(home / "out" / "gradebook.db") as database:
        # no page where an old text could lie
        assert database.execute("pragma freelist_count").fetchone() == (0,)


def test_what_was_answered_to_the_student_is_gone_and_others_answers_stay(home):
    one = Answer(NAME, "ann", "7K3QX-M2PD9", "q", "c", "d", "Why.", "2026-09-01", 3, 0)
    other = msgspec.structs.replace(one, student="anna")
    with database.writing(default_url(home / "out")) as connection:
        rows.add(connection, ANSWERS, [one, other])
    assert run(home, "ann", "--yes") == 0
    assert stored.answers(home / "out", NAME) == {"anna": [other]}


def test_what_cannot_be_removed_is_said_and_the_same_command_goes_on(home, capsys, monkeypatch):
    def refused(path, *_):
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patched:
        patched.setattr(forget.shutil, "rmtree", refused)
        assert run(home, "ann", "--yes") == 1
    assert "out/feedback/ann" in capsys.readouterr().err

    assert run(home, "ann", "--yes") == 0
    assert not list((home / "out").glob("*/ann"))
    assert "still names" not in capsys.readouterr().out


def test_one_that_was_interrupted_behind_the_database_is_finished_by_the_same_again(home):
    listed = home / "out" / "results.jsonl"
    listed.write_bytes(b'{"sha256":"0","result":{"key":"k","student_id":"zoe"}}\n')
    run(home, "zoe", "--yes")
    assert b"zoe" not in listed.read_bytes()
