"""A sheet's SVG is well formed whatever is written on it, is as wide as the page at most,
and has colours that stand out on light and on dark pages."""

import json
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from tests.utils.contrast import contrast
from utils import svg

HOSTILE = '"><script>alert(1)</script>&\x26'
WHITE = "#ffffff"


def test_what_a_student_wrote_stays_text_in_the_drawing_and_in_its_label():
    sheet = svg.Sheet(100, 50)
    sheet.box((50, 25), HOSTILE, "blue")

    root = ElementTree.fromstring(sheet.svg())

    assert [each.text for each in root.iter() if each.text] == [HOSTILE]
    assert not [each for each in root.iter() if each.tag.endswith("script")]


def test_a_drawing_says_what_it_shows_and_counts_from_its_number():
    panels = [(svg.Sheet(10, 10), "A cliff."), (svg.Sheet(10, 10), "A network.")]

    drawing = svg.Drawing(*panels, number=2)

    assert repr(drawing) == "Figure 2. A cliff. A network."
    assert drawing._repr_html_().count("<img ") == 2
    assert 'alt="Figure 2. A cliff."' in drawing._repr_html_()


@pytest.mark.parametrize(
    "name", [name for name in svg.HUES if name not in ("sky", "orange", "none")]
)
def test_lines_stand_out_from_the_page(name):
    assert contrast(svg.HUES[name], WHITE) >= (4.5 if name == "grey" else 2.9)


def test_an_axis_has_round_numbers():
    assert svg.ticks(0, 400) == [0, 100, 200, 300, 400]
    assert svg.ticks(-0.3, 8.6) == [0, 2, 4, 6, 8]
    assert svg.ticks(1.62, 1.81) == [1.65, 1.7, 1.75, 1.8]


def test_values_become_pixels_from_the_lower_left_corner():
    axes = svg.Axes(svg.Sheet(100, 100), (10, 90, 20, 80), (0, 4), (0, 2))
    log = svg.Axes(svg.Sheet(100, 100), (10, 90, 20, 80), (0, 4), (1, 100), log=True)

    assert axes.at(0, 0) == (10, 80) and axes.at(4, 2) == (90, 20) and axes.at(1, 1) == (30, 50)
    assert log.at(0, 10) == (10, 50)


def test_a_long_line_keeps_its_peaks_and_its_ends():
    points = [(float(i), 0.0) for i in range(10_000)]
    points[5_001] = (5_001.0, 9.0)

    kept = svg.thinned(points)

    assert len(kept) <= 400 and {points[0], points[-1], points[5_001]} <= {*kept}
    assert kept == sorted(kept)
    assert svg.thinned(points[:400]) == points[:400]


def test_no_drawing_loads_matplotlib():
    code = (
        "import json, sys; from utils import drawings; drawings.unrolled('trex', 50, 27);"
        "print(json.dumps('matplotlib' in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

    assert json.loads(done.stdout) is False
