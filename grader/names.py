"""What a cell's text defines, read without running it.

Students' text is hostile: it is only parsed, up to `MAX_SOURCE` characters, and what Python's parser gives up on
counts as a text that says nothing.
"""

from __future__ import annotations

import ast
import functools as tools
import re
import warnings

MAX_SOURCE = 200_000
_MAGIC = re.compile(r"^([ \t]*)[%!?].*$", re.MULTILINE)
_OWN_SCOPE = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_DEFINES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


def tree(source: str) -> ast.Module | None:
    """The parsed cell, IPython's magic lines taken out; None where it is no Python or too much of it."""
    if len(source) > MAX_SOURCE:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(_MAGIC.sub(r"\1pass", source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


@tools.lru_cache(maxsize=4096)
def functions(source: str) -> frozenset[str]:
    """The functions that a cell defines at its top level; in a text that is no Python, each `def` at a line's start."""
    parsed = tree(source)
    if parsed is None:
        return frozenset(re.findall(r"^def[ \t]+(\w+)[ \t]*\(", source[:MAX_SOURCE], re.MULTILINE))
    return frozenset(node.name for node in parsed.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def bound(source: str) -> frozenset[str] | None:
    """Every name that the cell binds at its top level, `*` for a star import; None where it can't be parsed."""
    parsed = tree(source)
    return None if parsed is None else frozenset().union(*map(_bound_by, parsed.body))


@tools.lru_cache(maxsize=4096)
def given(source: str) -> frozenset[str]:
    """The names that a cell gives a value, by `def` or in any other way."""
    return functions(source) | (bound(source) or frozenset())


def statements(source: str) -> frozenset[str] | None:
    """The cell's top-level statements, `def`s and imports aside, in a form that spaces and comments don't change.

    Returns None where the cell can't be parsed.
    """
    parsed = tree(source)
    if parsed is None:
        return None
    try:
        return frozenset(ast.dump(node) for node in parsed.body if not isinstance(node, _DEFINES))
    except RecursionError:
        return None


def definitions(source: str, known: frozenset[str]) -> str | None:
    """The part of a cell that others may need: its `def`s, classes, imports and what binds a name that is not `known`.

    Returns None where the cell can't be parsed, and an empty text where nothing is left.
    """
    parsed = tree(source)
    if parsed is None:
        return None
    return _lines(source, [node for node in parsed.body if isinstance(node, _DEFINES) or _bound_by(node) - known])


def without(source: str, parts: frozenset[str]) -> str | None:
    """The cell without those of its top-level statements that are among `parts`; None where it has none of them."""
    if not parts & (statements(source) or frozenset()):
        return None
    return _lines(source, [node for node in tree(source).body if not (_works(node) and ast.dump(node) in parts)])


def _works(node: ast.stmt) -> bool:
    """Whether the statement calls anything when its cell runs; one that does not can't take long."""
    return not isinstance(node, _DEFINES) and any(isinstance(inner, ast.Call) for inner in ast.walk(node))


def _lines(source: str, nodes: list[ast.stmt]) -> str:
    lines = source.split("\n")
    kept = {number for node in nodes for number in range(_first_line(node) - 1, node.end_lineno)}
    return "\n".join(lines[number] for number in sorted(kept))


def forget() -> None:
    """Drop what was remembered of one notebook, before the next one."""
    functions.cache_clear()
    given.cache_clear()


def _first_line(node: ast.stmt) -> int:
    return min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])


def _bound_by(statement: ast.stmt) -> frozenset[str]:
    """The names a statement binds in the notebook's namespace. Bodies of functions and classes are their own affair."""
    names, todo = set(), [statement]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names.update(alias.asname or alias.name.partition(".")[0] for alias in node.names)
        elif not isinstance(node, _OWN_SCOPE):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
            todo.extend(ast.iter_child_nodes(node))
    return frozenset(names)
