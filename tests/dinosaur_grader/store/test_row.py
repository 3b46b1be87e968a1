"""What any row about a student's work has, and what a system said of one."""

import msgspec
import pytest

from dinosaur_grader.store.row import ToldRow


class Came(ToldRow, frozen=True):
    digest: str


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, None),
        ({"late": False}, None),
        ({"late": True}, 0.0),
        ({"late": True, "late_seconds": 60.0}, 60.0),
        ({"late_seconds": 60.0}, None),
    ],
)
def test_late_work_is_told_with_its_seconds_and_other_work_not_at_all(said, told):
    assert Came("poems", "ada", "d", **said).told == told


def test_a_row_that_was_stored_before_seconds_were_noted_is_read():
    stored = b'{"assignment": "poems", "student": "ada", "digest": "d", "late": false}'
    assert msgspec.json.decode(stored, type=Came) == Came("poems", "ada", "d", late=False)
