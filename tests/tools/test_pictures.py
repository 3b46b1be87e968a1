"""The README's pictures: they are there in both schemes, and a command makes them."""

import re

import pytest
from PIL import Image

from tests.axe import SCHEMES
from tests.conftest import ROOT
from tools import pictures

README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"<picture>(.*?)</picture>", README, re.S)
NAMES = {f"{what}-{scheme}.png" for what in ("lesson", "feedback") for scheme in SCHEMES}


def test_the_readme_shows_each_picture_in_both_schemes_and_says_what_it_is():
    dark = [re.search(r'"\(prefers-color-scheme: dark\)" srcset="(.*?)"', p) for p in SHOWN]
    light = [re.search(r'<img [^>]*src="(.*?)"', picture) for picture in SHOWN]
    shown = [ROOT / found[1] for found in (*dark, *light) if found]

    assert {path.name for path in shown} == NAMES
    assert [path for path in shown if not path.is_file()] == []
    assert all(re.search(r' alt="[^"]{20,}"', picture) for picture in SHOWN)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_picture_is_small_and_fits_a_page(name):
    path = pictures.WHERE / name
    with Image.open(path) as picture:
        assert picture.width <= 1280
    assert path.stat().st_size < 150_000
