"""The report's figures as SVG text, drawn by matplotlib. They are of one ink, the
page's own, so they hold on a dark page and on paper, and nothing in them is told by
colour alone."""

from __future__ import annotations

import functools
import io
import math
import re
import textwrap
from collections.abc import Sequence

from dinosaur_grader.desk.report.analysis import BINS, Item, Spread, percent
from dinosaur_grader.printable import digits

INK, FILL, PAPER = "#010203", "#040506", "#070809"
"""Stand-ins, replaced by the page's own colours."""
TITLE = 40  # characters of a question's title on a line


def _in_ink(draw):
    """Let a function that draws a figure give its SVG text, every line and letter in the
    page's ink, with ids that no other figure on the page has."""

    @functools.wraps(draw)
    def drawn(*given) -> str:
        import matplotlib

        matplotlib.use("svg")
        from matplotlib import pyplot as plt

        names = (
            "text.color",
            "axes.labelcolor",
            "axes.edgecolor",
            "xtick.color",
            "ytick.color",
        )
        name = draw.__name__
        # a dollar in a question's title is a dollar, text stays text, and what is drawn
        # twice is alike
        plain = {"text.parse_math": False, "svg.fonttype": "none", "svg.hashsalt": name}
        said, unsaid = io.StringIO(), {"Date": None, "Creator": None}
        with matplotlib.rc_context(dict.fromkeys(names, INK) | plain):
            figure = draw(plt, *given)
            figure.savefig(said, format="svg", transparent=True, metadata=unsaid)
            plt.close(figure)
        text = said.getvalue()
        text = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{name}-", text[text.index("<svg") :])
        for stand_in, own in ((INK, "--ink"), (FILL, "--bar"), (PAPER, "--paper")):
            text = text.replace(stand_in, f"var({own})")
        return text

    return drawn


@_in_ink
def distribution(plt, total: Spread, by_function: Sequence[Spread]):
    """Histograms of the totals, with a line at the median, and of each function's
    points."""
    figure, axes = plt.subplots(
        1,
        1 + len(by_function),
        figsize=(3.2 + 1.6 * len(by_function), 2.3),
        width_ratios=[1.7] + [1.0] * len(by_function),
        squeeze=False,
        layout="constrained",
    )
    for axis, spread in zip(axes[0], (total, *by_function), strict=True):
        counts, edges = zip(*((n, low) for low, _, n in spread.bins), strict=True)
        width = spread.most / BINS or 1
        axis.bar(edges, counts, width, align="edge", color=FILL, edgecolor=PAPER)
        axis.set_title(spread.function, fontsize=11)
        axis.set_xlabel(f"points of {digits(spread.most)}", fontsize=9)
        ticks = [0, spread.most / 2, spread.most]
        axis.set_xticks(ticks, list(map(digits, ticks)))
        axis.yaxis.get_major_locator().set_params(integer=True, nbins=4)
        _plain(axis)
    first = axes[0][0]
    first.set_ylabel("students", fontsize=9)
    first.set_ylim(top=1.18 * max(1, *(n for _, _, n in total.bins)))  # room for the median
    first.axvline(total.median, color=INK, linestyle="--", linewidth=1.4)
    right = total.median > 0.6 * total.most
    first.annotate(
        f"median {digits(total.median)} ",
        (total.median, 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(-3 if right else 3, -2),
        textcoords="offset points",
        ha="right" if right else "left",
        va="top",
        fontsize=9,
    )
    return figure


@_in_ink
def passed(plt, items: Sequence[Item]):
    """Which part of the class passed each question, a panel a function; a question to
    look at is hatched."""
    functions = list(dict.fromkeys(item.function for item in items))
    panels = [[item for item in items if item.function == name] for name in functions]
    columns = min(2, len(panels))
    rows = math.ceil(len(panels) / columns)
    heights = [
        max(len(panel) for panel in panels[row * columns : (row + 1) * columns])
        for row in range(rows)
    ]
    figure, axes = plt.subplots(
        rows,
        columns,
        figsize=(5.4 * columns, 0.27 * sum(heights) + 0.5 * rows),
        height_ratios=[height + 1 for height in heights],
        squeeze=False,
        layout="constrained",
    )
    for axis, panel, height in zip(
        axes.flat, panels, (h for h in heights for _ in range(columns)), strict=False
    ):
        _bars(axis, panel, height)
    for axis in list(axes.flat)[len(panels) :]:
        axis.set_visible(False)
    return figure


def _bars(axis, panel: Sequence[Item], height: int) -> None:
    places = range(len(panel))
    bars = axis.barh(places, [100 * item.passed for item in panel], 0.72, color=FILL)
    for bar, item in zip(bars, panel, strict=True):
        bar.set_edgecolor(PAPER if item.look else FILL)
        bar.set_hatch("////" if item.look else "")
        r = f", r {item.correlation:.2f}" if item.correlation is not None else ""
        place, label = (100 * item.passed + 1.5, bar.get_y() + 0.36), percent(item.passed) + r
        axis.text(*place, label, va="center", fontsize=9)
    names = [textwrap.shorten(item.named, TITLE, placeholder="…") for item in panel]
    axis.set_yticks(list(places), names)
    axis.set_ylim(height - 0.5, -0.5)
    axis.set_xlim(0, 132)
    axis.set_xticks([])
    axis.set_title(panel[0].function, fontsize=11, loc="left")
    _plain(axis)
    axis.spines["bottom"].set_visible(False)
    axis.spines["left"].set_bounds(-0.5, len(panel) - 0.5)
    axis.tick_params(length=0)


def _plain(axis) -> None:
    axis.tick_params(labelsize=9)
    axis.spines[["top", "right"]].set_visible(False)
