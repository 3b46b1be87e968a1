"""What a cell's text defines, read without running it.

Students' text is hostile: it is only parsed, up to `MAX_SOURCE` characters, and what Python's parser gives up on
counts as a text that says nothing.
"""

from __future__ import annotations

import ast
import functools as tools
import re
import symtable
import warnings
from collections.abc import Iterable

MAX_SOURCE = 200_000
_MAGIC = re.compile(r"^([ \t]*)[%!?].*$", re.MULTILINE)
_BY_TEXT = re.compile(r"__(?:main|globals|dict)__|_getframe|^[ \t]*[%!]", re.MULTILINE)
_LOOKS_AROUND = frozenset(["globals", "locals", "vars", "dir", "eval", "exec", "get_ipython", "inspect"])
_HISTORY = re.compile(r"_{1,3}|_i{1,3}|_i?\d+|_[oid]h|In|Out")
_OWN_SCOPE = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_DEFINES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


def _parse(source: str) -> ast.Module | None:
    """The parsed cell, IPython's magic lines taken out; None where it is no Python or too much of it."""
    if len(source) > MAX_SOURCE:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(_MAGIC.sub(r"\1pass", source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


class _Facts:
    """What is known of one text; each part is found when it is first asked for."""

    def __init__(self, source: str):
        self.source = source

    @tools.cached_property
    def tree(self) -> ast.Module | None:
        return _parse(self.source)

    @tools.cached_property
    def functions(self) -> frozenset[str]:
        if self.tree is None:
            return frozenset(re.findall(r"^def[ \t]+(\w+)[ \t]*\(", self.source[:MAX_SOURCE], re.MULTILINE))
        return frozenset(n.name for n in self.tree.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))

    @tools.cached_property
    def bound(self) -> frozenset[str] | None:
        return None if self.tree is None else frozenset().union(*map(_bound_by, self.tree.body))

    @tools.cached_property
    def reads(self) -> frozenset[str] | None:
        return None if self.tree is None or _BY_TEXT.search(self.source) else _read_by(self.source)


_ours: dict[str, _Facts] = {}


@tools.lru_cache(maxsize=4096)
def _theirs(source: str) -> _Facts:
    return _Facts(source)


def _facts(source: str) -> _Facts:
    return _ours.get(source) or _theirs(source)


def remember(sources: Iterable[str]) -> None:
    """Keep what is found out about these texts, an assignment's own, for good: every notebook has most of them."""
    for source in sources:
        _ours.setdefault(source, _Facts(source))


def forget() -> None:
    """Drop what was remembered of one notebook, before the next one."""
    _theirs.cache_clear()


def functions(source: str) -> frozenset[str]:
    """The functions that a cell defines at its top level; in a text that is no Python, each `def` at a line's start."""
    return _facts(source).functions


def bound(source: str) -> frozenset[str] | None:
    """Every name that the cell binds at its top level, `*` for a star import; None where it can't be parsed."""
    return _facts(source).bound


def given(source: str) -> frozenset[str]:
    """The names that a cell gives a value, by `def` or in any other way."""
    return functions(source) | (bound(source) or frozenset())


def reads(source: str) -> frozenset[str] | None:
    """Every name of the notebook that the cell may read, in functions too; None where that can't be told.

    It can't be told of a text that is no Python, or that looks names up while it runs (`globals()`, `eval`, magics,
    IPython's history).
    """
    return _facts(source).reads


def _read_by(source: str) -> frozenset[str] | None:
    try:
        tables, found = [symtable.symtable(source, "<cell>", "exec")], set()
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    while tables:
        table = tables.pop()
        top = table.get_type() == "module"
        found.update(s.get_name() for s in table.get_symbols() if top or s.is_global())  # `n += 1` counts as reading
        tables.extend(table.get_children())
    return None if found & _LOOKS_AROUND or any(map(_HISTORY.fullmatch, found)) else frozenset(found)


def statements(source: str) -> frozenset[str] | None:
    """The cell's top-level statements, `def`s and imports aside, in a form that spaces and comments don't change.

    Returns None where the cell can't be parsed.
    """
    parsed = _facts(source).tree
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
    parsed = _facts(source).tree
    if parsed is None:
        return None
    return _lines(source, [node for node in parsed.body if isinstance(node, _DEFINES) or _bound_by(node) - known])


def without(source: str, parts: frozenset[str]) -> str | None:
    """The cell without those of its top-level statements that are among `parts`; None where it has none of them."""
    if not parts & (statements(source) or frozenset()):
        return None
    return _lines(source, [node for node in _facts(source).tree.body if not (_works(node) and ast.dump(node) in parts)])


def _works(node: ast.stmt) -> bool:
    """Whether the statement calls anything when its cell runs; one that does not can't take long."""
    return not isinstance(node, _DEFINES) and any(isinstance(inner, ast.Call) for inner in ast.walk(node))


def _lines(source: str, nodes: list[ast.stmt]) -> str:
    lines = source.split("\n")
    kept = {number for node in nodes for number in range(_first_line(node) - 1, node.end_lineno)}
    return "\n".join(lines[number] for number in sorted(kept))


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
