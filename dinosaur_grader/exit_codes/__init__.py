"""Exit codes of commands, and the error that ends one with a sentence."""

from __future__ import annotations

import errno
from enum import IntEnum

HELP = (
    "Exit codes: 0 all was done; 1 some of it could not be, or something is left for you to do; "
    "2 wrong usage, or it was refused; 3 you said no; 4 the disk is full. "
    "grade, watch and one only use 0, 1 and 2."
)


class ExitCode(IntEnum):
    """What a command ends with. Scripts rely on the numbers."""

    DONE = 0  # all that was handed in was graded
    SOME_FAILED = 1  # some could not be, each is named; the others are written
    NOTHING_WRITTEN = 2  # wrong usage, or the canary failed
    DECLINED = 3  # the person said no, or nobody was there to say yes
    DISK_FULL = 4  # what was done until then is kept


class Refused(Exception):
    """The command cannot do what it was asked, and nothing was written. The message, for
    a person, says why and what to do; `dinosaur_grader.cli` prints it. Each room's own
    errors of this kind derive from it."""


class Declined(Refused):
    """The command was told not to do what the rest of it depends on."""


def of(error: BaseException) -> ExitCode:
    """Return the exit code of a command that ended with this error."""
    if isinstance(error, Declined):
        return ExitCode.DECLINED
    return ExitCode.DISK_FULL if is_full(error) else ExitCode.NOTHING_WRITTEN


def is_full(error: BaseException | None) -> bool:
    """Tell whether an error comes from a full disk, itself or by its cause."""
    while error is not None:
        full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
        # SQLite and PostgreSQL have no error number for it
        if full or "disk is full" in str(error) or "No space left on device" in str(error):
            return True
        error = error.__cause__
    return False
