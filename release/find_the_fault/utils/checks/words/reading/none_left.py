"""Places of the unfinished cell that still hold None where a later line uses them.

The text is followed as it would run: a branch counts as taken and as not taken, a loop
as run twice, and a name counts only while it is None on every way.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from . import Slip, Text, called_name, is_none, targets

FAULT = "unfinished"
MAX_NESTED = 4
"""Loops inside one another that are followed twice: each doubles the work."""
Env = dict[str, bool]
"""Names that are None at this point; True where they became so at a loop's end."""


def slips(text: Text) -> list[Slip]:
    """Find each name that is None when it is used, and the first use of it."""
    if text.node is None:
        return []
    flow = _Flow(text)
    flow.block(text.node.body, {})
    return list(flow.found.values())


class _Flow:
    def __init__(self, text: Text):
        self.text = text
        self.found: dict[str, Slip] = {}
        self.depth = 0
        self.lists: set[str] = set()  # names of lists whose entries are None

    def block(self, statements: Sequence[ast.stmt], env: Env) -> Env:
        for statement in statements:
            env = self.statement(statement, env)
        return env

    def statement(self, node: ast.stmt, env: Env) -> Env:
        if isinstance(node, ast.If):
            name, where = _asked_for(node.test)
            if not name:
                self.uses(node.test, env, node)
            then, other = dict(env), dict(env)
            (then if where else other).pop(name, None)
            return _both(self.block(node.body, then), self.block(node.orelse, other))
        if isinstance(node, ast.For | ast.While):
            return self.loop(node, env)
        if isinstance(node, ast.With):
            for item in node.items:
                self.uses(item.context_expr, env, node)
            return self.block(node.body, env)
        if isinstance(node, ast.Try):
            tried = self.block(node.body, dict(env))
            return _both(tried, env)
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            return env
        return self.simple(node, env)

    def loop(self, node: ast.For | ast.While, env: Env) -> Env:
        self.uses(node.iter if isinstance(node, ast.For) else node.test, env, node)
        inside = dict(env)
        for target in targets(node):
            _forget(inside, target)
        self.depth += 1
        ended = self.block(node.body, inside)
        again = {name: True for name in ended} if self.depth <= MAX_NESTED else {}
        if isinstance(node, ast.While):
            self.uses(node.test, again, node)
        for target in targets(node):
            _forget(again, target)
        if again:
            self.block(node.body, again)
        self.depth -= 1
        return _both(env, ended)

    def simple(self, node: ast.stmt, env: Env) -> Env:
        self.uses(node, env, node)
        if isinstance(node, ast.AugAssign):  # reads its target, which is written as a place
            self.uses(ast.Name(getattr(node.target, "id", ""), ast.Load()), env, node)
        if isinstance(node, ast.Assign):
            self.assign(node, env)
        else:
            for target in targets(node):
                _forget(env, target)
        return env

    def assign(self, node: ast.Assign, env: Env) -> None:
        for target in node.targets:
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = list(zip(target.elts, node.value.elts, strict=False))
            else:
                pairs = [(target, node.value)]
            for name, value in pairs:
                if isinstance(name, ast.Name) and _is_none(value):
                    env[name.id] = False
                    self.lists |= {name.id} if isinstance(value, ast.BinOp) else set()
                else:
                    for part in targets(ast.Assign([name], value)):
                        _forget(env, part)

    def uses(self, node: ast.AST, env: Env, statement: ast.stmt) -> None:
        if isinstance(node, ast.Compare) and any(map(is_none, [node.left, *node.comparators])):
            return
        if called_name(node) in ("print", "type", "isinstance"):
            return
        # an entry of such a list is filled in
        stored = isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)
        if stored and getattr(node.value, "id", "") in self.lists:
            node = node.slice
        if isinstance(node, ast.List | ast.Tuple) and not isinstance(statement, ast.Return):
            node = ast.Tuple([e for e in node.elts if not isinstance(e, ast.Name)])
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in env:
            self.note(node.id, env[node.id], statement)
        for child in ast.iter_child_nodes(node):
            self.uses(child, env, statement)

    def note(self, name: str, again: bool, statement: ast.stmt) -> None:
        when = " in the loop's next round" if again else ""
        line = self.text.quote(statement)
        hint = (
            f"`{name}` still holds None{when}, where {line} uses it. Give it its value first."
        )
        self.found.setdefault(name, Slip(FAULT, hint))


def _asked_for(test: ast.expr) -> tuple[str, bool]:
    """Return the name that a condition tests for None, and whether it is something else
    where the condition holds."""
    where = True
    while isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test, where = test.operand, not where
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and is_none(test.comparators[0]):
        other = isinstance(test.ops[0], ast.IsNot | ast.NotEq)
        return getattr(test.left, "id", ""), where == other
    return getattr(test, "id", ""), where


def _is_none(node: ast.expr) -> bool:
    """Check for `None`, or `[None] * n`: a list whose entries nobody has filled in."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return isinstance(node.left, ast.List) and all(map(is_none, node.left.elts))
    return is_none(node)


def _forget(env: Env, target: ast.expr) -> None:
    """Forget a name that is given a value, or a part of it. It is None no more."""
    while isinstance(target, ast.Subscript | ast.Attribute):
        target = target.value
    if isinstance(target, ast.Name):
        env.pop(target.id, None)


def _both(one: Env, other: Env) -> Env:
    return {name: one[name] or other[name] for name in one.keys() & other.keys()}
