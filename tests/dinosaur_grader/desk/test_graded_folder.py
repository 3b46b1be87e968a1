"""What `grade` wrote: a code leads to its verdict."""

import pytest

from dinosaur_grader.desk import graded_folder
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.records import regrade_requests
from dinosaur_grader.store import database, results
from tests.dinosaur_grader.classroom import NAME, result


@pytest.mark.parametrize(
    ("student", "said"), [("ada", "names several verdicts, of ada"), ("bo", "no verdict there")]
)
def test_a_code_that_names_none_or_several_is_refused(tmp_path, student, said):
    url = database.default_url(tmp_path)
    with database.writing(url) as connection:
        one = result("ada", digest="d")  # with two verdicts on one question
        results.put(connection, [one])
        results.settle(connection, NAME, [one.key])
    with pytest.raises(Refused, match=said):
        graded_folder.find(url, regrade_requests.code(student, NAME, "clip_public_1", "d"))
    with pytest.raises(Refused, match="is not a code"):
        graded_folder.find(url, "no")
