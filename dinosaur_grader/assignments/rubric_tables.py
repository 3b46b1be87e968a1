"""What the cells of a rubric say, as tables with types, and whether it fits."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Annotated, Any

import msgspec

from dinosaur_grader.checks.comparisons import ABSOLUTE, FITS, OF_LISTS, RELATIVE
from dinosaur_grader.checks.words.looks import known
from dinosaur_grader.exit_codes import Refused

EXPECTED, HIDDEN, VARIANTS = "expected", "hidden", "variants"
"""The parts of a rubric's questions: published, hidden, and what is asked in the place
of the published ones."""


class RubricError(Refused, ValueError):
    """A rubric, or the notebook that it belongs to, is not as it should be; the message
    is one sentence with the file."""


IN_WORDS = {
    r"^[\w-]+$": "of letters, digits, _ and -",
    r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*\Z": "as after `import`",
    r"^(?!(.*/)?\.\.(/|\Z))[^/\0]": "below the course's folder",
    r"^(?!\.\.?\Z)[^/\0]+\Z": "without a folder",
}
"""What texts have to look like, each pattern with its words."""
_NAME, _MODULE, _INSIDE, _PLAIN = IN_WORDS
GradeId = Annotated[str, msgspec.Meta(pattern=_NAME, max_length=100)]
"""What nbgrader takes for the name of a cell."""
Points = Annotated[float, msgspec.Meta(gt=0, lt=1e6)]
"""What a question is worth."""
Module = Annotated[str, msgspec.Meta(pattern=_MODULE)]
"""A module's name, as it is imported."""
Inside = Annotated[str, msgspec.Meta(pattern=_INSIDE)]
"""A path or pattern below a folder, which no `..` leaves."""
FileName = Annotated[str, msgspec.Meta(pattern=_PLAIN)]
"""A file's name alone."""


def converted(value: object, kind: Any) -> Any:
    """Convert plain data to this type. Raises ValueError that says, in words, what it is not."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        why = str(error)
        for pattern, words in IN_WORDS.items():
            why = why.replace(f"matching regex {pattern!r}", words)
        raise ValueError(why) from error


class FunctionTable(msgspec.Struct, frozen=True):
    """A graded function, and its points in all its cells."""

    name: str
    points: float


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What a lesson says of itself. `files` are patterns, relative to the course: what the
    notebook finds under the same names beside it. `requires` are modules that it imports,
    which a sandbox loads once for all children. An `optional` one is meant only where it is
    named. `show_hidden_messages` lets students read what an `assert` of a hidden test says."""

    title: str
    files: tuple[Inside, ...] = ()
    requires: tuple[Module, ...] = ()
    optional: bool = False
    show_hidden_messages: bool = False


class AssignmentTable(Settings, frozen=True, kw_only=True):
    """An assignment: its settings, and its functions in the notebook's order."""

    functions: tuple[FunctionTable, ...]


class From(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where an observation is found, how two of them compare, and how far their numbers
    may be apart."""

    path: str = msgspec.field(name="from")
    fits: str = "close"
    rtol: float = RELATIVE
    atol: float = ABSOLUTE
    holds: str = ""


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
    """What to say of an answer by how one of its lines is written, of one with this
    `error` only, and with `besides` in another line."""

    fault: str
    hint: str
    pattern: str
    error: str = ""
    besides: str = ""


class FaultsTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that is said of one function's wrong outcomes."""

    returns: str = ""
    faults: tuple[FaultTable, ...] = ()
    when: tuple[WhenTable, ...] = ()
    advice: dict[str, str] = {}
    advice_of_a_run: dict[str, str] = {}
    written: tuple[WrittenTable, ...] = ()
    order: dict[str, str] = {}
    made_as: dict[str, str] = {}
    classes: dict[str, str] = {}
    because: dict[str, str] = {}


def check_rows(rows: object, place: str) -> None:
    """Check the rows of an observer, which stand in `place`. Raises RubricError."""
    try:
        table = msgspec.convert(rows, dict[str, str | From])
    except msgspec.ValidationError as error:
        raise RubricError(f"{place}: what is seen can't be read: {error}.") from error
    for name, row in table.items():
        for problem in _problems(row) if isinstance(row, From) else ():
            raise RubricError(f"{place}: {name} {problem}.")


def _problems(row: From) -> Iterator[str]:
    if row.fits not in FITS:
        yield f"fits {row.fits!r}; it may be {', '.join(FITS)}"
    if not (0 <= row.rtol < 1 and 0 <= row.atol < math.inf):
        yield "has a tolerance that is below 0 or takes anything"
    # written by somebody who knew nothing but the page; nothing said so
    if row.path == "printed" and row.fits in OF_LISTS:
        yield (
            f"fits {row.fits!r}, which compares lists, and printed is one text: read the numbers or words "
            "out of it by a function in observe.py"
        )


def checked_faults(table: FaultsTable, place: str) -> FaultsTable:
    """Return the table, whose names, looks and patterns are known to be such; `place` is
    where they stand. Raises RubricError."""
    names = [fault.name for fault in table.faults]
    if unknown := next(
        (name for name in (*table.classes, *table.because) if name not in names), ""
    ):
        raise RubricError(f"{place}: classes() names {unknown}, which is no fault.")
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise RubricError(f"{place}: two faults have the name {twice}.")
    for when in table.when:
        for name, look in when.seen.items():
            if not known(look):
                raise RubricError(
                    f"{place}: {when.fault} asks whether {name} looks {look!r}, which is not a look that we know."
                )
    for written in table.written:
        try:
            re.compile(written.pattern)
        except re.error as error:
            raise RubricError(
                f"{place}: the pattern of {written.fault} can't be read ({error})."
            ) from error
    return table
