"""What is remembered of hand-ins by their text: who gets it, and what never is."""

import tracemalloc

import msgspec
import pytest

from dinosaur_grader.assignments.course_seed import PRACTICE_SEED, Seed
from dinosaur_grader.judging import clock, grading
from dinosaur_grader.judging.plan import Budget
from dinosaur_grader.judging.result_cache import ENTRY_BYTES, ResultCache
from dinosaur_grader.results import Cell, MadeWith, Result, Submission
from dinosaur_grader.sandbox.sandbox import Sandbox
from tests.dinosaurs import ASSIGNMENT, FUNCTIONS, NAME, source

SECRET = Seed(PRACTICE_SEED, practice=True)
MADE_WITH = MadeWith(ASSIGNMENT.version, SECRET.fingerprint, "none")
ENDLESS = "def clip(gradients, maxValue):\n    while True:\n        pass\n"


RIGHT = {function: source(function) for function in FUNCTIONS}


def handed_in(student, texts=None, notes=(), prose="words"):
    """The right answers, but for these texts, as somebody's hand-in."""
    code = ["import random\nimport numpy as np\nfrom utils import *\n"]
    code += (RIGHT | (texts or {})).values()
    cells = [
        Cell("markdown", prose),
        *(Cell("code", text) for text in code),
        *(Cell("test", "", test.id, test.points) for test in ASSIGNMENT.tests),
    ]
    return Submission(student, NAME, tuple(cells), f"digest of {student}", notes)


def job(work, **more):
    return grading.Job(work, SECRET, MADE_WITH, ASSIGNMENT.wording, **more)


@pytest.fixture
def children(monkeypatch):
    """The children that were made, with nothing remembered at first."""
    made, child = [], Sandbox.child
    monkeypatch.setattr(grading, "result_cache", ResultCache())
    monkeypatch.setattr(Sandbox, "child", lambda self: made.append(1) or child(self))
    yield made
    grading.thread_sandbox.close()


def test_who_says_the_same_gets_the_same_and_nothing_is_run(children, monkeypatch):
    first = grading.grade_one(job(handed_in("ada")))
    made = len(children)
    monkeypatch.setattr(clock, "today", lambda: "2030-01-02")
    second = grading.grade_one(job(handed_in("ben", prose="other words")))
    assert len(children) == made > 0
    assert (first.score, second.marks) == (ASSIGNMENT.max_score, first.marks)
    assert (second.student_id, second.digest) == ("ben", "digest of ben")
    assert (second.key, second.graded_on) != (first.key, first.graded_on)
    assert second.graded_on == "2030-01-02"
    assert second.code == first.code


@pytest.mark.parametrize(
    "other",
    [
        job(handed_in("ben", {"clip": RIGHT["clip"] + "# mine\n"})),
        job(handed_in("ben", notes=("a cell was put back",))),
        job(handed_in("ben"), budget=Budget(cell_seconds=9.0)),
        job(handed_in("ben"), uncached=True),
    ],
    ids=["another text", "read otherwise", "another budget", "again"],
)
def test_what_is_not_the_same_is_run(children, other):
    grading.grade_one(job(handed_in("ada")))
    made = len(children)
    assert grading.grade_one(other).score == ASSIGNMENT.max_score
    assert len(children) > made


@pytest.mark.slow
def test_what_ran_out_of_time_is_run_again(children):
    budget = Budget(call_seconds=0.2, stuck_seconds=0.2)
    made = [0]
    for who in "ab":
        result = grading.grade_one(job(handed_in(who, {"clip": ENDLESS}), budget=budget))
        assert result.score < ASSIGNMENT.max_score
        made.append(len(children))
    assert made == sorted(set(made))


@pytest.mark.parametrize("of", ["version", "seed", "level", "the order of its cells"])
def test_what_marks_are_made_with_and_of_is_part_of_what_a_result_is_remembered_by(of):
    work, known, other = handed_in("ada"), ResultCache(), MADE_WITH
    turned = msgspec.structs.replace(work, cells=work.cells[::-1])
    if hasattr(MADE_WITH, of):
        turned, other = work, msgspec.structs.replace(MADE_WITH, **{of: "another"})
    assert known.key(work, MADE_WITH) != known.key(turned, other)


WORK = handed_in("ada")
RESULT = Result("", "ada", NAME, "graded", ())
SIZE = len(msgspec.msgpack.encode(RESULT)) + ENTRY_BYTES


def kept(known, keys):
    return [key for key in keys if known.find(key, WORK, "today")]


def test_of_so_many_bytes_what_was_not_asked_for_the_longest_goes_first():
    known = ResultCache(3 * SIZE)
    for key in (b"a", b"b", b"b", b"c"):  # one that is kept again counts once
        known.keep(key, RESULT)
    assert kept(known, [b"a"])
    known.keep(b"d", RESULT)
    assert kept(known, [b"a", b"b", b"c", b"d"]) == [b"a", b"c", b"d"]


def test_what_is_larger_than_all_may_be_is_not_kept():
    known = ResultCache(SIZE - 1)
    known.keep(b"a", RESULT)
    assert (known.bytes, kept(known, [b"a"])) == (0, [])


def test_many_small_ones_take_no_more_than_is_counted():
    known = ResultCache(400_000)
    tracemalloc.start()
    for i in range(3_000):
        known.keep(i.to_bytes(32, "big"), RESULT)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 100 < len(known.entries) < 3_000
    assert held < 400_000
