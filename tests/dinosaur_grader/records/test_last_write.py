"""What is noted of the marks in the gradebook, also by a run that was killed between
the note and the marks."""

from dinosaur_grader.records import gradebook, last_write
from dinosaur_grader.records.write_marks import record
from tests.dinosaur_grader.classroom import NAME, assignment, result


def others(out):
    return last_write.others(out, gradebook.default_url(out), NAME)


def written(out, *results):
    last_write.keep(out, None, results)
    record(results, out, assignment())


def test_marks_that_were_noted_and_written_are_ours(tmp_path):
    written(tmp_path, result("ada"))
    assert others(tmp_path) == {}


def test_marks_that_were_noted_and_not_yet_written_make_nobodys_another_runs(tmp_path):
    written(tmp_path, result("ada"))
    for points in (1.0, 2.0, 3.0):  # killed before the gradebook, each time
        last_write.keep(tmp_path, None, [result("ada", clip=points)])
    assert others(tmp_path) == {}


def test_marks_of_another_run_are_told_of_the_students_who_are_named(tmp_path):
    written(tmp_path, result("ada"), result("ben"))
    record([result("ada", clip=1.0), result("ben", clip=1.0)], tmp_path, assignment())
    url = gradebook.default_url(tmp_path)
    assert others(tmp_path).keys() == {"ada", "ben"}
    assert last_write.others(tmp_path, url, NAME, ["ben"]).keys() == {"ben"}
