"""What leads to a line is found, and what doesn't is left out."""

import pytest

from dinosaur_grader.checks.words.reading import Text
from dinosaur_grader.checks.words.reading.path import at, behind

LINES = """def f(a, b):
    c = g(a)
    other = g(b)
    for i in range(3):
        c[i] = b
        other.append(i)
    if c:
        d = h(c,
              1)
    return d
"""
TEXT = Text(LINES, "f", {})


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("c = g(a)", {1, 2, 4, 5}),
        ("return d", {1, 2, 4, 5, 8, 9, 10}),
        ("1)", {1, 2, 4, 5, 8, 9}),
        ("not there", set()),
    ],
)
def test_the_lines_that_give_a_line_its_values(line, numbers):
    assert behind(TEXT, line) == numbers


def test_the_statement_of_a_line_has_all_its_lines():
    assert at(TEXT, "d = h(c,") == at(TEXT, "1)") == {8, 9}
