"""The figures: each returns its Axes, says in words what it shows, and is drawn in under a second."""

import itertools
import subprocess
import sys
import time

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utils import findings, plots

LETTERS = {0: "\n", 1: "a", 2: "b"}
ROWS = np.array([[0.2, 0.5, 0.3], [0.1, 0.6, 0.3], [0.7, 0.2, 0.1]])
NAMES = ["trex", "raptor", "ankylosaurus", "iguanodon"]
FIGURES = {
    "unrolled": (plots.unrolled, ("trex", 50, 27), ["trex", "(27, 1)", "(50, 1)", "newline"]),
    "clipping": (plots.clipping, (2.05, 12, 1.0, 1.0), ["2.05", "Clipped at 1", "-6.5"]),
    "sampling": (plots.sampling, (ROWS, [1, 2, 0], LETTERS), ["draws a with probability 0.50", r"draws \n"]),
    "losses": (findings.losses, ([23.0, 28.0, 25.0],), ["23.00", "28.00", "25.00"]),
    "lengths": (findings.lengths, (NAMES, ["aba"]), ["invented"]),
    "endings": (findings.endings, (NAMES, ["ankydon"]), ["-don: 25% and 100%"]),
    "unit": (findings.unit, ("ab", [0.5, -0.25], 3), ["unit 3", "a +0.50", "b -0.25"]),
    "certificate": (findings.certificate, ("Mangosaurus",), ["Mangosaurus"]),
}


@pytest.fixture(params=FIGURES, ids=list(FIGURES))
def figure(request):
    return FIGURES[request.param]


def test_a_figure_draws_on_the_axes_it_is_given_and_returns_them(figure):
    draw, data, _ = figure
    ax = Figure().add_subplot()

    assert draw(*data, ax) is ax
    assert isinstance(ax, Axes)
    assert ax.patches or ax.lines or ax.texts


def test_a_figure_says_the_same_in_words(figure):
    draw, data, said = figure

    picture = plots.show(draw, *data)

    for words in said:
        assert words in picture.text


def test_a_notebook_gets_the_text_with_the_picture(figure):
    draw, data, _ = figure

    data, metadata = plots.show(draw, *data)._repr_mimebundle_()

    assert data["image/png"].startswith(b"\x89PNG")
    assert data["text/plain"] == metadata["image/png"]["alt"]


def test_a_figure_takes_less_than_a_second(figure):
    draw, data, _ = figure
    plots.show(draw, *data)  # the first one also reads the fonts

    begin = time.process_time()
    plots.show(draw, *data)

    assert time.process_time() - begin < 1.0


def test_a_figure_has_a_white_ground_so_a_dark_page_changes_nothing():
    from io import BytesIO

    from matplotlib.image import imread

    image = imread(BytesIO(plots.show(plots.unrolled, "trex", 50, 27).png))

    assert image[0, 0].tolist() == [1.0, 1.0, 1.0, 1.0]


def test_importing_utils_does_not_import_matplotlib():
    code = "import sys, utils, utils.plots, utils.findings, utils.lesson; sys.exit('matplotlib' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


@pytest.mark.parametrize("w", [-3.0, 0.0, 1.9, 2.05, 2.6])
def test_the_cliffs_slope_is_its_derivative(w):
    step = 1e-6

    measured = (plots.cliff(w + step) - plots.cliff(w - step)) / (2 * step)

    assert plots.cliff_slope(w) == pytest.approx(measured, rel=1e-5, abs=1e-8)


def test_without_clipping_the_cliff_flings_the_weight_away_and_with_it_the_step_is_short():
    free, held = plots.descend(2.05, 12, 1.0), plots.descend(2.05, 12, 1.0, 1.0)

    assert abs(free[1] - free[0]) > 8
    assert max(abs(b - a) for a, b in itertools.pairwise(held)) <= 1.0
    assert plots.cliff(held[-1]) < plots.cliff(free[-1])


def test_known_names_are_counted_and_listed():
    assert findings.known(NAMES, ["trex", "trex", "mangosaurus"]) == (2, ["trex"])
