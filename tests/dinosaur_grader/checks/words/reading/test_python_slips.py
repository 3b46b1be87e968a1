"""Slips of Python that a text shows."""

import pytest

from tests.dinosaur_grader.checks.words.reading.slips import found


@pytest.mark.parametrize(
    ("body", "fault", "said"),
    [
        ("for x in X:\n    Y += x\n    return Y", "returns_in_loop", "only the first round"),
        ("X == [1]\nreturn X", "compared", "write one ="),
        (
            "n = 0\nwhile n != 5:\n    Y = Y + 1\nreturn Y",
            "endless",
            "nothing inside it changes",
        ),
    ],
)
def test_a_slip_of_python_is_read_off_the_text(body, fault, said):
    assert said in found(body)[fault]
