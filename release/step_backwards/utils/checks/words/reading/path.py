"""The lines on the way to an error: those that give a value to what its line reads, and
to what they read in turn. What is written anywhere else can't have made it."""

from __future__ import annotations

import ast

from . import Text, called_name, own

MUTATED_BY = ("append", "extend", "insert", "sort", "reverse", "pop", "remove", "clear",
              "update", "add", "fill", "setdefault", "appendleft", "popleft")  # fmt: skip


def behind(text: Text, line: str) -> set[int]:
    """Return the numbers of the lines that lead to this one, itself and the function's
    first among them. Empty where the function has no such line."""
    lines = text.lines
    starts = {n.lineno for n in _statements(text) if lines[n.lineno - 1].strip() == line}
    reached = [n for n in _statements(text) if n.lineno in starts or _holds(text, n, line)]
    if not reached:
        return set()
    names = {name for n in reached for name in _reads(n)}
    found = {id(n) for n in reached}
    while True:
        more = [n for n in _statements(text) if id(n) not in found and _binds(n) & names]
        if not more:
            break
        found |= {id(n) for n in more}
        names |= {name for n in more for name in _reads(n)}
    return {text.node.lineno if text.node else 0} | {
        number
        for n in _statements(text)
        if id(n) in found
        for number in range(n.lineno, _end(n) + 1)
    }


def at(text: Text, line: str) -> set[int]:
    """Return the numbers of the lines of the statements that this line is one of."""
    return {
        number
        for n in _statements(text)
        if _holds(text, n, line)
        for number in range(n.lineno, _end(n) + 1)
    }


def _statements(text: Text) -> list[ast.stmt]:
    return [n for n in text.nodes if isinstance(n, ast.stmt)]


def _end(node: ast.stmt) -> int:
    """Return the last line of a statement, of a compound one that of its head."""
    body = getattr(node, "body", None)
    if isinstance(body, list) and body:
        return max(node.lineno, body[0].lineno - 1)
    return node.end_lineno or node.lineno


def _holds(text: Text, node: ast.stmt, line: str) -> bool:
    return any(text.lines[n - 1].strip() == line for n in range(node.lineno, _end(node) + 1))


def _parts(node: ast.stmt) -> list[ast.AST]:
    """List what stands in a statement, without the statements inside it."""
    found: list[ast.AST] = [node]
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.stmt | ast.ExceptHandler):
            found += [child, *own(child)]
    return found


def _reads(node: ast.stmt) -> set[str]:
    return {n.id for n in _parts(node) if isinstance(n, ast.Name)}


def _binds(node: ast.stmt) -> set[str]:
    """Return the names that a statement gives a value, or changes what they stand for."""
    found = set()
    for part in _parts(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store | ast.Del):
            found.add(part.id)
        elif isinstance(part, ast.Subscript | ast.Attribute) and not isinstance(
            part.ctx, ast.Load
        ):
            found |= _base(part)
        elif isinstance(part, ast.Call):
            home, _, method = called_name(part).rpartition(".")
            if method in MUTATED_BY:
                found |= {home.partition(".")[0]}
            # what nobody keeps the value of was called for what it changes
            alone = (
                isinstance(node, ast.Expr) and node.value is part and method not in MUTATED_BY
            )
            given = [k.value for k in part.keywords if alone or k.arg == "out"]
            found |= {name for a in [*part.args * alone, *given] for name in _base(a)}
    return found


def _base(node: ast.AST) -> set[str]:
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return {node.id} if isinstance(node, ast.Name) else set()
