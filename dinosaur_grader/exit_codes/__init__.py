"""Exit codes of commands, and the error that ends one with a sentence."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a command ends with. Scripts rely on the numbers."""

    DONE = 0  # all that was handed in was graded
    SOME_FAILED = 1  # some could not be, each is named; the others are written
    NOTHING_WRITTEN = 2  # wrong usage, or the canary failed


class Refused(Exception):
    """The command cannot do what it was asked, and nothing was written. The message, for
    a person, says why and what to do; `dinosaur_grader.cli` prints it. Each room's own
    errors of this kind derive from it."""
