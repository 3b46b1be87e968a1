"""The figures: each returns its Axes, says in words what it shows, and is drawn in
under a second."""

import concurrent.futures
import html
from urllib.parse import unquote
from xml.etree import ElementTree

import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from utils import findings, plots

LETTERS = {0: "\n", 1: "a", 2: "b"}
ROWS = np.array([[0.2, 0.5, 0.3], [0.1, 0.6, 0.3], [0.7, 0.2, 0.1]])
NAMES = ["trex", "raptor", "ankylosaurus", "iguanodon"]


def with_names(values, ax):
    return findings.losses(values, ax, reports=[(0, "Nkz"), (2, "Ona")])


LOSSES = ([23.0, 28.0, 25.0],)
FIGURES = {
    "losses": (findings.losses, LOSSES, ["23.00", "28.00", "25.00"]),
    "losses with names": (
        *(with_names, LOSSES),
        ["At 0 it invents Nkz.", "At 2 it invents Ona."],
    ),
    "standing": (
        *(findings.standing, ({"table of pairs": 2.125, "your network": 1.75}, (1.77, 1.84))),
        ["table of pairs: 2.12; your network: 1.75", "the lower the better"],
    ),
    "endings": (findings.endings, (NAMES, ["ankydon"]), ["-don: 25% and 100%"]),
    "steps": (
        *(findings.steps, (ROWS, [1, 2, 0], LETTERS)),
        [
            "after nothing a is drawn with probability 0.50",
            r"after b \n is drawn with probability 0.70, the likeliest was \n with 0.70",
        ],
    ),
    "unit": (
        *(findings.unit, (["ab", "b"], [[0.5, -0.25], [1]], 3)),
        ["unit 3", "ab: a +0.5 b -0.2; b: b +1.0."],
    ),
    "certificate": (findings.certificate, ("Mangosaurus",), ["Mangosaurus"]),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_says_the_same_in_words_and_a_notebook_gets_both(name):
    draw, data, said = FIGURES[name]

    data, _ = DisplayFormatter().format(plots.show(draw, *data))

    assert [words for words in said if words not in data["text/plain"]] == []
    assert data["text/html"].startswith(
        f'<img alt="{html.escape(data["text/plain"])}" src="data:image/svg+xml,%3Csvg '
    )
    assert set(data) == {"text/html", "text/plain"}, "a saved notebook holds it once"


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_an_svg_of_less_than_a_hundred_thousand_characters(name):
    draw, data, _ = FIGURES[name]

    shown = plots.show(draw, *data)._repr_html_()

    source = shown.split('src="data:image/svg+xml,')[1].split('"')[0]
    assert ElementTree.fromstring(unquote(source)).tag.endswith("svg")
    assert len(shown) < 100_000


def test_a_text_with_signs_of_html_stays_text():
    picture = plots.show(findings.certificate, '"><script>alert(1)</script>--><b>')

    tag = picture._repr_html_().removesuffix(plots.STYLE)
    assert "<script" not in tag and "script" not in unquote(tag.split("src=")[1])
    assert tag.count('"') == 8 and tag.count("<") == 1


@pytest.mark.parametrize(("asked", "drawn"), [(4, 384), (8, 499)])
def test_a_figures_letters_are_as_large_as_the_pages_and_a_phone_shows_them(asked, drawn):
    """Ten points are 13.3 of the page's pixels; at 350, of a phone, two thirds of that."""
    picture = plots.show(findings.losses, [23.0, 28.0], size=(asked, 2.6))

    assert f' width="{drawn}" ' in picture._repr_html_()
    assert "max-width:100%" in plots.STYLE and "min-width" not in plots.STYLE


def test_a_figure_may_have_a_number_and_its_ground_is_white_without_the_style():
    picture = plots.show(findings.losses, *LOSSES, number=1)

    assert picture.text.startswith("Figure 1. Smoothed")
    assert "fill: #ffffff" in picture.svg.split("</g>")[0]


def test_the_same_figure_is_the_same_text_each_time():
    first, second = (
        plots.show(findings.standing, {"a": 1.0, "b": 2.0}, (1, 2)) for _ in range(2)
    )

    assert first.svg == second.svg


def nudged(data):
    """The same with other last bits, as another processor computes it."""
    if isinstance(data, dict):
        return {name: value * (1 + 1e-12) for name, value in data.items()}
    return np.array(data) * (1 + 1e-12)


@pytest.mark.parametrize(
    ("draw", "data", "others"),
    [
        (findings.losses, [23.0, 28.123, 25.0], ()),
        (findings.standing, {"table of pairs": 2.12, "your network": 1.753}, ((1.77, 1.84),)),
        (findings.steps, ROWS, ([1, 2, 0], LETTERS)),
    ],
)
def test_a_figure_has_nothing_of_its_numbers_last_bits(draw, data, others):
    assert plots.show(draw, data, *others).svg == plots.show(draw, nudged(data), *others).svg


def on_a_dark_page(color):
    """What the style of dark pages makes of a colour: `invert`, then `hue-rotate` by
    half a turn, as CSS Filter Effects defines them, in sRGB."""
    amount = float(plots.DARK.split("invert(")[1].split(")")[0])
    inverted = (1 - 2 * amount) * np.array(to_rgb(color)) + amount
    grey = np.array([0.213, 0.715, 0.072])
    turned = 2 * grey @ inverted - inverted
    return tuple(np.clip(turned, 0, 1))


@pytest.mark.parametrize(
    ("least", "colors"),
    [
        (4.5, (plots.BLACK, plots.GREY)),
        (3, (plots.BLUE, plots.RED, plots.GREEN, plots.PURPLE)),
    ],
)
def test_on_a_dark_page_letters_and_lines_stand_out_from_the_pages_own_ground(least, colors):
    ground = on_a_dark_page("white")

    assert np.array(ground) * 255 == pytest.approx([0x11] * 3, abs=0.5)
    for color in colors:
        assert luminance(on_a_dark_page(color)) / luminance(ground) >= least


def test_a_long_curve_is_drawn_by_few_points_from_its_first_value_to_its_last():
    values = np.linspace(23, 20, 12_001)

    x, y = findings.losses(values, Figure().add_subplot()).lines[0].get_data()

    assert len(x) <= findings.MAX_POINTS + 2 and (x[0], x[-1]) == (0, 12_000)
    assert np.array_equal(y, values[x])


def test_the_unit_is_found_whose_sign_tells_the_halves_of_names_whichever_way_round():
    names = [np.linspace(0.9, -0.9, letters) for letters in (4, 6, 8)]
    noise = np.random.default_rng(0)
    states = [np.stack([noise.normal(size=len(n)), n, n * 0 + 1], axis=1) for n in names]

    assert findings.half_teller(states) == (1, 1.0)
    assert findings.half_teller([-each for each in states]) == (1, 1.0)
    assert findings.half_teller([each[:, [2]] for each in states]) == (0, 0.5)


def test_known_names_are_counted_and_listed():
    assert findings.known(NAMES, ["trex", "trex", "mangosaurus"]) == (2, ["trex"])


def linear(color):
    """The linear red, green and blue of a colour."""
    return np.array(
        [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    )


def luminance(color):
    return np.array([0.2126, 0.7152, 0.0722]) @ linear(color) + 0.05


def contrast_on_white(color):
    """The contrast of WCAG 2 between a colour and white paper."""
    return 1.05 / luminance(color)


@pytest.mark.parametrize("ground", [plots.ORANGE, plots.SKY, "white"])
def test_a_letter_can_be_read_on_each_ground_that_a_units_value_gives_it(ground):
    assert luminance(ground) / luminance(plots.BLACK) >= 4.5
    assert luminance(on_a_dark_page(plots.BLACK)) / luminance(on_a_dark_page(ground)) >= 4.5


# a certificate is a picture, and a unit's values are grounds, on which its letters are read
@pytest.mark.parametrize("name", [n for n in FIGURES if n not in ("certificate", "unit")])
def test_lines_bars_and_letters_stand_out_from_the_paper(name):
    draw, data, _ = FIGURES[name]
    given = Figure().add_subplot()
    ax = draw(*data, given)

    assert ax is given
    seen = [(line.get_color(), line.get_markeredgecolor()) for line in ax.lines]
    sides = [(bar.get_facecolor(), bar.get_edgecolor()) for bar in ax.patches]
    seen += [[side[:3] for side in both if side[3] > 0] for both in sides]
    assert [each for each in seen if max(map(contrast_on_white, each)) < 3] == []
    assert [text for text in ax.texts if contrast_on_white(text.get_color()) < 4.5] == []


@pytest.mark.parametrize("name", ["a$b$c", "Æthelsaurus", "", r"back\slash"])
def test_a_certificate_is_drawn_for_whatever_name_a_student_picks(name):
    assert name in plots.show(findings.certificate, name, size=(7, 4)).text


def test_a_long_name_stays_inside_its_certificate():
    figure = Figure(figsize=(7, 4))
    FigureCanvasAgg(figure)
    ax = findings.certificate("Carcharodontosaurus" * 3, figure.add_subplot())
    figure.draw_without_rendering()

    [name] = [text for text in ax.texts if text.get_text().startswith("Carch")]
    inside = name.get_window_extent().transformed(ax.transData.inverted())
    assert inside.x0 >= 6.2 and inside.x1 <= 15.5


def test_a_figure_waits_while_matplotlib_is_being_unpacked(monkeypatch):
    monkeypatch.setattr(plots.sys, "platform", "emscripten")
    loading = concurrent.futures.Future()
    monkeypatch.setattr(plots, "_loading", loading)

    meanwhile = plots.show(findings.losses, *LOSSES)
    loading.set_result(None)

    assert isinstance(meanwhile, plots.Coming)
    assert isinstance(plots.show(findings.losses, *LOSSES), plots.Picture)
