"""Which attempts came, each once; and when, as the work itself says it: only what can be
believed."""

import datetime

import pytest

from dinosaur_grader.batch import attempts
from dinosaur_grader.batch.attempts import CollectedAttempt, handed_in
from dinosaur_grader.store import database
from tests.dinosaur_grader.classroom import NAME


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "2020-02-31 00:00:00 UTC", "2020-01-01 00:00:00 /etc/passwd", "9" * 99),
        "9000-01-01 00:00:00 UTC",
    ],
)
def test_a_time_that_is_none_or_still_to_come_is_none(tmp_path, text):
    (tmp_path / "timestamp.txt").write_text(text)
    assert handed_in(tmp_path) is None


def test_no_link_and_no_folder_is_read_for_a_time(tmp_path):
    (tmp_path / "real").write_text("2020-01-01 00:00:00 UTC")
    (tmp_path / "timestamp.txt").symlink_to(tmp_path / "real")
    assert handed_in(tmp_path) is None
    (tmp_path / "timestamp.txt").unlink()
    (tmp_path / "timestamp.txt").mkdir()
    assert handed_in(tmp_path) is None


DAY = datetime.datetime(2026, 9, 1)


def noted(url, *some):
    """Note attempts of these digests, or of a digest and whether it was late; ada's by now."""
    with database.writing(url) as connection:
        attempts.note(connection, [one(digest) for digest in some])
    return [each.digest for each in attempts.read(url, NAME).get("ada", [])]


def one(digest, late=None):
    return CollectedAttempt(NAME, "ada", digest, DAY, late=late)


def test_an_attempt_is_noted_once_but_where_it_was_handed_in_again_behind_another(tmp_path):
    url = database.default_url(tmp_path)
    assert noted(url) == []
    assert noted(url, "a") == noted(url, "a") == ["a"]
    assert noted(url, "a", "b") == noted(url, "b") == ["a", "b"]
    assert noted(url, "b", "a") == ["a", "b", "a"]
    assert attempts.read(url, "another") == {}


def test_whether_it_was_late_is_noted_when_a_system_says_another_thing_and_not_where_it_says_none(
    tmp_path,
):
    url = database.default_url(tmp_path)
    for late in (True, None, True, False):
        with database.writing(url) as connection:
            attempts.note(connection, [one("a", late)])
    own = attempts.read(url, NAME)["ada"]
    assert [each.late for each in own] == [True, False]
    assert attempts.told_late(own[:1], "a") == 0.0
    assert attempts.told_late(own, "a") is None
