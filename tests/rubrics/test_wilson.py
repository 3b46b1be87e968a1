"""Wilson's interval, against figures worked out by hand."""

import pytest

from bench.proofs.wilson import wilson


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [(0, 10, 0.0, 0.277534), (10, 10, 0.722466, 1.0), (1, 20, 0.008881, 0.236131)],
)
def test_the_interval_is_wilsons(hits, trials, low, high):
    assert wilson(hits, trials) == pytest.approx((low, high), abs=1e-5)


def test_nothing_tried_says_nothing():
    assert wilson(0, 0) == (0.0, 1.0)
