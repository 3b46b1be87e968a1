"""Hand-ins that wait for a worker, simulated from measured service times: first come,
first served."""

from __future__ import annotations

import bisect
import heapq
import math
import random
from collections.abc import Sequence

SEED = 20


def arrivals(count: int, seconds: float, rush: float, last: float = 600.0) -> list[float]:
    """When `count` hand-ins come within so many seconds, the share `rush` of them in the
    last ones: each at a moment of its own, sorted."""
    draw = random.Random(SEED)
    late = round(count * rush)
    times = [draw.uniform(0.0, seconds) for _ in range(count - late)]
    times += [draw.uniform(seconds - last, seconds) for _ in range(late)]
    return sorted(times)


def simulate(
    times: Sequence[float], service: Sequence[float], workers: int, floor: float
) -> tuple[list[float], int]:
    """How long each of those who come at `times` (seconds, sorted) takes, and how many
    wait or are served at most. Each is served for one of the measured seconds,
    `floor` seconds come on top."""
    draw = random.Random(SEED)
    free = [0.0] * workers
    took, ends = [], []
    for time in times:
        begun = max(time, heapq.heappop(free))
        ended = begun + draw.choice(service)
        heapq.heappush(free, ended)
        took.append(ended - time + floor)
        bisect.insort(ends, ended)
    most = max(n + 1 - bisect.bisect_right(ends, time) for n, time in enumerate(times))
    return took, most


def percentile(values: Sequence[float], at: float) -> float:
    """The smallest value that so many in a hundred don't exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * at / 100) - 1)]
