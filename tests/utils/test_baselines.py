"""The baselines: names held back, letters guessed by counting, and a network judged as
they are."""

import math

import pytest

from utils import baselines, initialize_parameters, vocabulary

KEPT = "ab\nab\nba"


def test_every_tenth_name_is_held_back_and_none_is_lost():
    names = [f"n{i}" for i in range(25)]

    kept, held = baselines.split("\n".join(names))

    assert held.split("\n") == ["n9", "n19"]
    assert sorted(kept.split("\n") + held.split("\n")) == sorted(names)


@pytest.mark.parametrize(
    ("before", "share"),
    [
        (0, (3 + 0.1) / (9 + 0.3)),  # kept: 3 newlines, 3 a, 3 b
        (1, (2 + 0.1) / (3 + 0.3)),  # newline to a, a to b, b to newline: each 2 of 3
    ],
)
def test_what_follows_a_letter_is_counted_and_never_impossible(before, share):
    assert baselines.counting(KEPT, "ab", before) == pytest.approx(-math.log(share))
    assert baselines.counting("ab", "ba", 2) < math.inf


def test_an_untrained_network_does_as_well_as_blind_guessing():
    to_ix, _ = vocabulary(KEPT)
    parameters = initialize_parameters(5, 3, 3)

    rows = baselines.standing(KEPT, "ab\nb", parameters, to_ix)

    assert rows["guess blindly"] == pytest.approx(math.log(3))
    assert rows["your network"] == pytest.approx(math.log(3), abs=0.01)
    assert len(rows) == 5
