"""Pages, tables and journal are written from a `Result` and the hand-in's own text, and
from nothing else: what a result doesn't hold can't be on them."""

import msgspec
import pytest

from dinosaur_grader.assignments.probes import PRACTICE_SEED
from dinosaur_grader.judging.lending import Lender
from dinosaur_grader.judging.walk import walk
from dinosaur_grader.records import csv_tables
from dinosaur_grader.records.autograded import autograded, comment
from dinosaur_grader.records.feedback import feedback
from dinosaur_grader.results import Cell, Result, Submission
from dinosaur_grader.sandbox.sandbox import Sandbox
from tests.dinosaur_grader.judging.test_gallery_through_the_walk import ASKED, PUBLISHED
from tests.dinosaurs import ASSIGNMENT, FUNCTIONS, RUBRIC, source

WRONG = "def sample(parameters, char_to_ix, seed):\n    return names\n"


def handed_in():
    cells = [Cell("code", "import numpy as np\nfrom utils import *\n"), Cell("code", "1 / 0")]
    for function in FUNCTIONS:
        tests = [test for test in ASSIGNMENT.tests if test.function == function]
        text = WRONG if function == "sample" else source(function)
        cells += [Cell("code", text), *(Cell("test", "", t.id, t.points) for t in tests)]
    return Submission("ada", ASSIGNMENT.name, tuple(cells), "digest")


@pytest.fixture(scope="module")
def graded():
    with Sandbox("none", beside=ASSIGNMENT.beside) as sandbox:
        lender = Lender(RUBRIC.answers, sandbox.child)
        made = walk(
            handed_in(), ASKED, sandbox, lender, seed=PRACTICE_SEED, published=PUBLISHED
        )
        lender.close()
        yield made


def written(result, folder):
    """All that is written of a result."""
    tables_of = [path.read_bytes() for path in csv_tables.write([result], folder)]
    pages = [feedback(result, ASSIGNMENT), autograded(handed_in(), result, ASSIGNMENT)]
    return [*tables_of, *pages, *(comment(result, function) for function in FUNCTIONS)]


def test_a_result_holds_plain_data_and_what_is_written_is_the_same_once_it_was_stored(
    graded, tmp_path
):
    stored = msgspec.json.decode(msgspec.json.encode(graded), type=Result)
    assert stored == graded
    assert "ZeroDivisionError" in graded.notes[0]
    assert written(stored, tmp_path) == written(graded, tmp_path)
