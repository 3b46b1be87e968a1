"""A run that ends at any statement that writes: nothing of it reaches the database from
there on, and the same command again leaves what an undisturbed run leaves. Killed
processes are tried by `bench.kills`."""

import contextlib
import shutil

import pytest
import sqlalchemy
from sqlalchemy import event

from bench.harm.killing import contents, differences
from tests.dinosaur_grader.desk import upgrade

pytestmark = pytest.mark.slow
WRITES = ("INSERT", "UPDATE", "DELETE", "CREATE", "BEGIN IMMEDIATE")
SAMPLE = 12


@pytest.fixture
def classroom(tmp_path, monkeypatch):
    """The class of `upgrade`, graded once in this process: what comes of each notebook is
    kept, so that the next runs take no time."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1756684800")
    upgrade.hand_in_class(tmp_path)
    upgrade.serial(monkeypatch)
    upgrade.grade(tmp_path)
    due = contents(tmp_path / "out")
    shutil.rmtree(tmp_path / "out")
    return tmp_path, due


class Ended(BaseException):
    """The process is gone."""


@contextlib.contextmanager
def ending(end=None):
    """Let nothing reach the database from the statement number `end` on, or from the end
    of a transaction. Yields the statements that were counted."""
    counted = []

    def came(what):
        counted.append(what)
        if end and len(counted) >= end:
            raise Ended

    def executed(connection, cursor, statement, *_):
        if statement.lstrip().upper().startswith(WRITES):
            came(statement)

    def committed(connection):
        came("COMMIT")

    listens = (("before_cursor_execute", executed), ("commit", committed))
    for name, function in listens:
        event.listen(sqlalchemy.Engine, name, function)
    try:
        yield counted
    finally:
        for name, function in listens:
            event.remove(sqlalchemy.Engine, name, function)


def places(home):
    """How many places there are at which a run can end."""
    with ending() as counted:
        assert upgrade.grade(home) == 1  # Dora's file is not a notebook
    shutil.rmtree(home / "out")
    return len(counted)


def tried(home, due, end):
    """What differs after a run that ended there and the same command again."""
    with ending(end), pytest.raises(Ended):
        upgrade.grade(home)
    upgrade.grade(home)
    found = differences(due, contents(home / "out"))
    shutil.rmtree(home / "out")
    return [f"ended at {end}: {one}" for one in found]


def test_ended_at_a_few_of_its_writes_nothing_is_lost_and_nothing_is_there_twice(classroom):
    home, due = classroom
    count = places(home)
    assert count > 30
    some = {1 + number * (count - 1) // (SAMPLE - 1) for number in range(SAMPLE)}
    assert [one for end in sorted(some) for one in tried(home, due, end)] == []


@pytest.mark.proof
def test_ended_at_each_of_its_writes_nothing_is_lost_and_nothing_is_there_twice(classroom):
    home, due = classroom
    ends = range(1, places(home) + 1)
    assert [one for end in ends for one in tried(home, due, end)] == []
