"""The figures of the second notebook, drawn as those of the first: see
`utils/plots.py`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..findings import coloured
from ..plots import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, RED, tell

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["cell", "losses", "memory", "reach", "stack"]

LETTERS_A_ROW = 42  # so that a short line's letters stand no further apart than a long one's


def _box(
    ax: Axes, x: float, y: float, text: str, color: str, width: float = 1.1, height: float = 0.6
) -> None:
    from matplotlib.patches import FancyBboxPatch

    style = "round,pad=0.02,rounding_size=0.1"
    corner = (x - width / 2, y - height / 2)
    ax.add_patch(
        FancyBboxPatch(
            corner,
            width,
            height,
            boxstyle=style,
            facecolor="white",
            edgecolor=color,
            linewidth=1.8,
        )
    )
    ax.text(x, y, text, ha="center", va="center", fontsize=9, color=BLACK)


def _arrow(
    ax: Axes, start: tuple[float, float], end: tuple[float, float], color: str = GREY
) -> None:
    ax.annotate(
        "",
        xy=end,
        xytext=start,
        arrowprops={"arrowstyle": "->", "color": color, "linewidth": 1.4},
        zorder=0.5,
    )


def cell(n_x: int, n_a: int, ax: Axes) -> Axes:
    """Figure 1: one step of an LSTM layer, with its gates and the shapes of what
    flows."""
    gates = [
        ("forget gate f\nkeep?", RED),
        ("input gate i\nwrite?", BLUE),
        ("candidate g\nwhat?", ORANGE),
    ]
    gates.append(("output gate o\nshow?", GREEN))
    for place, (text, color) in zip((1.5, 3.0, 4.5, 6.0), gates, strict=True):
        _box(ax, place, 1, text, color, 1.3, 0.7)
        _arrow(ax, (place, 0.1), (place, 0.6))
    ax.plot([0.4, 6], [0.1, 0.1], color=GREY, linewidth=1.4)
    ax.text(0.4, 0, f"x (1, {n_x})  and h before (1, {n_a})", va="top", fontsize=9)
    _arrow(ax, (0.4, 2.8), (7.4, 2.8), PURPLE)
    ax.text(0.4, 3.06, f"memory c before (1, {n_a})", va="bottom", fontsize=9)
    ax.text(7.4, 3.06, f"memory c (1, {n_a})", ha="right", va="bottom", fontsize=9)
    for x, sign, sources in ((1.5, "×", (1.5,)), (3.75, "+", (3.0, 4.5))):
        for source in sources:
            _arrow(ax, (source, 1.38), (x, 2.58), GREY)
        _box(ax, x, 2.8, sign, PURPLE, 0.4, 0.4)
    ax.text(3.75, 2.0, "i × g", ha="center", va="center", fontsize=9)
    _arrow(ax, (6, 1.38), (6, 1.75))
    _arrow(ax, (6, 2.78), (6, 2.2), PURPLE)
    _box(ax, 6, 1.97, "× tanh(c)", GREEN, 1.1, 0.4)
    _arrow(ax, (6.58, 1.97), (7.4, 1.97), GREEN)
    ax.text(7.5, 1.66, f"h (1, {n_a})", ha="right", va="top", fontsize=9)
    ax.set(xlim=(0.3, 7.5), ylim=(-0.25, 3.35))
    ax.axis("off")
    return tell(
        ax,
        f"Figure 1. One step of an LSTM layer. The input x, shape (1, {n_x}), and what was shown before, h, shape "
        f"(1, {n_a}), feed four gates. The memory c, shape (1, {n_a}), runs along the top: it is multiplied by the "
        "forget gate, then input gate times candidate is added to it. The output gate times tanh of the memory is the "
        "new h.",
    )


def stack(n_e: int, n_a: int, n_y: int, text: str, ax: Axes) -> Axes:
    """Figure 2: the two layers, one on the other, reading `text`: one column a
    character."""
    levels = ["embedding", "LSTM 1", "LSTM 2", "softmax"]
    colors = [ORANGE, BLUE, GREEN, PURPLE]
    for t, char in enumerate(text):
        ax.text(t * 1.5, -0.8, repr(char), ha="center", va="center", fontsize=10)
        _arrow(ax, (t * 1.5, -0.6), (t * 1.5, -0.32))
        for y, (name, color) in enumerate(zip(levels, colors, strict=True)):
            _box(ax, t * 1.5, y, name, color, 1.24)
            if y:
                _arrow(ax, (t * 1.5, y - 0.68), (t * 1.5, y - 0.32))
            if t and y in (1, 2):
                _arrow(ax, (t * 1.5 - 0.88, y), (t * 1.5 - 0.62, y), color)
    for y, shape in enumerate((n_e, n_a, n_a, n_y)):
        ax.text(len(text) * 1.5 - 0.7, y, f"(1, {shape})", va="center", fontsize=10)
    ax.set(xlim=(-0.8, len(text) * 1.5 + 0.4), ylim=(-1.1, 3.5))
    ax.axis("off")
    return tell(
        ax,
        f"Figure 2. The stacked model reading {text!r}. Each character becomes an embedding of {n_e} numbers, goes "
        f"through a first and a second LSTM layer of {n_a} cells each and through a softmax over {n_y} symbols. Each "
        "layer also hands its state on to its own next step.",
    )


def reach(reaches: Sequence[int], bits: Sequence[float], ax: Axes) -> Axes:
    """Figure 3: the loss in bits per character against how many characters back are
    known."""
    # drawn as precisely as it is said: single precision differs between processors
    ax.plot(reaches, np.round(bits, 2), "o-", color=BLUE)
    ax.set_xscale("log", base=2)
    ax.set_xticks(reaches, [str(k) for k in reaches])
    ax.set(xlabel="characters known", ylabel="held-out loss (bits)")
    ax.grid(alpha=0.3)
    points = ", ".join(f"{k}: {b:.2f}" for k, b in zip(reaches, bits, strict=True))
    return tell(
        ax,
        f"Figure 3. Held-out loss in bits per character by the number of characters known. {points}.",
    )


def losses(
    epochs: np.ndarray, learnt: np.ndarray, held_out: np.ndarray, committed: int, ax: Axes
) -> Axes:
    """Figure 5: the losses, in bits per character, epoch by epoch, with the epoch where
    the committed weights stopped."""
    best = int(held_out.argmin())
    ax.plot(epochs, learnt, color=RED, label="text it learnt from")
    ax.plot(epochs, held_out, color=BLUE, linestyle="--", label="text it never saw")
    ax.axvline(committed, color=GREY, linestyle=":", label="the weights you loaded")
    ax.set(
        xlabel="epoch",
        ylabel="loss (bits per character)",
        ylim=(None, min(3.2, held_out.max() + 0.05)),
    )
    ax.legend(frameon=False)
    ax.grid(alpha=0.3)
    return tell(
        ax,
        f"Figure 5. Two losses over {len(epochs)} epochs, in bits per character. On text it learnt from the loss "
        f"ends at {learnt[-1]:.2f}. On text it never saw it is lowest at epoch "
        f"{epochs[best]:.0f}, {held_out[best]:.2f}, and ends at {held_out[-1]:.2f}.",
    )


def memory(text: str, values: np.ndarray, ax: Axes) -> Axes:
    """Figure 4: the letters of `text`, a line a row, each on a ground that tells what a
    memory cell holds there.

    `values (len(text),)` go from orange, the lowest of them, over white to blue, the
    highest.
    """
    lines = text.rstrip("\n").split("\n")
    ends, start = (float(values.min()), float(values.max())), 0
    for row, line in enumerate(lines):
        shown = f"{line}↵"[: len(values) - start]  # the last one's end may not be there
        coloured(shown, values[start : start + len(shown)], -row, ax, ends)
        start += len(shown)
    width = max(len(line) for line in lines) + 1
    ax.set(xlim=(-1, max(width, LETTERS_A_ROW)), ylim=(0.3 - len(lines), 0.7))
    ax.axis("off")
    return tell(
        ax,
        "Figure 4. What one memory cell holds, letter by letter. "
        + _told_by_line(text, values),
    )


def _told_by_line(text: str, values: np.ndarray) -> str:
    """The value at the begin and the end of each line, in words."""
    told, start = [], 0
    for line in text.rstrip("\n").split("\n"):
        end = start + len(line) - 1
        told.append(f"{line!r}: from {values[start]:+.1f} to {values[end]:+.1f}")
        start = end + 2
    return "; ".join(told) + "."
