import datetime
import sqlite3
import subprocess
import sys

import pytest

from dinosaur_grader.batch import attempts, journal
from dinosaur_grader.batch.attempts import CollectedAttempt
from dinosaur_grader.batch.journal import Journal
from dinosaur_grader.results import NotebookFile
from dinosaur_grader.store import database, lock, results
from dinosaur_grader.store.database import GradebookLocked
from tests.dinosaur_grader.store.made import NAME, a_result

KILLED = """
import os, sys
from dinosaur_grader.batch.journal import Journal
from tests.dinosaur_grader.store.made import NAME, a_result
book = Journal(sys.argv[1], NAME).__enter__()
book.append(a_result("k1", "ada"))
book.append(a_result("k2", "bob"))
os._exit(9)
"""


@pytest.fixture
def url(tmp_path):
    return database.default_url(tmp_path)


def appended(url, *some):
    with Journal(url, NAME) as book:
        for result in some:
            book.append(result)


def settled(url, *keys):
    with database.writing(url) as connection:
        results.settle(connection, NAME, keys)


def stored(url):
    """What any results are there of."""
    with database.reading(url) as connection:
        rows = connection.exec_driver_sql("select key, counts from dinosaur_results")
        return dict(rows.all())


def work(student="ada", digest="d1", assignment=NAME):
    return NotebookFile(student, assignment, b"{}", digest)


def test_what_was_added_is_found_by_the_next_run_and_counts_for_nobody_yet(url):
    appended(url, a_result("k1", "ada", seconds={"walk": 1.0}), a_result("k2", "bob"))
    with Journal(url, NAME) as again:
        assert ("k1" in again, "k3" in again) == (True, False)
        assert again.get("k1") == again["k1"] == a_result("k1", "ada")
        assert [one.key for one in again.read(["k2", "k3", "k1"])] == ["k2", "k1"]
    assert stored(url) == {"k1": None, "k2": None}


def test_what_was_just_added_is_read_whether_or_not_it_is_written_yet(url):
    with Journal(url, NAME) as book:
        for number in range(3):
            book.append(a_result(f"k{number}"))
            assert book.get(f"k{number}") == book[f"k{number}"] == a_result(f"k{number}")


def test_a_killed_run_loses_no_more_than_what_came_last_and_the_next_adds_that(url):
    done = subprocess.run([sys.executable, "-c", KILLED, url], check=False)
    assert done.returncode == 9
    assert "k1" in stored(url)
    with Journal(url, NAME) as again:
        assert "k1" in again
        again.append(a_result("k2", "bob"))
    assert stored(url) == {"k1": None, "k2": None}


def test_a_result_without_a_score_is_graded_again_by_the_same_run_and_by_the_next(url):
    with Journal(url, NAME) as book:
        book.append(a_result("k1", state="infrastructure"))
        assert book.get("k1") is None
    with Journal(url, NAME) as again:
        assert "k1" not in again and again.get("k1") is None


def test_two_runs_cannot_grade_into_one_database(url):
    with Journal(url, NAME), pytest.raises(lock.RunBusy, match="another run"):
        Journal(url, "another").__enter__()


def test_what_stands_for_just_this_work_is_what_counts_of_its_own_assignment(url):
    appended(url, a_result("k1", digest="d1"), a_result("k2", digest="d1", version="w"))
    with Journal(url, "another") as other:
        other.append(a_result("z1", digest="d1", assignment="another"))
    settled(url, "k1")
    appended(url, a_result("a2", digest="d1", version="w"))  # of a run that was refused
    with Journal(url, NAME) as again:
        assert again.standing(work()) == "k1"
        assert again.standing(work(digest="d2")) is None
        assert again.standing(work("bob")) is None
    with Journal(url, "another") as other:
        assert other.standing(work(assignment="another")) == "z1"


def test_another_database_s_results_are_taken_over_as_they_are_asked_for(url, tmp_path):
    (tmp_path / "trial").mkdir()
    trial = database.default_url(tmp_path / "trial")
    appended(url, a_result("k1", digest="d1"), a_result("k2", digest="d2"))
    settled(url, "k1", "k2")
    with Journal(trial, NAME, url) as book:
        assert book.standing(work()) == "k1"
        assert book.get("k1") == a_result("k1", digest="d1")
    assert stored(trial) == {"k1": None}
    assert stored(url) == {"k1": True, "k2": True}


def test_a_large_class_is_asked_for_one_by_one(url):
    many = [a_result(f"k{n:04}", f"s{n:04}") for n in range(results.CHUNK + 3)]
    appended(url, *many)
    with Journal(url, NAME) as book:
        assert [book.get(one.key) for one in many] == many


def test_while_another_program_holds_the_database_results_wait_and_none_is_lost(
    url, tmp_path, monkeypatch
):
    monkeypatch.setattr(journal, "PATIENCE", 0.01)
    with Journal(url, NAME) as book:
        holder = sqlite3.connect(tmp_path / "gradebook.db", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        book.append(a_result("k1", "ada"))
        book.append(a_result("k2", "bob"))
        assert stored(url) == {}
        with pytest.raises(GradebookLocked, match="what is stored is not graded again"):
            book.sync(0.01)
        holder.close()
    assert stored(url).keys() == {"k1", "k2"}


def test_attempts_are_noted_with_the_next_results(url):
    came = CollectedAttempt(NAME, "ada", "d1", datetime.datetime(2026, 9, 1))
    with Journal(url, NAME) as book:
        book.attempts.append(came)
        book.append(a_result("k1", digest="d1"))
    assert attempts.read(url, NAME) == {"ada": [came]}
