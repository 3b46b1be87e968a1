"""Text that Python can't read: where, and what is missing there, in plain words."""

from __future__ import annotations

import re

from . import ERROR, Slip, Text

UNREADABLE = "syntax"
"""The fault of a cell that Python can't read."""
_COMMA = "Something is missing between two values there: a comma, perhaps."
_MEANS = (
    ("expected ':'", "A colon is missing at the end of that line."),
    ("was never closed", "Its bracket is opened and never closed."),
    ("unterminated", "A quotation mark is missing: the text in it never ends."),
    ("forgot a comma", _COMMA),
    ("instead of '='", "One = stores a value; to compare, write ==."),
    (
        "comprehension target",
        "A comprehension makes a whole list by itself. What comes before it is a list of its own, joined to it with +.",
    ),
    ("expected an indented block", "The lines that belong to it have to be indented."),
    (
        "unexpected indent",
        "That line is indented further than the line of code before it. One of the two is out of place.",
    ),
    ("unindent does not match", "That line's indentation fits none of the lines above it."),
    ("inconsistent use of tabs", "Its indentation mixes tabs and spaces."),
    ("after line continuation", "A backslash stands there outside quotation marks."),
)
MOST_REST = 25
"""Characters of a line that are quoted from where Python stopped."""
_LOOK = "Look at the end of that line, and of the line above it."


def slip(text: Text) -> Slip | None:
    """Say what Python can't read of this text. None where it reads all."""
    error = text.parsed
    if not isinstance(error, SyntaxError):
        return None
    message = error.msg or "invalid syntax"
    number = error.lineno or 0
    # where Python says more than that, its own words are the best
    other = _of_line(text, number, error.offset or 0) if message == "invalid syntax" else ""
    means = next((said for part, said in _MEANS if part in message), other)
    kind = type(error).__name__
    where = f"line {number}, {text.quote(number)} ({kind}: {message})"
    hint = f"Python can't read the cell of {text.function}: {where}. {means}"
    return Slip(UNREADABLE, hint.strip(), (ERROR,))


def _of_line(text: Text, number: int, column: int) -> str:
    """Say what a line shows where Python says no more than that it can't read it from
    this column on, counted from 1."""
    line = text.lines[number - 1] if 0 < number <= len(text.lines) else ""
    for opening, closing in ("()", "[]", "{}"):
        if line.count(opening) > line.count(closing):
            return f"A bracket {opening} of that line is not closed."
        if line.count(opening) < line.count(closing):
            return f"That line has a bracket {closing} too many, or {opening} is missing."
    if re.search(r"\(.*[\w)\]] +\w+=(?!=)", line):
        return _COMMA  # Python says so from 3.14 on
    if re.match(r"\s*for\s*\(.*\)\s*:", line):
        return (
            "Remove the parentheses after `for`: Python writes the head of a loop without them."
        )
    if re.search(r"\bmod\b", line):
        return "Python has no word for the remainder: it is written %."
    before, rest = line[: max(column - 1, 0)], line[max(column - 1, 0) :].strip()
    if not before.strip() or not rest:
        return _LOOK
    if re.match(r"for\s.*\sin\s", rest):
        return (
            "A comprehension belongs in brackets: put them around the expression and its `for`."
        )
    return f"Python gets no further than `{rest[:MOST_REST]}`: look there, and just before it."
