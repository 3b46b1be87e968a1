"""Text that Python can't read: where, and what is missing there, in plain words."""

from __future__ import annotations

import re

from . import ERROR, Slip, Text

UNREADABLE = "syntax"
"""The fault of a cell that Python can't read."""
_COMMA = (
    "Two things stand side by side there with no sign between them: a comma or another sign is "
    "missing, or one of the two is out of place."
)
_MEANS = (
    ("expected ':'", "A colon is missing at the end of that line."),
    ("unmatched", "A bracket is closed there that was not opened."),
    (
        "expected after dictionary key",
        "In a dictionary each key is followed by a colon and its value: one of the two is missing there.",
    ),
    (
        "invalid character",
        (
            "Python doesn't know that character. Retype it as a plain one: straight quotation marks, -, "
            "*, ** 2, <= or >=."
        ),
    ),
    ("was never closed", "Its bracket is opened and never closed."),
    (
        "unterminated",
        (
            "A text begins there that never ends: a quotation mark is missing, is one too many, or stands "
            "behind a backslash."
        ),
    ),
    ("forgot a comma", _COMMA),
    (
        "set display",
        "Curly brackets make a set. On the left of = stand names alone, with commas between them.",
    ),
    (
        "instead of '='",
        (
            "One = stores a value, and only a name or a place such as x[i] stands left of it; to compare, "
            "write ==."
        ),
    ),
    (
        "leading zeros",
        "A whole number has no zeros in front. In one with decimals stands a point and no comma: 0.01.",
    ),
    (
        "comprehension target",
        (
            "Before the `for` of a comprehension stands a single value: two that belong together go into "
            "round brackets. What comes before the whole list is a list of its own, joined to it with +."
        ),
    ),
    (
        "expected an indented block",
        "What belongs to that statement has to stand below it, indented; a comment alone is not enough.",
    ),
    (
        "unexpected indent",
        (
            "That line is indented further than the line of code before it: one of the two is out of place, "
            "or a line with a colon is missing between them."
        ),
    ),
    ("unindent does not match", "That line's indentation fits none of the lines above it."),
    ("inconsistent use of tabs", "Its indentation mixes tabs and spaces."),
    ("after line continuation", "A backslash stands there outside quotation marks."),
)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_TYPED = r"^\s*(let|var|const|int|float|double|auto|final|String)\s+\w+\s*="
_BRACES = r"^\s*(if|else|for|while|def)\b.*\{\s*$"
_ELSEWHERE = (
    (
        r"\.\.\.\s*[\w(\[]",
        "Python takes a list apart with a star, as in [*a, b], and not with three dots.",
    ),
    (r"%%", "A remainder is written with a single %."),
    (r"&&", "`&&` is no Python: write `and`."),
    (r"\|\|", "`||` is no Python: write `or`."),
    (r"![^=]|!$", "`!` alone is no Python: write `not`, or `!=` for unequal."),
    (r"[!=]==", "To compare, Python writes == and !=, with two signs."),
    (r"\bfor\s*\(.*;.*;", "Python counts with `for i in range(n):`."),
    (r"\+\+|--\s*[);]*\s*$", "Python has no ++ and --: write `+= 1` or `-= 1`."),
    (
        r"=>",
        (
            "Python has no =>: it compares with `>=`, and a function without a name is written `lambda x: "
            "...`."
        ),
    ),
    (r"\?", "A question mark is no Python: a choice is written `a if condition else b`."),
    (r"\bnew\s+\w+\s*[(\[]", "Python has no `new`: a call alone makes something new."),
    (_TYPED, "A name stands alone before its =, with no word for its kind."),
    (r"\belse if\b", "Python writes `elif`."),
    (r"\bfunction\b", "A function begins with `def`."),
    (
        _BRACES,
        "No curly brackets go around lines: a colon ends the head, the lines are indented.",
    ),
)
"""Signs of other languages, in a line that Python can't read, and how Python writes it."""
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
    means = _elsewhere(text, number) or next(
        (s for part, s in _MEANS if part in message), other
    )
    kind = type(error).__name__
    where = f"line {number}, {text.quote(number)} ({kind}: {message})"
    hint = f"Python can't read the cell of {text.function}: {where}. {means}"
    return Slip(UNREADABLE, hint.strip(), (ERROR,))


def _elsewhere(text: Text, number: int) -> str:
    """Say how Python writes what another language writes as this line does."""
    line = text.lines[number - 1] if 0 < number <= len(text.lines) else ""
    line = _QUOTED.sub("''", line).partition("#")[0]
    if re.match(r"\s*else\s+[^:\s].*:\s*$", line) and not re.match(r"\s*else\s+if\b", line):
        return "`else` takes no condition: with one it is `elif`."
    return next((said for sign, said in _ELSEWHERE if re.search(sign, line)), "")


def _of_line(text: Text, number: int, column: int) -> str:
    """Say what a line shows where Python says no more than that it can't read it from
    this column on, counted from 1."""
    line = text.lines[number - 1] if 0 < number <= len(text.lines) else ""
    for opening, closing in ("()", "[]", "{}"):
        if line.count(opening) > line.count(closing):
            return (
                f"That line opens more brackets {opening} than it closes: one may have to be closed, there or "
                "further down."
            )
        if line.count(opening) < line.count(closing):
            return (
                f"That line closes more brackets {closing} than it opens: unless a line above opens one, it has "
                f"one too many, or {opening} is missing."
            )
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
    if re.match(r"else\b", rest) and re.search(r"\bfor\b.*\bif\b", before):
        return (
            "Behind the `for` of a comprehension an `if` only picks. A choice, `a if condition else b`, stands "
            "before it."
        )
    if re.match(r"for\s.*\sin\s", rest) and before.rstrip().endswith(("[", "(", "{")):
        return "In a comprehension the expression comes first, then its `for`, without a colon."
    if re.match(r"for\s.*\sin\s", rest):
        return (
            "A comprehension is written [expression for x in values]: in brackets, with the expression "
            "first."
        )
    return f"Python gets no further than `{rest[:MOST_REST]}`: look there, and just before it."
