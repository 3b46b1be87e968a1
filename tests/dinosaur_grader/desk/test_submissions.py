"""Facts about hand-ins beside their marks, and what lies where they should be."""

from dinosaur_grader.desk import submissions
from tests.dinosaur_grader import small
from tests.dinosaur_grader.classroom import NAME


def test_where_nothing_is_to_be_graded_what_lies_there_is_named(tmp_path):
    assert submissions.nothing(tmp_path, NAME).endswith("It is empty.")
    (tmp_path / "ada.ipynb").touch()
    assert "notebooks that belong to no student (1)" in submissions.nothing(tmp_path, NAME)
    small.hand_in(tmp_path, "ada", b"{}")
    assert submissions.nothing(tmp_path, NAME) == ""
