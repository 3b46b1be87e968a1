"""What the words of a rubric advise: a step to try, and no guess at what a question has
compared already."""

import re

import pytest

from dinosaur_grader.assignments import assignment as assignments

SUPPOSED = re.compile(r"\bIf\b[^.]*\b(?:right|should be)\b[^.]*[:,]")
WORK = ("dinosaur_island", "step_backwards", "find_the_fault")


def advice(name):
    """Everything that is advised of a function's values, in one text."""
    rubric = assignments.load(name).rubric
    own = (rubric.words(function) for function in rubric.functions)
    return " ".join(text for words in own for text in words.advice.values())


@pytest.mark.parametrize("name", WORK)
def test_no_advice_supposes_that_something_else_is_right(name):
    # the verdict says what is right and what is off, of all that was compared
    assert SUPPOSED.findall(advice(name)) == []
