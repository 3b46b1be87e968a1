"""A gradebook is opened for one write, whole or not at all, or only to be read."""

import sqlite3
from pathlib import Path

import nbgrader
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from dinosaur_grader.records.gradebook import reading
from dinosaur_grader.store.database import GradebookError, GradebookLocked, default_url
from tests.dinosaur_grader.classroom import assignment, record, result
from tests.dinosaur_grader.records.test_write_marks import rows


def test_an_interrupted_write_leaves_the_old_marks(tmp_path):
    record([result("ada", clip=3.0)], tmp_path, assignment())
    before = rows(tmp_path)

    def interrupted():
        yield from (result(f"student{i}") for i in range(50))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        record(interrupted(), tmp_path, assignment())
    assert rows(tmp_path) == before


def test_a_locked_gradebook_is_waited_for_and_then_named(tmp_path):
    record([result("ada")], tmp_path, assignment())
    holder = sqlite3.connect(tmp_path / "gradebook.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    with pytest.raises(GradebookLocked, match=r"held the gradebook .* for 0.2 seconds"):
        record([result("bob")], tmp_path, assignment(), wait=0.2)

    holder.execute("ROLLBACK")
    assert record([result("bob")], tmp_path, assignment(), wait=0.2) == []
    holder.close()


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path):
    (tmp_path / "gradebook.db").write_text("dear diary, " * 100)

    with pytest.raises(GradebookError, match="could not be used"):
        record([result("ada")], tmp_path, assignment())
    assert (tmp_path / "gradebook.db").read_text().startswith("dear diary")


def test_a_connection_for_reading_can_not_write(tmp_path):
    record([result("ann")], tmp_path, assignment())
    with (
        pytest.raises(GradebookError, match="readonly"),
        reading(default_url(tmp_path)) as connection,
    ):
        connection.execute(text("delete from grade"))


@pytest.mark.slow
def test_the_version_that_is_noted_is_the_one_that_alembic_would_tell(tmp_path):
    record([], tmp_path, assignment())
    folder = Path(nbgrader.__file__).parent / "alembic"
    with sqlite3.connect(tmp_path / "gradebook.db") as opened:
        (noted,) = opened.execute("select version_num from alembic_version").fetchone()
    assert noted == ScriptDirectory(str(folder)).get_current_head()
