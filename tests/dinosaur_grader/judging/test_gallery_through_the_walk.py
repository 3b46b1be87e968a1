"""The whole gallery goes through the walk: `check` asks its answers in one process, and
marks and hints have to be the same where a class is graded."""

import pytest

from dinosaur_grader.assignments import question_cache
from dinosaur_grader.judging.lending import Lender
from dinosaur_grader.judging.walk import walk
from dinosaur_grader.results import Cell, Submission
from dinosaur_grader.workshop import gallery
from tests.dinosaurs import ASSIGNMENT, FUNCTIONS, RUBRIC, source

SEED = b"one"
OVER = {"timeout", "stopped", "skipped"}
UNNAMED = {
    "initialises_before_each_report",
    "initialises_each_epoch",
    "initialises_each_five_hundred",
    "initialises_each_pass",
    "initialises_each_thousand",
    "seven_names_fixed",
}
"""Mistakes that of the published questions only a slow one shows: they pass all that are
asked for words, and what fails is secret."""
ANSWERS = gallery.answers(RUBRIC)
ASKED, PUBLISHED = question_cache.questions(ASSIGNMENT, SEED)


def handed_in(answer):
    """A notebook with this answer and the right ones beside it."""
    cells = [Cell("code", "import random\nimport numpy as np\nfrom utils import *\n")]
    for function in FUNCTIONS:
        own = answer.text if function == answer.function else source(function)
        tests = [test for test in ASSIGNMENT.tests if test.function == function]
        cells += [Cell("code", own), *(Cell("test", "", t.id, t.points) for t in tests)]
    return Submission(answer.name, ASSIGNMENT.name, tuple(cells), "digest")


@pytest.mark.slow
@pytest.mark.parametrize(
    "answer", ANSWERS, ids=lambda a: f"{a.function}-{'right' if a.right else 'wrong'}-{a.name}"
)
def test_an_answer_has_the_points_that_check_gives_it(answer, sandbox):
    lender = Lender(RUBRIC.answers, sandbox.child)
    graded = walk(handed_in(answer), ASKED, sandbox, lender, seed=SEED, published=PUBLISHED)
    lender.close()
    own = [mark for mark in graded.marks if mark.function == answer.function]
    faults = {v.fault for mark in own for v in mark.verdicts if not v.passed}

    asked = gallery.judge_answer(RUBRIC, answer, ASKED, PUBLISHED)

    assert sum(mark.score for mark in own) == asked.points
    assert graded.score - asked.points == ASSIGNMENT.max_score - asked.full
    assert answer.right or answer.name in UNNAMED or faults & {*answer.faults, *OVER}
