"""`dinosaur-grader one`: where its page and its result go."""

from __future__ import annotations

import json

import pytest

from dinosaur_grader.desk.platforms import one
from tests.dinosaur_grader.desk.platforms import doors
from tests.dinosaurs import ASSIGNMENT


@pytest.mark.slow
def test_page_and_result_go_into_a_folder_and_one_that_can_t_be_written_is_said(
    capsys, tmp_path
):
    (tmp_path / "file").touch()
    blank = doors.handed_in(tmp_path / "handed-in", ASSIGNMENT.blank_path.read_bytes())
    words = [str(blank), "--practice", "--isolation", "none", "--out"]
    assert one.command([*words, str(tmp_path / "out")]) == 0
    page = (tmp_path / "out" / "feedback.html").read_text(encoding="utf-8")
    assert "clip" in page
    assert json.loads((tmp_path / "out" / "result.json").read_text())["score"] == 0
    assert one.command([*words, str(tmp_path / "file")]) == 2
    assert f"can't write to {tmp_path / 'file'}" in capsys.readouterr().err
