"""What a function drew, read from matplotlib's Axes as plain data.

Each Axes is a dictionary: its texts, limits and scales, and the data of its lines,
scattered points, bars and images. Colours and other looks are left out. All is asked by
matplotlib's own methods as its own classes have them, since those of a student's class
may say anything, and in the time of the call.
"""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator

import numpy as np
from matplotlib import pyplot, rcParams
from matplotlib._pylab_helpers import Gcf
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.container import BarContainer, Container
from matplotlib.figure import Figure, SubFigure
from matplotlib.image import AxesImage
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from .perform import in_place_of
from .values import plain_data

MAX_AXES = 16
MAX_ARTISTS = 200
"""Of one kind in an Axes; the counts tell of all."""
MAX_BARS = 10_000
SIDES = ("center", "left", "right")


@contextlib.contextmanager
def clean_sheet() -> Iterator[None]:
    """Set the open figures aside while this lasts, and close afterwards what was drawn.
    Nothing is shown: in a notebook that would close it before it is read."""
    # chosen at the first figure, it may be one that opens a window on this desktop
    if not isinstance(dict.__getitem__(rcParams, "backend"), str):
        pyplot.switch_backend("agg")
    aside, Gcf.figs = Gcf.figs, OrderedDict()
    try:
        with in_place_of(vars(pyplot), {"show": lambda *_, **__: None}):
            yield
    finally:
        pyplot.close("all")
        Gcf.figs = aside


def drawn(value: object) -> object:
    """Read each Axes of the figure that is or holds `value`, what a function returned, or
    else of pyplot's current one. None where nothing was drawn."""
    current = [pyplot.gcf()] if pyplot.get_fignums() else []
    for one in [value, *_items(value), *current]:
        if issubclass(type(one), Artist) and not issubclass(type(one), Figure | SubFigure):
            one = Artist.get_figure(one)
        for kind in (Figure, SubFigure):
            if issubclass(type(one), kind):
                found = kind.axes.fget(one)[:MAX_AXES]
                return plain_data([_axes(a) for a in _of(Axes, found)]) or None
    return None


def _items(value: object) -> list:
    """List what came back in an array, a list or a tuple: the Axes of several, say."""
    if type(value) is np.ndarray and value.dtype.kind == "O":
        return value.ravel()[:MAX_AXES].tolist()
    return list(value[:MAX_AXES]) if type(value) in (list, tuple) else []


def _axes(one: Axes) -> dict:
    artists = _of(Artist, Axes.get_children(one))
    found = {
        "lines": [each for each in _of(Line2D, artists) if not _is_points(each)],
        "scatter": [each for each in artists if _is_points(each)],
        "bars": _of(BarContainer, vars(one).get("containers", ())),
        "images": _of(AxesImage, artists),
    }
    read = {"lines": _line, "scatter": _scatter, "bars": _bars, "images": _image}
    legend = Axes.get_legend(one)
    return {
        "title": next(filter(None, (Axes.get_title(one, side) for side in SIDES)), ""),
        "xlabel": Axes.get_xlabel(one),
        "ylabel": Axes.get_ylabel(one),
        "xlim": [*Axes.get_xlim(one)],
        "ylim": [*Axes.get_ylim(one)],
        "xscale": Axes.get_xscale(one),
        "yscale": Axes.get_yscale(one),
        "legend": [Text.get_text(text) for text in Legend.get_texts(legend)[:MAX_ARTISTS]]
        if legend
        else [],
        **{
            kind: [read[kind](artist) for artist in artists[:MAX_ARTISTS]]
            for kind, artists in found.items()
        },
        "counts": {kind: len(artists) for kind, artists in found.items()},
    }


def _of(kind: type, artists: Iterable[object]) -> list:
    # by its type: what an object says of its class may be another one
    return [one for one in artists if issubclass(type(one), kind)]


def _label(artist: Artist | Container) -> str:
    # those that nobody gave begin with this sign, and have a number
    label = (Artist if isinstance(artist, Artist) else Container).get_label(artist)
    return "" if str.startswith(label, "_") else label


def _is_points(artist: Artist) -> bool:
    """Tell whether it is points, by `scatter` or by `plot` with markers and no line."""
    if not issubclass(type(artist), Line2D):
        return issubclass(type(artist), PathCollection)
    marked = str(Line2D.get_marker(artist)).strip() not in ("", "None", "none")
    return marked and Line2D.get_linestyle(artist) == "None"


def _line(line: Line2D) -> dict:
    x, y = (get(line, orig=False) for get in (Line2D.get_xdata, Line2D.get_ydata))
    return {"x": np.asarray(x), "y": np.asarray(y), "label": _label(line)}


def _scatter(points: PathCollection | Line2D) -> dict:
    if issubclass(type(points), Line2D):
        return _line(points)
    at = np.ma.filled(PathCollection.get_offsets(points).astype(float), np.nan)
    return {"x": at[:, 0], "y": at[:, 1], "label": _label(points)}


def _bars(bars: BarContainer) -> dict:
    """Read bars by the names of what `bar` takes, or `barh` where they lie."""
    each = _of(Rectangle, tuple.__iter__(bars))[:MAX_BARS]
    x, y, width, height = (
        np.array([get(one) for one in each], float)
        for get in (
            Rectangle.get_x,
            Rectangle.get_y,
            Rectangle.get_width,
            Rectangle.get_height,
        )
    )
    lie = vars(bars).get("orientation") == "horizontal"
    place = {"left": x, "y": y + height / 2} if lie else {"x": x + width / 2, "bottom": y}
    return {**place, "width": width, "height": height, "label": _label(bars)}


def _image(image: AxesImage) -> dict:
    data = np.ma.getdata(AxesImage.get_array(image))
    return {"data": data, "shape": [*data.shape]}
