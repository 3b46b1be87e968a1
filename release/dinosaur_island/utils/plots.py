"""The figures of the lesson: functions that take data and an `Axes`, draw, and return
it.

`show(figure, ...)` draws one in a notebook. Each figure carries a text that says the
same to someone who can't see it: the label of its `Figure`, which `show` hands to the
notebook as the picture's alternative. Colours are Okabe and Ito's (2008), told apart by
colour-blind people; the ground is always white, so a dark page changes nothing.
matplotlib is imported when the first figure is drawn, never by `import utils`.
"""

from __future__ import annotations

import asyncio
import base64
import html
import io
import sys
from importlib.util import find_spec

import numpy as np

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, RED, PURPLE, GREY = "#F0E442", "#0072B2", "#D55E00", "#CC79A7", "#5F5F5F"
DPI = 110


class Picture:
    """A drawn figure: PNG bytes and the text that says the same. A notebook shows it as
    a cell's last value.

    It goes out as HTML too: JupyterLab and nbconvert show a bare PNG without its text,
    and HTML is what they prefer.
    """

    def __init__(self, png: bytes, text: str):
        self.png, self.text = png, text

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self):
        source = base64.b64encode(self.png).decode("ascii")
        return f'<img alt="{html.escape(self.text)}" src="data:image/png;base64,{source}">'

    def _repr_mimebundle_(self, include=None, exclude=None):
        data = {"text/html": self._repr_html_(), "image/png": self.png, "text/plain": self.text}
        return data, {"image/png": {"alt": self.text}}


def show(draw, *data, size=(8.0, 3.4), **keywords) -> Picture | Coming:
    """Draw `draw(*data, ax, **keywords)` on a new white sheet of `size` inches and
    return the picture with its text.

    On the page with nothing to install matplotlib comes with the first figure: until it
    is there, a line stands in the figure's place, and the notebook goes on.
    """
    if sys.platform == "emscripten" and not find_spec("matplotlib"):
        return Coming(lambda: _drawn(draw, data, size, keywords))
    return _drawn(draw, data, size, keywords)


def _drawn(draw, data, size, keywords) -> Picture:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, dpi=DPI, facecolor="white", layout="constrained")
    FigureCanvasAgg(figure)
    draw(*data, figure.add_subplot(), **keywords)
    png = io.BytesIO()
    figure.savefig(png, format="png", metadata={"Software": None})
    return Picture(png.getvalue(), figure.get_label())


class Coming:
    """A figure that is drawn as soon as matplotlib is here, in the place where it was
    shown: for Python in a browser."""

    def __init__(self, drawn):
        self._drawn = drawn

    def _ipython_display_(self):
        from IPython.display import display

        line = display(
            {
                "text/plain": "The figure comes as soon as matplotlib is loaded. Go on meanwhile."
            },
            raw=True,
            display_id=True,
        )
        self.task = asyncio.ensure_future(self._draw(line))

    async def _draw(self, line):
        await _matplotlib()
        try:
            line.update(self._drawn())
        except Exception as error:  # noqa: BLE001  a student's data may be anything; the cell that drew it has ended
            said = f"The figure could not be drawn: {type(error).__name__}: {error}"
            line.update({"text/plain": said}, raw=True)


def _matplotlib():
    """matplotlib, loaded once however many figures wait for it; to be awaited."""
    global _loading
    if _loading is None:
        from pyodide_js import loadPackage  # of Pyodide, Python in a browser

        _loading = asyncio.ensure_future(loadPackage("matplotlib"))
    return _loading


_loading: asyncio.Future | None = None


def tell(ax, text: str):
    """Give the figure of `ax` its text alternative; returns `ax`."""
    ax.figure.set_label(text)
    return ax


def unrolled(name: str, n_a: int, n_x: int, ax):
    """Figure 1: the network, one column a step, reading `name`; `n_a` hidden units,
    `n_x` symbols."""
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
    rows = [
        f"input x  ({n_x}, 1)",
        f"state a  ({n_a}, 1)",
        f"prediction ŷ  ({n_x}, 1)",
        "target y",
    ]
    for level, text in enumerate(rows):
        ax.text(last + 0.5, level, text, va="center", fontsize=10, color=BLACK)
    ax.set(xlim=(-1.5, last + 2.4), ylim=(-0.5, 3.5))
    ax.axis("off")
    return tell(
        ax,
        f"Figure 1. The network unrolled over {len(inputs)} steps, reading the name {name}. At each step an input of "
        f"shape ({n_x}, 1) and the state before, ({n_a}, 1), give a new state and a prediction ({n_x}, 1). A dashed "
        "arrow leads from each target to the next input: the target at step t is the input at step t + 1. The first "
        "input is all zeros, the last target is the newline.",
    )


def _sub(number: int) -> str:
    return "".join("₀₁₂₃₄₅₆₇₈₉"[int(digit)] for digit in str(number))


def _box(ax, x, y, text, color):
    style = {
        "boxstyle": "round,pad=0.35",
        "facecolor": "white",
        "edgecolor": color,
        "linewidth": 1.8,
    }
    ax.text(x, y, text, ha="center", va="center", fontsize=11, color=BLACK, bbox=style)


def _arrow(ax, start, end, color=GREY, style="-"):
    arrow = {"arrowstyle": "->", "color": color, "linewidth": 1.3, "linestyle": style}
    ax.annotate("", xy=end, xytext=start, arrowprops=arrow)


def cliff(w):
    """A loss with a gentle valley at w = 0 and a wall at w = 2."""
    return 0.08 * w**2 + 3.0 / (1.0 + np.exp(-12.0 * (w - 2.0)))


def cliff_slope(w):
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


def clipping(start: float, steps: int, rate: float, limit: float, ax):
    """Figure 2: gradient descent from `start` at the foot of a cliff, computed with and
    without clipping at `limit`."""
    free, held = descend(start, steps, rate), descend(start, steps, rate, limit)
    w = np.linspace(min(free) - 0.6, 3.2, 600)
    ax.plot(w, cliff(w), color=GREY, linewidth=2, label="loss")
    for path, color, marker, label in (
        (free, RED, "s", "without clipping"),
        (held, BLUE, "o", f"clipped at {limit:g}"),
    ):
        place = np.array(path)
        ax.plot(
            place,
            cliff(place),
            color=color,
            marker=marker,
            linewidth=1.2,
            markersize=6,
            label=label,
        )
    ax.annotate(
        "start", (start, cliff(start)), xytext=(start + 0.35, cliff(start) - 0.1), color=BLACK
    )
    ax.set(xlabel="one weight, w", ylabel="loss")
    ax.legend(frameon=False, loc="upper center")
    _plain(ax)
    return tell(
        ax,
        "Figure 2. Loss against one weight: a gentle valley at 0 and a steep wall at 2. Both walks start on the wall, "
        f"at {start:g}, where the slope is {cliff_slope(start):.1f}. Without clipping the first step flings the weight "
        f"to {free[1]:.1f}, and after {steps} steps the loss is {cliff(free[-1]):.2f}. Clipped at {limit:g}, the first "
        f"step goes to {held[1]:.1f}, and after {steps} steps the loss is {cliff(held[-1]):.2f}.",
    )


def sampling(probabilities, drawn, ix_to_char, ax):
    """Figure 3: a row of bars a step, the model's own probabilities; the drawn letter's
    bar is marked.

    `probabilities` is (T, n_y) or (T, n_y, 1), `drawn` the T indices that were drawn.
    """
    p = np.asarray(probabilities).reshape(len(drawn), -1)
    letters = [_visible(ix_to_char[ix]) for ix in range(p.shape[1])]
    for t, (row, ix) in enumerate(zip(p, drawn, strict=True)):
        colors = [ORANGE if i == ix else SKY for i in range(len(row))]
        edges = {
            "edgecolor": [BLACK if i == ix else BLUE for i in range(len(row))],
            "linewidth": 0.8,
        }
        ax.bar(
            range(len(row)), 0.85 * row / p.max(), bottom=-t, color=colors, width=0.8, **edges
        )
        ax.axhline(-t, color=GREY, linewidth=0.6)
        ax.text(
            len(row) - 0.2,
            -t + 0.08,
            f"→ {letters[ix]}   p = {row[ix]:.2f}",
            fontsize=10,
            color=BLACK,
        )
    ax.set_xticks(range(len(letters)), letters)
    ax.set_yticks([-t for t in range(len(drawn))], [f"step {t + 1}" for t in range(len(drawn))])
    ax.set(xlim=(-0.7, len(letters) * 1.22), ylim=(-len(drawn) + 0.8, 1))
    ax.set_xlabel("symbols; a bar is as high as its symbol is probable")
    _plain(ax)
    ax.spines["left"].set_visible(False)
    steps = "; ".join(
        f"step {t + 1} draws {letters[ix]} with probability {row[ix]:.2f}, the likeliest was "
        f"{letters[int(row.argmax())]} with {row.max():.2f}"
        for t, (row, ix) in enumerate(zip(p, drawn, strict=True))
    )
    return tell(ax, f"Figure 3. Sampling, one row of bars a step, one bar a symbol: {steps}.")


def _visible(char: str) -> str:
    return {"\n": r"\n", " ": "␣"}.get(char, char)


def _plain(ax):
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.tick_params(length=0)
