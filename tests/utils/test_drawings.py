"""The drawings without matplotlib: each is well-formed SVG, says in words what it shows,
and holds for whatever a student gives it."""

import itertools
from xml.etree import ElementTree

import numpy as np
import pytest

from tests.axe import chromium, needs_chromium, violations
from utils import drawings
from utils.plots import ORANGE

LETTERS = {0: "\n", 1: "a", 2: "b"}
ROWS = np.array([[0.2, 0.5, 0.3], [0.1, 0.6, 0.3], [0.7, 0.2, 0.1]])
NORMS = np.array([[3.0, 3.0], [80.0, 70.0], [60.0, 20.0]])
LINES = {"clipped": [3.3, 2.5, 2.25], "not clipped": [3.3, 6.0, 8.125]}
NAN, BLIND = float("nan"), ("blind guess", 3.296)
FIGURES = {
    "unrolled": (
        drawings.unrolled("trex", 50, 27, number=1),
        ["Figure 1. The network", "trex", "(27, 1)", "Waa (50, 50)", "newline"],
    ),
    "clipping": (
        drawings.clipping(2.05, 12, 1.0, 1.0, NORMS),
        ["2.05", "Clipped at 1", "-6.5", "highest at iteration 1, with 80"],
    ),
    "sampling": (
        drawings.sampling(ROWS, [1, 2, 0], LETTERS),
        [
            "reads zeros and draws a with probability 0.50",
            r"reads b and draws \n",
            "An arrow leads from each drawn symbol back to the next step's input",
        ],
    ),
    "curves": (
        drawings.curves(LINES, level=BLIND, x="names read", y="nats per letter"),
        [
            "Nats per letter against names read",
            "not clipped begins at 3.30 and ends at 8.12",
            "marks blind guess: 3.30",
        ],
    ),
}


def words(figure) -> list[str]:
    """What stands in the figure's SVG."""
    roots = [ElementTree.fromstring(each.svg) for each in figure.pictures]
    return [each.text for root in roots for each in root.iter() if each.text]


@pytest.mark.parametrize("name", FIGURES)
def test_a_drawing_says_the_same_in_words(name):
    figure, said = FIGURES[name]

    assert [part for part in said if part not in repr(figure)] == []
    assert " ".join(picture.text for picture in figure.pictures) == repr(figure)


@needs_chromium
def test_axe_finds_nothing_in_the_drawings_and_none_is_wider_than_a_telephone():
    shown = "".join(figure._repr_html_() for figure, _ in FIGURES.values())
    html = f"<html lang=en><title>t</title><main><h1>h</h1>{shown}</main></html>"
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 360, "height": 800})
        page.set_content(f"<!doctype html>{html}")

        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_the_unrolled_network_reads_what_it_had_to_predict_and_shows_the_sizes():
    written = words(drawings.unrolled("ab", 50, 27))

    assert written.count("a") == written.count("b") == 2
    assert {"zeros", r"\n", "a₃", "ŷ₃", "Wax (50, 27)", "(50, 1)"} <= {*written}


@pytest.mark.parametrize("name", ["", "<b>&", "Carcharodontosaurus" * 2])
def test_any_name_can_be_unrolled(name):
    assert words(drawings.unrolled(name, 50, 27)).count("zeros") == 1


def test_each_drawn_symbol_is_marked_in_its_row_and_named_beside_it():
    figure = drawings.sampling(ROWS[..., None], [1, 2, 0], LETTERS)

    marked = [each for each in figure.pictures[0].svg.split("<path ") if ORANGE in each]
    assert len(marked) == 3 and all(path.count("M") == 1 for path in marked)
    assert [word for word in words(figure) if word.startswith("p = ")] == [
        *("p = 0.50", "p = 0.30", "p = 0.70"),
    ]


def test_a_curve_ends_with_its_value_and_words_stand_apart():
    figure = drawings.curves({"one": [3.0, 2.0], "two": [1.0, 2.0]}, every=200)

    assert words(figure).count("2.00") == 2 and "200" in words(figure)
    assert min(np.diff(drawings._apart([20, 21, 299, 300], 20, 260))) >= drawings.LINES_APART
    assert drawings._apart([20, 100, 260], 20, 260) == [20, 100, 260]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([1.0, NAN, 2.0], "begins at 1.00 and ends at 2.00, with 1 of 3 values no numbers"),
        ([1.0, float("inf")], "begins at 1.00 and ends at 1.00"),
        ([NAN], "one has no number"),
        ([], "one has no number"),
        ([2.0, 2.0], "begins at 2.00"),
        ([1e300, -1e300], "begins at 1"),
        (np.array([1, 2]), "ends at 2.00"),
    ],
)
def test_what_is_no_finite_number_is_left_out_and_told(values, said):
    figure = drawings.curves({"one": values})

    assert said in repr(figure) and words(figure)


@pytest.mark.parametrize("w", [-3.0, 0.0, 1.9, 2.05, 2.6])
def test_the_cliffs_slope_is_its_derivative(w):
    step = 1e-6

    measured = (drawings.cliff(w + step) - drawings.cliff(w - step)) / (2 * step)

    assert drawings.cliff_slope(w) == pytest.approx(measured, rel=1e-5, abs=1e-8)


def test_without_clipping_the_cliff_flings_the_weight_away_and_with_it_the_step_is_short():
    free, held = drawings.descend(2.05, 12, 1.0), drawings.descend(2.05, 12, 1.0, 1.0)

    assert abs(free[1] - free[0]) > 8
    assert max(abs(b - a) for a, b in itertools.pairwise(held)) <= 1.0
    assert drawings.cliff(held[-1]) < drawings.cliff(free[-1])
