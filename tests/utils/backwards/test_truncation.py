"""The figure of the page "One step backwards"."""

from xml.etree import ElementTree

import pytest

from utils.backwards import truncation
from utils.plots import RED

SVG = "{http://www.w3.org/2000/svg}"
TEXT = "trex\nrex\n"
ROWS = {"whole": [9], "every <3>": [3, 3, 3], "a name": [5, 4]}


def marks():
    """The texts of the figure, the lines in red, and the dashed ones."""
    [picture] = truncation.drawn(TEXT, ROWS).pictures
    root = ElementTree.fromstring(picture.svg)
    lines = root.findall(f"{SVG}polyline")
    red = [line for line in lines if line.get("stroke") == RED]
    dashed = [line for line in lines if line.get("stroke-dasharray")]
    return [text.text for text in root.findall(f"{SVG}text")], red, dashed


def test_each_row_has_every_symbol_and_an_arrow_back_for_each_piece():
    said, red, dashed = marks()

    assert said == [word for name in ROWS for word in (name, *"trex", r"\n", *"rex", r"\n")]
    assert len(red) == 2 * (1 + 3 + 2)  # a shaft and a head each
    assert len(dashed) == 0 + 2 + 1


def test_it_says_in_words_what_it_shows():
    said = repr(truncation.drawn(TEXT, ROWS))

    assert r"reads t r e x \n r e x \n, and its state goes on" in said
    assert "whole: the gradient goes back in one piece of 9 steps." in said
    assert "a name: the gradient goes back in pieces of 5 steps and 4 steps." in said


def test_pieces_that_are_not_as_long_as_the_text_are_refused():
    with pytest.raises(ValueError, match="short: 3 steps in pieces, and 9 in all"):
        truncation.drawn(TEXT, {"short": [1, 2]})
