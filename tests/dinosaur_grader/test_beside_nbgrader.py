"""Our tables stand in nbgrader's database: its own commands leave them alone, and they
leave nbgrader's."""

import sqlite3
import subprocess
import sys

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import select

from dinosaur_grader.batch.journal import Journal
from dinosaur_grader.store import database, results
from dinosaur_grader.store.schema import RESULTS
from tests.dinosaur_grader.classroom import NAME, assignment, record, result

pytestmark = pytest.mark.slow


@pytest.fixture
def url(tmp_path):
    return database.default_url(tmp_path)


def nbgrader(folder, *words):
    command = [sys.executable, "-P", "-m", "nbgrader", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def kept(url):
    with database.reading(url) as connection:
        return connection.execute(select(RESULTS).order_by(RESULTS.c.key)).all()


def points(opened, student):
    return opened.find_grade("clip_expected", NAME, NAME, student).score


def a_graded_class(folder, url):
    class_of_two = [result("ada", clip=5.5), result("bob", clip=3.0)]
    with Journal(url, NAME) as book:
        for one in class_of_two:
            book.append(one)
    record(class_of_two, folder, assignment())


@pytest.mark.parametrize("words", [("db", "upgrade"), ("export",)], ids=" ".join)
def test_nbgraders_own_commands_work_and_leave_our_tables_alone(url, tmp_path, words):
    a_graded_class(tmp_path, url)
    before = kept(url)
    done = nbgrader(tmp_path, *words)
    assert done.returncode == 0, done.stderr
    assert kept(url) == before != []


def test_an_nbgrader_that_came_before_the_first_mark_can_be_upgraded_later(url, tmp_path):
    with Journal(url, NAME) as book:
        book.append(result("ada", clip=5.5))
    with Gradebook(url) as opened:  # makes its tables, and notes no version
        assert opened.students == []
    record([result("ada", clip=5.5)], tmp_path, assignment())
    done = nbgrader(tmp_path, "db", "upgrade")
    assert done.returncode == 0, done.stderr
    with Gradebook(url) as opened:
        assert points(opened, "ada") == 5.5


def test_a_formgrader_that_is_open_beside_it_keeps_no_result_from_being_stored(url, tmp_path):
    a_graded_class(tmp_path, url)
    with Gradebook(url) as opened:
        assert points(opened, "ada") == 5.5
        with Journal(url, NAME) as book:
            book.append(result("cleo", clip=1.0))
        record([result("cleo", clip=1.0)], tmp_path, assignment())
        assert points(opened, "cleo") == 1.0
    assert len(kept(url)) == 3


def test_what_is_marked_in_the_formgrader_while_a_run_goes_on_stays(url, tmp_path):
    a_graded_class(tmp_path, url)
    with Journal(url, NAME) as book, Gradebook(url) as opened:
        grade = opened.find_grade("clip_expected", NAME, NAME, "ada")
        grade.manual_score = 7.0
        opened.db.commit()
        book.append(result("cleo", clip=1.0))
        record([result("ada", clip=2.0)], tmp_path, assignment())
    with Gradebook(url) as opened:
        assert points(opened, "ada") == 7.0


def test_the_file_says_whose_tables_are_whose(url, tmp_path):
    a_graded_class(tmp_path, url)
    with sqlite3.connect(tmp_path / "gradebook.db") as opened:
        names = {name for (name,) in opened.execute("select name from sqlite_master")}
    assert {"dinosaur_store", "dinosaur_results", "grade", "alembic_version"} <= names
    with database.reading(url) as connection:
        assert list(results.counted(connection)) == []
