"""A sheet to draw on without matplotlib: boxes, arrows, lines and axes as SVG, and the
`Drawing` that a notebook shows.

Coordinates are the page's pixels, from the upper left corner. Colours go by name; the
page's own letters give the ink, and a dark page has lighter hues. On a telephone a sheet
shrinks to the width of the page.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Sequence

from .plots import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, RED, SKY, STYLE, Picture

Point = tuple[float, float]

LETTERS = 14  # pixels
LETTER_WIDTH = (
    0.55 * LETTERS
)  # of an average letter; what is wider than thought touches nothing

HUES = {
    **{"blue": BLUE, "sky": SKY, "red": RED, "green": GREEN, "purple": PURPLE},
    **{"orange": ORANGE, "grey": GREY, "ink": BLACK, "none": "none"},
}


class Drawing:
    """Sheets side by side, or below each other on a narrow page, each with the text that
    says the same. A notebook shows it as a cell's last value."""

    def __init__(self, *panels: tuple[Sheet, str], number: int | None = None) -> None:
        begin = "" if number is None else f"Figure {number}. "
        texts = [begin + panels[0][1], *(text for _, text in panels[1:])]
        self.text = " ".join(texts)
        self.pictures = [
            Picture(sheet.svg(), text, sheet.width)
            for (sheet, _), text in zip(panels, texts, strict=True)
        ]

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        # JupyterLab makes a block of each image that is not inside of something
        images = " ".join(picture.image for picture in self.pictures)
        return f'<div class="island-panels">{images}</div>{STYLE}'


class Sheet:
    """A drawing in the making, `width` by `height` pixels."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = round(width), round(height)
        self.parts: list[str] = []

    def svg(self) -> str:
        """The SVG of what was drawn, on white ground."""
        size = f'viewBox="0 0 {self.width} {self.height}" width="{self.width}" height="{self.height}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} fill="none" font-family="system-ui,sans-serif">'
            f'<path d="M0,0h{self.width}v{self.height}h-{self.width}z" fill="#ffffff"/>{"".join(self.parts)}</svg>'
        )

    def _add(self, tag: str, values: dict[str, object], inner: str = "") -> None:
        said = "".join(f' {name}="{_short(value)}"' for name, value in values.items())
        self.parts.append(f"<{tag}{said}>{inner}</{tag}>" if inner else f"<{tag}{said}/>")

    def text(
        self,
        place: Point,
        said: str,
        color: str = "ink",
        anchor: str = "middle",
        size: int = LETTERS,
    ) -> None:
        """Write `said` in the middle of `place`, or with `anchor` "start" or "end" from
        there on or up to there."""
        x, y = place
        at = {"x": x, "y": y + 0.35 * size, "text-anchor": anchor, "font-size": size}
        self._add("text", at | {"fill": HUES[color]}, html.escape(said))

    def line(
        self, points: Iterable[Point], color: str, width: float = 1.5, dashes: str = ""
    ) -> None:
        """Draw a line through `points`; `dashes` are lengths, as "5 4"."""
        through = " ".join(f"{_short(x)},{_short(y)}" for x, y in points)
        dashed = {"stroke-dasharray": dashes} if dashes else {}
        style = {"stroke": HUES[color], "stroke-width": width, "stroke-linejoin": "round"}
        self._add("polyline", {"points": through, **style, **dashed})

    def arrow(
        self, points: Sequence[Point], color: str = "grey", dashes: str = "", head: float = 6
    ) -> None:
        """Draw a line through `points` with a head at its end."""
        self.line(points, color, dashes=dashes)
        (x0, y0), (x, y) = points[-2:]
        along = math.atan2(y - y0, x - x0)
        sides = [along + math.pi - 0.45, along + math.pi + 0.45]
        ends = [(x + head * math.cos(side), y + head * math.sin(side)) for side in sides]
        self.line([ends[0], (x, y), ends[1]], color)

    def box(self, place: Point, said: str, color: str, height: float = 32) -> float:
        """Draw a rounded box around `said` in the middle of `place`; returns half of its
        width."""
        half = box_half(said)
        x, y = place
        self.bar(x - half, y - height / 2, 2 * half, height, edge=color, width=1.8, round=7)
        self.text(place, said)
        return half

    def bar(
        self,
        x: float,
        y: float,
        across: float,
        down: float,
        fill: str = "none",
        edge: str = "none",
        width: float = 0.8,
        round: float = 0,
    ) -> None:
        """Draw a rectangle with its upper left corner at (`x`, `y`)."""
        style = {"fill": HUES[fill], "stroke": HUES[edge], "stroke-width": width}
        place = {"x": x, "y": y, "width": across, "height": down, "rx": round}
        self._add("rect", place | style)

    def bars(
        self, feet: Iterable[tuple[float, float, float]], across: float, fill: str, edge: str
    ) -> None:
        """Draw upright bars of one width; each of `feet` is a left edge, a floor and a
        height. In one element: a figure of hundreds of them stays small."""
        ways = (
            f"M{_short(x)},{_short(y)}v{_short(-height)}h{_short(across)}v{_short(height)}z"
            for x, y, height in feet
        )
        style = {"fill": HUES[fill], "stroke": HUES[edge], "stroke-width": 0.8}
        self._add("path", {"d": "".join(ways), **style})

    def dot(self, place: Point, color: str, square: bool = False, radius: float = 3.5) -> None:
        """Mark `place` with a round or square dot."""
        x, y = place
        if square:
            self.bar(x - radius, y - radius, 2 * radius, 2 * radius, fill=color)
        else:
            self._add("circle", {"cx": x, "cy": y, "r": radius, "fill": HUES[color]})


class Axes:
    """Two axes on a `sheet` between the pixels `left`, `right`, `top` and `bottom`, for
    values within `xs` and `ys`, both (least, most); with `log` the second one goes by
    powers of ten."""

    def __init__(
        self,
        sheet: Sheet,
        edges: tuple[float, float, float, float],
        xs: Point,
        ys: Point,
        log: bool = False,
    ) -> None:
        self.sheet, self.xs, self.log = sheet, xs, log
        self.left, self.right, self.top, self.bottom = edges
        self.ys = (math.log10(ys[0]), math.log10(ys[1])) if log else ys

    def at(self, x: float, y: float) -> Point:
        """The pixels of a value."""
        return self._x(x), self._y(math.log10(y) if self.log else y)

    def _x(self, x: float) -> float:
        least, most = self.xs
        return self.left + (x - least) / (most - least) * (self.right - self.left)

    def _y(self, y: float) -> float:
        least, most = self.ys
        return self.bottom - (y - least) / (most - least) * (self.bottom - self.top)

    def rule(self, x: str, y: str) -> None:
        """Draw the axes with their numbers and their names, `y` above its axis."""
        corner = (self.left, self.bottom)
        self.sheet.line([(self.left, self.top), corner, (self.right, self.bottom)], "grey", 1)
        for value in ticks(*self.xs):
            place = (self._x(value), self.bottom + 12)
            self.sheet.text(place, _number(value), "grey", size=12)
        for value in _whole(*self.ys) if self.log else ticks(*self.ys):
            place = (self.left - 6, self._y(value))
            self.sheet.text(place, _number(10**value if self.log else value), "grey", "end", 12)
        middle = (self.left + self.right) / 2
        self.sheet.text((middle, self.bottom + 32), x)
        self.sheet.text((6, self.top - 16), y, anchor="start")

    def curve(self, points: Iterable[Point], color: str, dashes: str = "") -> None:
        """Draw a line through values; more than a few hundred are drawn thinner, the
        highest and the lowest of each stretch."""
        places = [self.at(x, y) for x, y in points]
        self.sheet.line(thinned(places), color, 1.8, dashes)


def box_half(said: str) -> float:
    """Half of the width of a box around `said`, in pixels."""
    return max(20, len(said) * LETTER_WIDTH / 2 + 8)


def ticks(least: float, most: float, wanted: int = 5) -> list[float]:
    """Round numbers from `least` to `most`, about `wanted` of them."""
    rough = (most - least) / wanted
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= 0.8 * rough)
    first = math.ceil(least / step - 1e-9)
    return [round(i * step, 10) for i in range(first, math.floor(most / step + 1e-9) + 1)]


def _number(value: float) -> str:
    return f"{value:,g}".replace("-", "\N{MINUS SIGN}")


def _whole(least: float, most: float) -> list[float]:
    return list(range(math.ceil(least), math.floor(most) + 1))


def thinned(points: Sequence[Point], most: int = 400) -> list[Point]:
    """At most `most` of the `points`: of each stretch its highest and its lowest, in
    their order, and the last."""
    size = math.ceil(2 * len(points) / (most - 2))
    if len(points) <= most:
        return list(points)
    kept: list[Point] = []
    for start in range(0, len(points), size):
        stretch = points[start : start + size]
        kept += sorted({min(stretch, key=_height), max(stretch, key=_height)})
    return kept if kept[-1] == points[-1] else [*kept, points[-1]]


def _height(point: Point) -> float:
    return point[1]


def _short(value: object) -> str:
    """A value of an attribute; a number with one decimal at most."""
    return f"{round(value, 1):g}" if isinstance(value, float) else str(value)
