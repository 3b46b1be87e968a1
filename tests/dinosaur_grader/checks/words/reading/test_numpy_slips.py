"""Slips of NumPy that a text shows."""

import pytest

from tests.dinosaur_grader.checks.words.reading.slips import found


@pytest.mark.parametrize(
    ("body", "fault", "said"),
    [
        ("np.clip(X, 0, 1)\nreturn X", "not_kept", "keeps it nowhere"),
        (
            "z = np.random.choice(3)\nnp.random.seed(0)\nreturn z",
            "seeded_late",
            "`z = np.random.choice(3)` draws before",
        ),
        (
            "Z = X[0]\nnp.clip(X, 0, 1, out=Z)\nreturn Z",
            "into_another",
            "writes the result into Z",
        ),
    ],
)
def test_a_slip_of_numpy_is_read_off_the_text(body, fault, said):
    assert said in found(body)[fault]


@pytest.mark.parametrize(
    "body",
    [
        "np.random.seed(0)\nz = np.random.choice(3)\nreturn z",
        "np.clip(X, 0, 1, out=X)\nreturn X",
        "x = np.random.randn(3)\nfor y in Y:\n    np.random.seed(y)\nreturn x",
    ],
)
def test_nothing_is_said_of_the_right_order_and_place(body):
    assert not {"seeded_late", "into_another"} & set(found(body))
