"""The whole evening by the documented commands, from the systems' zips to their upload
files and back, checked by id.

Here a class of 60, with every kind of trouble; in the proof, as in `python -m
bench.evening`, one of 2,000.
"""

import pytest

from bench import evening_class
from bench.evening import Evening

pytestmark = pytest.mark.slow


def test_the_class_has_every_kind_of_trouble_and_no_two_share_an_id():
    group = evening_class.people(60)
    assert {*evening_class.KINDS, *evening_class.TROUBLE} <= {person.kind for person in group}
    assert {person.attempts for person in group} == {1, 2, 3}
    assert any(person.late for person in group)
    assert len({(person.first, person.last) for person in group}) < 60
    for ids in ("student_id", "canvas_id", "moodle_id", "file_id"):
        assert len({getattr(person, ids) for person in group}) == 60


@pytest.mark.parametrize("students", [60, pytest.param(2000, marks=pytest.mark.proof)])
def test_nobody_is_lost_and_nobody_is_mixed_up(tmp_path, students):
    evening = Evening(tmp_path, students, "none")

    assert evening.run() == []
    assert len(evening.seconds) == 8
    assert [p.name for p in tmp_path.parent.glob("evil*")] == []


def test_a_page_under_another_students_name_would_be_seen(tmp_path, monkeypatch):
    evening = Evening(tmp_path, 2, "none")
    swapped = {
        evening.group[0].canvas_id: evening.group[1].token,
        evening.group[1].canvas_id: evening.group[0].token,
    }
    monkeypatch.setattr(evening, "_command", lambda *_, **__: "")
    monkeypatch.setattr("bench.evening.canvas_takes", lambda *_: swapped)
    monkeypatch.setattr("bench.evening.moodle_takes", lambda *_: {})

    evening._feedback()

    assert [p for p in evening.problems if p.startswith("canvas")] == [
        "canvas: s00000 does not get the own page",
        "canvas: s00001 does not get the own page",
    ]
