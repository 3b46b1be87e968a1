"""The log of a command: `--verbose` and `--log FILE`, for every verb.

Each module logs under its own name. Workers are processes of their own: they hear of
both from their environment, and add to the same file.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from logging import Formatter, LogRecord
from pathlib import Path

from grader import printable

VERBOSE, FILE = "DINOSAUR_GRADER_VERBOSE", "DINOSAUR_GRADER_LOG"
LINE = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"
HELP = (
    "Every verb takes --verbose (a log on stderr) and --log FILE (the same, added to a file)."
)


class UsageError(ValueError):
    """The options for the log are wrong; the message says how."""


class _OneCleanLine(Formatter):
    """Writes a record as one line. What a student wrote can stand in it."""

    def format(self, record: LogRecord) -> str:
        """Format the record, its line ends and hidden characters replaced."""
        return printable.clean(super().format(record)).replace("\n", " | ")


def taken_from(words: Sequence[str]) -> list[str]:
    """Take both options out of a verb's words, and note them in the environment.

    Raises UsageError where the file is missing or can't be written.
    """
    left = list(words)
    end = left.index("--") if "--" in left else len(left)
    ours, rest = left[:end], left[end:]
    if "--verbose" in ours:
        ours = [word for word in ours if word != "--verbose"]
        os.environ[VERBOSE] = "1"
    for nth, word in enumerate(ours):
        name, _, value = word.partition("=")
        if name == "--log":
            used = 1 if value else 2
            os.environ[FILE] = _writable(value or next(iter(ours[nth + 1 :]), ""))
            ours = ours[:nth] + ours[nth + used :]
            break
    return ours + rest


def _writable(name: str) -> str:
    if not name or name.startswith("-"):
        raise UsageError("--log needs a file: --log FILE")
    try:
        with open(name, "a", encoding="utf-8"):
            return str(Path(name).absolute())
    except OSError as error:
        raise UsageError(f"the log {name} can't be written: {error.strerror}") from error


def start() -> None:
    """Log as the environment says; nothing at all where it says nothing."""
    handlers: list[logging.Handler] = []
    if os.environ.get(FILE):
        handlers.append(logging.FileHandler(os.environ[FILE], encoding="utf-8"))
    if os.environ.get(VERBOSE):
        handlers.append(logging.StreamHandler(sys.stderr))
    logger = logging.getLogger("grader")
    for old in list(logger.handlers):
        logger.removeHandler(old)
        old.close()
    logger.setLevel(logging.DEBUG if handlers else logging.WARNING)
    logger.propagate = False
    for handler in handlers or [logging.NullHandler()]:
        handler.setFormatter(_OneCleanLine(LINE))
        logger.addHandler(handler)
