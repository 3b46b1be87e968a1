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
from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import quote

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

    @property
    def image(self) -> str:
        """The picture as an element of HTML, without its style."""
        source = quote(self.svg.replace('"', "'"), safe=" '/:=;,()-.")
        return (
            f'<img alt="{html.escape(self.text)}" src="data:image/svg+xml,{source}"'
            f' width="{self.width}" class="island-figure">'
        )

    def _repr_html_(self) -> str:
        return self.image + STYLE


def show(
    draw: Callable,
    *data: object,
    size: tuple[float, float] = (8.0, 3.4),
    number: int | None = None,
    **keywords: object,
) -> Picture | Coming:
    """Draw `draw(*data, ax, **keywords)` on a new white sheet of `size` inches, at most
    `WIDEST` wide, and return the picture with its text, which begins with the figure's
    `number` if it has one.

    On the page with nothing to install matplotlib comes with the first figure: until it
    is there, a line stands in the figure's place, and the notebook goes on.
    """
    if sys.platform == "emscripten" and not _is_loaded():
        return Coming(lambda: _drawn(draw, data, size, number, keywords))
    return _drawn(draw, data, size, number, keywords)


def _drawn(
    draw: Callable, data: tuple, size: tuple[float, float], number: int | None, keywords: dict
) -> Picture:
    from matplotlib.figure import Figure

    sheet = (min(size[0], WIDEST), size[1])
    figure = Figure(figsize=sheet, facecolor="white", layout="constrained")
    draw(*data, figure.add_subplot(), **keywords)
    svg = io.StringIO()
    figure.savefig(svg, format="svg", metadata=NOTHING_ABOUT_IT)
    text = figure.get_label() if number is None else f"Figure {number}. {figure.get_label()}"
    return Picture(_shortened(svg.getvalue()), text, round(sheet[0] * CSS_INCH))


def _shortened(svg: str) -> str:
    """Take comments and line breaks out of an SVG, round its lengths to a hundredth of a
    point, and number its parts."""
    svg = re.sub(
        r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>",
        "",
        svg,
        flags=re.DOTALL,
    )
    # Two processors differ in a number's last bits, so matplotlib's names, which are
    # digests of such numbers, differ as a whole.
    names = re.findall(r' id="([A-Za-z]+[0-9a-f]{10})"', svg)
    for place, name in enumerate(dict.fromkeys(names)):
        svg = svg.replace(name, f"part{place}")
    svg = re.sub(r"scale\(.*?\)|-?\d+\.\d{3,}", _rounded, svg)
    return re.sub(r"\s*\n\s*", " ", svg).strip().replace("> <", "><")


def _rounded(found: re.Match[str]) -> str:
    """A length with two decimals at most; a scale as it is."""
    said = found.group()
    return said if said.startswith("scale") else f"{round(float(said), 2) + 0:g}"


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


def _is_loaded() -> bool:
    """Whether matplotlib is here, whole: while it is being unpacked Python finds it too."""
    return bool(find_spec("matplotlib")) and (_loading is None or _loading.done())


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


def _visible(char: str) -> str:
    return {"\n": r"\n", " ": "␣"}.get(char, char)


def _plain(ax: Axes) -> None:
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.tick_params(length=0)
