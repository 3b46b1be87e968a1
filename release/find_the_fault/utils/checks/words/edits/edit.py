"""An edit of a text, and where each node stands in it."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Sequence
from typing import NamedTuple

from ...cell_source import parsed
from ..reading import Text, own

ONE_EDIT = "one_edit"
"""The fault of an answer that one small edit makes right."""
NEAR = 5
"""Names that are tried in place of another."""
MAX_EXPRESSION = 40
"""Characters of an expression that are quoted."""


class Splice(NamedTuple):
    """Characters of a text that are replaced by others."""

    start: int
    end: int
    text: str


class Edit(NamedTuple):
    """A small edit: its `rank` (the likeliest have 1), the line where it begins, the words
    for the change, and what it replaces. `old` is the expression that stood there."""

    rank: int
    line: int
    change: str
    splices: tuple[Splice, ...]
    old: str = ""


class Source:
    """The definitions and imports of a cell as one text, with its tree, and where each node
    stands in it."""

    def __init__(self, text: Text):
        kept = ast.FunctionDef | ast.Import | ast.ImportFrom
        body = text.parsed.body if isinstance(text.parsed, ast.Module) else []
        parts = (ast.get_source_segment(text.source, n) for n in body if isinstance(n, kept))
        self.text = "\n\n".join(part for part in parts if part)
        self.lines = self.text.split("\n")
        self.tree = parsed(self.text)
        starts = itertools.accumulate((len(line) + 1 for line in self.lines), initial=0)
        self.starts = [0, *starts]  # lines are counted from 1

    @property
    def functions(self) -> list[ast.FunctionDef]:
        """The functions that the cell defines, those inside another one behind it."""
        return [n for n in ast.walk(self.tree) if isinstance(n, ast.FunctionDef)]

    def at(self, line: int, column: int) -> int:
        """Return the place of a line's column, which Python counts in bytes."""
        text = self.lines[line - 1]
        # a magic was blanked before it was parsed: its columns may lie within a character
        begun = text.encode()[:column].decode(errors="ignore")
        before = column if text.isascii() else len(begun)
        return self.starts[line] + before

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Return where a node begins and ends."""
        end = self.at(node.end_lineno or node.lineno, node.end_col_offset or 0)
        return self.at(node.lineno, node.col_offset), end

    def of(self, node: ast.expr | ast.stmt) -> str:
        """Return a node as the student wrote it."""
        start, end = self.span(node)
        return self.text[start:end]

    def quote(self, line: int, most: int = MAX_EXPRESSION) -> str:
        """Return a line without its comment, as far as it may be quoted."""
        return short(self.lines[line - 1].strip().partition("  #")[0], most)

    def edited(self, splices: Sequence[Splice]) -> str:
        """Return the text with these replaced."""
        text = self.text
        for start, end, new in sorted(splices, reverse=True):
            text = text[:start] + new + text[end:]
        return text


class Scope:
    """A function in its source: its nodes, the names that it takes or gives a value, its own
    before those around it, and which of them nothing reads."""

    def __init__(self, source: Source, function: ast.FunctionDef):
        self.source, self.function = source, function
        self.nodes = [*own(function)]
        self.uses = [n for n in self.nodes if isinstance(n, ast.Name)]
        around = [n for n in source.functions if any(f is function for f in ast.walk(n))]
        names = [a.arg for f in around for a in ast.walk(f.args) if isinstance(a, ast.arg)]
        names += [
            n.id for f in around for n in own(f) if isinstance(n, ast.Name) and is_stored(n)
        ]
        self.names = [name for name in dict.fromkeys(names) if name != "_"]
        self.lines = {
            name: [function.lineno, *(n.lineno for n in self.uses if n.id == name)]
            for name in self.names
        }
        self.idle = set(self.names) - {n.id for n in self.uses if not is_stored(n)}

    def nearest(self, node: ast.expr) -> list[str]:
        """Return the names that may be meant in place of this node: those that nothing
        reads, those that stand nearest, and those spelt alike. What its own line stores is
        none of them."""
        line, old = node.lineno, getattr(node, "id", "")
        made = {n.id for n in self.uses if n.lineno == line and is_stored(n)}
        others = [name for name in self.names if name not in made and name != old]
        near = sorted(others, key=lambda name: self._distance(name, line))[:NEAR]
        alike = [n for n in others if min(len(n), len(old)) > 2 and (n in old or old in n)]
        idle = [name for name in others if name in self.idle]
        return list(dict.fromkeys([*idle, *near, *alike]))

    def _distance(self, name: str, line: int) -> int:
        return min(abs(line - each) for each in self.lines[name])


def is_stored(node: ast.AST) -> bool:
    """Check whether a node is given a value here."""
    return isinstance(getattr(node, "ctx", None), ast.Store)


def short(text: str, most: int = MAX_EXPRESSION) -> str:
    """Return a text on one line, as far as it may be quoted."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 3]}..."
