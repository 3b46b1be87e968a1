"""The tables of `docs/proofs.md`, written between their marks."""

import pytest

from bench.proofs import page


def test_a_part_is_written_between_its_marks_and_read_back(tmp_path):
    place = tmp_path / "page.md"
    place.write_text("a\n<!-- x: begin -->\nold\n<!-- x: end -->\nb\n")
    page.write("x", "new\nlines", place)
    assert place.read_text() == "a\n<!-- x: begin -->\nnew\nlines\n<!-- x: end -->\nb\n"
    assert page.read("x", place) == "new\nlines"


def test_a_page_without_the_marks_is_refused(tmp_path):
    place = tmp_path / "page.md"
    place.write_text("a\n")
    with pytest.raises(ValueError, match="no marks of x"):
        page.write("x", "new", place)
