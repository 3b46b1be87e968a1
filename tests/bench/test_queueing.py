"""Hand-ins that wait, simulated: sums that can be done in one's head."""

import pytest

from bench.costs.queueing import arrivals, percentile, simulate


def test_who_comes_to_a_free_worker_waits_for_nobody_and_who_comes_at_once_in_turn():
    assert simulate([0.0, 10.0, 20.0], [1.0], workers=1, floor=0.5) == ([1.5] * 3, 1)
    assert simulate([0.0] * 4, [1.0], workers=2, floor=0.0) == ([1.0, 1.0, 2.0, 2.0], 4)
    assert [percentile([4, 1, 3, 2], at) for at in (1, 50, 99, 100)] == [1, 2, 4, 4]


def test_as_many_come_as_are_to_and_half_of_them_late():
    times = arrivals(1000, 3600.0, rush=0.5, last=600.0)
    assert (len(times), times) == (1000, sorted(times))
    assert 0.0 <= times[0] <= times[-1] <= 3600.0
    assert sum(time >= 3000.0 for time in times) == pytest.approx(500 + 500 / 6, abs=40)
