"""A job, and the sandbox that it is graded in."""

from pathlib import Path

import pytest

from dinosaur_grader.assignments.seed import Seed
from dinosaur_grader.judging import grading
from dinosaur_grader.judging.walk import AfterSecrets
from dinosaur_grader.results import MadeWith, Submission
from dinosaur_grader.sandbox.sandbox import ChildLost
from tests.dinosaurs import ASSIGNMENT, NAME


def test_the_sandbox_is_told_of_all_that_only_the_instructor_reads(monkeypatch):
    told = []

    class Kept:
        def at(self, level, beside, secret):
            told.extend(secret)
            raise OSError("no sandbox is needed here")

        def close(self):
            pass

    monkeypatch.setattr(grading, "_kept", Kept())
    seed, made_with = Seed(b"s"), MadeWith(ASSIGNMENT.version, "fingerprint", "strict")
    work = Submission("ada", NAME, (), "digest")
    kept = (Path("/course/submitted"), Path("/course/course.seed"))

    grading.grade_one(grading.Job(work, seed, made_with, ASSIGNMENT.wording, kept=kept))

    assert {*kept, ASSIGNMENT.asks.folder, ASSIGNMENT.solved_path.parent} <= set(told)


@pytest.fixture
def tries(monkeypatch):
    """What each try to grade is to raise; those that were made."""
    made, to_raise = [], []

    def graded(job, again=False):
        made.append(again)
        raise to_raise[0]

    monkeypatch.setattr(grading, "_graded", graded)
    return made, to_raise


def a_job():
    work = Submission("ada", NAME, (), "digest")
    made_with = MadeWith(ASSIGNMENT.version, "fingerprint", "none")
    return grading.Job(work, Seed(b"s"), made_with, ASSIGNMENT.wording)


def test_a_fault_before_any_secret_is_tried_once_more(tries):
    made, to_raise = tries
    to_raise.append(ChildLost("infrastructure", "gone"))
    assert grading.grade_one(a_job()).state == "infrastructure"
    assert made == [False, True]


def test_no_walk_begins_again_once_something_secret_was_sent(tries):
    made, to_raise = tries
    to_raise.append(AfterSecrets("gone"))
    result = grading.grade_one(a_job())
    assert (result.state, result.needs_look, made) == ("infrastructure", True, [False])
