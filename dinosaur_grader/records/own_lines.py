"""A student's own lines of a function, for their page: what the release gave is left out,
and a line that a verdict quotes is marked. All of it is text of a stranger."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.checks.words.reading import MAX_QUOTED
from dinosaur_grader.printable import clean

MAX_CODE, MAX_LINES = 10_000, 80
"""Characters that are looked at, and lines that are shown."""
_QUOTED = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True)
class Line:
    """A line that is shown: its text, whether a verdict quotes it, and whether lines that
    are not shown stand before it."""

    text: str
    at_fault: bool
    gap: bool

    @property
    def tag(self) -> str:
        """The element to show it in: a marked line is one for a screen reader, too."""
        return "mark" if self.at_fault else "span"


@dataclass(frozen=True)
class Code:
    """What is shown of a function's cells: `written` is whether a statement in them is the
    student's own, `cut` whether not all of theirs is shown."""

    lines: tuple[Line, ...] = ()
    written: bool = False
    cut: bool = False

    @property
    def at_fault(self) -> int:
        """How many of the lines a verdict quotes."""
        return sum(line.at_fault for line in self.lines)


def given(assignment: Assignment, function: str) -> frozenset[str]:
    """Collect the lines that the release has in a function's cells, without their
    indentation."""
    cells = (
        cell.source
        for cell in assignment.blank
        if function in (cell.grade_id, assignment.solutions.get(cell.grade_id))
    )
    return frozenset(line.strip() for text in cells for line in text.split("\n"))


def quoted(texts: Iterable[str]) -> frozenset[str]:
    """Collect what verdicts quote between backquotes."""
    return frozenset(found.strip() for text in texts for found in _QUOTED.findall(text))


def own(code: str, given: Collection[str], quoted: Collection[str]) -> Code:
    """Choose the lines to show of a function's cells: those that the release has not
    `given`, and any that verdicts have `quoted`."""
    lines = clean(code[:MAX_CODE]).split("\n")
    chosen = [
        number
        for number, line in enumerate(lines)
        if line.strip() and (line.strip() not in given or _as_quoted(line) in quoted)
    ]
    shown = chosen[:MAX_LINES]
    # a line may stand there twice: what is said is of the first one
    faulty = {
        _as_quoted(lines[number]): number
        for number in reversed(shown)
        if _as_quoted(lines[number]) in quoted
    }
    return Code(
        lines=tuple(
            Line(
                lines[number],
                number in faulty.values(),
                any(line.strip() for line in lines[before + 1 : number]),
            )
            for before, number in zip([*shown[:1], *shown], shown, strict=False)
        ),
        written=any(_is_statement(lines[n]) and lines[n].strip() not in given for n in chosen),
        cut=len(code) > MAX_CODE or len(chosen) > MAX_LINES,
    )


def _is_statement(line: str) -> bool:
    return not line.lstrip().startswith("#")


def _as_quoted(line: str) -> str:
    """Return a line as verdicts quote it (`Text.quote` in `checks/words/reading`)."""
    return line.strip().partition("  #")[0].rstrip()[:MAX_QUOTED].strip()
