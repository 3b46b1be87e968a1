"""Each promise of the page names tests that are there."""

import ast
import functools
import re

import pytest

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "maintainer" / "promises.md").read_text(encoding="utf-8")
ROWS = [row for row in PAGE.splitlines() if row.startswith("| ") and "| said in |" not in row]
PROMISES = [row.strip("| ").split(" | ") for row in ROWS if not row.startswith("| ---")]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


@functools.cache
def names_in(path: str) -> frozenset[str]:
    """The names of the tests of a file, which is read and not run."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    return frozenset(function.name for function in functions)


def test_the_promises_are_read_and_said_once():
    said = [promise for promise, *_ in PROMISES]
    assert len(said) > 150
    assert len(set(said)) == len(said)


@pytest.mark.parametrize(("promise", "page", "tests"), PROMISES)
def test_a_promise_names_tests_that_are_there(promise, page, tests):
    named = NAMED.findall(tests)
    assert promise and page
    assert ", ".join(f"`{path}::{name}`" for path, name in named) == tests.strip()
    assert [name for path, name in named if name not in names_in(path)] == []
