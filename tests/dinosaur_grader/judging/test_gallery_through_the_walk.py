"""The whole gallery goes through the walk: `check` asks its answers in one process, and
marks and hints have to be the same where a class is graded."""

import itertools

import pytest

from dinosaur_grader.assignments import question_cache
from dinosaur_grader.assignments.probes import PRACTICE_SEED
from dinosaur_grader.checks.words.edits.edit import ONE_EDIT
from dinosaur_grader.judging.lending import Lender
from dinosaur_grader.judging.walk import walk
from dinosaur_grader.workshop import gallery
from tests.dinosaur_grader.judging.test_result_cache import handed_in
from tests.dinosaurs import ASSIGNMENT, FUNCTIONS, RUBRIC

OVER = {"timeout", "stopped", "skipped"}
UNNAMED = {
    *("initialises_before_each_report", "initialises_each_epoch", "initialises_each_pass"),
    *("initialises_each_five_hundred", "initialises_each_thousand", "seven_names_fixed"),
    *("rate_falls_from_1000", "state_reset_every_hundred", "drawn_with_the_first"),
}
"""Mistakes that of the published questions only a slow one shows: they pass all that are
asked for words, and what fails is secret."""
COUNTS_ITS_CALLS = {"clips_three_times"}
"""What it gives depends on how often it was called before, which is more often by `check`."""
ANSWERS = gallery.answers(RUBRIC)
ASKED, PUBLISHED = question_cache.questions(ASSIGNMENT, PRACTICE_SEED)
OF_EACH = [[a for a in ANSWERS if a.function == function] for function in FUNCTIONS]
# an answer of each function in a notebook: a function costs its own cells only
FULL = {
    function: sum(test.points for test in ASSIGNMENT.tests if test.function == function)
    for function in FUNCTIONS
}
ROWS = [[a for a in row if a] for row in itertools.zip_longest(*OF_EACH)]
NOTEBOOKS = [
    pytest.param(
        row, id="-".join(a.name for a in row), marks=[pytest.mark.proof] * (place % 3 > 0)
    )
    for place, row in enumerate(ROWS)
]


@pytest.fixture(scope="module")
def lender(sandbox):
    opened = Lender(RUBRIC.answers, sandbox.child)
    yield opened
    opened.close()


@pytest.mark.slow
@pytest.mark.parametrize("answers", NOTEBOOKS)
def test_answers_have_the_points_and_hints_that_check_gives_them(answers, sandbox, lender):
    work = handed_in("ada", {answer.function: answer.text for answer in answers})
    graded = walk(work, ASKED, sandbox, lender, seed=PRACTICE_SEED, published=PUBLISHED)
    scores = dict.fromkeys(FUNCTIONS, 0.0)
    faults = {function: set() for function in FUNCTIONS}
    for mark in graded.marks:
        scores[mark.function] += mark.score
        faults[mark.function] |= {v.fault for v in mark.verdicts if not v.passed}

    by_check = {
        a.function: gallery.judge_answer(RUBRIC, a, ASKED, PUBLISHED).points for a in answers
    }
    counts_calls = {a.function for a in answers if a.name in COUNTS_ITS_CALLS}
    assert {f: scores[f] for f in FUNCTIONS if f not in counts_calls} == {
        f: (FULL | by_check)[f] for f in FUNCTIONS if f not in counts_calls
    }
    named = [a for a in answers if not a.right and a.name not in UNNAMED]
    said = {a.name: {*a.faults, *OVER, ONE_EDIT} for a in named}
    assert [a.name for a in named if not faults[a.function] & said[a.name]] == []
