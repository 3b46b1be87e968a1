import sqlite3
import subprocess
import sys

import pytest
import sqlalchemy

from dinosaur_grader.store import database, schema
from dinosaur_grader.store.database import GradebookError, GradebookLocked

KILLED = """
import os, sys
from sqlalchemy import insert
from dinosaur_grader.store import database, schema
with database.writing(sys.argv[1]) as connection:
    connection.exec_driver_sql("PRAGMA cache_size = 1")  # so that it writes before the end
    rows = [dict(assignment="a", student=f"s{n}", marks="x" * 500, nbgrader_id="") for n in range(2000)]
    connection.execute(insert(schema.WRITTEN), rows)
    os._exit(9)
"""


@pytest.fixture
def url(tmp_path):
    return database.default_url(tmp_path)


def revision(url):
    with database.reading(url) as connection:
        return connection.scalar(sqlalchemy.select(schema.STORE.c.revision))


def test_each_write_is_counted_and_one_that_fails_is_undone(url):
    with database.writing(url):
        pass
    with pytest.raises(ZeroDivisionError), database.writing(url) as connection:
        connection.execute(
            schema.WRITTEN.insert().values(
                assignment="a", student="b", marks="", nbgrader_id=""
            )
        )
        1 / 0
    with database.reading(url) as connection:
        assert connection.execute(sqlalchemy.select(schema.WRITTEN)).all() == []
    assert revision(url) == 1


def test_where_there_is_no_database_it_reads_as_an_empty_one_and_none_is_made(url, tmp_path):
    with database.reading(url) as connection:
        assert connection.execute(sqlalchemy.select(schema.RESULTS)).all() == []
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_had_half_written_is_undone_by_whoever_reads(url, tmp_path):
    with database.writing(url):
        pass
    done = subprocess.run([sys.executable, "-P", "-c", KILLED, url], check=False)
    assert done.returncode == 9
    assert (tmp_path / "gradebook.db-journal").exists()
    with database.reading(url) as connection:
        assert connection.execute(sqlalchemy.select(schema.WRITTEN)).all() == []
    assert revision(url) == 1


def test_one_that_another_program_holds_is_named_and_can_be_read_meanwhile(url, tmp_path):
    with database.writing(url):
        pass
    holder = sqlite3.connect(tmp_path / "gradebook.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with (
        pytest.raises(GradebookLocked, match="another program held"),
        database.writing(url, 0.1),
    ):
        pass
    assert revision(url) == 1
    holder.close()


def test_tables_of_another_version_are_refused_and_left_alone(url, tmp_path):
    with database.writing(url):
        pass
    with sqlite3.connect(tmp_path / "gradebook.db") as other:
        other.execute("update dinosaur_store set schema = 99")
    before = (tmp_path / "gradebook.db").read_bytes()
    for opened in (database.reading, database.writing):
        with (
            pytest.raises(
                schema.OtherSchema, match=f"schema 99, this one knows {schema.SCHEMA}"
            ),
            opened(url),
        ):
            pass
    assert (tmp_path / "gradebook.db").read_bytes() == before


@pytest.mark.parametrize("text", ["no url", "sqlite", "mysql://x/y"])
def test_what_is_no_database_is_said(text):
    with pytest.raises(GradebookError), database.writing(text):
        pass


@pytest.mark.parametrize(
    "address",
    [
        *("sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite:///file::memory:?uri=true"),
        *("sqlite:///file:x?mode=memory&uri=true", "sqlite:///\0.db", "sqlite:///x.db?nope=1"),
    ],
)
def test_a_database_of_sqlite_is_a_file_that_outlives_the_process(address):
    with pytest.raises(GradebookError, match="names no file: write sqlite:"):
        database.parsed(address)


def test_no_write_ahead_log_is_kept_which_a_network_folder_could_not_share(url, tmp_path):
    with database.writing(url) as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "delete"
    assert [path.name for path in tmp_path.iterdir()] == ["gradebook.db"]


def test_an_interrupt_while_a_connection_is_closed_is_raised_and_prints_nothing(
    url, monkeypatch, caplog
):
    with database.writing(url):
        pass

    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(sqlalchemy.engine.default.DefaultDialect, "do_close", interrupt)
    with pytest.raises(KeyboardInterrupt), database.reading(url) as connection:
        connection.invalidate()
    assert caplog.text == ""
