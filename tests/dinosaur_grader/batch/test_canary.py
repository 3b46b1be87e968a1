import json

import msgspec
import pytest

from dinosaur_grader.assignments.course_rules import Rules
from dinosaur_grader.assignments.course_seed import Seed
from dinosaur_grader.batch import canary
from dinosaur_grader.judging import grading
from dinosaur_grader.results import CellMark, Result
from tests.dinosaur_grader import small


@pytest.fixture
def work(tmp_path):
    """The small assignment with its two notebooks on the disk."""
    built = small.assignment()
    paths = {"blank_path": tmp_path / "blank.ipynb", "solved_path": tmp_path / "solved.ipynb"}
    paths["blank_path"].write_text(json.dumps(small.RELEASE))
    paths["solved_path"].write_text(json.dumps(small.SOURCE))
    return msgspec.structs.replace(built, **paths)


def graded_as(work, solved, blank, state="graded"):
    """A grader that gives the solved notebook the share `solved` of each cell's points,
    the blank one `blank`."""

    def graded(jobs):
        for submission in (job.work for job in jobs):
            share = solved if submission.student_id == canary.SOLVED else blank
            marks = tuple(
                CellMark(t.id, t.function, t.points * share, t.points, "said")
                for t in work.tests
            )
            yield Result(
                "k", submission.student_id, work.name, state, marks, notes=("the reason",)
            )

    return graded


@pytest.fixture
def job(work):
    """What makes jobs in a course that gives all points for a question."""
    rules = Rules(excused={"clip_hidden_1": "It was wrong."})
    return grading.job_maker(work, Seed(b"s"), "none", rules)


def test_its_jobs_are_run_each_time_and_under_no_rules(work, job):
    for made in canary.jobs(work, job):
        assert (made.rules, made.made_with.version) == (Rules(), work.version)
        assert made.uncached


def test_it_is_content_with_every_point_and_none(work, job):
    canary.run_canary(work, job, graded_as(work, 1.0, 0.0))


@pytest.mark.parametrize(
    ("graded", "why"),
    [
        ((0.5, 0.0), r"The right answers got .* said"),
        ((1.0, 0.5), "The blank release got"),
        ((1.0, 1.0), "The blank release got"),
        ((0.0, 1.0), "The right answers got"),
        ((1.0, 0.0, "infrastructure"), "ended as infrastructure: the reason"),
    ],
    ids=["half right", "half a blank", "yes to all", "the opposite", "not graded"],
)
def test_anything_else_stops_the_batch_with_the_reason(work, job, graded, why):
    with pytest.raises(canary.CanaryFailed, match=why):
        canary.run_canary(work, job, graded_as(work, *graded))
