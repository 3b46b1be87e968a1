"""Bytes that should be a notebook, and what is read out of them."""

import json
import tracemalloc

import pytest

from dinosaur_grader.judging.reading.parse import (
    MAX_NESTED,
    NotANotebook,
    Parsed,
    RawCell,
    parse,
)
from tests.dinosaur_grader.small import cell, notebook


def parsed(document: dict) -> Parsed:
    read = parse(json.dumps(document).encode())
    assert isinstance(read, Parsed), read
    return read


def test_a_cell_comes_with_its_ids_tags_and_place():
    code = cell("x = 1", "clip", tags=["demonstration"]) | {"id": "abc"}

    assert parsed(notebook([cell("# T", kind="markdown"), code])).cells[1] == RawCell(
        "code", "x = 1", "clip", "abc", frozenset(["demonstration"]), 1
    )


SOURCES = {
    "a\nb": ["a\r\nb", "a\rb", ["a\n", "b"], ["a\r\n", "b"]],
    "": [None, 7, {}, True, [1, 2]],  # what is no text
    "'?'": ["'\ud800'"],  # half a character becomes one that can be written
}
CASES = [(given, read) for read, many in SOURCES.items() for given in many]


@pytest.mark.parametrize(("source", "read"), CASES)
def test_a_source_is_one_text_with_plain_line_ends_that_can_be_written(source, read):
    assert parsed(notebook([cell("") | {"source": source}])).cells[0].source == read


def test_cells_of_all_worksheets_of_an_old_notebook_are_read():
    sheets = [
        {"cells": [{"cell_type": "code", "input": "a"}]},
        {"cells": [{"cell_type": "heading", "source": "b"}]},
    ]

    read = parsed({"nbformat": 3, "worksheets": sheets})
    kinds = [(each.kind, each.source) for each in read.cells]
    assert kinds == [("code", "a"), ("markdown", "b")]


def test_another_language_is_noted():
    julia = {"metadata": {"language_info": {"name": "julia"}}}
    [said] = parsed(notebook([]) | julia).notes

    assert "another language" in said


@pytest.mark.parametrize(
    "change",
    [{"nbformat": 5}, {"block_group": "x"}, {"cells": [7]}, {"cells": [{"cell_type": "raw"}]}],
)
def test_what_the_schema_would_refuse_is_read_over(change):
    assert parsed(notebook([]) | change).notes == ()


@pytest.mark.parametrize(
    "raw",
    [
        b'{"nbformat": 4, "cells": 1, "cells": []}',  # the last of two equal keys counts
        b'{"nbformat": 4, "cells": [], "metadata": {"x": NaN, "y": -Infinity, "z": 1e999}}',
    ],
)
def test_two_equal_keys_and_a_number_that_is_none_are_read_over(raw):
    assert isinstance(parse(raw), Parsed)


@pytest.mark.parametrize("character", ["#", "\N{GRINNING FACE}"])
def test_more_text_than_anyone_writes_is_refused_with_what_to_do(character):
    """A character can be four bytes of a message to a child."""
    text = character * (4 * 2**20 // len(character.encode()) + 1)
    refused = parse(json.dumps(notebook([cell(text)])).encode())

    assert isinstance(refused, NotANotebook)
    assert "more than 4 MiB of text. Shorten them" in refused.reason


def test_more_lists_and_dictionaries_than_a_notebook_has_are_not_read():
    deep = json.dumps({"cells": [], "metadata": {"x": [{}] * (MAX_NESTED + 1)}}).encode()
    assert "values" in parse(deep).reason


def test_one_emoji_makes_no_notebook_cost_four_times_its_size():
    wide = {
        "cell_type": "code",
        "source": [],
        "outputs": [{"text": "x" * 2**24 + "\U0001f600"}],
    }
    refused = parse(json.dumps({"cells": [wide]}, ensure_ascii=False).encode())
    assert isinstance(refused, NotANotebook)
    assert "over 64 MiB of memory. Clear its outputs" in refused.reason


def test_the_text_of_cells_that_is_too_much_is_not_put_together():
    lines = ["x" * 60 + "\U0001f600\n"] * 200_000
    raw = json.dumps({"cells": [{"cell_type": "code", "source": lines}]}, ensure_ascii=False)
    raw = raw.encode()
    tracemalloc.start()
    try:
        assert "more than 4 MiB of text" in parse(raw).reason
        assert tracemalloc.get_traced_memory()[1] < 11 * len(raw)  # its text, and its lines
    finally:
        tracemalloc.stop()
