"""A notebook's cells as texts: what both sides of the kit read of them."""

from __future__ import annotations

import ast
import itertools
import linecache
import re
import traceback
import warnings
from collections.abc import Collection
from types import CodeType
from typing import NoReturn

MAX_PARTS = 100
"""Parts of a dotted name, `a.b.c`, that are read. Python puts each beginning of an
imported name together: one of 46,000 parts took two gigabytes."""
_MAGIC = re.compile(r"^([ \t]*)[%!?].*$", re.MULTILINE)


def parsed(source: str) -> ast.Module:
    """Parse a cell, IPython's magic lines taken out. Raises SyntaxError, ValueError,
    RecursionError or MemoryError where it can't be read."""
    if has_endless_name(source):
        raise ValueError(f"a name of more than {MAX_PARTS} parts")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(_MAGIC.sub(r"\1pass", source))


def has_endless_name(source: str) -> bool:
    """Tell whether a text has a dotted name of more than `MAX_PARTS` parts."""
    run = 0
    for part in source.split("."):
        # spaces and a backslash may stand around a dot
        run = run + 1 if part.strip(" \t\f\r\n\\").isidentifier() else 0
        if run > MAX_PARTS:
            return True
    return False


def own_line(
    error: BaseException, namespace: dict | None, but: Collection[CodeType] = ()
) -> str:
    """Return the last line on the way to `error` that stands in the notebook's own
    text. The notebook is the one whose globals are `namespace`; a line of a library or
    the kit is never returned, nor one that was reached through the code `but`."""
    own = _own_lines(error, namespace, but)
    return linecache.getline(*own[-1]).strip() if own else ""


def raised_below(
    error: BaseException, namespace: dict | None, but: Collection[CodeType] = ()
) -> bool:
    """Check whether `error` was raised below that line, in what it calls, and not in the
    line itself. What is written in C has no line of its own."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    if not _own_lines(error, namespace, but):
        return False
    return frames[-1].f_globals is not namespace or any(f.f_code in but for f in frames)


def where_stopped(error: BaseException, namespace: dict | None) -> str:
    """Say where the notebook's own text was when `error` stopped it: the loop that ran,
    as its first line, and the line in it. Empty where none of that text ran, or Python
    no longer has it."""
    if not (line := own_line(error, namespace)):
        return ""
    # a function without a loop is called from one
    loops = filter(None, (_loop(*place) for place in reversed(_own_lines(error, namespace))))
    loop = next(loops, line)
    return f" in your line `{line}`" + (f", in the loop `{loop}`" if loop != line else "")


def _own_lines(
    error: BaseException, namespace: dict | None, but: Collection[CodeType] = ()
) -> list[tuple[str, int]]:
    """List the lines of the notebook's own text on the way to `error`, or to the code
    `but` on that way, each as its file and number."""
    walked = traceback.walk_tb(error.__traceback__)
    return [
        (frame.f_code.co_filename, number)
        for frame, number in itertools.takewhile(lambda at: at[0].f_code not in but, walked)
        if frame.f_globals is namespace
    ]


def _loop(file: str, number: int) -> str:
    """Return the first line of the innermost loop around a line, empty where none is."""
    try:
        tree = parsed("".join(linecache.getlines(file)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    starts = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.For | ast.While) and node.lineno <= number <= node.end_lineno
    ]
    return linecache.getline(file, max(starts)).strip() if starts else ""


def refuse_input(_prompt: object = "") -> NoReturn:
    """Stand in for `input` where nobody watches the cells run. Raises RuntimeError."""
    raise RuntimeError("input() has nobody to answer it while the notebook is graded")
