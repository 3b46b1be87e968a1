"""A notebook's cells as texts: what both sides of the kit read of them."""

from __future__ import annotations

import ast
import linecache
import re
import traceback
import warnings

MOST_PARTS = 100
"""Parts of a dotted name, `a.b.c`, that are read. Python puts each beginning of an
imported name together: one of 46,000 parts took two gigabytes."""
_MAGIC = re.compile(r"^([ \t]*)[%!?].*$", re.MULTILINE)


def parsed(source: str) -> ast.Module:
    """Parse a cell, IPython's magic lines taken out. Raises SyntaxError, ValueError,
    RecursionError or MemoryError where it can't be read."""
    if has_endless_name(source):
        raise ValueError(f"a name of more than {MOST_PARTS} parts")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(_MAGIC.sub(r"\1pass", source))


def has_endless_name(source: str) -> bool:
    """Tell whether a text has a dotted name of more than `MOST_PARTS` parts."""
    run = 0
    for part in source.split("."):
        # spaces and a backslash may stand around a dot
        run = run + 1 if part.strip(" \t\f\r\n\\").isidentifier() else 0
        if run > MOST_PARTS:
            return True
    return False


def own_line(error: BaseException, namespace: dict | None) -> str:
    """Return the last line on the way to `error` that stands in the notebook's own
    text. The notebook is the one whose globals are `namespace`; a line of a library or
    the kit is never returned."""
    walked = traceback.walk_tb(error.__traceback__)
    own = [
        (frame.f_code.co_filename, number)
        for frame, number in walked
        if frame.f_globals is namespace
    ]
    return linecache.getline(*own[-1]).strip() if own else ""
