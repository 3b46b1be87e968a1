import json

import msgspec
import pytest

from dinosaur_grader.batch import canary
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
        for submission in jobs:
            share = solved if submission.student_id == canary.SOLVED else blank
            marks = tuple(
                CellMark(t.id, t.function, t.points * share, t.points, "said")
                for t in work.tests
            )
            yield Result(
                "k", submission.student_id, work.name, state, marks, notes=("the reason",)
            )

    return graded


def sing(work, *args):
    canary.run_canary(work, lambda submission, uncached: submission, graded_as(work, *args))


def test_it_is_content_with_every_point_and_none(work):
    sing(work, 1.0, 0.0)


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
def test_anything_else_stops_the_batch_with_the_reason(work, graded, why):
    with pytest.raises(canary.CanaryFailed, match=why):
        sing(work, *graded)
