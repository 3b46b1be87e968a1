"""The figure of the page "One step backwards"."""

from xml.etree import ElementTree

import pytest

from utils.backwards import truncation

SVG = "{http://www.w3.org/2000/svg}"
TEXT = "trex\nrex\n"
ROWS = {"whole": [9], "every <3>": [3, 3, 3], "a name": [5, 4]}


def parsed():
    return ElementTree.fromstring(truncation.drawn(TEXT, ROWS))


def test_each_row_has_every_symbol_and_an_arrow_back_for_each_piece():
    rows = parsed().findall(f"{SVG}g")
    said = [[text.text for text in row.findall(f"{SVG}text")] for row in rows]
    thick = [row.findall(f'{SVG}path[@stroke-width="3"]') for row in rows]
    cuts = [row.findall(f"{SVG}path[@stroke-dasharray]") for row in rows]

    assert said == [[name, *"trex", r"\n", *"rex", r"\n"] for name in ROWS]
    assert list(map(len, thick)) == [1, 3, 2]
    assert list(map(len, cuts)) == [0, 2, 1]


def test_it_says_in_words_what_it_shows_wherever_it_is_shown():
    drawing = truncation.drawn(TEXT, ROWS)

    assert parsed().get("aria-label") == repr(drawing) == drawing.words
    assert drawing._repr_html_() == drawing
    assert r"reads t r e x \n r e x \n, and its state goes on" in drawing.words
    assert "whole: the gradient goes back in one piece of 9 steps." in drawing.words
    assert "a name: the gradient goes back in pieces of 5 steps and 4 steps." in drawing.words


def test_pieces_that_are_not_as_long_as_the_text_are_refused():
    with pytest.raises(ValueError, match="short: 3 steps in pieces, and 9 in all"):
        truncation.drawn(TEXT, {"short": [1, 2]})
