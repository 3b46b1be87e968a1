"""Properties: what has to be true of an outcome, whichever of many right ones it is.

The text of a property is its lecturer's, the values are a stranger's. A walk over the
text's tree works it out: it knows plain data and the functions below and nothing else, no
attribute and no keyword, and what it may cost is bounded. Nothing is compiled or run.
"""

from __future__ import annotations

import ast
import functools
import operator
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np

from .generators import GeneratorState
from .values import MAX_ITEMS, Drawn

MAX_COST = 1_000_000
"""Parts of a property's text that are worked out, and parts of the values that its
functions and comparisons go through."""
NUMBERS = (bool, int, float, complex)
MAX_DIGITS = 300
LETTERS = 64
"""Characters, or bits, that count as one part of a value."""


def is_true(text: str, names: Mapping[str, object]) -> bool:
    """Work out whether a property is true of these values. It is false where they are of
    a kind, or so large, that it can't be worked out."""
    tree = read_property(text)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    try:
        own = {name: _list_items(names[name]) for name in used & names.keys()}
        return bool(_Evaluation(own).visit(tree))
    except (TypeError, ValueError, LookupError, ArithmeticError, RecursionError):
        return False


@functools.lru_cache(maxsize=256)
def read_property(text: str) -> ast.expr:
    """Read the text of a property. Raises SyntaxError, which names the part that a property
    can't have."""
    tree = ast.parse(text.strip(), "<property>", "eval").body
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            known = isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS
            if not known or node.keywords:
                raise SyntaxError(
                    f"a property can't have `{ast.unparse(node)}`: it may call "
                    f"{', '.join(FUNCTIONS)}, without keywords"
                )
        elif isinstance(node, ast.expr) and not hasattr(_Evaluation, _method(node)):
            raise SyntaxError(f"a property can't have `{ast.unparse(node)}`")
        elif isinstance(node, ast.operator | ast.unaryop) and type(node) not in _OPERATIONS:
            raise SyntaxError(f"a property can't have the operator of `{text}`")
    return tree


def _method(node: ast.AST) -> str:
    return f"visit_{type(node).__name__}"


def _list_items(value: Any) -> Any:
    """Return an array, and what an iterator gave, as lists of items, also inside of others.
    Raises TypeError for what is no value that a property can speak of: of something that
    is missing or unknown, `t != 3` would hold."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, _SERIES):
        return type(value)([_list_items(item) for item in value])
    if isinstance(value, dict):
        return {_list_items(key): _list_items(item) for key, item in value.items()}
    if isinstance(value, Drawn):
        return [_list_items(item) for item in value.items]
    if not isinstance(value, _ALONE):
        raise TypeError("a property can't speak of this value")
    return value


def _size(value: object) -> int:
    """Count the parts of a value; long texts and numbers are several."""
    if isinstance(value, str | bytes):
        return 1 + len(value) // LETTERS
    if isinstance(value, int):
        return 1 + value.bit_length() // LETTERS
    if isinstance(value, dict):
        return 1 + sum(map(_size, value)) + sum(map(_size, value.values()))
    return 1 + sum(map(_size, value)) if isinstance(value, _SERIES) else 1


class _Evaluation(ast.NodeVisitor):
    """One property that is being worked out, with the values of its names. The parts that
    a text may have are those with a method here."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        self.names = names
        self.left = MAX_COST

    def pay(self, cost: int) -> None:
        """Take a cost from what is left. Raises ValueError where that is too little."""
        self.left -= cost
        if self.left < 0:
            raise ValueError("the property costs too much")

    def visit(self, node: ast.AST) -> Any:
        self.pay(1)
        return getattr(self, _method(node))(node)

    def visit_Constant(self, node: ast.Constant) -> Any:
        return node.value

    def visit_Name(self, node: ast.Name) -> Any:
        return self.names[node.id]

    def visit_List(self, node: ast.List | ast.Tuple) -> Any:
        items = [self.visit(item) for item in node.elts]
        self.pay(_size(items))
        return items

    def visit_Tuple(self, node: ast.Tuple) -> Any:
        return tuple(self.visit_List(node))

    def visit_BoolOp(self, node: ast.BoolOp) -> Any:
        ends = isinstance(node.op, ast.Or)
        for part in node.values:
            value = self.visit(part)
            if bool(value) is ends:
                break
        return value

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Any:
        return _OPERATIONS[type(node.op)](self.visit(node.operand))

    def visit_BinOp(self, node: ast.BinOp) -> Any:
        left, right = self.visit(node.left), self.visit(node.right)
        # of texts `%` and `*` may cost anything
        kinds = (*NUMBERS, *_FURTHER.get(type(node.op), ()))
        if not (isinstance(left, kinds) and isinstance(right, kinds)):
            raise TypeError("these values have no such operator")
        if isinstance(node.op, ast.Pow) and isinstance(left, int) and isinstance(right, int):
            self.pay((left.bit_length() * abs(right) // LETTERS) ** 2)
        one, other = _size(left), _size(right)
        self.pay(one * other if isinstance(left, NUMBERS) else one + other)
        return _OPERATIONS[type(node.op)](left, right)

    def visit_Compare(self, node: ast.Compare) -> bool:
        left = self.visit(node.left)
        for operation, part in zip(node.ops, node.comparators, strict=True):
            right = self.visit(part)
            self.pay(_size(left) + _size(right))
            if not _OPERATIONS[type(operation)](left, right):
                return False
            left = right
        return True

    def visit_Subscript(self, node: ast.Subscript) -> Any:
        value, place = self.visit(node.value), self.visit(node.slice)
        if isinstance(place, slice):
            self.pay(_size(value))
        return value[place]

    def visit_Slice(self, node: ast.Slice) -> slice:
        ends = (node.lower, node.upper, node.step)
        return slice(*(None if end is None else self.visit(end) for end in ends))

    def visit_Call(self, node: ast.Call) -> Any:
        function = node.func.id  # type: ignore[attr-defined]
        values = [self.visit(argument) for argument in node.args]
        # a length is known without a look at the items
        self.pay(1 if function == "len" else _size(values))
        result = FUNCTIONS[function](*values)
        self.pay(_size(result))
        return result

    def visit_ListComp(self, node: ast.ListComp | ast.GeneratorExp) -> Any:
        return [*self.run_loops(node.generators, node.elt)]

    visit_GeneratorExp = visit_ListComp

    def run_loops(self, loops: list[ast.comprehension], element: ast.expr) -> Iterator[Any]:
        """Yield the value of an element in each round of these loops."""
        if not loops:
            yield self.visit(element)
            return
        outer = self.names
        for item in _check_series(self.visit(loops[0].iter)):
            self.names = {**outer, **_name_parts(loops[0].target, item)}
            if all(map(self.visit, loops[0].ifs)):
                yield from self.run_loops(loops[1:], element)
        self.names = outer


def _name_parts(target: ast.expr, item: Any) -> dict[str, Any]:
    """Return the names that a round of a loop gives to an item, or to its parts."""
    if isinstance(target, ast.Name):
        return {target.id: item}
    pairs = zip(target.elts, _check_series(item), strict=True)  # type: ignore[attr-defined]
    return {name: own for part, one in pairs for name, own in _name_parts(part, one).items()}


def _check_series(value: Any) -> Any:
    if not isinstance(value, (*_SERIES, dict, str)):
        raise TypeError("this value has no items")
    return value


def _sum(values: Any, start: Any = 0) -> Any:
    if not all(isinstance(value, NUMBERS) for value in (*_check_series(values), start)):
        raise TypeError("only numbers have a sum")
    return sum(values, start)


def _range(*ends: int) -> list[int]:
    whole = range(*ends)
    if len(whole) > MAX_ITEMS:
        raise ValueError("the range is too long")
    return [*whole]


def _round(value: Any, digits: int = 0) -> Any:
    if abs(digits) > MAX_DIGITS:  # Python works out that power of ten first
        raise ValueError("nothing has so many digits")
    return round(value, digits) if digits else round(value)


def _zip(*values: Any) -> list[tuple]:
    return [*zip(*map(_check_series, values), strict=False)]


_SERIES = (list, tuple, set, frozenset)
_ALONE = (type(None), *NUMBERS, str, bytes, date, timedelta, GeneratorState)
FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{each.__name__: each for each in (abs, all, any, len, max, min, set, sorted)},
    **{"range": _range, "round": _round, "sum": _sum, "zip": _zip},
}
"""What a property may call."""
_FURTHER: dict[type, tuple[type, ...]] = {
    ast.Add: (str, list, tuple),
    ast.Sub: (set, frozenset),
}
"""The kinds that have an operator beside numbers."""
_OPERATIONS: dict[type, Callable[..., Any]] = {
    **{ast.Not: operator.not_, ast.USub: operator.neg},
    **{ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul},
    **{ast.Div: operator.truediv, ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod},
    **{ast.Pow: operator.pow, ast.Eq: operator.eq, ast.NotEq: operator.ne},
    **{ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge},
    **{ast.Is: operator.is_, ast.IsNot: operator.is_not},
    **{ast.In: lambda a, b: a in b, ast.NotIn: lambda a, b: a not in b},
}
