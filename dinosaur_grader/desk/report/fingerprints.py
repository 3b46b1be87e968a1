"""A student's code as a set of fingerprints that a disguise leaves as they are: winnowed
grams (Schleimer, Wilkerson and Aiken, 2003) of the syntax tree, statement by statement.

Names that the code itself binds are alike, and so are numbers and texts; what is called
by its own name (`np.tanh`, `softmax`) stays. Comments, layout, type hints, imports,
magics and statements that do nothing leave no trace; each statement stands alone, so
their order doesn't matter; a text that is itself Python counts as the code that it is.

The text is a stranger's: its size is bounded, nothing here recurses, and a cell that
can't be parsed is read line by line.
"""

from __future__ import annotations

import ast
import hashlib
import re
import textwrap
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from dinosaur_grader.checks.cell_source import has_endless_name

GRAM = 7  # tokens in one fingerprint
WINDOW = 3
SHORTEST = 5  # a shorter statement, such as `i = 0`, says nothing
MAX_TEXT = 150_000  # characters of one student, with the texts that are code
MAX_NODES = 200_000
MAX_TOKENS = 400_000  # of one student
MAX_LINE = 200
LEAST_CODE = 20  # characters of a text that may be code

MAGIC = re.compile(r"^([ \t]*+)(?:[%!?].*|[/,;]\w.*|.*\?[ \t]*|[\w., \t]+=[ \t]*[%!].*)$", re.M)
NOT_PYTHON = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)
CALLS = (ast.Call, ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)


class Code(NamedTuple):
    """A text that was parsed: its tree, its lines, the names that it binds, imports and
    reads, and the texts in it that are code."""

    tree: ast.Module
    lines: list[str]
    names: Names
    inner: tuple[Code, ...]


class Names(NamedTuple):
    """What code binds, the modules that it imports, and what it reads."""

    bound: frozenset[str]
    modules: frozenset[str]
    read: frozenset[str]

    def token(self, name: str) -> str:
        """Return one name as a token: its own where the code does not bind it."""
        return "v" if name in self.bound else "module" if name in self.modules else name


Given = Mapping[str, Sequence[Code]]
"""What all were given, parsed once for the whole class."""


def given(cells: Iterable[str]) -> Given:
    """Parse what all were given."""
    return {cell: _read(cell) for cell in cells}


def _read(cell: str) -> list[Code]:
    """Parse a cell, without its magics where it has any. One that is not Python is read line
    by line, so that what it holds is alike whether another line is broken or not."""
    plain = MAGIC.sub(r"\1pass", cell)
    if code := _code(cell) or _code(plain):
        return [code]
    lines = (line for line in plain.splitlines() if len(line.strip()) >= SHORTEST)
    return [code for line in lines if (code := _line(line))]


def _line(line: str) -> Code | None:
    """Parse a line by itself: a statement, or the head of one."""
    text = line.strip().removeprefix("el" if line.lstrip().startswith("elif") else "")
    code = _code(text) or _code(f"{text}\n pass")
    return code._replace(lines=[line]) if code else None


def _code(text: str, is_inner: bool = False) -> Code | None:
    try:
        tree = _parse(text)
    except NOT_PYTHON:
        return None
    texts = () if is_inner else _texts(tree)
    inner = (_code(textwrap.dedent(each).strip(), is_inner=True) for each in texts)
    return Code(tree, text.splitlines(), _names(tree), tuple(filter(None, inner)))


def fingerprints(cells: Sequence[str], known: Given = MappingProxyType({})) -> dict[int, str]:
    """Map each fingerprint to the line where it starts, of the first
    `MAX_TEXT` characters. What is `known` is not parsed again."""
    found: dict[int, str] = {}
    left = MAX_TOKENS
    for tokens, line in _statements(cells, known):
        left -= len(tokens)
        if left < 0:
            break
        for mark in _winnowed(tokens):
            found.setdefault(mark, line)
    return found


def _winnowed(tokens: Sequence[str]) -> set[int]:
    """Pick the smallest of each window of grams. A short statement is one gram."""
    if len(tokens) < SHORTEST:
        return set()
    grams = [_hash(tokens[i : i + GRAM]) for i in range(max(1, len(tokens) - GRAM + 1))]
    return {min(grams[i : i + WINDOW]) for i in range(max(1, len(grams) - WINDOW + 1))}


def _hash(tokens: Iterable[str]) -> int:
    text = "\0".join(tokens).encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")


def _statements(cells: Sequence[str], known: Given) -> Iterator[tuple[list[str], str]]:
    """Yield each statement's tokens and its line. Of a compound one that is its head;
    the others come by themselves."""
    codes: list[Code] = []
    left = MAX_TEXT
    for cell in cells:
        text = cell[:left]
        left -= len(text)
        for code in known[text] if text in known else _read(text):
            codes += [code, *code.inner]
    each = zip(NO_NAMES, *(code.names for code in codes), strict=True)
    names = Names(*(one.union(*others) for one, *others in each))
    for code in codes:
        for statement in _each(code.tree, names):
            number = getattr(statement, "lineno", 0)
            line = code.lines[number - 1] if 0 < number <= len(code.lines) else ""
            yield _tokens(_head(statement), names), line.rstrip()[:MAX_LINE]


def _parse(text: str) -> ast.Module:
    if has_endless_name(text):
        raise ValueError("a name without an end")
    flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = compile(text.replace("\0", " "), "<cell>", "exec", flags, dont_inherit=True)
    assert isinstance(tree, ast.Module)
    return tree


def _texts(tree: ast.Module) -> list[str]:
    """Find the texts that may be code."""
    found = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return [text for text in found if isinstance(text, str) and len(text) >= LEAST_CODE]


# as the release imports them
NO_NAMES = Names(frozenset(), frozenset(("np", "numpy", "pd", "pandas")), frozenset())


def _names(tree: ast.Module) -> Names:
    bound, modules, read = set[str](), set[str](), set[str]()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                read.add(name)
            case ast.Name(id=name) | ast.arg(arg=name):
                bound.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                bound.add(name)
            case ast.ClassDef(name=name) | ast.ExceptHandler(name=str(name)):
                bound.add(name)
            case ast.Import(names=names):
                modules.update(one.asname or one.name.partition(".")[0] for one in names)
    return Names(frozenset(bound), frozenset(modules), frozenset(read))


def _each(tree: ast.Module, names: Names) -> Iterator[ast.stmt]:
    """Yield the statements that do something, in the order of the text."""
    stack: list[ast.AST] = list(reversed(tree.body))
    while stack:
        node = stack.pop()
        if isinstance(node, ast.If | ast.While) and isinstance(node.test, ast.Constant):
            stack.extend(reversed(node.body if node.test.value else node.orelse))
            if isinstance(node, ast.If) or not node.test.value:
                continue
        elif isinstance(node, ast.stmt) and _idle(node, names):
            continue
        else:
            stack += reversed([part for part in ast.iter_child_nodes(node) if _is_body(part)])
        if isinstance(node, ast.stmt):
            yield node


def _is_body(part: ast.AST) -> bool:
    return isinstance(part, ast.stmt | ast.ExceptHandler | ast.match_case)


def _idle(statement: ast.stmt, names: Names) -> bool:
    """Check whether a statement does nothing: no calls and nothing that anybody reads."""
    match statement:
        case ast.Pass() | ast.Global() | ast.Nonlocal() | ast.Import() | ast.ImportFrom():
            return True
        case ast.Expr(value=value):
            return not _calls(value)
        case ast.Assert(test=test):
            return isinstance(test, ast.Constant)
        case ast.AnnAssign(value=None):
            return True
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=value)
            | ast.AnnAssign(target=ast.Name(id=name), value=value)
        ):
            itself = isinstance(value, ast.Name) and value.id == name
            return itself or (name not in names.read and not _calls(value))
    return False


def _calls(value: ast.AST) -> bool:
    return any(isinstance(node, CALLS) for node in ast.walk(value))


def _head(statement: ast.stmt) -> list[ast.AST | str]:
    """Return a statement without the statements in it, in the form that `_tokens` reads."""
    if isinstance(statement, ast.AugAssign):  # a += b is a = a + b
        sides = [statement.target, type(statement.op).__name__, statement.target]
        return ["Assign", *sides, statement.value]
    if isinstance(statement, ast.AnnAssign):
        return ["Assign", statement.target, *([statement.value] if statement.value else [])]
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        arguments = statement.args
        return ["def", *arguments.defaults, *(d for d in arguments.kw_defaults if d)]
    name = [] if isinstance(statement, ast.Expr) else [type(statement).__name__]
    return [*name, *(part for part in ast.iter_child_nodes(statement) if not _is_body(part))]


def _tokens(parts: Sequence[ast.AST | str], names: Names) -> list[str]:
    """Return the tree as tokens, a node before its children."""
    found: list[str] = []
    stack = list(reversed(parts))
    while stack and len(found) < MAX_NODES:
        node = stack.pop()
        match node:
            case str():
                found.append(node)
            case ast.Name(id=name):
                found.append(names.token(name))
            case ast.Constant(value=value):
                found.append(_alike(value))
            case ast.arg():
                found.append("v")
            case ast.Attribute(attr=name, value=value):
                found.append(f".{name}")
                stack.append(value)
            case ast.BinOp(op=op) | ast.UnaryOp(op=op) | ast.BoolOp(op=op):
                found.append(type(op).__name__)
                stack += reversed([c for c in ast.iter_child_nodes(node) if c is not op])
            case ast.AST() if not isinstance(node, ast.expr_context):
                found.append(type(node).__name__)
                if isinstance(node, ast.keyword):
                    found.append(node.arg or "**")
                stack += reversed(list(ast.iter_child_nodes(node)))
    return found


def _alike(value: object) -> str:
    if value is None or isinstance(value, bool):
        return str(value)
    return "s" if isinstance(value, str | bytes) else "0"
