"""Pieces of code written as text, with an answer's own nodes in the places of names."""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping

IT = "IT"


def expression(text: str, **parts: ast.expr) -> ast.expr:
    """The expression that the text writes, with a copy of each part in the place of its
    name."""
    found = _Filled(parts).visit(ast.parse(text, mode="eval").body)
    assert isinstance(found, ast.expr)
    return found


def statements(text: str, it: ast.stmt | None = None, **parts: ast.expr) -> list[ast.stmt]:
    """The statements that the text writes; `it` stands where the line `IT` does."""
    whole = ast.parse(text)
    if it is not None:
        whole = _Placed(it).visit(whole)
    return list(_Filled(parts).visit(whole).body)


class _Filled(ast.NodeTransformer):
    def __init__(self, parts: Mapping[str, ast.expr]):
        self.parts = parts

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return copy.deepcopy(self.parts.get(node.id, node))


class _Placed(ast.NodeTransformer):
    def __init__(self, it: ast.stmt):
        self.it = it

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        stands = isinstance(node.value, ast.Name) and node.value.id == IT
        return self.it if stands else node
