"""What is safe to show: text, ids and numbers for a person's eye, a terminal, a table, a page."""

from __future__ import annotations

import re
import unicodedata

_MISLEADING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def clean(text: str) -> str:
    """`text` without what a terminal, a database or a reader's eye could be led astray by.

    Control characters, lone surrogates and marks that turn the direction of writing become U+FFFD; lines end in "\\n".
    """
    return _MISLEADING.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


RUNNABLE = frozenset("=+-@\t\r\n")


def number(value: float | None) -> str:
    """A score in the fewest digits that say it: `20`, `12.5`, or nothing."""
    return "" if value is None else format(round(value, 6), "g") if abs(value) < 1e5 else repr(value)


def shown(student_id: str) -> str:
    """An id as it is written and printed: a safe one unaltered, else what is dangerous in it escaped."""
    escaped = "".join(_escape(c) if _hidden(c) else c for c in student_id)
    first = len(escaped) - len(escaped.lstrip())  # a spreadsheet looks behind leading blanks
    runs = escaped[first : first + 1] in RUNNABLE
    return escaped[:first] + _escape(escaped[first]) + escaped[first + 1 :] if runs else escaped


def _hidden(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
