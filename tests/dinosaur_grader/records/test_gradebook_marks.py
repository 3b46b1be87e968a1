"""Marks given by hand are read from a gradebook that is only looked at."""

import datetime

import pytest
from nbgrader.api import Gradebook

from dinosaur_grader.records.gradebook_marks import by_hand, came
from dinosaur_grader.store.database import GradebookError, default_url
from tests.dinosaur_grader.classroom import NAME, assignment, record, result


def test_only_marks_that_a_person_gave_are_read_also_where_a_folder_has_odd_signs(tmp_path):
    tmp_path = tmp_path / "a%20b?c#d"
    tmp_path.mkdir()
    record([result("ann"), result("bo")], tmp_path, assignment())
    with Gradebook(default_url(tmp_path)) as book:
        book.find_grade("clip_expected", NAME, NAME, "bo").manual_score = 6.5
        book.find_grade("sample_expected", NAME, NAME, "bo").extra_credit = 1.0
        book.db.commit()

    assert by_hand(default_url(tmp_path), NAME) == {("bo", "clip_expected"): 6.5}
    assert by_hand(default_url(tmp_path), "another") == {}


def test_when_work_came_is_read_where_the_gradebook_has_it(tmp_path):
    record([result("ann"), result("bo")], tmp_path, assignment())
    moment = datetime.datetime(2026, 11, 20, 22, 59)
    with Gradebook(default_url(tmp_path)) as book:
        book.find_submission(NAME, "bo").timestamp = moment
        book.db.commit()

    assert came(default_url(tmp_path), NAME) == {"bo": moment}
    assert came(default_url(tmp_path), "another") == {}


def test_where_there_is_no_gradebook_none_is_made(tmp_path):
    assert by_hand(default_url(tmp_path), NAME) == {}
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_gradebook_is_said_in_words(tmp_path):
    diary = "no database, but long enough to be looked at as one" * 20
    (tmp_path / "gradebook.db").write_text(diary)
    with pytest.raises(GradebookError, match="could not be"):
        by_hand(default_url(tmp_path), NAME)
