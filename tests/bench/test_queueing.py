"""Hand-ins that wait, simulated: sums that can be done in one's head."""

import pytest

from bench.costs.queueing import arrivals, percentile, simulate


def test_who_comes_when_a_worker_is_free_waits_for_nobody():
    took, most = simulate([0.0, 10.0, 20.0], [1.0], workers=1, floor=0.5)
    assert (took, most) == ([1.5, 1.5, 1.5], 1)


def test_who_comes_at_once_is_served_in_turn():
    took, most = simulate([0.0] * 4, [1.0], workers=2, floor=0.0)
    assert (took, most) == ([1.0, 1.0, 2.0, 2.0], 4)


def test_as_many_come_as_are_to_and_half_of_them_late():
    times = arrivals(1000, 3600.0, rush=0.5, last=600.0)
    assert (len(times), times) == (1000, sorted(times))
    assert 0.0 <= times[0] <= times[-1] <= 3600.0
    assert sum(time >= 3000.0 for time in times) == pytest.approx(500 + 500 / 6, abs=40)


@pytest.mark.parametrize(("at", "value"), [(50, 2), (99, 4), (100, 4), (1, 1)])
def test_a_percentile_is_one_of_the_values(at, value):
    assert percentile([4, 1, 3, 2], at) == value
