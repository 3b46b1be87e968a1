"""Wilson's interval: what a share may be, after so many trials."""

from __future__ import annotations

import math

Z = 1.959964  # of the normal distribution, for 95 %


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """The 95 % interval of a share of which `hits` of `trials` were seen."""
    if not trials:
        return 0.0, 1.0
    share, z2 = hits / trials, Z * Z
    middle = share + z2 / (2 * trials)
    half = Z * math.sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials))
    low, high = ((middle + sign * half) / (1 + z2 / trials) for sign in (-1, 1))
    return (low if hits else 0.0), (high if hits < trials else 1.0)


def with_interval(hits: int, trials: int) -> str:
    """The count and its interval, for a page."""
    low, high = wilson(hits, trials)
    return f"{hits:,} of {trials:,} (95 % interval {100 * low:.3f} to {100 * high:.3f} %)"
