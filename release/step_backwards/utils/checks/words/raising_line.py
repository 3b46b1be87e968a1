"""The line that raised an error, read by itself: what it is, and what it calls."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from .reading import called_name

_HEADS = (("elif ", "if"), ("else:", "if 1:"), ("except", "try: pass\nexcept"))


def statement(line: str) -> ast.stmt | None:
    """Parse one line of a function. None where it is part of a longer statement."""
    text = line.strip()
    for head, other in _HEADS:
        if text.startswith(head):
            text = other + text[len(head.rstrip()) :] if head != "else:" else other
    for whole in (text, f"{text} pass", f"{text}\n    pass"):
        try:
            return ast.parse(whole).body[0]
        except (SyntaxError, ValueError, IndexError, RecursionError, MemoryError):
            continue
    return None


def compared(node: ast.stmt | None) -> tuple[str, ...]:
    """Name what the condition of a line compares, where it compares names and constants alone."""
    test = getattr(node, "test", None)
    parts = test.values if isinstance(test, ast.BoolOp) else [test]
    if not all(isinstance(each, ast.Compare) for each in parts):
        return ()
    sides = [side for each in parts for side in (each.left, *each.comparators)]
    if any(isinstance(op, ast.In | ast.NotIn) for each in parts for op in each.ops):
        return ()
    names = [side for side in sides if not _is_constant(side)]
    if not all(isinstance(each, ast.Name) for each in names):
        return ()
    return tuple(dict.fromkeys(each.id for each in names))


def _is_constant(node: ast.expr) -> bool:
    return isinstance(node.operand if isinstance(node, ast.UnaryOp) else node, ast.Constant)


def calls(node: ast.AST | None) -> list[ast.Call]:
    """List the calls in a line, the outermost first."""
    return [n for n in ast.walk(node) if isinstance(n, ast.Call)] if node else []


def callee(node: ast.AST | None) -> str:
    """Name what a line calls, where it is one thing alone that may fail inside."""
    names = {called_name(call) for call in calls(node)}
    return names.pop() if len(names) == 1 and all(names) else ""


def mixed_up(node: ast.AST | None, takes: Mapping[str, tuple[str, ...]]) -> str:
    """Name what a line calls with a variable in the place of another parameter than the one
    of its name; empty where there is none."""
    for call in calls(node):
        own = takes.get(called_name(call), ())
        given = [getattr(argument, "id", "") for argument in call.args]
        if any(name in own and name != due for name, due in zip(given, own, strict=False)):
            return called_name(call)
    return ""
