"""Files of ours, each written whole or not at all."""

import pytest

from dinosaur_grader.batch import files


def test_a_file_whose_parts_fail_on_the_way_stays_what_it_was(tmp_path):
    path = tmp_path / "made" / "marks.csv"
    files.replace(path, b"ada,1\n")

    def parts():
        yield b"ada,2\n"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        files.replace_by(path, parts())
    assert path.read_bytes() == b"ada,1\n"
    files.replace_by(path, [b"ada,2\n", b"bo,3\n"])
    assert path.read_bytes() == b"ada,2\nbo,3\n"
    assert [each.name for each in path.parent.iterdir()] == ["marks.csv"]
