"""The second notebook's figures are drawn, and say in words what they show."""

import numpy as np
import pytest

from utils import plots
from utils.sonnets import plots as sonnets_plots


@pytest.mark.parametrize(
    ("draw", "data", "said"),
    [
        (sonnets_plots.cell, (64, 192), "The memory c, shape (1, 192), runs along the top"),
        (sonnets_plots.stack, (64, 192, 61, "Shall"), "reading 'Shall'"),
        (sonnets_plots.reach, ([1, 2, 4], [3.5, 3.0, 2.75]), "1: 3.50, 2: 3.00, 4: 2.75"),
    ],
)
def test_a_figure_is_a_picture_with_its_text(draw, data, said):
    picture = plots.show(draw, *data)

    assert picture.png.startswith(b"\x89PNG")
    assert said in picture.text


def test_the_loss_figure_names_the_best_epoch_and_both_ends():
    held_out = np.array([3.0, 2.5, 2.75])

    picture = plots.show(
        sonnets_plots.losses, np.array([1, 2, 3]), np.array([3.0, 2.25, 1.5]), held_out, 2
    )

    assert "lowest at epoch 2, 2.50, and ends at 2.75" in picture.text
    assert "ends at 1.50" in picture.text


def test_the_memory_figure_tells_each_line_s_first_and_last_value():
    picture = plots.show(
        sonnets_plots.memory, "ab\ncd\n", np.array([0.5, 1.0, -1.0, 0.25, 2.0, -2.0])
    )

    assert "'ab': from +0.5 to +1.0; 'cd': from +0.2 to +2.0." in picture.text


def test_the_memory_figure_colours_what_is_nowhere_but_zero():
    assert plots.show(sonnets_plots.memory, "ab\n", np.zeros(3)).png.startswith(b"\x89PNG")
