"""Telling the cells that are plain Python from those that need IPython, and compiling
the plain ones.

IPython reads a cell several times before it runs it, for its magics and prompts. Most
cells have none, and most children need never enter IPython's code. This file runs in
the sandbox only, beside the student's code.
"""

from __future__ import annotations

import ast
import builtins
import keyword
import linecache
import re
from collections.abc import Mapping
from types import CodeType

_WORD = re.compile(r"([^\W\d]\w*)\s*(=(?!=))?")
_OUTERMOST = re.compile(r"^[^\s#].*", re.MULTILINE)
_BLOCK = re.compile(r"(?:async|class|def|for|if|try|while|with)\b|match\b.*:\s*(?:#|$)")


def compiled(source: str, number: int, namespace: Mapping[str, object]) -> list[CodeType]:
    """Compile the cell, its last statement apart where that may be an expression, so that
    its value is shown.

    Empty where IPython has to run the cell: it has magics, talks to IPython, imports
    from `__future__`, which holds for all later cells there, or is not Python, which
    IPython words as students know it. `number` is the request's; `namespace` is the
    notebook's.
    """
    if (
        "get_ipython" in source
        or "__future__" in source
        or _may_be_magic(source.strip(), namespace)
    ):
        return []
    name = f"<ipython-input-{number}>"
    # for tracebacks
    linecache.cache[name] = (
        len(source),
        None,
        source.splitlines(keepends=True),
        name,
    )
    try:
        return _by_lines(source, name) or _by_tree(source, name)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return []


def _may_be_magic(line: str, namespace: Mapping[str, object]) -> bool:
    """Check whether this is one line that begins with a word of nobody's: `ls -l` is
    Python, and IPython's magic."""
    word = None if "\n" in line else _WORD.match(line)
    if word is None or word[2]:
        return False
    return not (
        word[1] in namespace or hasattr(builtins, word[1]) or keyword.iskeyword(word[1])
    )


def _by_lines(source: str, name: str) -> list[CodeType]:
    """Cut before the last line that is not indented, without building a tree; nothing
    where no statement begins there.

    In the mode `single` a value is shown, and one within a block too, which IPython
    doesn't do.
    """
    last = max(_OUTERMOST.finditer(source), key=re.Match.start, default=None)
    start = last.start() if last else 0
    head, tail = source[:start], source[start:]
    block = last is None or _BLOCK.match(last[0])
    if ";" in tail and not block:
        return []
    try:
        first = compile(head, name, "exec", dont_inherit=True)
        moved = "\n" * head.count("\n") + tail  # an error in it is to show the right line
        return [first, compile(moved, name, "exec" if block else "single", dont_inherit=True)]
    except SyntaxError:
        return []


def _by_tree(source: str, name: str) -> list[CodeType]:
    tree = compile(source, name, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    assert isinstance(tree, ast.Module)
    last = [tree.body.pop()] if tree.body and isinstance(tree.body[-1], ast.Expr) else []
    parts = [compile(tree, name, "exec", dont_inherit=True)]
    return parts + [
        compile(ast.Interactive([value]), name, "single", dont_inherit=True) for value in last
    ]
