"""The operators that make a mutant: each finds the edits that fit one node.

An operator is a function from a node and its surroundings to edits; an edit changes
the tree in place. Descriptions are made by whoever makes the edit: the text of
`Edit.place` before and after it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial


@dataclass(frozen=True)
class Edit:
    """A change of the tree: `place` is the node whose text shows it, or `how` says in
    words what stands there now."""

    place: ast.AST
    make: Callable[[], object]
    how: str = ""


class Surroundings:
    """What an edit may put in a place: the names that the answer binds, and the strings
    that it uses as keys, both in the order in which they first stand there; and the whole
    `tree`, for what stands before it all."""

    def __init__(self, tree: ast.Module):
        self.tree = tree
        bound = [name for node in ast.walk(tree) for name in _binds(node)]
        keys = [key for node in ast.walk(tree) for key in _uses_as_key(node)]
        self.names = list(dict.fromkeys(bound))
        self.keys = list(dict.fromkeys(keys))


def _binds(node: ast.AST) -> list[str]:
    if isinstance(node, ast.arg):
        return [node.arg]
    stored = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    return [node.id] if stored else []


def _uses_as_key(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return [node.slice.value] if isinstance(node.slice.value, str) else []
    return []


ARITHMETIC: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Mult),
    ast.Mult: (ast.Add, ast.Div),
    ast.Div: (ast.Mult, ast.Sub),
    ast.FloorDiv: (ast.Mod, ast.Mult),
    ast.Mod: (ast.FloorDiv, ast.Mult),
    ast.MatMult: (ast.Mult, ast.Add),
    ast.Pow: (ast.Mult,),
}
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq, ast.GtE, ast.LtE),
    ast.NotEq: (ast.Eq, ast.Lt, ast.Gt),
    ast.Lt: (ast.LtE, ast.Gt, ast.NotEq),
    ast.LtE: (ast.Lt, ast.GtE, ast.Eq),
    ast.Gt: (ast.GtE, ast.Lt, ast.NotEq),
    ast.GtE: (ast.Gt, ast.LtE, ast.Eq),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}


def arithmetic(node: ast.AST, _: Surroundings) -> Iterator[Edit]:
    """Another operator between two numbers."""
    if isinstance(node, ast.BinOp | ast.AugAssign):
        for other in ARITHMETIC.get(type(node.op), ()):
            yield Edit(node, partial(setattr, node, "op", other()))


def operand(node: ast.AST, _: Surroundings) -> Iterator[Edit]:
    """One side of an operation only."""
    if isinstance(node, ast.BinOp):
        for side in (node.left, node.right):
            yield Edit(node, partial(become, node, side))


def sign(node: ast.AST, _: Surroundings) -> Iterator[Edit]:
    """A minus, a plus or a `not` left out."""
    if isinstance(node, ast.UnaryOp):
        yield Edit(node, partial(become, node, node.operand))


def comparison(node: ast.AST, _: Surroundings) -> Iterator[Edit]:
    """Another comparison."""
    if isinstance(node, ast.Compare):
        for other in COMPARISONS[type(node.ops[0])]:
            yield Edit(node, partial(setattr, node, "ops", [other(), *node.ops[1:]]))


def condition(node: ast.AST, _: Surroundings) -> Iterator[Edit]:
    """A condition that is always or never so, or one half of it; the branches of an
    if-expression the other way round."""
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        for always in (True, False):
            yield Edit(node.test, partial(become, node.test, ast.Constant(always)))
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield Edit(node, partial(setattr, node, "op", other))
        for part in node.values:
            yield Edit(node, partial(become, node, part))
    if isinstance(node, ast.IfExp):
        yield Edit(node, partial(_exchange, node, "body", node, "orelse"))


def constant(node: ast.AST, _: Surroundings) -> Iterator[Edit]:
    """Another number, truth value or text; something in the place of None."""
    if isinstance(node, ast.Constant):
        for other in _other_constants(node.value):
            yield Edit(node, partial(setattr, node, "value", other))


def _other_constants(value: object) -> list[object]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int | float):
        return list(dict.fromkeys([value + 1, value - 1, 0, -value, 2 * value, 10 * value]))
    if isinstance(value, str):
        return ["", value + "s"]
    return [0] if value is None else []


def name(node: ast.AST, around: Surroundings) -> Iterator[Edit]:
    """The variable before or after it in the place of a variable."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        for other in _neighbours(node.id, around.names):
            yield Edit(node, partial(setattr, node, "id", other))


def index(node: ast.AST, around: Surroundings) -> Iterator[Edit]:
    """Another key, one end of a slice left out, or the whole in the place of an
    entry."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        for other in _neighbours(node.value, around.keys):
            yield Edit(node, partial(setattr, node, "value", other))
    if isinstance(node, ast.Subscript):
        yield Edit(node, partial(become, node, node.value))
    if isinstance(node, ast.Slice):
        for end in ("lower", "upper", "step"):
            if getattr(node, end) is not None:
                yield Edit(node, partial(setattr, node, end, None))


def call(node: ast.AST, _: Surroundings) -> Iterator[Edit]:
    """A call left out: what it was given, or whose method it is, takes its place."""
    if isinstance(node, ast.Call):
        if node.args and not isinstance(node.args[0], ast.Starred):
            yield Edit(node, partial(become, node, node.args[0]))
        if isinstance(node.func, ast.Attribute):
            yield Edit(node, partial(become, node, node.func.value))


def argument(node: ast.AST, _: Surroundings) -> Iterator[Edit]:
    """Two arguments swapped, one left out, or one more or less round the loop."""
    if not isinstance(node, ast.Call):
        return
    for i in range(len(node.args) - 1):
        yield Edit(node, partial(_swap, node.args, i))
    for i in range(len(node.args)):
        yield Edit(node, partial(node.args.pop, i))
    if isinstance(node.func, ast.Name) and node.func.id == "range":
        for op in (ast.Add(), ast.Sub()):
            stop = min(len(node.args), 2) - 1
            nearby = ast.BinOp(node.args[stop], op, ast.Constant(1))
            yield Edit(node, partial(node.args.__setitem__, stop, nearby))


def keyword(node: ast.AST, _: Surroundings) -> Iterator[Edit]:
    """A keyword argument or a default left out, or the values of two keywords
    swapped."""
    if isinstance(node, ast.Call):
        for i in range(len(node.keywords)):
            yield Edit(node, partial(node.keywords.pop, i))
        for i in range(len(node.keywords) - 1):
            pair = node.keywords[i : i + 2]
            yield Edit(node, partial(_exchange, pair[0], "value", pair[1], "value"))


def parameter(node: ast.AST, _: Surroundings) -> Iterator[Edit]:
    """Two parameters of a function swapped."""
    if isinstance(node, ast.arguments):
        for i in range(len(node.args) - 1):
            yield Edit(node, partial(_swap, node.args, i))


def returned(node: ast.AST, _: Surroundings) -> Iterator[Edit]:
    """Nothing returned, or two of the values that are returned or unpacked swapped."""
    if isinstance(node, ast.Return) and node.value is not None:
        yield Edit(node, partial(setattr, node, "value", None))
    if isinstance(node, ast.Tuple):
        for i in range(len(node.elts) - 1):
            yield Edit(node, partial(_swap, node.elts, i))


def statement(node: ast.AST, _: Surroundings) -> Iterator[Edit]:
    """A statement left out."""
    for body in bodies(node):
        for i, each in enumerate(body):
            defines = isinstance(each, ast.Pass | ast.FunctionDef | ast.ClassDef)
            if not defines and not is_docstring(each):
                yield Edit(each, partial(_leave_out, body, i))


def order(node: ast.AST, _: Surroundings) -> Iterator[Edit]:
    """Two statements in the other order."""
    for body in bodies(node):
        for i in range(is_docstring(body[0]) if body else 0, len(body) - 1):
            both = ast.Module(body[i : i + 2], [])
            yield Edit(both, partial(_swap_both, body, both, i))


def leaving(node: ast.AST, _: Surroundings) -> Iterator[Edit]:
    """`break` for `continue`, and the other way round; a statement of a loop behind
    it."""
    if isinstance(node, ast.Break | ast.Continue):
        other = ast.Continue() if isinstance(node, ast.Break) else ast.Break()
        yield Edit(node, partial(become, node, other))
    for body in bodies(node):
        for i, each in enumerate(body):
            if isinstance(each, ast.For | ast.While) and len(each.body) > 1:
                yield Edit(each.body[-1], partial(_behind, body, i))


Operator = Callable[[ast.AST, Surroundings], Iterator[Edit]]
OPERATORS: dict[str, Operator] = {
    "arithmetic": arithmetic,
    "operand": operand,
    "sign": sign,
    "comparison": comparison,
    "condition": condition,
    "constant": constant,
    "name": name,
    "index": index,
    "call": call,
    "argument": argument,
    "keyword": keyword,
    "parameter": parameter,
    "returned": returned,
    "statement": statement,
    "order": order,
    "loop": leaving,
}


def _neighbours(one: str, among: list[str]) -> list[str]:
    """The one before and the one after it, round the list."""
    if one not in among or len(among) < 2:
        return []
    at = among.index(one)
    around = [among[at - 1], among[(at + 1) % len(among)]]
    return list(dict.fromkeys(around))


def is_docstring(node: ast.AST) -> bool:
    """Whether it is a text that stands alone: no question can see it."""
    value = node.value if isinstance(node, ast.Expr) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


def bodies(node: ast.AST) -> list[list[ast.stmt]]:
    """The lists of statements that a node holds."""
    found = [getattr(node, field, None) for field in ("body", "orelse")]
    return [body for body in found if isinstance(body, list)]


def _leave_out(body: list[ast.stmt], i: int) -> None:
    become(body[i], ast.Pass())


def _behind(body: list[ast.stmt], i: int) -> None:
    body.insert(i + 1, body[i].body.pop())  # type: ignore[attr-defined]


def _swap_both(body: list[ast.stmt], both: ast.Module, i: int) -> None:
    _swap(body, i)
    _swap(both.body, 0)


def _swap(items: list, i: int) -> None:
    items[i], items[i + 1] = items[i + 1], items[i]


def _exchange(one: ast.AST, field: str, other: ast.AST, its: str) -> None:
    mine, theirs = getattr(one, field), getattr(other, its)
    setattr(one, field, theirs)
    setattr(other, its, mine)


def become(node: ast.AST, other: ast.AST) -> None:
    """Make a node another one in its place, so that its parent needs no edit."""
    values = dict(vars(other))
    node.__class__ = other.__class__
    vars(node).clear()
    vars(node).update(values)
