"""How far a gradient goes back: the ways to cut backpropagation through time."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from ..svg import Drawing, Sheet

__all__ = ["drawn"]

STEP, BOX = 46, 32  # pixels from one letter to the next, and a letter's square
LEFT, ROW = 22, 134


def drawn(text: str, rows: Mapping[str, Sequence[int]]) -> Drawing:
    """Draw one row for each way to cut: its name, the symbols of `text` with the state
    going on from each to the next, and below them how far the gradient goes back, in
    pieces of these lengths.

    Raises ValueError where the pieces of a row are not as long as the text.
    """
    for name, lengths in rows.items():
        if sum(lengths) != len(text):
            raise ValueError(f"{name}: {sum(lengths)} steps in pieces, and {len(text)} in all")
    symbols = ["\\n" if symbol == "\n" else symbol for symbol in text]
    sheet = Sheet(LEFT + len(text) * STEP, len(rows) * ROW)
    for place, (name, lengths) in enumerate(rows.items()):
        top = place * ROW
        sheet.text((4, top + 14), name, anchor="start")
        _forward(sheet, symbols, top + 50)
        _back(sheet, lengths, top + 90)
    return Drawing((sheet, _words(symbols, rows)))


def _words(symbols: Sequence[str], rows: Mapping[str, Sequence[int]]) -> str:
    """Say what the figure shows."""
    ways = []
    for name, lengths in rows.items():
        pieces = " and ".join(f"{n} steps" for n in lengths)
        one = f"in one piece of {pieces}" if len(lengths) == 1 else f"in pieces of {pieces}"
        ways.append(f"{name}: the gradient goes back {one}.")
    return (
        f"The network reads {' '.join(symbols)}, and its state goes on from each step to the "
        f"next, in all {len(rows)} rows. {' '.join(ways)}"
    )


def _forward(sheet: Sheet, symbols: Sequence[str], y: float) -> None:
    """Draw the symbols in boxes, and arrows from each to the next."""
    for t, symbol in enumerate(symbols):
        x = LEFT + t * STEP
        sheet.bar(x - BOX / 2, y - BOX / 2, BOX, BOX, edge="ink", round=5)
        sheet.text((x, y), symbol)
        if t:
            sheet.arrow([(x - STEP + BOX / 2, y), (x - BOX / 2 - 2, y)])


def _back(sheet: Sheet, lengths: Sequence[int], y: float) -> None:
    """Draw an arrow to the left below each piece, and a dashed line at each cut."""
    for end, length in zip(itertools.accumulate(lengths), lengths, strict=True):
        right, left = LEFT + (end - 1) * STEP + BOX / 2, LEFT + (end - length) * STEP - BOX / 2
        sheet.arrow([(right, y), (left, y)], "red", head=10)
        if end < sum(lengths):
            x = LEFT + (end - 0.5) * STEP
            sheet.line([(x, y - 12), (x, y + 12)], "ink", dashes="3 2")
