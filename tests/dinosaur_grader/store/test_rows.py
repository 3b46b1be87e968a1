import pytest

from dinosaur_grader.store import database, rows
from dinosaur_grader.store.row import Row
from dinosaur_grader.store.schema import ANSWERS, COLLECTED, SUBMISSIONS


class Noted(Row, frozen=True):
    said: str = ""
    system: str = "canvas"


@pytest.fixture
def connection(tmp_path):
    with database.writing(database.default_url(tmp_path)) as opened:
        yield opened


def test_added_rows_stay_in_their_order_and_put_ones_take_the_place_of_their_like(connection):
    rows.add(connection, ANSWERS, [Noted("a", "bob", "1"), Noted("a", "ada", "2")])
    rows.add(connection, ANSWERS, [Noted("a", "bob", "3"), Noted("b", "bob", "4")])
    assert [one.said for one in rows.read(connection, ANSWERS, Noted, "a")] == ["1", "2", "3"]

    rows.put(connection, SUBMISSIONS, [Noted("a", "bob", "1"), Noted("a", "ada", "2")])
    rows.put(connection, SUBMISSIONS, [Noted("a", "bob", "3")])
    assert [one.said for one in rows.read(connection, SUBMISSIONS, Noted)] == ["2", "3"]


def test_what_two_systems_say_of_a_student_stands_side_by_side(connection):
    rows.put(connection, COLLECTED, [Noted("a", "ada", "1"), Noted("a", "ada", "2", "moodle")])
    rows.put(connection, COLLECTED, [Noted("a", "ada", "3", "moodle")])
    assert [one.said for one in rows.read(connection, COLLECTED, Noted, "a")] == ["1", "3"]


def test_the_rows_of_one_assignment_are_dropped(connection):
    rows.put(connection, SUBMISSIONS, [Noted("a", "ada"), Noted("b", "ada")])
    rows.drop(connection, SUBMISSIONS, "a")
    assert [one.assignment for one in rows.read(connection, SUBMISSIONS, Noted)] == ["b"]
