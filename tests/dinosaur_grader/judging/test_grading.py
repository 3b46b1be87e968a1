"""A job, and the sandbox that it is graded in."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dinosaur_grader.assignments.seed import Seed
from dinosaur_grader.judging import grading
from dinosaur_grader.judging.grading import ThreadSandbox
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

    monkeypatch.setattr(grading, "thread_sandbox", Kept())
    seed, made_with = Seed(b"s"), MadeWith(ASSIGNMENT.version, "fingerprint", "strict")
    work = Submission("ada", NAME, (), "digest")
    kept = (Path("/course/submitted"), Path("/course/course.seed"))

    grading.grade_one(grading.Job(work, seed, made_with, ASSIGNMENT.wording, private=kept))

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


class Counted:
    """Stands in for a sandbox, and counts those that are open."""

    open = 0

    def __init__(self, level, beside=None, secret=(), warmed_up=True):
        self.level, self.beside, self.secret = level, beside, secret

    def __enter__(self):
        Counted.open += 1
        return self

    def __exit__(self, *_):
        Counted.open -= 1


@pytest.fixture
def kept(monkeypatch):
    monkeypatch.setattr(grading, "Sandbox", Counted)
    monkeypatch.setattr(grading.atexit, "register", lambda _: None)
    Counted.open = 0
    return ThreadSandbox()


def test_one_sandbox_serves_many_and_another_level_gets_another(kept):
    first = kept.at("strict")
    assert kept.at("strict") is first
    assert kept.at("process") is not first
    assert Counted.open == 1
    kept.close()
    kept.close()
    assert Counted.open == 0


def test_the_files_beside_another_notebook_need_another_sandbox(kept, tmp_path):
    first = kept.at("strict", tmp_path / "one")
    assert kept.at("strict", tmp_path / "one") is first
    other = kept.at("strict", tmp_path / "other")
    assert (other.beside, Counted.open) == (tmp_path / "other", 1)
    assert kept.at("strict") is not other
    assert Counted.open == 1


def test_it_is_renewed_after_many_submissions_and_after_it_was_closed(kept, monkeypatch):
    monkeypatch.setattr(grading, "MOST_SUBMISSIONS", 2)
    served = [kept.at("strict") for _ in range(4)]
    assert served[0] is served[1] is not served[2] is served[3]
    kept.close()
    assert kept.at("strict") not in served


def test_every_thread_has_its_own(kept):
    with ThreadPoolExecutor(1) as other:
        assert other.submit(kept.at, "strict").result() is not kept.at("strict")
