"""Calls of helpers that differ from what a helper takes and gives."""

import pytest

from tests.dinosaur_grader.checks.words.reading.slips import found


@pytest.mark.parametrize(
    ("body", "fault", "said"),
    [
        ("cache, loss = forward(X, Y, 0)\nreturn loss", "returns_swapped", "loss and cache"),
        ("a, b, c = forward(X, Y, 0)\nreturn a", "returns_number", "takes 3 of them"),
        ("loss = forward(X, Y, 0)\nreturn loss", "returns_number", "as one tuple, into `loss`"),
        ("l = forward(X, Y, 0)\nreturn g(l), l[1]", "returns_number", "as one tuple, into `l`"),
        ("a, b = forward(Y, X, 0)\nreturn a", "arguments_swapped", "`Y` stands in another's"),
        ("a, b = forward(X, Y)\nreturn a", "arguments", "leaves out state"),
        ("a, b = forward(X, Y, s=1)\nreturn a", "arguments", "no argument s"),
        (
            "loss = forward(X, Y, 0)[0]\nreturn back(X, loss)",
            "arguments_swapped",
            "`loss` stands in another's place",
        ),
        ("return step(1, 2, 3)", "arguments", "gives step 3 arguments"),
    ],
)
def test_a_call_that_its_helper_does_not_fit_is_told_with_what_does(body, fault, said):
    assert said in found(body)[fault]
