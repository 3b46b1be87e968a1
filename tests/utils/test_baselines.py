"""The baselines: names held back, letters guessed by counting, and a network judged as
they are."""

import math

import numpy as np
import pytest

from utils import baselines, initialize_parameters, vocabulary

KEPT = "ab\nab\nba"


def test_every_tenth_name_is_held_back_and_none_is_lost():
    names = [f"n{i}" for i in range(25)]

    kept, held = baselines.split("\n".join(names))

    assert held.split("\n") == ["n9", "n19"]
    assert sorted(kept.split("\n") + held.split("\n")) == sorted(names)


def test_counting_letters_gives_their_shares():
    # kept: 3 newlines, 3 a, 3 b
    shares = [(3 + 0.1) / (9 + 0.3)] * 3

    assert baselines.counting(KEPT, "ab", 0) == pytest.approx(-np.mean(np.log(shares)))


def test_counting_pairs_asks_what_follows_the_letter_before():
    # newline to a: 2 of 3; a to b: 2 of 3; b to newline: 2 of 3
    assert baselines.counting(KEPT, "ab", 1) == pytest.approx(-math.log(2.1 / 3.3))


def test_what_was_never_seen_is_improbable_and_not_impossible():
    assert 1 < baselines.counting("ab", "ba", 2) < math.inf


def test_an_untrained_network_does_as_well_as_blind_guessing():
    to_ix, _ = vocabulary(KEPT)
    parameters = initialize_parameters(5, 3, 3)

    rows = baselines.standing(KEPT, "ab\nb", parameters, to_ix)

    assert rows["guess blindly"] == pytest.approx(math.log(3))
    assert rows["your network"] == pytest.approx(math.log(3), abs=0.01)
    assert list(rows) == [
        "guess blindly",
        "count letters",
        "count pairs",
        "count triples",
        "your network",
    ]
