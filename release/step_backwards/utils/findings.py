"""Figures of what a trained model does: its losses, where it stands, its names, what a
hidden unit follows; and a certificate.

Like those of `plots`, each takes data and an `Axes`, returns it, and gives its figure a
text alternative.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from .plots import BLACK, BLUE, GREEN, GREY, ORANGE, RED, SKY, YELLOW, _plain, _visible, tell

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LONGEST = 24  # letters of a name that a figure shows
MAX_POINTS = 400  # of a curve; its page has hardly more


def losses(values: Sequence[float], ax: Axes, reports: Sequence[tuple[int, str]] = ()) -> Axes:
    """The smoothed loss (nats per name) of each iteration; `reports` are pairs
    (iteration, name), marked on the curve and listed."""
    few = [*range(0, len(values), max(1, len(values) // MAX_POINTS)), len(values) - 1]
    ax.plot(few, [values[place] for place in few], color=BLUE, linewidth=1.6)
    for iteration, _ in reports:
        ax.plot(iteration, values[iteration], "o", color=ORANGE, markeredgecolor=BLACK)
    # beside their dots, long names reach to each other
    lines = [f"{iteration:,}: {_cut(name)}" for iteration, name in reports]
    style = {"ha": "right", "va": "top", "fontsize": 9, "parse_math": False}
    ax.text(1, 1, "\n".join(lines), transform=ax.transAxes, **style)
    ax.set(xlabel="iteration", ylabel="smoothed loss (nats per name)")
    _plain(ax)
    names = "".join(f" At {iteration:,} it invents {name}." for iteration, name in reports)
    text = f"Smoothed loss over {len(values):,} iterations: it begins at {values[0]:.2f}, "
    text += f"is highest at {max(values):.2f}"
    return tell(ax, f"{text} and ends at {values[-1]:.2f} nats per name.{names}")


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"


def standing(losses: dict[str, float], classic: tuple[float, float], ax: Axes) -> Axes:
    """The held-out `losses` (nats per letter) of several ways to guess, by their names;
    the last one is marked. Below it, as a bracket, the least and the largest loss of
    networks with the `classic` recipe."""
    names, values = list(losses), list(losses.values())
    colors = [*[SKY] * (len(names) - 1), ORANGE]
    style = {"color": colors, "edgecolor": BLACK, "linewidth": 0.4, "height": 0.7}
    ax.barh(range(len(names)), values, **style)
    for place, value in enumerate(values):
        ax.text(value + 0.04, place, f"{value:.2f}", va="center", fontsize=10, color=BLACK)
    low, high = classic
    ax.plot(classic, [len(names)] * 2, color=BLACK, marker="|", markersize=10)
    ax.text(
        high + 0.04,
        len(names),
        f"{low:.2f} to {high:.2f}",
        va="center",
        fontsize=10,
        color=BLACK,
    )
    ax.set_yticks(range(len(names) + 1), [*names, "ten classic networks"])
    ax.invert_yaxis()
    ax.set(xlabel="loss on held-out names (nats per letter)", xlim=(0, max(values) * 1.1))
    _plain(ax)
    rows = "; ".join(f"{name}: {value:.2f}" for name, value in losses.items())
    return tell(
        ax,
        f"Loss on held-out names, in nats per letter, the lower the better: {rows}; "
        f"ten networks of the classic recipe: {low:.2f} to {high:.2f}.",
    )


def endings(
    real: Sequence[str], invented: Sequence[str], ax: Axes, size: int = 3, most: int = 8
) -> Axes:
    """The `most` common last `size` letters of the `real` names, and how common they
    are among the `invented` ones."""
    wanted = [ending for ending, _ in Counter(name[-size:] for name in real).most_common(most)]
    place = np.arange(len(wanted))
    shares = []
    for names, color, shift, label in (
        (real, SKY, -0.2, "real"),
        (invented, ORANGE, 0.2, "invented"),
    ):
        counts = Counter(name[-size:] for name in names)
        shares.append([counts[ending] / len(names) for ending in wanted])
        ax.bar(
            place + shift,
            shares[-1],
            width=0.4,
            color=color,
            edgecolor=BLACK,
            linewidth=0.4,
            label=label,
        )
    ax.set_xticks(place, [f"-{ending}" for ending in wanted])
    ax.set(xlabel="last letters", ylabel="share of the names")
    _percent(ax)
    ax.legend(frameon=False)
    _plain(ax)
    rows = "; ".join(
        f"-{e}: {r:.0%} and {i:.0%}" for e, r, i in zip(wanted, *shares, strict=True)
    )
    return tell(ax, f"Endings among the real names and among the invented ones: {rows}.")


def _percent(ax: Axes) -> None:
    from matplotlib.ticker import PercentFormatter

    ax.yaxis.set_major_formatter(PercentFormatter(1))


def steps(
    probabilities: np.ndarray, drawn: Sequence[int], ix_to_char: dict[int, str], ax: Axes
) -> Axes:
    """A row a step, a column a symbol: the darker, the likelier; the drawn symbol is
    framed. In front of a row stands what the step reads.

    `probabilities` is (T, n_y), `drawn` the T indices that were drawn.
    """
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import Rectangle

    p = np.asarray(probabilities)
    letters = [_visible(ix_to_char[ix]) for ix in range(p.shape[1])]
    reads = ["nothing", *(letters[ix] for ix in drawn[:-1])]
    ground = LinearSegmentedColormap.from_list("likely", ["white", SKY, BLUE])
    ax.imshow(p, cmap=ground, vmin=0, vmax=1, aspect="auto", interpolation="none")
    for t, ix in enumerate(drawn):
        frame = {"fill": False, "edgecolor": BLACK, "linewidth": 1.6}
        ax.add_patch(Rectangle((ix - 0.5, t - 0.5), 1, 1, **frame))
        ax.text(len(letters), t, f"{letters[ix]}  {p[t, ix]:.2f}", va="center", fontsize=10)
    ax.set_xticks(range(len(letters)), letters, fontsize=9)
    ax.set_yticks(range(len(p)), reads)
    ax.set(
        ylabel="reads", xlabel="next symbol; the drawn one is framed, its probability beside it"
    )
    _plain(ax)
    told = "; ".join(
        f"after {read} {letters[ix]} is drawn with probability {row[ix]:.2f}, the likeliest "
        f"was {letters[int(row.argmax())]} with {row.max():.2f}"
        for read, ix, row in zip(reads, drawn, p, strict=True)
    )
    return tell(ax, f"Sampling, a row a step, the likelier symbols darker: {told}.")


def half_teller(states: Sequence[np.ndarray]) -> tuple[int, float]:
    """Find the unit whose sign best tells the first half of a name from the second.

    `states` has an array (T, n_a) for each name, the hidden states after its T letters.
    Returns the unit's number and the share of the letters whose half it tells; one that
    knows nothing tells half of them.
    """
    second = np.concatenate([np.arange(len(each)) >= len(each) / 2 for each in states])
    positive = np.concatenate(states) > 0  # (letters, n_a)
    share = (positive == second[:, None]).mean(axis=0)  # (n_a,)
    share = np.maximum(share, 1 - share)  # a unit may be negative in the second half
    best = int(share.argmax())
    return best, float(share[best])


def unit(names: Sequence[str], activity: Sequence[np.ndarray], number: int, ax: Axes) -> Axes:
    """What hidden unit `number` does while the network reads `names`, a row each: its
    `activity`, one value in (-1, 1) a letter, colours the letter's ground."""
    for row, (name, values) in enumerate(zip(names, activity, strict=True)):
        coloured(name, values, -row, ax)
    key = "orange: near -1, uncoloured: near 0, blue: near +1"
    ax.text(-0.5, -len(names), key, va="center", fontsize=10, color=BLACK)
    ax.set(xlim=(-1, max(16, *map(len, names))), ylim=(-len(names) - 0.6, 0.7))
    ax.axis("off")
    told = "; ".join(
        f"{name}: " + " ".join(f"{c} {v:+.1f}" for c, v in zip(name, values, strict=True))
        for name, values in zip(names, activity, strict=True)
    )
    return tell(ax, f"Hidden unit {number} after each letter of some names. {told}.")


def coloured(
    text: str,
    values: Sequence[float],
    row: float,
    ax: Axes,
    ends: tuple[float, float] = (-1, 1),
) -> None:
    """Write `text` into a row of `ax`, a letter a column, each on a ground between orange,
    the lower of the two `ends`, and blue, the upper one."""
    from matplotlib.colors import LinearSegmentedColormap, Normalize
    from matplotlib.patches import Rectangle

    grounds = LinearSegmentedColormap.from_list("values", [ORANGE, "white", SKY])
    norm = Normalize(*ends)
    for place, (char, value) in enumerate(zip(text, values, strict=True)):
        ground = {"facecolor": grounds(norm(value)), "edgecolor": "none"}
        ax.add_patch(Rectangle((place - 0.5, row - 0.4), 1, 0.8, **ground))
        style = {"ha": "center", "va": "center", "family": "monospace", "fontsize": 10}
        ax.text(place, row, char, color=BLACK, parse_math=False, **style)


def known(real: Sequence[str], invented: Sequence[str]) -> tuple[int, list[str]]:
    """How many of the `invented` names are real ones, and which: a count and a sorted
    list."""
    found = sorted(set(invented) & set(real))
    return sum(name in set(real) for name in invented), found


def certificate(name: str, ax: Axes) -> Axes:
    """The island's certificate for a new species: a drawing made by code, with its
    `name`."""
    from matplotlib.patches import Rectangle

    ax.set(xlim=(0, 16), ylim=(0, 9))
    ax.set_aspect("equal")
    ax.axis("off")
    ax.add_patch(
        Rectangle((0.2, 0.2), 15.6, 8.6, facecolor="#FFFDF3", edgecolor=GREEN, linewidth=4)
    )
    ax.add_patch(Rectangle((0.5, 0.5), 15.0, 8.0, fill=False, edgecolor=ORANGE, linewidth=1.2))
    _island(ax)
    _mango(ax)
    ax.text(10.9, 7.4, "Dinosaur Island", ha="center", fontsize=15, color=GREY)
    ax.text(10.9, 6.4, "certifies that", ha="center", fontsize=10, color=GREY)
    size = min(24, 300 / max(len(name), 8))
    ax.text(
        10.9,
        4.9,
        name,
        ha="center",
        fontsize=size,
        color=BLACK,
        weight="bold",
        parse_math=False,
    )
    ax.text(
        10.9,
        3.6,
        "is the name of a new species,\nmade of tanh, softmax and chance",
        ha="center",
        fontsize=10,
        color=BLACK,
    )
    ax.text(
        10.9,
        1.9,
        "The dinosaurs are pleased with it.",
        ha="center",
        fontsize=10,
        style="italic",
        color=BLACK,
    )
    return tell(
        ax,
        f"Certificate of Dinosaur Island: {name} is the name of a new species, made of tanh, softmax and chance. The "
        "drawing shows a round, mango-coloured, long-necked dinosaur that smiles under the sun.",
    )


def _island(ax: Axes) -> None:
    from matplotlib.patches import Circle, Ellipse

    ax.add_patch(Ellipse((3.9, 1.5), 6.0, 1.1, facecolor="#F5E3B3", edgecolor="none"))
    ax.add_patch(Circle((1.6, 7.3), 0.55, facecolor=YELLOW, edgecolor=ORANGE))


def _mango(ax: Axes) -> None:
    """A dinosaur of few strokes: body, neck, head, tail, legs, plates, an eye and a
    smile."""
    from matplotlib.patches import Arc, Circle, Ellipse, Polygon, Rectangle

    for x in (2.7, 3.3, 4.4, 5.0):
        ax.add_patch(Rectangle((x - 0.22, 1.4), 0.44, 1.5, facecolor=ORANGE, edgecolor=BLACK))
    ax.add_patch(
        Polygon([(2.2, 3.6), (0.9, 2.4), (2.6, 2.6)], facecolor=ORANGE, edgecolor=BLACK)
    )
    ax.add_patch(
        Polygon(
            [(4.7, 4.0), (5.5, 3.2), (6.5, 6.2), (5.8, 6.5)], facecolor=ORANGE, edgecolor=BLACK
        )
    )
    for x, y in ((2.6, 4.2), (3.3, 4.6), (4.1, 4.6), (4.8, 4.3)):
        ax.add_patch(
            Polygon(
                [(x - 0.3, y), (x, y + 0.6), (x + 0.3, y)], facecolor=GREEN, edgecolor=BLACK
            )
        )
    ax.add_patch(Ellipse((3.8, 3.4), 3.8, 2.5, facecolor=ORANGE, edgecolor=BLACK))
    ax.add_patch(Ellipse((3.4, 3.1), 2.0, 1.1, facecolor=YELLOW, edgecolor="none", alpha=0.7))
    ax.add_patch(Ellipse((6.5, 6.4), 1.7, 1.0, facecolor=ORANGE, edgecolor=BLACK))
    ax.add_patch(Circle((6.6, 6.6), 0.1, facecolor=BLACK))
    ax.add_patch(Arc((6.9, 6.25), 0.8, 0.4, theta1=180, theta2=340, color=RED, linewidth=1.5))
