"""The bytes of a file that should be a notebook -> its cells, as leniently as can be
done without guessing at code.

Nothing here checks against the notebook schema: an editor's extras and gaps are read
over.
"""

from __future__ import annotations

import json
import re
import sys

import msgspec

MAX_BYTES = 32 * 1024 * 1024
MAX_VALUES, MAX_NESTED = 1_000_000, 250_000
"""Values in all, and lists and dictionaries among them: an empty one takes a hundred
bytes, and 23 MB of them took 900."""
MAX_TEXT = 64 * 1024 * 1024
"""Bytes of the text as Python holds it: with one emoji each letter takes four."""
MAX_CELLS = 2_000
MAX_CODE = 4 * 1024 * 1024
"""Bytes of all cells in UTF-8, as they are sent to a child: far less than a message has."""
_AGAIN = "Open it in your editor, save it as a notebook, and hand it in again."
_OTHER_FILES = {
    b"PK\x03\x04": "a zip archive",
    b"%PDF": "a PDF",
    b"<": "a web page",
    b"\x1f\x8b": "a compressed file",
    b"\x89PNG": "a picture",
    b"version https://git-lfs": "a pointer to a file that stayed elsewhere (Git LFS)",
}


class RawCell(msgspec.Struct, frozen=True):
    """A cell as its editor left it: `kind` is `code` or `markdown`, `grade_id` what its
    metadata claim."""

    kind: str
    source: str
    grade_id: str = ""
    cell_id: str = ""
    tags: frozenset[str] = frozenset()
    index: int = -1


class Parsed(msgspec.Struct, frozen=True):
    """A notebook that could be read, with what had to be ignored."""

    cells: tuple[RawCell, ...]
    notes: tuple[str, ...] = ()


class NotANotebook(msgspec.Struct, frozen=True):
    """Why there are no cells available, and what to do."""

    reason: str


def parse(raw: bytes) -> Parsed | NotANotebook:
    """Read the cells of a notebook of any format version, in any Unicode encoding, with any
    line ends."""
    if len(raw) > MAX_BYTES:
        return NotANotebook(
            f"The notebook is over {MAX_BYTES // 2**20} MiB. Clear its outputs and pictures, and hand it in again."
        )
    if not raw.strip(b"\0 \t\r\n"):
        return NotANotebook(f"The file is empty. {_AGAIN}")
    text, notes = _decode(raw)
    if sys.getsizeof(text) > MAX_TEXT:
        return NotANotebook(
            f"The notebook takes over {MAX_TEXT // 2**20} MiB of memory. Clear its outputs, and hand it in again."
        )
    # counted before anything is built of it: nested dictionaries took 895 MB
    nested = text.count("[") + text.count("{")
    for count, most in ((nested, MAX_NESTED), (nested + text.count(","), MAX_VALUES)):
        if count > most:
            return NotANotebook(
                f"The file has more than {most:,} values. Clear its outputs, and hand it in again."
            )
    try:
        document = json.loads(text)
    except RecursionError:
        return NotANotebook(f"The file is nested too deeply to be a notebook. {_AGAIN}")
    except ValueError as error:
        # also a number of too many digits, which json leaves to int (attack long-number)
        return NotANotebook(_why_no_json(raw, text, error))
    return _cells(document, notes)


def _decode(raw: bytes) -> tuple[str, list[str]]:
    encoding, notes = json.detect_encoding(raw), []
    if encoding != "utf-8":
        named = encoding.replace("-sig", " with a byte-order mark")
        notes.append(f"The file is written in {named}.")
    try:
        return raw.decode(encoding), notes
    except UnicodeDecodeError:
        notes.append(
            "Bytes that are not valid text were replaced by \N{REPLACEMENT CHARACTER}."
        )
        return raw.decode(encoding, "replace"), notes


def _why_no_json(raw: bytes, text: str, error: ValueError) -> str:
    if any(re.search(rf"^{mark}{{7}}( |$)", text, re.MULTILINE) for mark in "<>"):
        return f"The file holds merge-conflict markers (<<<<<<<, >>>>>>>): choose one of the two versions. {_AGAIN}"
    for start, what in _OTHER_FILES.items():
        if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(start):
            return f"The file is {what}, not a notebook. {_AGAIN}"
    where = ""
    if isinstance(error, json.JSONDecodeError):
        where = f" (line {error.lineno}, column {error.colno})"
    return f"The file is not a notebook: it can't be read as JSON{where}. {_AGAIN}"


def _cells(document: object, notes: list[str]) -> Parsed | NotANotebook:
    found = _list_of_cells(document)
    if found is None:
        return NotANotebook(
            f"The file is JSON, but no notebook: it has no list of cells. {_AGAIN}"
        )
    if len(found) > MAX_CELLS:
        return NotANotebook(
            f"The notebook has {len(found):,} cells; at most {MAX_CELLS:,} are read. Remove the rest, hand it in again."
        )
    much = NotANotebook(
        f"The notebook's cells hold more than {MAX_CODE // 2**20} MiB of text. Shorten them, and hand it in again."
    )
    known = {index: cell for index, cell in enumerate(found) if isinstance(cell, dict)}
    # letters before bytes: joined, the lines would stand in memory twice
    if sum(len(line) for cell in known.values() for line in _lines(cell)) > MAX_CODE:
        return much
    cells = tuple(_cell(index, cell) for index, cell in known.items())
    if sum(len(cell.source.encode()) for cell in cells) > MAX_CODE:
        return much
    if _language(_dict(document)) not in ("", "python", "ipython"):
        notes.append(
            "The notebook's metadata name another language; its cells were run as Python."
        )
    return Parsed(cells, tuple(notes))


def _list_of_cells(document: object) -> list[object] | None:
    """Return the cells of format 4, or those of all worksheets of the formats before it."""
    if not isinstance(document, dict):
        return None
    cells: object = document.get("cells")
    if isinstance(cells, list):
        return cells
    sheets = document.get("worksheets")
    if not isinstance(sheets, list):
        return None
    lists = [
        sheet["cells"]
        for sheet in sheets
        if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)
    ]
    return [cell for cells in lists for cell in cells] if lists else None


def _cell(index: int, cell: dict[str, object]) -> RawCell:
    metadata = _dict(cell.get("metadata"))
    tags = metadata.get("tags")
    return RawCell(
        kind="code" if cell.get("cell_type") == "code" else "markdown",
        source=_text(_lines(cell)),
        grade_id=_word(_dict(metadata.get("nbgrader")).get("grade_id")),
        cell_id=_word(cell.get("id")),
        tags=frozenset(t for t in tags if isinstance(t, str))
        if isinstance(tags, list)
        else frozenset(),
        index=index,
    )


def _lines(cell: dict[str, object]) -> list[str]:
    """Return the pieces of a cell's text: a list of lines or all in one."""
    source = cell.get("source", cell.get("input"))  # its name in the formats before 4
    pieces = source if isinstance(source, list) else [source]
    return [piece for piece in pieces if isinstance(piece, str)]


def _text(lines: list[str]) -> str:
    """Return a text with line ends as Python likes them, and no half characters that
    could not be written again."""
    joined = "".join(lines)
    joined = joined.replace("\r\n", "\n").replace("\r", "\n")
    return joined if joined.isascii() else joined.encode("utf-8", "replace").decode("utf-8")


def _word(value: object) -> str:
    """Return an id as it was meant: some editors leave a CR or a space at its end."""
    return _text([value]).strip() if isinstance(value, str) else ""


def _dict(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _language(document: dict[str, object]) -> str:
    metadata = _dict(document.get("metadata"))
    kernel, info = _dict(metadata.get("kernelspec")), _dict(metadata.get("language_info"))
    return _word(kernel.get("language") or info.get("name")).lower()
