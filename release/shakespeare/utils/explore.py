"""The looks at a trained network in the lesson's optional section: each measures, says
what it found, and returns the figure.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from . import baselines, findings, lesson, plots

Figure = plots.Picture | plots.Coming
SHOWN = (
    *("mangosaurus", "tyrannosaurus", "stegosaurus"),
    *("triceratops", "velociraptor", "iguanodon"),
)


def standing(
    kept: str,
    held: str,
    parameters: dict[str, np.ndarray],
    char_to_ix: dict[str, int],
    number: int | None = None,
) -> Figure:
    """Draw the loss of a network on the names `held` out, beside that of tables counted
    in those that were `kept`, and beside ten networks of the classic recipe."""
    losses = baselines.standing(kept, held, parameters, char_to_ix)
    classic = baselines.classic_recipe()
    return plots.show(findings.standing, losses, classic, size=(8, 2.8), number=number)


def endings(real: Sequence[str], invented: Sequence[str], number: int | None = None) -> Figure:
    """Say which of the `invented` names are `real` ones, and draw how common the most
    common endings are among both."""
    invented = [name.lower() for name in invented]
    count, found = findings.known(real, invented)
    print(f"{count} of {len(invented)} invented names are in the data: {found}")
    return plots.show(findings.endings, real, invented, number=number)


def unit(
    real: Sequence[str],
    parameters: dict[str, np.ndarray],
    char_to_ix: dict[str, int],
    unit: int | None = None,
    number: int | None = None,
) -> Figure:
    """Draw what a hidden `unit` does while the network reads some names: the one whose
    sign best tells the first half of a `real` name from the second, unless one is
    given."""
    states = [lesson.states(name, parameters, char_to_ix) for name in real[::7]]
    best, share = findings.half_teller(states)
    print(f"The sign of unit {best} picks the right half for {share:.0%} of the letters.")
    unit = best if unit is None else unit
    activity = [lesson.states(name, parameters, char_to_ix)[:, unit] for name in SHOWN]
    return plots.show(findings.unit, SHOWN, activity, unit, size=(5, 2.4), number=number)


def certificate(name: str, number: int | None = None) -> Figure:
    """Draw the island's certificate for a new species of this `name`."""
    return plots.show(findings.certificate, name, size=(7, 4), number=number)
