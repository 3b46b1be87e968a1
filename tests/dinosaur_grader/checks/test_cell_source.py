"""A cell's text as both sides of the kit read it."""

import ast

import pytest

from dinosaur_grader.checks.cell_source import MOST_PARTS, has_endless_name, parsed


def test_magic_lines_are_read_over_and_a_name_without_end_is_refused():
    assert ast.unparse(parsed("if x:\n    %time y\n!ls")) == "if x:\n    pass\npass"
    endless = "a" + ".a" * MOST_PARTS
    assert (has_endless_name(endless), has_endless_name(endless[2:])) == (True, False)
    with pytest.raises(ValueError, match=str(MOST_PARTS)):
        parsed(f"import {endless}.a")
