"""Waiting for what another process or thread does. No test says how soon: that follows
from the machine and from what else runs on it. It says only that it comes at all."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

HANGS = 300.0
"""Seconds after which what a test waits for is held to hang: a guard, over ten times as
long as the longest wait on an idle machine."""
LOOK = 0.02
_Value = TypeVar("_Value")


def until(holds: Callable[[], _Value], every: float = LOOK, seconds: float = HANGS) -> _Value:
    """Ask `every` so many seconds until the answer is true, and return it. Raises
    AssertionError where it never is within `seconds`."""
    end = time.monotonic() + seconds
    while not (answer := holds()):
        assert time.monotonic() < end, f"this never came: {holds}"
        time.sleep(every)
    return answer
