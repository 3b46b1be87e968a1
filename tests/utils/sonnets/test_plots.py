"""The second notebook's figures are drawn, and say in words what they show."""

import numpy as np
import pytest

from utils import plots
from utils.sonnets import plots as sonnets_plots

LOSSES = np.array([1, 2, 3]), np.array([3.0, 2.25, 1.5]), np.array([3.0, 2.5, 2.75]), 2
MEMORY = "ab\ncd\n", np.array([0.5, 1.0, -1.0, 0.25, 2.0, -2.0])


@pytest.mark.parametrize(
    ("draw", "data", "said"),
    [
        (sonnets_plots.cell, (64, 192), "The memory c, shape (1, 192), runs along the top"),
        (sonnets_plots.stack, (64, 192, 61, "Shall"), "reading 'Shall'"),
        (sonnets_plots.reach, ([1, 2, 4], [3.5, 3.0, 2.75]), "1: 3.50, 2: 3.00, 4: 2.75"),
        (sonnets_plots.losses, LOSSES, "lowest at epoch 2, 2.50, and ends at 2.75"),
        (sonnets_plots.memory, MEMORY, "'ab': from +0.5 to +1.0; 'cd': from +0.2 to +2.0."),
        (sonnets_plots.memory, ("ab\n", np.zeros(3)), "'ab': from +0.0 to +0.0."),
    ],
)
def test_a_figure_is_a_picture_with_its_text(draw, data, said):
    assert said in plots.show(draw, *data).text


def test_the_loss_by_reach_is_drawn_as_precisely_as_it_is_said():
    measured = plots.show(sonnets_plots.reach, [1, 2, 4], [3.5, 3.0, 2.75])
    elsewhere = plots.show(sonnets_plots.reach, [1, 2, 4], [3.50001, 3.0, 2.74999])

    assert measured.svg == elsewhere.svg
