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

    assert rows["blind guessing"] == pytest.approx(math.log(3))
    assert rows["your network"] == pytest.approx(math.log(3), abs=0.01)
    assert len(rows) == 6


def table_of(data):
    to_ix, _ = vocabulary(data)
    pairs = np.zeros((len(to_ix), len(to_ix)))
    for name in data.split("\n"):
        before = "\n"
        for after in f"{name}\n":
            pairs[to_ix[before], to_ix[after]] += 1
            before = after
    return pairs, to_ix


def test_a_right_table_of_pairs_invents_names_and_tells_its_loss(capsys):
    data = "\n".join(["aba", "bab", "ab"] * 10)
    pairs, to_ix = table_of(data)

    baselines.try_pairs(pairs, data, to_ix)

    first, names, loss, _ = capsys.readouterr().out.splitlines()
    assert first.startswith("Your table is right: 110 pairs. You have a language model.")
    assert len(names.split(", ")) == 8 and set(names.lower()) <= set("ab, ")
    assert f"{baselines.counting(*baselines.split(data), before=1):.2f} nats per letter" in loss


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda pairs: pairs * 0, "Nothing is counted yet."),
        (lambda pairs: pairs.T, "Rows and columns are changed over"),
        (lambda pairs: pairs[:2], "pairs has the shape (2, 3)"),
        (
            lambda pairs: pairs + np.eye(3),
            "'\\n' follows '\\n' 0 times in the names; your table says 1.",
        ),
        (
            lambda pairs: pairs * [[0], [1], [1]],
            "'a' follows '\\n' 20 times in the names; your table says 0.",
        ),
    ],
)
def test_a_wrong_table_is_told_what_is_wrong(wrong, said, capsys):
    data = "\n".join(["aba", "bab", "ab"] * 10)
    pairs, to_ix = table_of(data)

    baselines.try_pairs(wrong(pairs), data, to_ix)

    assert capsys.readouterr().out.startswith(said)


def test_the_classic_recipe_has_the_spread_of_its_ten_rows():
    low, high = baselines.classic_recipe()

    assert 1.7 < low < high < 1.9
