"""How far a gradient goes back: the three ways to cut backpropagation through time.

The figure is SVG in the page's own colour, so it needs neither matplotlib nor a
second version for dark pages.
"""

from __future__ import annotations

import html
import itertools
from collections.abc import Mapping, Sequence

__all__ = ["Drawing", "drawn"]

STEP, BOX = 29, 21  # from one letter to the next, and a letter's square
TOP, ROW = 8, 84
WAY_BACK = "#D55E00"  # Okabe and Ito's vermilion: 3 to 1 against white and against #111


class Drawing(str):
    """An SVG that a notebook shows; elsewhere the text that says the same."""

    def __new__(cls, svg: str, words: str) -> Drawing:
        made = super().__new__(cls, svg)
        made.words = words
        return made

    words: str

    def __repr__(self) -> str:
        return self.words

    def _repr_html_(self) -> str:
        return str(self)


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
    words = _words(symbols, rows)
    width, height = len(text) * STEP + TOP, len(rows) * ROW
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{html.escape(words)}" font-family="sans-serif" font-size="12" '
        f'fill="currentColor" stroke="none" '
        f'style="display:block;width:100%;max-width:{1.6 * width:.0f}px;height:auto">'
    ]
    for place, (name, lengths) in enumerate(rows.items()):
        parts.append(f'<g transform="translate({TOP / 2} {place * ROW + TOP})">')
        parts += [_name(name), *_forward(symbols), *_back(lengths), "</g>"]
    return Drawing("".join([*parts, "</svg>"]), words)


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


def _name(name: str) -> str:
    return f'<text x="0" y="11" font-weight="bold">{html.escape(name)}</text>'


def _forward(symbols: Sequence[str]) -> list[str]:
    """Draw the symbols in squares, and thin arrows from each to the next."""
    found = []
    for t, symbol in enumerate(symbols):
        x, middle = t * STEP, 20 + BOX / 2
        found.append(
            f'<rect x="{x}" y="20" width="{BOX}" height="{BOX}" rx="3" fill="none" stroke="currentColor"/>'
            f'<text x="{x + BOX / 2}" y="{middle + 4}" text-anchor="middle">{html.escape(symbol)}</text>'
        )
        if t:
            found.append(_arrow(x - STEP + BOX, x - 1, middle, "currentColor", 1, 3))
    return found


def _back(lengths: Sequence[int]) -> list[str]:
    """Draw a thick arrow to the left below each piece, and a dashed line at each cut."""
    found, ends = [], itertools.accumulate(lengths)
    for end, length in zip(ends, lengths, strict=True):
        right, left = (end - 1) * STEP + BOX, (end - length) * STEP
        found.append(_arrow(right, left, 54, WAY_BACK, 3, 6))
        if end < sum(lengths):
            x = end * STEP - (STEP - BOX) / 2
            found.append(
                f'<path d="M{x} 46V63" stroke="currentColor" stroke-dasharray="3 2" fill="none"/>'
            )
    return found


def _arrow(start: float, end: float, y: float, colour: str, thick: int, head: int) -> str:
    """Draw a level arrow, in either direction."""
    back = head if start > end else -head  # from the tip towards the shaft
    return (
        f'<path d="M{start} {y}H{end + back}" stroke="{colour}" stroke-width="{thick}" fill="none"/>'
        f'<path d="M{end} {y}l{back} {-head}v{2 * head}z" fill="{colour}"/>'
    )
