"""Small mistakes made by machine: every way to change one place of a function's syntax
tree."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

_SWAPS = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Mod: ast.FloorDiv,
    ast.MatMult: ast.Mult,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """Pairs (what was changed, the mutant's text), one for each change of one place."""
    tree = ast.parse(source)
    for index, node in enumerate(ast.walk(tree)):
        for what, change in _changes(node):
            mutant = copy.deepcopy(tree)
            place = list(ast.walk(mutant))[index]
            change(place)
            text = ast.unparse(ast.fix_missing_locations(mutant))
            if text != ast.unparse(tree):
                yield f"{what}: {_shown(node)}", text


def _shown(node):
    return ast.unparse(node).splitlines()[0][:70]


def _changes(node):
    """The changes that fit this kind of node, each a function that edits the node in
    place."""
    if (
        isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
    ):
        yield "one more", lambda n: setattr(n, "value", n.value + 1)
        if node.value:
            yield "zero", lambda n: setattr(n, "value", 0)
    if isinstance(node, ast.BinOp | ast.BoolOp) and type(node.op) in _SWAPS:
        yield "operator", lambda n: setattr(n, "op", _SWAPS[type(n.op)]())
    if isinstance(node, ast.BinOp):
        yield "left side only", lambda n: _become(n, n.left)
        yield "right side only", lambda n: _become(n, n.right)
    if isinstance(node, ast.Compare):
        yield "comparison", lambda n: setattr(n, "ops", [_SWAPS[type(n.ops[0])]()])
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "sign", lambda n: setattr(n, "op", ast.UAdd())
    if isinstance(node, ast.Call):
        yield from _call_changes(node)
    if isinstance(node, ast.Return):
        yield "nothing returned", lambda n: setattr(n, "value", None)
    for field in ("body", "orelse"):
        yield from _dropped(node, field)


def _call_changes(node):
    if len(node.args) == 1 and isinstance(node.func, ast.Attribute | ast.Name):
        yield "call left out", lambda n: _become(n, n.args[0])
    for i in range(len(node.args) - 1):
        yield f"arguments {i} and {i + 1} swapped", lambda n, i=i: _swap(n.args, i)
    for i in range(len(node.keywords)):
        yield f"keyword {node.keywords[i].arg} dropped", lambda n, i=i: n.keywords.pop(i)


def _dropped(node, field):
    statements = getattr(node, field, None)
    if not isinstance(statements, list):
        return
    for i, statement in enumerate(statements):
        if isinstance(statement, ast.Assign | ast.AugAssign | ast.Expr | ast.If | ast.For):
            yield (
                f"dropped {_shown(statement)}",
                lambda n, i=i: getattr(n, field).__setitem__(i, ast.Pass()),
            )


def _swap(items, i):
    items[i], items[i + 1] = items[i + 1], items[i]


def _become(node, other):
    node.__class__ = other.__class__
    values = dict(vars(other))
    vars(node).clear()
    vars(node).update(values)
