"""Right answers out of any source notebook, with what the notebook gives them."""

import numpy as np
import pytest

from grader.assignments.right_answers import RightAnswers

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


def test_each_namespace_is_a_fresh_one(answers):
    answers.blank_namespace()["SIZES"][1].append(4)
    assert answers.blank_namespace()["SIZES"] == (2, [3])


def test_the_functions_are_those_of_the_notebook_in_its_order(answers):
    assert list(answers.functions) == list(answers.texts) == ["first", "second"]
    assert answers.functions["second"](4) == (6.0, "points")
    assert answers.source("first") == TEXTS["first"]


def test_a_wrong_function_stands_among_the_right_ones(answers):
    namespace = answers.namespace_of(TEXTS["second"], "def first(x):\n    return np.zeros(2)")
    assert namespace["second"](4) == (0.0, "points")


@pytest.mark.parametrize("function", TEXTS)
def test_a_lent_text_runs_alone(answers, function):
    namespace = {"first": answers.functions["first"]} if function == "second" else {}
    exec(answers.lent(function), namespace)
    value = namespace[function](4)
    assert np.all(value[0] == answers.functions[function](4)[0])


def test_a_lent_text_brings_what_it_needs_and_no_more(answers):
    first = answers.lent("first")
    assert "root" in first and "TWO = 2" in first and "class Box" in first
    assert "WORD" not in first and "os.path" not in first and "SIZES" not in first
    assert answers.lent("second") == f"WORD = 'points'\n{TEXTS['second']}"


def test_everything_that_a_star_may_bring_is_brought():
    answers = RightAnswers({"f": "def f():\n    return sqrt(4)"}, ["from math import *"])
    namespace = {}
    exec(answers.lent("f"), namespace)
    assert namespace["f"]() == 2.0


def test_a_cell_that_is_no_python_gives_nothing():
    answers = RightAnswers({"f": "def f():\n    return 1"}, ["this is no Python"])
    assert answers.functions["f"]() == 1 and answers.given == []
