"""What is remembered of hand-ins by their text: who gets it, and what never is."""

import tracemalloc

import msgspec
import pytest

from dinosaur_grader.assignments.seed import PRACTICE_SEED, Seed
from dinosaur_grader.batch import canary
from dinosaur_grader.judging import clock, grading, result_cache
from dinosaur_grader.judging.plan import Budget
from dinosaur_grader.judging.result_cache import ENTRY_BYTES, LRU, ResultCache, cells_digest
from dinosaur_grader.results import Cell, MadeWith, Result, Submission
from dinosaur_grader.sandbox.sandbox import Sandbox
from tests.dinosaurs import ASSIGNMENT, FUNCTIONS, NAME, source

SECRET = Seed(PRACTICE_SEED, practice=True)
MADE_WITH = MadeWith(ASSIGNMENT.version, SECRET.fingerprint, "none")
ENDLESS = "def clip(gradients, maxValue):\n    while True:\n        pass\n"


RIGHT_CLIP = source("clip")


def handed_in(student, clip=RIGHT_CLIP, notes=(), prose="words"):
    """The right answers with this `clip`, as somebody's hand-in."""
    code = [clip, *(source(function) for function in FUNCTIONS if function != "clip")]
    cells = [
        Cell("code", "import numpy as np\nfrom utils import *\n"),
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
    second = grading.grade_one(job(handed_in("ben", prose="other words"), returned=True))
    assert len(children) == made > 0
    assert (first.score, second.marks) == (ASSIGNMENT.max_score, first.marks)
    assert (second.student_id, second.digest) == ("ben", "digest of ben")
    assert (second.key, second.graded_on) != (first.key, first.graded_on)
    assert second.graded_on == "2030-01-02"
    assert second.work.student_id == "ben"


@pytest.mark.parametrize(
    "other",
    [
        job(handed_in("ben", clip=RIGHT_CLIP + "# mine\n")),
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


def test_what_ran_out_of_time_is_run_again(children):
    budget = Budget(call_seconds=0.2, wary_seconds=0.2)
    lost = [grading.grade_one(job(handed_in(who, clip=ENDLESS), budget=budget)) for who in "ab"]
    made = len(children)
    grading.grade_one(job(handed_in("c", clip=ENDLESS), budget=budget))
    assert len(children) > made
    assert all(result.score < ASSIGNMENT.max_score for result in lost)


def test_the_canary_is_sung_each_time():
    jobs = canary.jobs(ASSIGNMENT, job)
    assert [each.uncached for each in jobs] == [True, True]


@pytest.mark.parametrize("of", ["version", "seed", "level"])
def test_what_marks_are_made_with_is_part_of_what_a_result_is_remembered_by(of):
    work, known = handed_in("ada"), ResultCache()
    other = msgspec.structs.replace(MADE_WITH, **{of: "another"})
    assert known.key(work, MADE_WITH) != known.key(work, other)


def test_cells_that_only_stand_elsewhere_make_another_text():
    cells = handed_in("ada").cells
    turned = Submission("ada", NAME, cells[::-1], "digest")
    assert cells_digest(turned) != cells_digest(handed_in("ada"))


def test_it_holds_so_many_bytes(monkeypatch):
    monkeypatch.setattr(result_cache, "KEPT_BYTES", 3_500)
    known, work = ResultCache(), handed_in("ada")
    keys = [known.key(work, number) for number in range(9)]
    for key in keys:
        known.keep(key, Result("", "ada", NAME, "graded", ()))
    found = [known.find(key, work, "today") is not None for key in keys]
    assert found == sorted(found) and 2 < sum(found) < 9


def test_what_was_not_asked_for_the_longest_goes_first():
    kept = LRU(3 * (ENTRY_BYTES + 1))
    for key in (b"a", b"b", b"c"):
        kept.put(key, b"1")
    assert kept.get(b"a") == b"1"
    kept.put(b"d", b"1")
    assert [kept.get(key) for key in (b"a", b"b", b"c", b"d")] == [b"1", None, b"1", b"1"]


def test_what_is_put_again_counts_once():
    kept = LRU(10_000)
    for size in (900, 100, 400):
        kept.put(b"a", bytes(size))
    assert (kept.bytes, kept.get(b"a")) == (400 + ENTRY_BYTES, bytes(400))


def test_what_is_larger_than_all_may_be_is_not_kept():
    kept = LRU(1_000)
    kept.put(b"a", bytes(1_001))
    assert (kept.bytes, kept.get(b"a")) == (0, None)


def test_many_small_ones_take_no_more_than_is_counted():
    kept = LRU(400_000)
    tracemalloc.start()
    for i in range(3_000):
        kept.put(i.to_bytes(32, "big"), bytes(200))
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 100 < len(kept.entries) < 3_000
    assert held < 400_000
