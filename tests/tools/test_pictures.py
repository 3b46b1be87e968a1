"""The README's pictures: they are there in both schemes, and a command makes them."""

import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell
from PIL import Image, ImageStat

from tests.axe import SCHEMES, needs_chromium
from tests.conftest import ROOT
from tools import pictures
from tools.pictures import NoPicture

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


def test_a_lesson_without_the_two_cells_gives_no_picture():
    names, learning = map(new_code_cell, (pictures.FIRST_NAMES, pictures.LEARNING))
    around = [new_markdown_cell("How?"), learning, new_markdown_cell("**Figure 5.**")]

    assert pictures.two_cells([names, new_code_cell(), *around]) == [names, *around]
    with pytest.raises(NoPicture, match="one cell each"):
        pictures.two_cells([names, *around, names])


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.isolation
@needs_chromium
def test_the_command_makes_them_on_light_and_on_dark_ground(strict, tmp_path, capsys):
    assert pictures.main(["--to", str(tmp_path)]) == 0
    assert {path.name for path in tmp_path.iterdir()} == NAMES
    light = {name: brightness(tmp_path / name) for name in NAMES}
    assert [name for name in NAMES if (light[name] > 128) != ("light" in name)] == []


def brightness(path):
    with Image.open(path) as picture:
        return ImageStat.Stat(picture.convert("L")).median[0]
