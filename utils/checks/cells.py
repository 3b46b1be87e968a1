"""A notebook's cells as texts: what both sides of the kit read of them."""

from __future__ import annotations

import ast
import linecache
import re
import traceback
import warnings

_MAGIC = re.compile(r"^([ \t]*)[%!?].*$", re.MULTILINE)


def parsed(source: str) -> ast.Module:
    """The tree of a cell, IPython's magic lines taken out. Raises SyntaxError,
    ValueError, RecursionError or MemoryError where it can't be read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(_MAGIC.sub(r"\1pass", source))


def own_line(error: BaseException, namespace: dict | None) -> str:
    """The text of the last line on the way to `error` that stands in the notebook whose
    globals are `namespace`: never one of a library or the kit."""
    walked = traceback.walk_tb(error.__traceback__)
    own = [
        (frame.f_code.co_filename, number)
        for frame, number in walked
        if frame.f_globals is namespace
    ]
    return linecache.getline(*own[-1]).strip() if own else ""
