"""A job, and the sandbox that it is graded in."""

from pathlib import Path

from grader.assignments.seed import Seed
from grader.judging import one
from grader.results import MadeWith, Submission
from tests.dinosaurs import ASSIGNMENT, NAME


def test_the_sandbox_is_told_of_all_that_only_the_instructor_reads(monkeypatch):
    told = []

    class Kept:
        def at(self, level, beside, secret):
            told.extend(secret)
            raise OSError("no sandbox is needed here")

        def close(self):
            pass

    monkeypatch.setattr(one, "_kept", Kept())
    seed, made_with = Seed(b"s"), MadeWith(ASSIGNMENT.version, "fingerprint", "strict")
    work = Submission("ada", NAME, (), "digest")
    kept = (Path("/course/submitted"), Path("/course/course.seed"))

    one.grade_one(one.Job(work, seed, made_with, ASSIGNMENT.wording, kept=kept))

    assert {*kept, ASSIGNMENT.asks.folder, ASSIGNMENT.solved_path.parent} <= set(told)
