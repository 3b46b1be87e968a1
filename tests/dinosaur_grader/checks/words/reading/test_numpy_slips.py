"""Slips of NumPy that a text shows."""

import pytest

from tests.dinosaur_grader.checks.words.reading.slips import found


@pytest.mark.parametrize(
    ("body", "fault", "said"),
    [
        ("np.clip(X, 0, 1)\nreturn X", "not_kept", "keeps it nowhere"),
        ("return np.tahn(X)", "misspelt", "Did you mean np.tanh?"),
        ("return np.zeros(3, 1)", "shape_without_brackets", "round brackets of their own"),
    ],
)
def test_a_slip_of_numpy_is_read_off_the_text(body, fault, said):
    assert said in found(body)[fault]
