"""What a cell's text defines, read without running it.

Students' text is hostile: it is only parsed, up to `MAX_SOURCE` characters of a
notebook, and what is beyond, or what Python's parser gives up on, counts as a text that
says nothing.
"""

from __future__ import annotations

import ast
import functools as tools
import re
import symtable
from collections.abc import Mapping

from dinosaur_grader.checks.cell_source import parsed

MAX_SOURCE = 100_000
"""Characters of a notebook that are parsed: five times the released one, solved. A tree
takes up to a kilobyte and five microseconds a character."""
MAX_SCOPES = 12
"""Functions, classes and comprehensions within one another that are looked through: each
knows again every name of those around it."""
_BY_TEXT = re.compile(r"__(?:main|globals|dict)__|_getframe|^[ \t]*[%!]", re.MULTILINE)
_LOOKS_AROUND = frozenset(
    ["globals", "locals", "vars", "dir", "eval", "exec", "get_ipython", "inspect"]
)
_HISTORY = re.compile(r"_{1,3}|_i{1,3}|_i?\d+|_[oid]h|In|Out")
_OWN_SCOPE = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, *_OWN_SCOPE)
_OPENS_SCOPE = re.compile(r"\b(?:def|class|lambda|for)\b")
_DEFINES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


def _parse(source: str) -> ast.Module | None:
    """Parse a cell, IPython's magic lines taken out; None where it is not Python."""
    try:
        return parsed(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


class CellText:
    """One cell's text and what is known of it; each part is found when it is first
    asked for. More than `most` characters are not parsed."""

    def __init__(self, source: str, most: int = MAX_SOURCE):
        self.source, self.fits = source, len(source) <= most

    @tools.cached_property
    def tree(self) -> ast.Module | None:
        return _parse(self.source) if self.fits else None

    @tools.cached_property
    def functions(self) -> frozenset[str]:
        """The functions that it defines at its top level; where it is not Python, each
        `def` at a line's start."""
        if self.tree is None:
            # one broken line must not hide the function above it
            return frozenset(
                re.findall(r"^def[ \t]+(\w+)[ \t]*\(", self.source[:MAX_SOURCE], re.MULTILINE)
            )
        return frozenset(
            n.name
            for n in self.tree.body
            if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
        )

    @tools.cached_property
    def bound(self) -> frozenset[str] | None:
        """Every name that it binds at its top level, `*` for a star import; None where
        it can't be parsed."""
        if self.tree is None:
            return None
        return frozenset[str]().union(*map(_bound_by, self.tree.body))

    @tools.cached_property
    def given(self) -> frozenset[str]:
        """The names that it gives a value, by `def` or in any other way."""
        return self.functions | (self.bound or frozenset())

    @tools.cached_property
    def reads(self) -> frozenset[str] | None:
        """Every name of the notebook that it may read, in functions too; None where
        that can't be told.

        It can't be told of a text that is not Python, or that looks names up while it
        runs (`globals()`, `eval`, magics, IPython's history).
        """
        # Who can't tell says None, and all that may be read is run: a cell that is left
        # out wrongly would cost an honest student marks.
        return (
            None
            if self.tree is None or _BY_TEXT.search(self.source) or _is_deep(self)
            else _read_by(self.source)
        )

    @tools.cached_property
    def statements(self) -> frozenset[str] | None:
        """Its top-level statements, `def`s and imports aside, in a form that spaces and
        comments don't change.

        None where it can't be parsed.
        """
        if self.tree is None:
            return None
        try:
            return frozenset(
                ast.dump(node) for node in self.tree.body if not isinstance(node, _DEFINES)
            )
        except (RecursionError, ValueError):
            # a number of 5,000 digits, more than Python writes, cost the whole hand-in
            return None

    def definitions(self, known: frozenset[str]) -> str | None:
        """Leave what others may need of it: its `def`s, classes, imports and what binds
        a name that is not `known`.

        None where it can't be parsed, and an empty text where nothing is left.
        """
        if self.tree is None:
            return None
        needed = (
            node
            for node in self.tree.body
            if isinstance(node, _DEFINES) or _bound_by(node) - known
        )
        return _lines(self.source, list(needed))

    def without(self, parts: frozenset[str]) -> str | None:
        """Leave out those of its top-level statements that are among `parts`; None
        where it has none of them."""
        if self.tree is None or not parts & (self.statements or frozenset()):
            return None
        kept = [
            node for node in self.tree.body if not (_works(node) and ast.dump(node) in parts)
        ]
        return _lines(self.source, kept)


class Texts(dict[str, CellText]):
    """What was found out about texts, by text: each is parsed once, and of all no more
    than `MAX_SOURCE` characters. It belongs to one notebook and goes with it.

    What an assignment has found out about its own texts, `ours`, is used again: every
    notebook has most of them.
    """

    def __init__(self, ours: Mapping[str, CellText] | None = None):
        super().__init__()
        self.ours, self.left = ours or {}, MAX_SOURCE

    def __missing__(self, source: str) -> CellText:
        # Counted over the whole notebook: twenty cells of `a;a;a` that were each within
        # bounds took 29 seconds and 1.6 GB.
        found = self.ours.get(source)
        if found is None:
            found = CellText(source, self.left)
            # what is too long is not parsed, and leaves the others theirs
            self.left -= len(source) if found.fits else 0
        self[source] = found
        return found


def _is_deep(text: CellText) -> bool:
    """Tell whether scopes lie in one another more than `MAX_SCOPES` deep."""
    # each scope has its word, and looking at all of a tree takes far longer
    if len(_OPENS_SCOPE.findall(text.source)) <= MAX_SCOPES or text.tree is None:
        return False
    # by a list of our own: recursion would be as deep as a student's text
    todo: list[tuple[ast.AST, int]] = [(text.tree, 0)]
    while todo:
        node, depth = todo.pop()
        depth += isinstance(node, _SCOPES)
        if depth > MAX_SCOPES:
            return True
        todo += ((inner, depth) for inner in ast.iter_child_nodes(node))
    return False


def _read_by(source: str) -> frozenset[str] | None:
    try:
        tables = [symtable.symtable(source, "<cell>", "exec")]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    found: set[str] = set()
    while tables:
        table = tables.pop()
        top = table.get_type() == "module"
        # At the top all names: `n += 1` binds a name and reads it. In a function only
        # those of the notebook; its own are nobody else's.
        found.update(s.get_name() for s in table.get_symbols() if top or s.is_global())
        tables.extend(table.get_children())
    # `_12` and `Out[3]` are what other cells gave, and `eval` may read any name
    return (
        None
        if found & _LOOKS_AROUND or any(map(_HISTORY.fullmatch, found))
        else frozenset(found)
    )


def _works(node: ast.stmt) -> bool:
    """Tell whether the statement calls anything when its cell runs; one that does not
    can't take long."""
    return not isinstance(node, _DEFINES) and any(
        isinstance(inner, ast.Call) for inner in ast.walk(node)
    )


def _lines(source: str, nodes: list[ast.stmt]) -> str:
    lines = source.split("\n")
    kept = {
        number
        for node in nodes
        for number in range(_first_line(node) - 1, node.end_lineno or node.lineno)
    }
    return "\n".join(lines[number] for number in sorted(kept))


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _bound_by(statement: ast.stmt) -> frozenset[str]:
    """List the names that a statement binds in the notebook's namespace. Bodies of
    functions and classes are their own affair."""
    names: set[str] = set()
    todo: list[ast.AST] = [statement]
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
