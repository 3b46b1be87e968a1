"""Text that Python can't read: where, and what is missing there, in plain words."""

from __future__ import annotations

import re

from . import ERROR, Slip, Text

UNREADABLE = "syntax"
"""The fault of a cell that Python can't read."""
_MEANS = (
    ("expected ':'", "A colon is missing at the end of that line."),
    (
        "cannot assign to function call",
        "On the left of = stands the name that gets the value, and the call on its right.",
    ),
    ("was never closed", "Its bracket is opened and never closed."),
    # Python's own guess behind these three is often not so: it names a comma where a sign of
    # another language stands, the prefix 0o in 0,01 and an == in {a, b} = ...
    (
        "forgot a comma",
        (
            "Two things stand side by side there with no sign between them: a comma or another sign is "
            "missing, or one of the two is out of place."
        ),
    ),
    (
        "leading zeros",
        "A whole number has no zeros in front. In one with decimals stands a point and no comma: 0.01.",
    ),
    (
        "set display",
        "Curly brackets make a set. On the left of = stand names alone, with commas between them.",
    ),
    (
        "comprehension target",
        (
            "Before the `for` of a comprehension stands a single value: two that belong together go into "
            "round brackets. What comes before the whole list is a list of its own, joined to it with +."
        ),
    ),
    (
        "unexpected indent",
        (
            "That line is indented further than the line of code before it: one of the two is out of place, "
            "or a line with a colon is missing between them."
        ),
    ),
)
"""What Python says too shortly, or not as it is. Its words for the rest do: they are quoted."""
MAX_REST = 25
"""Characters of a line that are quoted from where Python stopped."""


def slip(text: Text) -> Slip | None:
    """Say what Python can't read of this text. None where it reads all."""
    error = text.parsed
    if not isinstance(error, SyntaxError):
        return None
    # Python guesses at a comparison behind each of these
    message = (error.msg or "invalid syntax").partition(" here. Maybe you meant '=='")[0]
    number = error.lineno or 0
    # where Python says more than that, its own words are the best
    other = _of_line(text, number, error.offset or 0) if message == "invalid syntax" else ""
    means = next((said for part, said in _MEANS if part in message), other)
    if re.match(r"\s*else\s+if\b", _line(text, number)):
        means = "In Python `else if` is one word: `elif`."
    kind = type(error).__name__
    where = f"line {number}, {text.quote(number)} ({kind}: {message})"
    hint = f"Python can't read the cell of {text.function}: {where}. {means}"
    return Slip(UNREADABLE, hint.strip(), (ERROR,))


def _line(text: Text, number: int) -> str:
    return text.lines[number - 1] if 0 < number <= len(text.lines) else ""


def _of_line(text: Text, number: int, column: int) -> str:
    """Say what a line shows where Python says no more than that it can't read it from
    this column on, counted from 1."""
    line = _line(text, number)
    before, rest = line[: max(column - 1, 0)], line[max(column - 1, 0) :].strip()
    if re.search(r"\bmod\b", line):
        return "Python has no word for the remainder: it is written %."
    if not before.strip() or not rest:
        return ""
    if re.match(r"for\s.*\sin\s", rest) and not before.rstrip().endswith(("[", "(", "{")):
        return (
            "A comprehension is written [expression for x in values]: in brackets, with the expression "
            "first."
        )
    return f"Python gets no further than `{rest[:MAX_REST]}`: look there, and just before it."
