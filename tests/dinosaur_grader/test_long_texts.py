"""Students whose code says very much: the class's tables and journal stay small, and
can be read. Graded at `none`, where nothing else is in the way."""

import pytest

from tests.dinosaur_grader.desk import upgrade
from tests.gallery.hostile.writing import LONG_TEXTS

LONG = """
class Long(Exception):
    def __str__(self): return "\\x01\U0001f600" * 1_000_000
"""
RAISES = LONG + "\ndef {0}(*arguments, **named):\n    raise Long"


@pytest.mark.slow
def test_the_table_can_be_read_and_its_texts_and_the_journal_s_lines_are_short(
    tmp_path, monkeypatch
):
    upgrade.serial(monkeypatch)
    submitted, functions = tmp_path / "submitted", ("clip", "sample", "optimize", "model")
    upgrade.hand_in(submitted, "forged", {"clip": LONG_TEXTS})
    upgrade.hand_in(submitted, "raising", {name: RAISES.format(name) for name in functions})
    upgrade.course_seed(tmp_path)
    assert upgrade.grade(tmp_path) == 0
    rows = upgrade.rows(tmp_path / "out" / "grades.csv")
    assert {row["student_id"] for row in rows} == {"forged", "raising"}
    assert max(len(row["message"].encode()) for row in rows) < 10_000
    lines = (tmp_path / "out" / "results.jsonl").read_bytes().splitlines()
    assert max(map(len, lines)) < 200_000
