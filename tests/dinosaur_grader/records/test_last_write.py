"""What is noted of the marks in the gradebook, in the transaction that writes them."""

import pytest
from nbgrader.api import Gradebook

from dinosaur_grader.records import gradebook, last_write
from dinosaur_grader.records.last_write import WrittenBy
from dinosaur_grader.results import CellMark
from dinosaur_grader.store import database
from dinosaur_grader.store.rows import upsert
from dinosaur_grader.store.schema import RULES
from tests.dinosaur_grader.classroom import NAME, assignment, marked_by_hand, record, result


@pytest.fixture
def url(tmp_path):
    return database.default_url(tmp_path)


def autograded(url, *students):
    """As nbgrader's own `autograde` gives other points."""
    with Gradebook(url) as book:
        for student in students:
            book.find_grade("clip_expected", NAME, NAME, student).auto_score = 1.0
        book.db.commit()


def test_marks_that_were_written_from_here_are_ours_also_where_they_are_written_again(
    tmp_path, url
):
    assert last_write.others(url, NAME) == {}
    for points in (8.0, 3.0):
        record([result("ada", clip=points)], tmp_path, assignment())
        assert last_write.others(url, NAME) == {}


def test_marks_beside_an_answer_that_a_person_marks_are_ours_too(tmp_path, url):
    marks = tuple(
        CellMark(name, name, None, 5.0, by_hand=True) for name in ("essay", "drawing")
    )
    tested = CellMark("clip_expected", "clip", 8.0, 8.0)
    record([result("ada", marks=(tested, *marks))], tmp_path, marked_by_hand())
    assert last_write.others(url, NAME) == {}


def test_a_write_that_is_cut_off_makes_nobody_s_marks_another_run_s(tmp_path, url):
    record([result("ada")], tmp_path, assignment())

    def cut_off():
        yield result("ada", clip=1.0)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        record(cut_off(), tmp_path, assignment())
    assert last_write.others(url, NAME) == {}


def test_marks_of_another_run_are_told_of_the_students_who_are_named(tmp_path, url):
    record([result(student) for student in ("ada", "ben", "cleo")], tmp_path, assignment())
    autograded(url, "ada", "ben")
    assert last_write.others(url, NAME).keys() == {"ada", "ben"}
    assert last_write.others(url, NAME, ["ben", "cleo"]) == {
        "ben": {"clip_expected": 1.0, "sample_expected": 10.0}
    }
    assert last_write.others(url, "another") == {}


def test_the_rules_by_which_marks_were_written_are_the_last_ones_of_their_assignment(url):
    assert last_write.rules(url, NAME) is None
    for attempts in ("last", "best"):
        with gradebook.writing(url) as connection:
            last_write.keep_rules(connection, NAME, WrittenBy(attempts))
            last_write.keep_rules(connection, "another", WrittenBy("last", "10"))
    assert last_write.rules(url, NAME) == WrittenBy("best")
    assert last_write.rules(url, "another") == WrittenBy("last", "10")


def test_the_rules_that_an_older_kit_noted_are_read(url):
    with gradebook.writing(url) as connection:
        upsert(connection, RULES, [dict(assignment=NAME, body='["best","10"]')])
    assert last_write.rules(url, NAME) == WrittenBy("best", "10")


def test_marks_of_this_kit_can_be_others_by_excuses_alone(url):
    with gradebook.writing(url) as connection:
        by = last_write.WrittenBy(kit="kit", version="v")
        last_write.keep_rules(connection, NAME, by)
    there = last_write.rules(url, NAME)
    found = [last_write.by_excuses(there, kit) for kit in ("kit", "newer")]
    assert found == ["v", ""]
    assert last_write.by_excuses(None, "kit") == ""
