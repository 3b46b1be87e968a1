"""What is safe to show: text, ids and numbers for a person's eye, a terminal, a table,
a page.

A text of any length is made `clean`: what misleads is replaced, and lines stay lines. A
name is `escaped`: what is dangerous in it can still be told apart. What others render,
nbgrader and Jupyter, is made `inert`.

Nobody has to remember that. The texts of a result are cleaned where it is made, and its
id is printable from where a folder was taken (`StudentId`). A `Name` is escaped in any
sentence. Whatever else there is passes one of three doors, which clean it: a terminal
(`say` and `show` in `desk.options`), a page (`pages.template`), a notebook
(`records.autograded`).
"""

from __future__ import annotations

import re
import unicodedata


def clean(text: str) -> str:
    """Return `text` without what a terminal, a database or a reader's eye could be led
    astray by.

    Whatever is `hidden` becomes U+FFFD, but for tabs and line ends; lines end in
    "\n".
    """
    # the common case, without a look at each character's category
    if text.replace("\n", "").isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    unseen = {c for c in set(text) - {"\n", "\t"} if hidden(c)}
    return text.translate({ord(c): "\ufffd" for c in unseen})


# look-alikes: raw HTML, formulas, escapes, fences
_INERT = str.maketrans("<$\\`", "\uff1c\uff04\uff3c\u02cb")


def inert(text: str) -> str:
    """Return `text` as a block that Markdown shows as it is: no HTML, formula, image or
    link.

    Indented as code, and so as readable where nobody renders it. Doing it twice changes
    nothing more.
    """
    before = text.splitlines()
    lines = clean(text).translate(_INERT).splitlines()
    if lines == before and all(line.startswith("    ") for line in lines):
        return "\n".join(lines)
    return "\n".join(f"    {line}" for line in lines)


def shortened(text: str, most: int) -> str:
    """Return `text` in at most `most` bytes of UTF-8; one that is longer is cut and says
    so."""
    start = text[: most + 1].encode("utf-8", "backslashreplace")  # no more than can stay
    if len(start) <= most:
        return text
    return start[: max(0, most - len(CUT))].decode("utf-8", "ignore") + CUT


CUT = " ... (cut)"


_SIGNS = "[=+@\uff1d\uff0b\uff0d\uff20-]"
FORMULA = re.compile(rf'(^|[;\t\r\n])((?:[^\S;\t\r\n]|")*)({_SIGNS})')
"""Where a spreadsheet may take a text for a formula: behind the beginning, `;`, a tab or a
line's end, a sign, also a wide one of East Asian keyboards. Blanks and quotes before it are
skipped. One that separates by `,` goes by the quotes around the whole text."""


def digits(value: float | None) -> str:
    """Write a score in the fewest digits that say it: `20`, `12.5`, or nothing."""
    return (
        ""
        if value is None
        else format(round(value, 6), "g")
        if abs(value) < 1e5
        else repr(value)
    )


def escaped(name: str) -> str:
    """Write a name so that it can be printed: a safe one unaltered, else what is dangerous
    in it escaped.

    Doing it twice changes nothing more.
    """
    visible = "".join(_escape(c) if hidden(c) else c for c in name)
    return FORMULA.sub(lambda found: found[1] + found[2] + _escape(found[3]), visible)


class Name(str):
    """A name that somebody else chose, as that of a file: in an f-string it is `escaped`,
    as a key or a path it is itself. `join`, `%s` and `print` take it raw: write `f"{name}"`
    there."""

    def __format__(self, spec: str) -> str:
        return format(escaped(self), spec)


def hidden(character: str) -> bool:
    """Check whether nobody can see the character: controls, directions of writing, half
    characters, line separators."""
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _escape(character: str) -> str:
    code = ord(character)
    return (
        f"\\x{code:02x}"
        if code < 0x100
        else f"\\u{code:04x}"
        if code < 0x10000
        else f"\\U{code:08x}"
    )
