"""How a process of our own starts: the log of a command, `--verbose` and `--log FILE`
for every verb, where what it prints goes, and what is left out so that it starts quickly.

Each module logs under its own name. Workers are processes of their own: they hear of
both options from their environment, and add to the same file.
"""

from __future__ import annotations

import io
import logging
import os
import sys
from argparse import ArgumentError, ArgumentParser
from collections.abc import Sequence
from logging import Formatter, LogRecord
from pathlib import Path
from typing import TextIO

from dinosaur_grader import printable
from dinosaur_grader.exit_codes import Refused

VERBOSE, FILE = "DINOSAUR_GRADER_VERBOSE", "DINOSAUR_GRADER_LOG"
LINE = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"
HELP = (
    "Every verb takes --verbose (a log on stderr), --log FILE (the same, added to a file) and "
    "--version."
)


class _OneCleanLine(Formatter):
    """Writes a record as one line. What a student wrote can stand in it."""

    def format(self, record: LogRecord) -> str:
        """Format the record, its line ends and hidden characters replaced."""
        return printable.clean(super().format(record)).replace("\n", " | ")


def without_log_options(words: Sequence[str]) -> list[str]:
    """Take both options out of a verb's words, and note them in the environment.

    Raises Refused where the file is missing or can't be written.
    """
    end = words.index("--") if "--" in words else len(words)
    parser = ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--log")
    try:
        ours, rest = parser.parse_known_args(list(words[:end]))
    except ArgumentError as error:
        raise Refused("--log needs a file: --log FILE") from error
    if ours.verbose:
        os.environ[VERBOSE] = "1"
    if ours.log is not None:
        os.environ[FILE] = str(Path(ours.log).absolute())
        try:
            open(ours.log, "a").close()
        except OSError as error:
            raise Refused(f"the log {ours.log} can't be written: {error.strerror}") from error
    return [*rest, *words[end:]]


def log() -> None:
    """Log as the environment says; nothing at all where it says nothing."""
    handlers: list[logging.Handler] = []
    if os.environ.get(FILE):
        handlers.append(logging.FileHandler(os.environ[FILE], encoding="utf-8"))
    if os.environ.get(VERBOSE):
        handlers.append(logging.StreamHandler(sys.stderr))
    logger = logging.getLogger("dinosaur_grader")
    for old in list(logger.handlers):
        logger.removeHandler(old)
        old.close()
    logger.setLevel(logging.DEBUG if handlers else logging.WARNING)
    logger.propagate = False
    for handler in handlers or [logging.NullHandler()]:
        handler.setFormatter(_OneCleanLine(LINE))
        logger.addHandler(handler)


def version() -> str:
    """Return the version of this package, as it was installed."""
    from importlib import metadata  # only where somebody asks

    try:
        return metadata.version("dinosaur-island")
    except metadata.PackageNotFoundError:
        return "(not installed as a package)"


class _Unread(io.FileIO):
    """A stream that may lose its reader, as before `| head`: the rest is dropped."""

    def write(self, data, /) -> int | None:
        """Write, or drop what nobody reads any more."""
        try:
            return super().write(data)
        except BrokenPipeError:  # the work goes on, and its exit code stays what it says
            return len(data)


def unread(stream: TextIO | None) -> TextIO | None:
    """Return the same stream, for which it is no error that its reader has gone. None is
    one that was closed before we began."""
    if stream is None:
        return None
    raw = _Unread(stream.fileno(), "w", closefd=False)
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=stream.line_buffering,
    )


def import_less() -> None:
    """Leave out a package that nbformat would load and nobody uses; never in somebody
    else's process.

    jsonschema asks rfc3987_syntax, where it is installed, about addresses with letters
    of all languages. That package builds its grammars when it is imported, which takes
    a second, and no notebook's schema has such an address.
    """
    sys.modules.setdefault("rfc3987_syntax", None)
