"""What a student's notebook brought along for the code that a person marks: its plots,
and what it printed.

Nothing is run again, and no picture is decoded: a PNG is known by its header, its size
and its end. Read from the bytes that were handed in, when the graded notebook is
written, so that no stage before holds it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator

from dinosaur_grader.printable import clean, shortened

NOTE = "As handed in, not run again:\n"
ALT = "A plot, as handed in"  # for those who can't see it
MAX_PLOTS, MAX_BYTES, MAX_TEXT = 4, 300_000, 2_000  # of a cell
MAX_SIDE, MAX_PIXELS = 4_000, 8_000_000
SIGNATURE, END = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\0\0\0\0IEND\xaeB`\x82"


def outputs(raw: bytes, places: Iterable[int]) -> dict[int, list[dict]]:
    """Make nbgrader's outputs for the cells at these places of a notebook that was read
    before: a note, what the cell printed, its plots. A cell that brought nothing has
    none."""
    try:
        cells = json.loads(raw)["cells"]
        return {place: _shown(_listed(cells[place], "outputs")) for place in places}
    except (ValueError, LookupError, TypeError, RecursionError):
        return {}  # written in another format or encoding: a person marks what was typed


def _shown(found: list) -> list[dict]:
    data = [_dict(each, "data") for each in found]
    pngs = [png for each in data if (png := _png(each.get("image/png")))][:MAX_PLOTS]
    said = shortened(clean("".join(_printed(found))).removeprefix(NOTE), MAX_TEXT)
    if not (said or pngs):
        return []
    note = {"output_type": "stream", "name": "stdout", "text": NOTE + said}
    own = {"output_type": "display_data", "metadata": {"image/png": {"alt": ALT}}}
    return [note, *(own | {"data": {"image/png": png}} for png in pngs)]


def _printed(found: list) -> Iterator[str]:
    """Yield what was printed, and the value at a cell's end where it is not a picture."""
    for each in found:
        data = _dict(each, "data")
        if "image/png" not in data:
            yield _text(each.get("text") if "text" in each else data.get("text/plain"))


def _png(value: object) -> str:
    """Return a plot in base64 as it is embedded; nothing where it is none or too large."""
    text = _text(value, MAX_BYTES * 2)
    try:
        png = base64.b64decode("".join(text.split()), validate=True)
    except ValueError:
        return ""
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    whole = png.startswith(SIGNATURE) and png.endswith(END) and len(png) <= MAX_BYTES
    fits = 0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE and width * height <= MAX_PIXELS
    return base64.b64encode(png).decode() if whole and fits else ""


def _text(value: object, most: int = MAX_TEXT + len(NOTE)) -> str:
    """Join the lines of an output, no more of them than could be shown."""
    lines = value if isinstance(value, list) else [value]
    return "".join(line for line in lines[:most] if isinstance(line, str))[: most + 1]


def _dict(value: object, name: str) -> dict:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _listed(value: object, name: str) -> list:
    found = value.get(name) if isinstance(value, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
