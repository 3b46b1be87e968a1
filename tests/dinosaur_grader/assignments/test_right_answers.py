"""Right answers out of any source notebook, with what the notebook gives them."""

import numpy as np
import pytest

from dinosaur_grader.assignments.right_answers import RightAnswers
from dinosaur_grader.assignments.rubric_tables import RubricError

GIVEN = (
    "import numpy as np\nfrom math import sqrt as root\n%matplotlib inline",
    'import os.path\n\nWORD = "points"\nSIZES = (2, [3])\nNOW = list("abc")\nprint(undefined)',
    "def helper(x):\n    return root(x) + TWO\n\n\nTWO = 2\n\n\nclass Box:\n    size = TWO",
    "x = helper(4)\nfor i in range(3):\n    os.remove('nothing')",
)
TEXTS = {
    "first": "def first(x):\n    return np.array([helper(x), Box.size])",
    "second": "def second(x):\n    return first(x).sum(), WORD",
}


@pytest.fixture
def answers():
    return RightAnswers(TEXTS, GIVEN)


def test_a_notebook_gives_imports_definitions_and_literals_and_runs_nothing_else(answers):
    given = answers.blank_namespace()
    assert given["np"] is np and given["root"](9) == 3.0
    assert (given["WORD"], given["SIZES"], given["TWO"]) == ("points", (2, [3]), 2)
    assert given["helper"](4) == 4.0 and given["Box"].size == 2
    assert {"NOW", "x", "i", "first", "second"} & given.keys() == set()
    given["SIZES"][1].append(4)
    assert answers.blank_namespace()["SIZES"] == (2, [3])
    assert list(answers.functions) == list(answers.texts) == ["first", "second"]
    assert answers.source("first") == TEXTS["first"]


def test_a_wrong_function_stands_among_the_right_ones(answers):
    namespace = answers.namespace_of(TEXTS["second"], "def first(x):\n    return np.zeros(2)")
    assert namespace["second"](4) == (0.0, "points")


def test_the_cell_of_all_right_answers_runs_alone_and_brings_no_more_than_they_need(answers):
    namespace = {}
    exec(answers.cell, namespace)
    assert namespace["second"](4) == answers.functions["second"](4)
    assert "root" in namespace and "Box" in namespace and "SIZES" not in namespace


def test_everything_that_a_star_may_bring_is_brought():
    answers = RightAnswers({"f": "def f():\n    return sqrt(4)"}, ["from math import *"])
    namespace = {}
    exec(answers.cell, namespace)
    assert namespace["f"]() == 2.0


def test_a_cell_that_is_no_python_gives_nothing():
    answers = RightAnswers({"f": "def f():\n    return 1"}, ["this is not Python"])
    assert answers.functions["f"]() == 1 and answers.given == []


def test_a_right_answer_that_needs_more_than_the_notebook_defines_is_said():
    answers = RightAnswers({"mean": "mean = sum(table)"}, ["table = list(range(4))"])
    with pytest.raises(RubricError, match=r"can't be run: NameError.*literal value"):
        _ = answers.namespace
