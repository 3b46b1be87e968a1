"""The figures: each returns its Axes, says in words what it shows, and is drawn in
under a second."""

import html
import itertools
import subprocess
import sys

import numpy as np
import pytest
from matplotlib.figure import Figure

from tests.effort import units
from utils import findings, plots

LETTERS = {0: "\n", 1: "a", 2: "b"}
ROWS = np.array([[0.2, 0.5, 0.3], [0.1, 0.6, 0.3], [0.7, 0.2, 0.1]])
NAMES = ["trex", "raptor", "ankylosaurus", "iguanodon"]


def with_names(values, ax):
    return findings.losses(values, ax, reports=[(0, "Nkz"), (2, "Ona")])


NORMS = np.array([[3.0, 3.0], [80.0, 70.0], [60.0, 20.0]])
LOSSES = ([23.0, 28.0, 25.0],)
FIGURES = {
    "unrolled": (
        *(plots.unrolled, ("trex", 50, 27)),
        ["trex", "(27, 1)", "Waa (50, 50)", "newline"],
    ),
    "clipping": (
        *(plots.clipping, (2.05, 12, 1.0, 1.0, NORMS)),
        ["2.05", "Clipped at 1", "-6.5", "highest at iteration 1, with 80"],
    ),
    "sampling": (
        *(plots.sampling, (ROWS, [1, 2, 0], LETTERS)),
        [
            "reads zeros and draws a with probability 0.50",
            r"reads b and draws \n",
            "An arrow leads from each drawn symbol back to the next step's input",
        ],
    ),
    "losses": (findings.losses, LOSSES, ["23.00", "28.00", "25.00"]),
    "losses with names": (
        *(with_names, LOSSES),
        ["At 0 it invents Nkz.", "At 2 it invents Ona."],
    ),
    "standing": (
        *(findings.standing, ({"count pairs": 2.125, "your network": 1.75},)),
        ["count pairs: 2.12; your network: 1.75", "the lower the better"],
    ),
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
    assert ax.patches or ax.lines or ax.texts


def test_a_figure_says_the_same_in_words_and_a_notebook_gets_both(figure):
    draw, data, said = figure

    data, metadata = plots.show(draw, *data)._repr_mimebundle_()

    assert [words for words in said if words not in data["text/plain"]] == []
    assert data["image/png"].startswith(b"\x89PNG")
    assert data["text/plain"] == metadata["image/png"]["alt"]
    assert data["text/html"].startswith(
        f'<img alt="{html.escape(data["text/plain"])}" src="data:image/png;base64,iVBOR'
    )


def test_a_text_with_signs_of_html_stays_text():
    picture = plots.show(findings.certificate, '"><script>alert(1)</script>')

    tag = picture._repr_html_().removesuffix(plots.STYLE)
    assert "<script" not in tag
    assert tag.count('"') == 8 and tag.count("<") == 1


def test_a_figure_is_cheap_to_draw(figure):
    draw, data, _ = figure
    # the first one, which reads the fonts, is not counted
    assert units(lambda: plots.show(draw, *data), rounds=2) < 450


def test_a_figure_that_has_a_number_says_it_first():
    assert plots.show(plots.unrolled, "trex", 50, 27, number=1).text.startswith("Figure 1. The")
    assert plots.show(plots.unrolled, "trex", 50, 27).text.startswith("The network")


def test_a_figures_letters_are_as_large_on_the_page_as_the_page_says():
    """Ten points are 13.3 of the page's pixels, and the file has more of them."""
    picture = plots.show(findings.unit, "ab", [0.5, -0.25], 3, size=(8, 2.6))

    assert ' width="768" ' in picture._repr_html_()
    assert int.from_bytes(picture.png[16:20], "big") == 768 * plots.SHARPNESS


def on_a_dark_page(color):
    """What the style of dark pages makes of a colour: `invert`, then `hue-rotate` by
    half a turn, as CSS Filter Effects defines them, in sRGB."""
    from matplotlib.colors import to_rgb

    amount = float(plots.DARK.split("invert(")[1].split(")")[0])
    inverted = (1 - 2 * amount) * np.array(to_rgb(color)) + amount
    grey = np.array([0.213, 0.715, 0.072])
    turned = 2 * grey @ inverted - inverted
    return tuple(np.clip(turned, 0, 1))


def test_on_a_dark_page_the_ground_is_the_pages_own():
    assert np.array(on_a_dark_page("white")) * 255 == pytest.approx([0x11] * 3, abs=0.5)


@pytest.mark.parametrize(
    ("color", "least"),
    [
        *((color, 4.5) for color in (plots.BLACK, plots.GREY)),
        *((color, 3) for color in (plots.BLUE, plots.RED, plots.GREEN, plots.PURPLE)),
    ],
)
def test_on_a_dark_page_letters_and_lines_stand_out(color, least):
    light, dark = (
        np.array([0.2126, 0.7152, 0.0722]) @ linear(seen) + 0.05
        for seen in (on_a_dark_page(color), on_a_dark_page("white"))
    )

    assert light / dark >= least


def test_a_figures_file_has_a_white_ground_for_pages_without_the_style():
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


# What three kinds of colour blindness make of linear RGB (Machado, Oliveira and
# Fernandes, 2009, severity 1).
BLINDNESS = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    "none": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
}  # fmt: skip
# The pairs that a reader has to tell apart in one figure.
TOGETHER = [
    (plots.SKY, plots.ORANGE),
    (plots.BLUE, plots.ORANGE),
    (plots.RED, plots.BLUE),
    (plots.RED, plots.GREY),
    (plots.BLUE, plots.GREY),
]


def linear(color):
    """The linear red, green and blue of a colour."""
    from matplotlib.colors import to_rgb

    return np.array(
        [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    )


def lab(rgb):
    """CIE L*a*b* of a linear RGB colour: near distances of about 2.3 can just be
    seen."""
    xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    ) @ np.clip(rgb, 0, 1)
    x, y, z = np.cbrt(xyz / [0.9505, 1.0, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast_on_white(color):
    """The contrast of WCAG 2 between a colour and white paper."""
    return 1.05 / (np.array([0.2126, 0.7152, 0.0722]) @ linear(color) + 0.05)


@pytest.mark.parametrize("kind", BLINDNESS)
@pytest.mark.parametrize("pair", TOGETHER, ids="-".join)
def test_colours_that_stand_together_are_told_apart_by_colour_blind_people(kind, pair):
    one, other = (lab(np.array(BLINDNESS[kind]) @ linear(color)) for color in pair)

    assert np.linalg.norm(one - other) > 20


@pytest.mark.parametrize("name", [name for name in FIGURES if name != "certificate"])
def test_lines_bars_and_letters_stand_out_from_the_paper(name):
    draw, data, _ = FIGURES[name]
    ax = draw(*data, Figure().add_subplot())

    seen = [(line.get_color(), line.get_markeredgecolor()) for line in ax.lines]
    sides = [(bar.get_facecolor(), bar.get_edgecolor()) for bar in ax.patches]
    seen += [[side[:3] for side in both if side[3] > 0] for both in sides]
    assert [each for each in seen if max(map(contrast_on_white, each)) < 3] == []
    assert [text for text in ax.texts if contrast_on_white(text.get_color()) < 4.5] == []


@pytest.mark.parametrize(
    "name", ["a$b$c", "Æthelsaurus", "", "x" * 60, "<b>bold</b>", r"back\slash"]
)
def test_a_certificate_is_drawn_for_whatever_name_a_student_picks(name):
    picture = plots.show(findings.certificate, name, size=(7, 4))

    assert name in picture.text
    assert picture.png.startswith(b"\x89PNG")


def test_a_long_name_stays_inside_its_certificate():
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure = Figure(figsize=(7, 4))
    FigureCanvasAgg(figure)
    ax = findings.certificate("Carcharodontosaurus" * 3, figure.add_subplot())
    figure.draw_without_rendering()

    [name] = [text for text in ax.texts if text.get_text().startswith("Carch")]
    inside = name.get_window_extent().transformed(ax.transData.inverted())
    assert inside.x0 >= 6.2 and inside.x1 <= 15.5
