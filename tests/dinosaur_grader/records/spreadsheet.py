"""What a spreadsheet makes of a CSV file, whatever it separates by: in much of Europe that
is `;`, and LibreOffice offers several at once."""

import re

SEPARATORS = (",", ";", "\t", ",;", ";\t", ",;\t")
SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20"
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?")


def cells(text: str, separators: str) -> list[str]:
    """Split as LibreOffice and Excel do: quotes count where a cell begins with one, and what
    follows their end belongs to the cell."""
    found, place = [], 0
    # blanks before a quote: some skip them, so this does, too
    cell = re.compile(rf'[ \xa0]*(?:"((?:[^"]|"")*)(?:"|\Z))?([^{separators}\r\n]*)')
    while place <= len(text):
        match = cell.match(text, place)
        assert match is not None
        found.append((match[1] or "").replace('""', '"') + match[2])
        place = match.end() + 1
    return found


def formulas(text: str) -> list[str]:
    """List the cells that a spreadsheet would run, with any of the separators."""
    every = (cell for separators in SEPARATORS for cell in cells(text, separators))
    return [
        cell
        for cell in every
        if cell.strip()[:1] in {*SIGNS} and not _NUMBER.fullmatch(cell.strip())
    ]
