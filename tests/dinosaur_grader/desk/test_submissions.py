"""Facts about hand-ins beside their marks."""

from dinosaur_grader.desk import submissions


def test_what_collect_doubted_stands_beside_the_hand_ins(tmp_path):
    submissions.write_doubts(tmp_path / "submitted", [("doubts.csv", "Handed in two.")])

    assert submissions.doubts(tmp_path / "submitted") == {"doubts.csv": ["Handed in two."]}
    assert (tmp_path / "submitted.doubts.csv").is_file()
