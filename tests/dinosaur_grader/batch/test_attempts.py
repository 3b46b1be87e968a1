"""When work came in, as the work itself says it: only what can be believed."""

import pytest

from dinosaur_grader.batch.attempts import handed_in


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
