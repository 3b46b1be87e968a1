"""The two kinds of table that a rubric is written in, as TOML with types: what is there
is checked when it is read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from dinosaur_grader.checks.observing import FITS
from dinosaur_grader.checks.words.looks import KINDS, known
from dinosaur_grader.exit_codes import Refused

EXPECTED, HIDDEN, TWINS = "expected", "hidden", "twins"
"""The parts of a rubric's questions: published, hidden, and what is asked in the place
of the published ones."""


class RubricError(Refused, ValueError):
    """A rubric, or the notebook that it belongs to, is not as it should be; the message
    is one sentence with the file."""


class FunctionTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A graded function: its points in all its cells, and the kinds of value that it
    may give back."""

    name: str
    points: float
    returns: tuple[str, ...] = ()


class From(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where an observation is found, and how two of them compare."""

    path: str = msgspec.field(name="from")
    fits: str = "close"


class AssignmentTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`assignment.toml`. `files` are patterns, relative to the course: what the
    notebook finds under the same names beside it."""

    title: str
    points: float
    functions: tuple[FunctionTable, ...]
    files: tuple[str, ...] = ()
    observers: dict[str, dict[str, str | From]] = {}


class FaultTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A known fault: text that is there -> text in its place."""

    name: str
    hint: str
    swaps: dict[str, str]


class WhenTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to say of an outcome by its looks."""

    fault: str
    hint: str
    seen: dict[str, str]


class WrittenTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to say of an answer by how one of its lines is written."""

    fault: str
    hint: str
    pattern: str


class FaultsTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`faults/FUNCTION.toml`: all that is said of one function's wrong outcomes."""

    returns: str = "a value"
    lines: dict[str, str] = {}
    faults: tuple[FaultTable, ...] = ()
    when: tuple[WhenTable, ...] = ()
    advice: dict[str, str] = {}
    advice_of_a_run: dict[str, str] = {}
    gives: dict[str, tuple[str, ...]] = {}
    written: tuple[WrittenTable, ...] = ()


Table = TypeVar("Table", AssignmentTable, FaultsTable)


def read(path: Path, kind: type[Table]) -> Table:
    """Read the table in a file. Raises RubricError where it is not TOML, or not such a
    table."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, OSError) as error:
        raise RubricError(f"{path}: {error}.") from error


def assignment(path: Path) -> AssignmentTable:
    """Read `assignment.toml`, and check it."""
    return checked(read(path, AssignmentTable), path)


def checked(table: AssignmentTable, path: Path) -> AssignmentTable:
    """Return the table, checked as far as it can be alone; `path` is where it was
    written. Raises RubricError."""
    names = [function.name for function in table.functions]
    for problem in _problems(table, names):
        raise RubricError(f"{path}: {problem}")
    return table


def _problems(table: AssignmentTable, names: list[str]) -> Any:
    if not names:
        yield "no function is graded: it needs a [[functions]]."
    for name in names:
        if names.count(name) > 1:
            yield f"two functions have the name {name}."
    total = sum(function.points for function in table.functions)
    if total != table.points:
        yield f"the functions have {total:g} points together, and the assignment {table.points:g}."
    for function in table.functions:
        for kind in function.returns:
            if kind not in KINDS:
                yield f"{function.name} returns {kind!r}; the kinds are {', '.join(KINDS)}."
    for observer, rows in table.observers.items():
        for name, row in rows.items():
            if isinstance(row, From) and row.fits not in FITS:
                yield f"{observer}.{name} fits {row.fits!r}; it may be {', '.join(FITS)}."
            # written by somebody who knew nothing but the page; nothing said so
            if isinstance(row, From) and row.path == "printed" and row.fits != "close":
                yield (
                    f"{observer}.{name} fits {row.fits!r}, which compares lists, and printed is one text: "
                    "read the numbers or words out of it by a function in observe.py."
                )


def faults(path: Path) -> FaultsTable:
    """Read `faults/FUNCTION.toml`; an empty table where there is none."""
    # an assignment is graded without a word of its own: the general ones are said
    if not path.exists():
        return FaultsTable()
    return checked_faults(read(path, FaultsTable), path)


def checked_faults(table: FaultsTable, path: Path) -> FaultsTable:
    """Return the table, whose looks and patterns are known to be such; `path` is where
    it was written. Raises RubricError."""
    for when in table.when:
        for name, look in when.seen.items():
            if not known(look):
                raise RubricError(
                    f"{path}: {when.fault} asks whether {name} looks {look!r}, which is not a look that we know."
                )
    for written in table.written:
        try:
            re.compile(written.pattern)
        except re.error as error:
            raise RubricError(
                f"{path}: the pattern of {written.fault} can't be read ({error})."
            ) from error
    return table
