"""What a batch leaves: who writes a student's pages, and when."""

import msgspec
import pytest

from dinosaur_grader.batch.grade_class import Options
from dinosaur_grader.records import outputs
from tests.dinosaur_grader.classroom import NAME


@pytest.mark.parametrize(
    "many", [{"workers": outputs.FEW + 1}, {"workers": 1, "dask": "tcp://127.0.0.1:1"}]
)
def test_where_many_grade_the_pages_are_left_to_the_end(tmp_path, many):
    few = Options(tmp_path / "submitted", tmp_path, 2, assignment=NAME)
    assert outputs.writer(few)
    assert outputs.writer(msgspec.structs.replace(few, **many)) is None
