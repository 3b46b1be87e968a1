"""Tables of a page of `docs/` that a command writes between two marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "evidence" / "proofs.md"


def table(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table of the page; what is a number stands to the right."""
    body = [[_cell(value) for value in row] for row in rows]
    lines = [list(heading), ["---"] + ["---:"] * (len(heading) - 1), *body]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def write(part: str, text: str) -> None:
    """Put `text` in the place of what stands between the marks of `part`."""
    before, old, after = _parts(part)
    if old != text:
        PAGE.write_text(f"{before}{text}{after}", encoding="utf-8")


def read(part: str) -> str:
    """What stands between the marks of `part`."""
    return _parts(part)[1]


def _parts(part: str) -> tuple[str, str, str]:
    begin, end = f"<!-- {part}: begin -->\n", f"\n<!-- {part}: end -->"
    whole = PAGE.read_text(encoding="utf-8")
    before, found, rest = whole.partition(begin)
    text, there, after = rest.partition(end)
    if not found or not there:
        raise ValueError(f"{PAGE} has no marks of {part}")
    return before + begin, text, end + after
