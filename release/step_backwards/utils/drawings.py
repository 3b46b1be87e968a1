"""The figures that need no matplotlib: the network step by step, clipping, sampling, and
curves. Each takes data and returns a `Drawing`, which carries a text that says the same
to someone who can't see it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np

from .corpus import data_file
from .plots import _visible
from .svg import LETTER_WIDTH, LETTERS, Axes, Drawing, Point, Sheet

STEP = 60  # pixels from one step of the unrolled network to the next
FIRST = 140  # where the first one stands
LEVELS = {"target": 24, "prediction ŷ": 119, "state a": 214, "input x": 309}
GAP = 17  # from the middle of a box to the end of an arrow


def unrolled(name: str, n_a: int, n_x: int, number: int | None = None) -> Drawing:
    """Draw the network, one column a step, reading `name`; `n_a` hidden units, `n_x`
    symbols. The first column's arrows carry the weights and their sizes."""
    inputs, targets = ["zeros", *name], [*name, r"\n"]
    across = [FIRST + STEP * t for t in range(len(inputs))]
    sheet = Sheet(across[-1] + 34 + 12 * LETTER_WIDTH, LEVELS["input x"] + 26)
    for t, x in enumerate(across):
        _column(sheet, x, t + 1, inputs[t], targets[t])
        before = across[t - 1] + 20 if t else 71
        sheet.arrow([(before + 2, LEVELS["state a"]), (x - 22, LEVELS["state a"])])
    for left, right in itertools.pairwise(across):
        top, bottom, between = LEVELS["target"], LEVELS["input x"] - GAP, left + STEP / 2
        way = [(left + 20, top), (between, top + 10), (between, bottom - 24)]
        sheet.arrow([*way, (right - 10, bottom)], "red", "6 4")
    sheet.box((36, LEVELS["state a"]), "a₀ = 0", "grey")
    sizes = {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (n_x, n_a)}
    for weight, y in {"Wya": 167, "Waa": 188, "Wax": 261}.items():
        sheet.text((FIRST - 9, y), f"{weight} {sizes[weight]}", anchor="end")
    shapes = ["", f"({n_x}, 1)", f"({n_a}, 1)", f"({n_x}, 1)"]
    for (level, y), shape in zip(LEVELS.items(), shapes, strict=True):
        sheet.text((across[-1] + 30, y - 9 * bool(shape)), level, anchor="start")
        sheet.text((across[-1] + 30, y + 9), shape, anchor="start")
    weights = ", ".join(f"{weight} {size}" for weight, size in sizes.items())
    text = (
        f"The network unrolled over {len(inputs)} steps, reading the name {name}. At each step an input of "
        f"shape ({n_x}, 1) and the state before, ({n_a}, 1), give a new state and a prediction ({n_x}, 1). The "
        f"same weights stand on the arrows of each step: {weights}. A dashed "
        "arrow leads from each target to the next input: the target at step t is the input at step t + 1. The first "
        "input is all zeros, the last target is the newline."
    )
    return Drawing((sheet, text), number=number)


def _column(sheet: Sheet, x: float, t: int, read: str, target: str) -> None:
    """Step `t` of the unrolled network, at the pixel `x`."""
    target_y, guess, state, read_y = LEVELS.values()
    sheet.box((x, read_y), read, "grey" if t == 1 else "blue")
    sheet.box((x, state), f"a{_sub(t)}", "green")
    sheet.box((x, guess), f"ŷ{_sub(t)}", "purple")
    sheet.box((x, target_y), target, "red")
    sheet.arrow([(x, read_y - GAP), (x, state + GAP)])
    sheet.arrow([(x, state - GAP), (x, guess + GAP)])
    sheet.line([(x, guess - GAP), (x, target_y + GAP)], "red", dashes="2 3")


def _sub(number: int) -> str:
    return "".join("₀₁₂₃₄₅₆₇₈₉"[int(digit)] for digit in str(number))


CURVES = (("blue", ""), ("red", "7 4"), ("green", "2 3"), ("purple", "9 3 2 3"))
"""How one curve after the other is drawn: told apart without colours too."""
LINES_APART = 2.6 * LETTERS


def curves(
    lines: dict[str, Sequence[float]],
    level: tuple[str, float] | None = None,
    x: str = "",
    y: str = "",
    every: float = 1,
    number: int | None = None,
) -> Drawing:
    """Draw up to four `lines` by their names, each with its last value at its end.

    The value at place i of a line stands above `every` * i of the axis that is named `x`;
    `y` names the other axis. `level` is a dashed line, its name and its value. What is no
    finite number is left out, and the text says how many.
    """
    known = {name: _finite(values, every) for name, values in lines.items()}
    heights = [height for points in known.values() for _, height in points]
    heights += [level[1]] if level else []
    lengths = [every * (len(values) - 1) for values in lines.values()]
    sheet = Sheet(480, 300)
    right = 474 - LETTER_WIDTH * max(map(len, lines), default=0)
    axes = Axes(
        *(sheet, (48, right, 34, 256)),
        *((0, max([*lengths, every])), _around(heights)),
    )
    axes.rule(x, y)
    if level:
        place = axes.at(0, level[1])
        sheet.line([place, (right, place[1])], "grey", dashes="3 4")
        sheet.text((right, place[1] - 10), f"{level[0]} {level[1]:.2f}", "grey", "end", 13)
    for points, (color, dashes) in zip(known.values(), CURVES, strict=False):
        axes.curve(points, color, dashes)
    _ends(axes, known)
    said = "; ".join(_told(name, lines[name], points) for name, points in known.items())
    text = f"{y or 'Values'} against {x or 'their places'}: {said}."
    text += f" A dashed line marks {level[0]}: {level[1]:.2f}." if level else ""
    return Drawing((sheet, text[0].upper() + text[1:]), number=number)


def _finite(values: Sequence[float], every: float) -> list[Point]:
    return [(every * i, float(v)) for i, v in enumerate(values) if math.isfinite(v)]


def _around(heights: Sequence[float]) -> Point:
    """The least and the most that an axis shows: 0 belongs to it if it is not far."""
    least, most = min(heights, default=0), max(heights, default=1)
    least = min(least, 0) if least < most / 2 else least - 0.1 * (most - least)
    return (least, most) if most > least else (least - 1, most + 1)


def _ends(axes: Axes, known: dict[str, list[Point]]) -> None:
    """Write each line's name and last value at its end, in its colour."""
    colors = dict(zip(known, (color for color, _ in CURVES), strict=False))
    lasts = {name: points[-1] for name, points in known.items() if points}
    names = sorted(lasts, key=lambda name: -lasts[name][1])
    heights = _apart([axes.at(*lasts[name])[1] for name in names], axes.top, axes.bottom)
    for name, height in zip(names, heights, strict=True):
        for said, y in ((name, height - 8), (f"{lasts[name][1]:.2f}", height + 8)):
            axes.sheet.text((axes.right + 6, y), said, colors[name], "start")


def _apart(heights: Sequence[float], top: float, bottom: float) -> list[float]:
    """The `heights`, from the uppermost to the lowest, moved so that words there don't
    touch: down from `top`, and up again from `bottom`."""
    down = list(itertools.accumulate([top - LINES_APART, *heights], _below))[1:]
    up = itertools.accumulate([bottom + LINES_APART, *reversed(down)], _above)
    return list(up)[:0:-1]


def _below(upper: float, height: float) -> float:
    return max(height, upper + LINES_APART)


def _above(lower: float, height: float) -> float:
    return min(height, lower - LINES_APART)


def _told(name: str, values: Sequence[float], points: Sequence[Point]) -> str:
    """A line in words: where it begins, where it ends, and whether it goes on as
    numbers."""
    if not points:
        return f"{name} has no number"
    said = f"{name} begins at {points[0][1]:.2f} and ends at {points[-1][1]:.2f}"
    gone = len(values) - len(points)
    return said if not gone else f"{said}, with {gone} of {len(values)} values no numbers"


def cliff(w: float) -> float:
    """A loss with a gentle valley at w = 0 and a wall at w = 2."""
    return 0.08 * w**2 + 3.0 / (1.0 + float(np.exp(-12.0 * (w - 2.0))))


def cliff_slope(w: float) -> float:
    """The derivative of `cliff`."""
    s = 1.0 / (1.0 + float(np.exp(-12.0 * (w - 2.0))))
    return 0.16 * w + 36.0 * s * (1.0 - s)


def descend(w: float, steps: int, rate: float, limit: float | None = None) -> list[float]:
    """The places that gradient descent visits on `cliff` from `w`; `limit` clips the
    slope to [-limit, limit]."""
    path = [w]
    for _ in range(steps):
        slope = cliff_slope(path[-1])
        if limit is not None:
            slope = min(max(slope, -limit), limit)
        path.append(path[-1] - rate * slope)
    return path


def gradient_norms() -> np.ndarray:
    """The measured norms (iterations, 2) of this network's gradient, without clipping
    and with it: `data/gradients.csv`, whose certificate is `data/README.md`."""
    return np.loadtxt(data_file("gradients.csv"), delimiter=",", skiprows=1)[:, 1:]


PANEL = (310, 250)
EDGES = (44.0, 290.0, 50.0, 206.0)


def clipping(
    start: float,
    steps: int,
    rate: float,
    limit: float,
    norms: np.ndarray | None = None,
    number: int | None = None,
) -> Drawing:
    """Draw gradient descent from `start` at the foot of a cliff, computed with and without
    clipping at `limit`; and the gradient's `norms` of this network in a fast training,
    measured: a row (without, with) an iteration, those of `gradient_norms` by default."""
    norms = gradient_norms() if norms is None else norms
    free, held = descend(start, steps, rate), descend(start, steps, rate, limit)
    worst = int(norms[:, 0].argmax())
    walks = (
        "A cliff: loss against one weight, a gentle valley at 0 and a steep wall at 2. Both walks start on the wall, "
        f"at {start:g}, where the slope is {cliff_slope(start):.1f}. Without clipping the first step flings the weight "
        f"to {free[1]:.1f}, and after {steps} steps the loss is {cliff(free[-1]):.2f}. Clipped at {limit:g}, the first "
        f"step goes to {held[1]:.2f}, and after {steps} steps the loss is {cliff(held[-1]):.2f}."
    )
    measured = (
        f"This network: the norm of its gradient over {len(norms)} iterations of a fast training. Without clipping it "
        f"is highest at iteration {worst}, with {norms[worst, 0]:.0f}, and over the last hundred its median is "
        f"{np.median(norms[-100:, 0]):.0f}; with clipping that is {np.median(norms[-100:, 1]):.0f}."
    )
    return Drawing((_walks(free, held), walks), (_norms(norms), measured), number=number)


def _walks(free: Sequence[float], held: Sequence[float]) -> Sheet:
    """The two walks on the cliff, each place marked."""
    sheet = Sheet(*PANEL)
    w = [float(place) for place in np.linspace(min(free) - 0.6, 3.2, 300)]
    heights = [cliff(place) for place in w]
    axes = Axes(sheet, EDGES, (w[0], w[-1]), (0, 1.02 * max(heights)))
    axes.rule("one weight", "loss")
    axes.sheet.text((sheet.width / 2, 10), "a cliff", size=15)
    axes.curve(zip(w, heights, strict=True), "grey")
    both = ((free, "red", "without clipping"), (held, "blue", "with clipping"))
    for line, (path, color, name) in enumerate(both):
        places = [axes.at(place, cliff(place)) for place in path]
        sheet.line(places, color, 1.2)
        for place in places:
            sheet.dot(place, color, square=color == "red")
        beside = (axes.left + 92, axes.top + 82 + 20 * line)  # below the long step back
        sheet.dot(beside, color, square=color == "red")
        sheet.text((beside[0] + 10, beside[1]), name, color, "start")
    x, y = axes.at(free[0], cliff(free[0]))
    sheet.text((x + 9, y), "start", anchor="start")
    return sheet


def _norms(norms: np.ndarray) -> Sheet:
    """The gradient's norms, by powers of ten."""
    sheet = Sheet(*PANEL)
    ends = (0, len(norms) - 1)
    axes = Axes(sheet, EDGES, ends, (float(norms.min()), float(norms.max())), log=True)
    axes.rule("iteration", "norm of the gradient")
    sheet.text((sheet.width / 2, 10), "this network", size=15)
    for column, color in enumerate(("red", "blue")):
        axes.curve(enumerate(norms[:, column]), color)
    return sheet


ROW = 62  # pixels from one step of the sampling to the next
BARS = 42  # the height of the highest bar


def sampling(
    probabilities: np.ndarray,
    drawn: Sequence[int],
    ix_to_char: dict[int, str],
    number: int | None = None,
) -> Drawing:
    """Draw a row of bars a step, the model's own probabilities; the drawn letter's bar is
    marked, and an arrow leads from it to the next step's input.

    `probabilities` is (T, n_y) or (T, n_y, 1), `drawn` the T indices that were drawn.
    """
    p = np.asarray(probabilities).reshape(len(drawn), -1)
    letters = [_visible(ix_to_char[ix]) for ix in range(p.shape[1])]
    inputs = ["zeros", *(letters[ix] for ix in drawn)]
    wide = max(12.5, 240 / len(letters))  # pixels of a bar and the gap beside it
    right = 78 + wide * len(letters)
    sheet = Sheet(right + 104, ROW * len(drawn) + 60)
    sheet.text((34, 12), "input")
    sheet.text((right + 14, 12), "drawn", anchor="start")
    for t, (row, ix) in enumerate(zip(p, drawn, strict=True)):
        floor = 74 + ROW * t
        _bars(sheet, floor, wide, BARS * row / p.max(), ix)
        sheet.box((34, floor - 20), inputs[t], "grey" if t == 0 else "blue", height=26)
        sheet.text((right + 14, floor - 20), letters[ix], anchor="start")
        sheet.text((right + 36, floor - 20), f"p = {row[ix]:.2f}", anchor="start")
        if t < len(drawn) - 1:
            way = [(right + 20, floor - 8), (right + 20, floor + 8), (34, floor + 8)]
            sheet.arrow([*way, (34, floor + ROW - 34)], "red", "6 4")
    below = 74 + ROW * (len(drawn) - 1)
    for ix, letter in enumerate(letters):
        sheet.text((78 + wide * (ix + 0.5), below + 12), letter, size=13)
    said = "bar height: the probability of the symbol"
    sheet.text((78, below + 34), said, "grey", "start", 13)
    steps = "; ".join(
        f"step {t + 1} reads {inputs[t]} and draws {letters[ix]} with probability {row[ix]:.2f}, the likeliest was "
        f"{letters[int(row.argmax())]} with {row.max():.2f}"
        for t, (row, ix) in enumerate(zip(p, drawn, strict=True))
    )
    text = (
        "Sampling, one row of bars a step, one bar a symbol. An arrow leads from each drawn symbol back to "
        f"the next step's input: {steps}."
    )
    return Drawing((sheet, text), number=number)


def _bars(sheet: Sheet, floor: float, wide: float, heights: np.ndarray, drawn: int) -> None:
    """One step of the sampling: a bar a symbol on the line at `floor`, that of `drawn`
    marked."""
    feet = [(78 + wide * (ix + 0.1), floor, float(height)) for ix, height in enumerate(heights)]
    marked = [feet.pop(drawn)]
    sheet.bars(feet, 0.8 * wide, "sky", "blue")
    sheet.bars(marked, 0.8 * wide, "orange", "ink")
    sheet.line([(78, floor), (78 + wide * len(heights), floor)], "grey", 0.8)
