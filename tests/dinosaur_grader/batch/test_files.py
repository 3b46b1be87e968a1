"""Files of JSON lines, a line for a student."""

import msgspec

from dinosaur_grader.batch import files


class Mark(msgspec.Struct):
    student: str


def test_a_torn_line_is_left_out_and_a_student_is_forgotten_with_it(tmp_path):
    path = tmp_path / "marks.jsonl"
    assert list(files.read_lines(path, Mark)) == []
    files.write_lines(path, [Mark("ada"), Mark("bo")])
    path.write_bytes(path.read_bytes() + b'{"student": "ad')
    assert list(files.read_lines(path, Mark)) == [Mark("ada"), Mark("bo")]
    files.forget(path, "ada")
    assert path.read_bytes() == b'{"student":"bo"}\n'
    assert (files.has(path, "ada"), files.has(path, "bo")) == (False, True)
