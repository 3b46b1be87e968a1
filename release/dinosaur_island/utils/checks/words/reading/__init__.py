"""What the text of a student's function shows. It is parsed, never run, so it can say
what an exception or a wrong number can't: which line, and why.

A `Reading` is made of text alone, never of what a process sent: it may be quoted where
numbers and messages may not.
"""

from __future__ import annotations

import ast
import difflib
import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ...cell_source import parsed

ERROR, WRONG, NOTHING, HANGS = "error", "wrong", "nothing", "hangs"
"""What a slip can lead to: an exception, a wrong value, None in its place, a call that
never ends."""
HIDDEN = "hidden_errors"
"""The fault of an answer that swallows its own errors."""
MAX_SOURCE, MAX_QUOTED = 50_000, 120
LOOPS = ast.For | ast.While


@dataclass(frozen=True)
class Slip:
    """One slip that the text shows: the fault's name, what is said of it, what it
    `explains`, and whether it is `sure` enough to be said before a known fault that
    fits the numbers. With an `error` it is said of one that raised such a one."""

    fault: str
    hint: str
    explains: tuple[str, ...] = (ERROR, WRONG)
    sure: bool = True
    error: str = ""


@dataclass(frozen=True)
class Called:
    """How a helper is called: its parameters in order."""

    takes: tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """A slip of this one exercise, by how a statement is written: `pattern` is a
    regular expression that is searched in each statement as `ast.unparse` writes it,
    and in the head of a compound one. `{line}` in the hint is the student's line. With an
    `error`, a pattern for Python's type and message, it is said only of a line that led to
    one; with `besides`, only where another statement has that pattern, too."""

    fault: str
    hint: str
    pattern: str
    error: str = ""
    besides: str = ""


class Text:
    """One function's text: the tree of its cell and of the function, its lines, the
    helpers that it may call by name."""

    def __init__(self, source: str, function: str, calls: Mapping[str, Called]):
        self.source, self.function, self.calls = source[:MAX_SOURCE], function, calls
        self.lines = self.source.split("\n")

    @functools.cached_property
    def parsed(self) -> ast.Module | SyntaxError | None:
        """The cell's tree, or what Python says of it, or None where it is no text that
        can be read."""
        try:
            return parsed(self.source)
        except SyntaxError as error:
            return error
        except (ValueError, RecursionError, MemoryError):
            return None

    @functools.cached_property
    def node(self) -> ast.FunctionDef | None:
        """The function's own tree, the last one of that name."""
        if not isinstance(self.parsed, ast.Module):
            return None
        found = [n for n in self.parsed.body if isinstance(n, ast.FunctionDef)]
        return next((n for n in reversed(found) if n.name == self.function), None)

    @functools.cached_property
    def functions(self) -> list[ast.FunctionDef]:
        """The functions that the cell defines, those inside another one too."""
        tree = self.parsed if isinstance(self.parsed, ast.Module) else ast.Module([], [])
        return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]

    @functools.cached_property
    def blocks(self) -> list[list[ast.stmt]]:
        """The function's statements, block by block: its own, and those of each loop and
        branch."""
        owners = [self.node, *self.nodes] if self.node else []
        found = (getattr(o, field, None) for o in owners for field in ("body", "orelse"))
        return [block for block in found if isinstance(block, list) and block]

    @functools.cached_property
    def nodes(self) -> list[ast.AST]:
        """The function's own nodes, in the order of its text."""
        return list(own(self.node)) if self.node else []

    def quote(self, node: ast.AST | int) -> str:
        """Quote the line where a node begins, as the student wrote it."""
        number = node if isinstance(node, int) else getattr(node, "lineno", 0)
        line = self.lines[number - 1].strip() if 0 < number <= len(self.lines) else ""
        line = line.partition("  #")[0].rstrip()
        return f"`{line[:MAX_QUOTED]}`"


def own(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a function's nodes in the order of its text, without those of functions and
    classes inside."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield child
            yield from own(child)


def called_name(node: ast.AST) -> str:
    """Return `np.clip` of a call `np.clip(...)`, or `x.append` of `x.append(...)`.
    Empty for anything else."""
    return dotted(node.func) if isinstance(node, ast.Call) else ""


def dotted(node: ast.AST) -> str:
    """Return `np.random.choice` of such an expression. Empty for any other."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        home = dotted(node.value)
        return f"{home}.{node.attr}" if home else ""
    return ""


def targets(node: ast.AST) -> list[ast.expr]:
    """List what an assignment assigns to, tuples taken apart."""
    if isinstance(node, ast.Assign):
        found = list(node.targets)
    elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.For | ast.NamedExpr):
        found = [node.target]
    else:
        return []
    flat: list[ast.expr] = []
    while found:
        each = found.pop(0)
        if isinstance(each, ast.Tuple | ast.List):
            found = [*each.elts, *found]
        elif isinstance(each, ast.Starred):
            found.insert(0, each.value)
        else:
            flat.append(each)
    return flat


def base(node: ast.AST) -> str:
    """Return the name of the box that `box[...]` is a part of. Empty for anything else."""
    return dotted(node.value) if isinstance(node, ast.Subscript) else ""


def given(*nodes: ast.AST) -> set[str]:
    """Return the names that these assignments and loops give a value."""
    return {t.id for n in nodes for t in targets(n) if isinstance(t, ast.Name)}


WITH_OUT = {"np.clip": 4, "np.minimum": 3, "np.maximum": 3}
"""With so many arguments the last one is `out`."""


def may_change(text: Text, node: ast.AST) -> bool:
    """Check for what may change a value in place: `out=`, by its name or its place, a function
    of the cell's own, a part that is stored, `+=`, or a call that nothing is kept of."""
    own_names = {n.name for n in text.functions}
    return any(
        (isinstance(n, ast.keyword) and n.arg == "out")
        or (isinstance(n, ast.Call) and len(n.args) >= WITH_OUT.get(called_name(n), 99))
        or called_name(n) in own_names
        or any(not isinstance(t, ast.Name) for t in targets(n))
        or isinstance(n, ast.AugAssign | ast.Global | ast.Nonlocal)
        or (isinstance(n, ast.Expr) and isinstance(n.value, ast.Call))
        for n in ast.walk(node)
    )


def nearest(name: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """Find the known name that was meant, most likely. It has the same letters in
    another order, or else nearly the same ones. Empty where there is none."""
    names = [each for each in known if each != name]
    turned = next((each for each in names if sorted(each) == sorted(name)), "")
    return turned or next(iter(difflib.get_close_matches(name, names, 1, likeness)), "")


def names_in(node: ast.AST) -> set[str]:
    """Return the names that stand in a node."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def is_none(node: ast.AST) -> bool:
    """Check whether a node is a plain `None`."""
    return isinstance(node, ast.Constant) and node.value is None


def bound(nodes: Iterator[ast.AST] | list[ast.AST]) -> set[str]:
    """Return the names that these nodes give a value."""
    return {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
