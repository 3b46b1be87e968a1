"""Recipes of training: where a name begins, how the rate falls, and what clipping is
for."""

import numpy as np
import pytest

from tests.dinosaurs import reference
from utils import baselines, load_names, recipes, vocabulary

RIGHT = reference()
DATA = load_names(quiet=True)
TO_IX, _ = vocabulary(DATA)


def watched(**options):
    """What each call of `optimize` got, and the states that it gave back."""
    calls = []

    def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
        calls.append((X, Y, a_prev.copy(), learning_rate))
        a_prev += 1  # a step of a student's may do this
        return 1.0, {}, np.full((50, 1), float(len(calls)))

    recipes.train(optimize, "ab\nba\nb", vocabulary("ab\nb")[0], 4, **options)
    return calls


def test_each_name_begins_with_zeros_and_the_rate_falls_in_a_line():
    calls = watched()

    assert all(not state.any() for _, _, state, _ in calls)
    assert [rate for *_, rate in calls] == pytest.approx([0.01, 0.0075, 0.005, 0.0025])


def test_the_classic_recipe_carries_the_state_and_keeps_the_rate():
    calls = watched(carried=True, falling=False)

    assert [state[0, 0] for _, _, state, _ in calls] == [0, 1, 2, 3]
    assert {rate for *_, rate in calls} == {0.01}


def test_names_come_in_the_order_of_model_and_each_is_read_as_it_reads_them():
    X, Y, *_ = watched()[0]
    names = ["ab", "ba", "b"]
    np.random.seed(0)
    np.random.shuffle(names)

    letters = ["\nab".index(char) for char in names[0]]
    assert [None, *letters] == X
    assert [*letters, 0] == Y
    assert watched(order=0)[3][0] == X  # after the last comes the first again
    assert any(watched(order=order)[0][0] != X for order in range(1, 9))


def test_it_learns_and_a_longer_run_learns_more():
    kept, held = baselines.split(DATA)
    losses = [
        baselines.network(held, recipes.train(RIGHT["optimize"], kept, TO_IX, count), TO_IX)
        for count in (300, 3000)
    ]

    assert 3.0 > losses[0] > losses[1] and losses[1] < 2.1


def test_without_clipping_the_network_gets_worse_than_blind_guessing_and_no_further():
    losses = recipes.clipping(RIGHT["clip"], DATA, TO_IX)

    assert losses["clipped"][-1] < 2.4 and len(losses["clipped"]) == 351
    assert losses["not clipped"][-2] < np.log(27) < losses["not clipped"][-1]
    assert len(losses["not clipped"]) == 136


def test_a_clipping_of_few_names_has_the_mean_of_them_all():
    assert len(recipes.clipping(RIGHT["clip"], DATA, TO_IX, count=3)["clipped"]) == 1


def test_a_clip_that_does_nothing_has_no_effect():
    losses = recipes.clipping(lambda gradients, limit: gradients, DATA, TO_IX)

    assert np.array_equal(losses["clipped"], losses["not clipped"])
