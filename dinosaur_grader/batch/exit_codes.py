"""Exit codes of commands, and the error that ends one before it began."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from enum import IntEnum


class ExitCode(IntEnum):
    """What a command ends with. Scripts rely on the numbers."""

    DONE = 0  # all that was handed in was graded
    SOME_FAILED = 1  # some could not be, each is named; the others are written
    NOTHING_WRITTEN = 2  # wrong usage, or the canary failed


class Refused(Exception):
    """The run cannot start, and nothing was written; the message says why and what to
    do."""


@contextlib.contextmanager
def refusing(*errors: type[Exception]) -> Iterator[None]:
    """Let any of these errors end the command as `Refused`, in its own words."""
    try:
        yield
    except errors as error:
        raise Refused(str(error)) from error
