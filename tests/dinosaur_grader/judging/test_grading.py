"""A job, and the sandbox that it is graded in."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dinosaur_grader.assignments.course_seed import PRACTICE_SEED, Seed
from dinosaur_grader.judging import grading
from dinosaur_grader.judging.grading import ThreadSandbox
from dinosaur_grader.judging.walk import AfterSecrets
from dinosaur_grader.results import MadeWith, Submission
from dinosaur_grader.sandbox.sandbox import ChildLost
from tests.dinosaurs import ASSIGNMENT, NAME

SEED = Seed(PRACTICE_SEED, practice=True)


def a_job(level, **more):
    work = Submission("ada", NAME, (), "digest")
    made_with = MadeWith(ASSIGNMENT.version, "fingerprint", level)
    return grading.Job(work, SEED, made_with, ASSIGNMENT.wording, **more)


def test_the_sandbox_is_told_of_all_that_only_the_instructor_reads(monkeypatch):
    told = []

    class Kept(ThreadSandbox):
        def at(self, level, beside, secret, requires):
            told.extend(secret)
            raise OSError("no sandbox is needed here")

    monkeypatch.setattr(grading, "thread_sandbox", Kept())
    kept = (Path("/course/submitted"), Path("/course/course.seed"))

    grading.grade_one(a_job("strict", private=kept))

    assert {*kept, ASSIGNMENT.rubric.folder, ASSIGNMENT.solved_path.parent} <= set(told)


@pytest.mark.parametrize(
    ("fault", "tries"),
    [(ChildLost("infrastructure", "gone"), 2), (AfterSecrets("gone"), 1)],
    ids=["before any secret", "after one was sent"],
)
def test_a_fault_is_tried_once_more_and_no_walk_begins_again_after_a_secret(
    monkeypatch, fault, tries
):
    made = []

    def walked(*_, **__):
        made.append(1)
        raise fault

    monkeypatch.setattr(grading, "walk", walked)
    result = grading.grade_one(a_job("none"))
    grading.thread_sandbox.close()
    assert (result.state, len(made)) == ("infrastructure", tries)
    assert result.needs_look
    # what came after a secret may quote it
    assert ("gone" in result.notes[-1]) is (tries == 2)


def test_what_is_lent_is_known_before_a_hand_in_has_a_child(monkeypatch):
    known = []

    def walked(_work, _asked, _sandbox, lender, *_, **__):
        known.append(lender.knows)
        raise AfterSecrets

    monkeypatch.setattr(grading, "walk", walked)
    grading.grade_one(a_job("none"))
    grading.thread_sandbox.close()
    assert known == [True]


def test_no_walk_begins_again_where_what_comes_after_it_fails(monkeypatch):
    made = []
    monkeypatch.setattr(grading, "walk", lambda *_, **__: made.append(1))
    result = grading.grade_one(a_job("none"))  # None is no result
    grading.thread_sandbox.close()
    assert (result.state, made) == ("infrastructure", [1])


class NeverCloses:
    """Stands in for a lender whose child can't be ended."""

    def close(self):
        raise ChildLost("infrastructure", "it said something secret")


def test_what_can_t_be_closed_is_no_error_and_the_sandbox_goes_all_the_same(kept):
    kept.at("none")
    kept._lender = NeverCloses()
    kept.close()
    assert (kept.sandbox, Counted.open) == (None, 0)


class Counted:
    """Stands in for a sandbox, and counts those that are open."""

    open = 0

    def __init__(self, level, beside=None, secret=(), warmed_up=True, requires=()):
        self.level, self.beside, self.secret = level, beside, secret
        self.requires = requires

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


def test_one_sandbox_serves_many_and_another_level_or_other_files_get_another(kept, tmp_path):
    given = [("strict",), ("process",), ("strict", tmp_path / "one"), ("strict", tmp_path)]
    given.insert(0, ("strict", tmp_path, (), ("pandas",)))
    opened = []
    for asked in given:
        opened.append(kept.at(*asked))
        assert kept.at(*asked) is opened[-1]
        assert Counted.open == 1
    assert len({id(each) for each in opened}) == len(given)
    assert (opened[-1].level, opened[-1].beside) == given[-1]
    kept.close()
    kept.close()
    assert Counted.open == 0


def test_it_is_renewed_after_it_was_closed(kept):
    served = [kept.at("strict")]
    kept.close()
    with ThreadPoolExecutor(1) as other:  # and every thread has its own
        served.append(other.submit(kept.at, "strict").result())
    assert kept.at("strict") not in served
