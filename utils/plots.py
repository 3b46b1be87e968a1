"""The figures of the lesson: functions that take data and an `Axes`, draw, and return
it.

`show(figure, ...)` draws one in a notebook. Each figure carries a text that says the
same to someone who can't see it: the label of its `Figure`, which `show` hands to the
notebook as the picture's alternative. Colours are Okabe and Ito's (2008), told apart by
colour-blind people. The file's ground is white; on a notebook's dark page it is shown
with light and dark changed over and the hues kept. matplotlib is imported when the
first figure is drawn, never by `import utils`.
"""

from __future__ import annotations

import html
import io
import re
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import quote

import numpy as np

from .corpus import data_file

if TYPE_CHECKING:
    import asyncio

    from IPython.display import DisplayHandle
    from matplotlib.axes import Axes

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, RED, PURPLE, GREY = "#F0E442", "#0072B2", "#D55E00", "#CC79A7", "#5F5F5F"
CSS_INCH = 96  # an inch of a figure on the page, so that its 10 points are the page's
NOTHING_ABOUT_IT = dict.fromkeys(("Creator", "Date", "Format", "Type"))
WIDEST = 5.2  # inches: a phone shows two thirds of it, where letters can still be read

# How JupyterLab, Jupyter Notebook, VS Code and Colab mark a dark page.
DARK_PAGES = (
    '[data-jp-theme-light="false"]',
    ".vscode-dark",
    ".vscode-high-contrast:not(.vscode-high-contrast-light)",
    "html[theme=dark]",
)
# White becomes the #111 of JupyterLab's dark page; where the page is lighter, the page.
DARK = "filter:invert(.933) hue-rotate(180deg);mix-blend-mode:lighten"
STYLE = (
    "<style>.island-figure{max-width:100%;height:auto}"
    + ",".join(f"{page} .island-figure" for page in DARK_PAGES)
    + f"{{{DARK}}}</style>"
)


class Picture:
    """A drawn figure: SVG and the text that says the same. A notebook shows it as a
    cell's last value.

    It goes out as HTML alone, so that a saved notebook holds it once: JupyterLab and
    nbconvert show a bare picture without its text. In an `img` no script of it runs.
    """

    def __init__(self, svg: str, text: str, width: int) -> None:
        self.svg, self.text, self.width = svg, text, width

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        source = quote(self.svg.replace('"', "'"), safe=" '/:=;,()-.")
        return (
            f'<img alt="{html.escape(self.text)}" src="data:image/svg+xml,{source}"'
            f' width="{self.width}" class="island-figure">{STYLE}'
        )


def show(
    draw: Callable,
    *data: object,
    size: tuple[float, float] = (8.0, 3.4),
    number: int | None = None,
    **keywords: object,
) -> Picture | Coming:
    """Draw `draw(*data, ax, **keywords)` on a new white sheet of `size` inches, of which
    the width is at most `WIDEST`, and return the picture with its text, which begins
    with the figure's `number` if it has one.

    On the page with nothing to install matplotlib comes with the first figure: until it
    is there, a line stands in the figure's place, and the notebook goes on.
    """
    if sys.platform == "emscripten" and not find_spec("matplotlib"):
        return Coming(lambda: _drawn(draw, data, size, number, keywords))
    return _drawn(draw, data, size, number, keywords)


def _drawn(
    draw: Callable, data: tuple, size: tuple[float, float], number: int | None, keywords: dict
) -> Picture:
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    sheet = (min(size[0], WIDEST), size[1])
    figure = Figure(figsize=sheet, facecolor="white", layout="constrained")
    draw(*data, figure.add_subplot(), **keywords)
    svg = io.StringIO()
    with rc_context({"svg.hashsalt": "island"}):  # its names of parts are the same each time
        figure.savefig(svg, format="svg", metadata=NOTHING_ABOUT_IT)
    text = figure.get_label() if number is None else f"Figure {number}. {figure.get_label()}"
    return Picture(_shortened(svg.getvalue()), text, round(sheet[0] * CSS_INCH))


def _shortened(svg: str) -> str:
    """Take comments, line breaks and digits beyond a hundredth of a point out of an SVG."""
    svg = re.sub(
        r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>",
        "",
        svg,
        flags=re.DOTALL,
    )
    paths = re.compile(r'(?<= d=")[^"]*')
    svg = paths.sub(lambda path: re.sub(r"(\.\d\d)\d+", r"\1", path.group()), svg)
    return re.sub(r"\s*\n\s*", " ", svg).strip().replace("> <", "><")


class Coming:
    """A figure that is drawn as soon as matplotlib is here, in the place where it was
    shown: for Python in a browser."""

    def __init__(self, drawn: Callable[[], Picture]) -> None:
        self._drawn = drawn

    def _ipython_display_(self) -> None:
        import asyncio  # takes longer than all else of this kit, and is there already in a browser

        from IPython.display import display

        line = display(
            {
                "text/plain": "The figure comes as soon as matplotlib is loaded. Go on meanwhile."
            },
            raw=True,
            display_id=True,
        )
        self.task = asyncio.ensure_future(self._draw(line))

    async def _draw(self, line: DisplayHandle) -> None:
        await _matplotlib()
        try:
            line.update(self._drawn())
        except Exception as error:  # noqa: BLE001  a student's data may be anything; the cell that drew it has ended
            said = f"The figure could not be drawn: {type(error).__name__}: {error}"
            line.update({"text/plain": said}, raw=True)


def _matplotlib() -> asyncio.Future:
    """matplotlib, loaded once however many figures wait for it; to be awaited."""
    global _loading
    if _loading is None:
        import asyncio

        from pyodide_js import loadPackage  # of Pyodide, Python in a browser

        _loading = asyncio.ensure_future(loadPackage("matplotlib"))
    return _loading


_loading: asyncio.Future | None = None


def tell(ax: Axes, text: str) -> Axes:
    """Give the figure of `ax` its text alternative; returns `ax`."""
    ax.figure.set_label(text)
    return ax


def unrolled(name: str, n_a: int, n_x: int, ax: Axes) -> Axes:
    """The network, one column a step, reading `name`; `n_a` hidden units, `n_x`
    symbols. The first column's arrows carry the weights and their sizes."""
    inputs = ["zeros", *name]
    targets = [*name, r"\n"]
    last = len(inputs) - 1
    for t, (x, y) in enumerate(zip(inputs, targets, strict=True)):
        _box(ax, t, 0, x, GREY if t == 0 else BLUE)
        _box(ax, t, 1, f"a{_sub(t + 1)}", GREEN)
        _box(ax, t, 2, f"ŷ{_sub(t + 1)}", PURPLE)
        _box(ax, t, 3, y, RED)
        _arrow(ax, (t, 0.25), (t, 0.75))
        _arrow(ax, (t, 1.25), (t, 1.75))
        ax.plot([t, t], [2.27, 2.73], color=RED, linestyle=":", linewidth=1.5)
        _arrow(ax, (t - 0.72, 1), (t - 0.22, 1))
        if t < last:
            _arrow(ax, (t + 0.18, 2.82), (t + 0.84, 0.26), color=RED, style="--")
    _box(ax, -1, 1, "a₀ = 0", GREY)
    sizes = {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (n_x, n_a)}
    for weight, place in {
        "Wax": (-0.08, 0.5),
        "Waa": (-0.3, 1.33),
        "Wya": (-0.08, 1.66),
    }.items():
        rows, columns = sizes[weight]
        ax.text(*place, f"{weight} ({rows}, {columns})", ha="right", va="center", fontsize=10)
    levels = ["input x", "state a", "prediction ŷ", "target y"]
    shapes = [f"({n_x}, 1)", f"({n_a}, 1)", f"({n_x}, 1)", ""]
    for level, (text, shape) in enumerate(zip(levels, shapes, strict=True)):
        ax.text(last + 0.4, level, f"{text}\n{shape}".strip(), va="center", fontsize=10)
    ax.set(xlim=(-1.5, last + 1.4), ylim=(-0.4, 3.35))
    ax.axis("off")
    weights = ", ".join(f"{name} {size}" for name, size in sizes.items())
    return tell(
        ax,
        f"The network unrolled over {len(inputs)} steps, reading the name {name}. At each step an input of "
        f"shape ({n_x}, 1) and the state before, ({n_a}, 1), give a new state and a prediction ({n_x}, 1). The "
        f"same weights stand on the arrows of each step: {weights}. A dashed "
        "arrow leads from each target to the next input: the target at step t is the input at step t + 1. The first "
        "input is all zeros, the last target is the newline.",
    )


def _sub(number: int) -> str:
    return "".join("₀₁₂₃₄₅₆₇₈₉"[int(digit)] for digit in str(number))


def _box(ax: Axes, x: float, y: float, text: str, color: str, pad: float = 0.35) -> None:
    style = {
        "boxstyle": f"round,pad={pad}",
        "facecolor": "white",
        "edgecolor": color,
        "linewidth": 1.8,
    }
    ax.text(x, y, text, ha="center", va="center", fontsize=11, color=BLACK, bbox=style)


def _arrow(
    ax: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    color: str = GREY,
    style: str = "-",
) -> None:
    arrow = {"arrowstyle": "->", "color": color, "linewidth": 1.3, "linestyle": style}
    ax.annotate("", xy=end, xytext=start, arrowprops=arrow)


def cliff(w: float | np.ndarray) -> float | np.ndarray:
    """A loss with a gentle valley at w = 0 and a wall at w = 2."""
    return 0.08 * w**2 + 3.0 / (1.0 + np.exp(-12.0 * (w - 2.0)))


def cliff_slope(w: float | np.ndarray) -> float | np.ndarray:
    """The derivative of `cliff`."""
    s = 1.0 / (1.0 + np.exp(-12.0 * (w - 2.0)))
    return 0.16 * w + 36.0 * s * (1.0 - s)


def descend(w: float, steps: int, rate: float, limit: float | None = None) -> list[float]:
    """The places that gradient descent visits on `cliff` from `w`; `limit` clips the
    slope to [-limit, limit]."""
    path = [w]
    for _ in range(steps):
        slope = cliff_slope(path[-1])
        path.append(
            path[-1] - rate * (slope if limit is None else np.clip(slope, -limit, limit))
        )
    return [float(w) for w in path]


def clipping(
    start: float, steps: int, rate: float, limit: float, norms: np.ndarray, ax: Axes
) -> Axes:
    """Left, gradient descent from `start` at the foot of a cliff, computed with and
    without clipping at `limit`; right, the gradient's `norms` of this network in a fast
    training, measured: a row (without, with) an iteration, as `gradient_norms` reads
    them."""
    ax, right = _two(ax)
    free, held = descend(start, steps, rate), descend(start, steps, rate, limit)
    w = np.linspace(min(free) - 0.6, 3.2, 600)
    ax.plot(w, cliff(w), color=GREY, linewidth=2)
    for path, color, marker, label in (
        (free, RED, "s", "without clipping"),
        (held, BLUE, "o", "with clipping"),
    ):
        place = np.array(path)
        style = {"color": color, "marker": marker, "linewidth": 1.2, "markersize": 5}
        ax.plot(place, cliff(place), label=label, **style)
    ax.annotate("start", (start, cliff(start)), xytext=(start + 0.3, cliff(start) - 0.1))
    ax.set(xlabel="one weight", ylabel="loss", title="a cliff", xlim=(None, 4.3))
    ax.legend(frameon=False, loc="upper center")
    _plain(ax)
    right.semilogy(norms[:, 0], color=RED, linewidth=1.2)
    right.semilogy(norms[:, 1], color=BLUE, linewidth=1.2)
    right.set(xlabel="iteration", ylabel="norm of the gradient", title="this network")
    _plain(right)
    worst = int(norms[:, 0].argmax())
    return tell(
        ax,
        "Left, loss against one weight: a gentle valley at 0 and a steep wall at 2. Both walks start on the wall, "
        f"at {start:g}, where the slope is {cliff_slope(start):.1f}. Without clipping the first step flings the weight "
        f"to {free[1]:.1f}, and after {steps} steps the loss is {cliff(free[-1]):.2f}. Clipped at {limit:g}, the first "
        f"step goes to {held[1]:.2f}, and after {steps} steps the loss is {cliff(held[-1]):.2f}. Right, the norm of "
        f"this network's gradient over {len(norms)} iterations of a fast training. Without clipping it is highest at "
        f"iteration {worst}, with {norms[worst, 0]:.0f}, and over the last hundred its median is "
        f"{np.median(norms[-100:, 0]):.0f}; with clipping that is {np.median(norms[-100:, 1]):.0f}.",
    )


def _two(ax: Axes) -> tuple[Axes, Axes]:
    """`ax`, moved to the left half of its figure, and a new one in the right half."""
    from matplotlib.gridspec import GridSpec

    grid = GridSpec(1, 2, figure=ax.figure)
    ax.set_subplotspec(grid[0])
    return ax, ax.figure.add_subplot(grid[1])


def gradient_norms() -> np.ndarray:
    """The measured norms (iterations, 2) of this network's gradient, without clipping
    and with it: `data/gradients.csv`, whose certificate is `data/README.md`."""
    return np.loadtxt(data_file("gradients.csv"), delimiter=",", skiprows=1)[:, 1:]


def sampling(
    probabilities: np.ndarray, drawn: Sequence[int], ix_to_char: dict[int, str], ax: Axes
) -> Axes:
    """A row of bars a step, the model's own probabilities; the drawn letter's bar is
    marked, and an arrow leads from it to the next step's input.

    `probabilities` is (T, n_y) or (T, n_y, 1), `drawn` the T indices that were drawn.
    """
    p = np.asarray(probabilities).reshape(len(drawn), -1)
    n_y = p.shape[1]
    letters = [_visible(ix_to_char[ix]) for ix in range(n_y)]
    inputs = ["zeros", *(letters[ix] for ix in drawn)]
    left, right = -0.13 * n_y - 0.5, 1.04 * n_y - 0.5
    for t, (row, ix) in enumerate(zip(p, drawn, strict=True)):
        _step_bars(ax, -t, 0.62 * row / p.max(), ix)
        _box(ax, left, -t + 0.14, inputs[t], GREY if t == 0 else BLUE, pad=0.25)
        ax.text(
            right, -t + 0.14, f"{letters[ix]}   p = {row[ix]:.2f}", va="center", fontsize=10
        )
        if t < len(drawn) - 1:
            way = (
                [right + 0.02 * n_y, right + 0.02 * n_y, left],
                [-t - 0.04, -t - 0.22, -t - 0.22],
            )
            ax.plot(*way, color=RED, linestyle="--", linewidth=1.2)
            _arrow(ax, (left, -t - 0.22), (left, -t - 0.64), color=RED, style="--")
    ax.set_xticks(range(n_y), letters)
    ax.set_yticks([])
    ax.set(xlim=(left - 0.07 * n_y, 1.27 * n_y), ylim=(-len(drawn) + 0.75, 0.85))
    ax.text(left, 0.75, "input", ha="center", fontsize=10)
    ax.text(right, 0.75, "drawn", fontsize=10)
    ax.set_xlabel("symbols; a bar is as high as its symbol is probable")
    _plain(ax)
    ax.spines["left"].set_visible(False)
    steps = "; ".join(
        f"step {t + 1} reads {inputs[t]} and draws {letters[ix]} with probability {row[ix]:.2f}, the likeliest was "
        f"{letters[int(row.argmax())]} with {row.max():.2f}"
        for t, (row, ix) in enumerate(zip(p, drawn, strict=True))
    )
    return tell(
        ax,
        "Sampling, one row of bars a step, one bar a symbol. An arrow leads from each drawn symbol back to "
        f"the next step's input: {steps}.",
    )


def _step_bars(ax: Axes, bottom: float, heights: np.ndarray, drawn: int) -> None:
    """One step of `sampling`: a bar a symbol on the line at `bottom`, that of `drawn`
    marked."""
    marked = np.arange(len(heights)) == drawn
    colors, edges = np.where(marked, ORANGE, SKY), np.where(marked, BLACK, BLUE)
    style = {"color": list(colors), "edgecolor": list(edges), "linewidth": 0.8, "width": 0.8}
    ax.bar(range(len(heights)), heights, bottom=bottom, **style)
    ax.plot([-0.5, len(heights) - 0.5], [bottom, bottom], color=GREY, linewidth=0.6)


def _visible(char: str) -> str:
    return {"\n": r"\n", " ": "␣"}.get(char, char)


def _plain(ax: Axes) -> None:
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.tick_params(length=0)
