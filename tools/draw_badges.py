"""Draws docs/badges/*.png, so that no badge is fetched from anywhere: `.venv/bin/python
tools/draw_badges.py`."""

from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from PIL import Image

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "badges"
WORDS = {
    "colab": ("Open in Colab", "#8A4B00"),
    "binder": ("Open on Binder", "#8C2F5E"),
    "hub": ("Open on your hub", "#005A8C"),
    "site": ("Open in the browser", "#00664B"),
}


def badge(words: str, color: str, path: Path) -> None:
    """A rounded badge, white words on a dark ground (contrast over 5 to 1), in few
    colours so that it stays small."""
    figure = Figure(figsize=(0.085 * len(words) + 0.25, 0.28), dpi=100)
    FigureCanvasAgg(figure)
    ax = figure.add_axes((0, 0, 1, 1))
    wide, high = figure.get_size_inches()
    ax.set(xlim=(0, wide), ylim=(0, high))
    ax.axis("off")
    corner = "round,pad=0,rounding_size=0.05"
    ax.add_patch(
        FancyBboxPatch(
            (0.01, 0.01), wide - 0.02, high - 0.02, boxstyle=corner, color=color, linewidth=0
        )
    )
    ax.text(
        wide / 2,
        high / 2,
        words,
        color="white",
        ha="center",
        va="center",
        fontsize=9.5,
        weight="bold",
    )
    figure.savefig(path, transparent=True, metadata={"Software": None})
    Image.open(path).quantize(16).save(path, optimize=True)


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, (words, color) in WORDS.items():
        badge(words, color, FOLDER / f"{name}.png")
