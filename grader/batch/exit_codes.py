"""What a command that grades ends with, short of marks."""

from __future__ import annotations

ALL_GRADED, SOME_NOT, NOTHING_WRITTEN = 0, 1, 2


class Refused(Exception):
    """The run cannot start, and nothing was written; the message says why and what to
    do."""
