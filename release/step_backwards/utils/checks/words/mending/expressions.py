"""Edits of expressions: another name, number, operator, index, order, call or shape.

Each is a rank, the words for it (`{}` is the old expression) and the new text.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterable, Iterator

from .edit import Edit, Scope, Splice, is_stored, short

_OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//",
              ast.Mod: "%", ast.MatMult: "@"}  # fmt: skip
"""All but the power: of a number that grows from round to round it would never end."""
_COMPARISONS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==",
                ast.NotEq: "!=", ast.In: "in", ast.NotIn: "not in"}  # fmt: skip
_SIBLINGS = (
    "max min maximum minimum", "exp log log2 sqrt square tanh", "argmax argmin choice",
    "zeros ones", "sum mean prod", "dot multiply matmul outer", "strip lower upper",
    "append extend", "items keys values", "list sorted tuple", "rand randn", "any all",
)  # fmt: skip
_MADE_OF = {
    "with {} in another order": "sorted",
    "with {} as a list": "list",
    "with {} counted, not {} itself": "len range(len range",
    "with a function applied to {}": "int abs np.exp np.array",
    "with running sums of {}": "np.cumsum",
}
"""What may be made of a value, with the words for it."""
_WITH_AXIS = ("sum", "max", "min", "mean", "argmax", "concatenate", "cumsum")
_MODULES = ("np", "numpy", "random", "math", "copy")
Changes = Iterator[tuple[int, str, str]]


def edits(scope: Scope) -> Iterator[Edit]:
    """Yield the edits of a function's expressions, in the order of its text."""
    for node in scope.nodes:
        if isinstance(node, ast.expr):
            old, (start, end) = scope.source.of(node), scope.source.span(node)
            for rank, change, new in _Changes(scope).of(node):
                change = change.replace("{}", f"`{short(old)}`")
                yield Edit(rank, node.lineno, change, (Splice(start, end, new),), old)
        elif isinstance(node, ast.For | ast.comprehension):
            old, (start, end) = scope.source.of(node.iter), scope.source.span(node.iter)
            change = f"with something else to go through than `{short(old)}` alone"
            for new in ("{}.items()", "range({})", "range(len({}))", "enumerate({})"):
                splice = Splice(start, end, new.replace("{}", old))
                yield Edit(1, node.iter.lineno, change, (splice,))


class _Changes:
    def __init__(self, scope: Scope):
        self.names, self.idle, self.text = scope.names, scope.idle, scope.source.of
        calls = [n for n in scope.nodes if isinstance(n, ast.Call)]
        # what stands for a function is no value
        self.callees = {id(n.func) for n in calls}
        self.called = {n.func.id: 0 for n in calls if isinstance(n.func, ast.Name)}
        texts = (n.value for n in scope.nodes if isinstance(n, ast.Constant))
        self.texts = dict.fromkeys(value for value in texts if type(value) is str)
        # a value is put right where it is made rather than where it is used
        self.whole = {
            id(n.value)
            for n in scope.nodes
            if isinstance(n, ast.Assign | ast.Return | ast.Expr)
        }
        sums = [
            n for n in scope.nodes if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Add)
        ]
        sides = [side for n in sums for side in ((n.left, n.right), (n.right, n.left))]
        self.beside_lists = {id(one) for one, other in sides if _is_list(other)}

    def of(self, node: ast.expr) -> Changes:
        stored = "stored_" * is_stored(node)
        made = getattr(self, f"_{stored}{type(node).__name__.lower()}", None)
        yield from made(node) if made else ()
        value = isinstance(
            node, ast.Name | ast.Subscript | ast.Call | ast.BinOp | ast.Attribute
        )
        if value and not stored and self._is_value(node):
            yield from self._wrapped(node, self.text(node))

    def _is_value(self, node: ast.expr) -> bool:
        name = getattr(node, "id", "")
        return id(node) not in self.callees and name not in _MODULES and name not in self.called

    def _wrapped(self, node: ast.expr, old: str) -> Changes:
        rank = 2 if id(node) in self.whole else 3
        yield 1, "with the other sign of {}", f"(-({old}))"
        yield rank, "with a copy of {}", f"({old}).copy()"
        for shape in ("reshape(-1, 1)", "T", "ravel()"):
            yield rank, "with {} in another shape", f"({old}).{shape}"
        for more in ("+ 1", "- 1"):
            yield 2, "with one more or one less than {}", f"({old} {more})"
        if id(node) in self.beside_lists:
            yield 2, "with {} as a list of its own", f"[{old}]"
        for part in ("[0]", "[-1]", "[1:]", "[:-1]"):
            yield 3, "with only a part of {}", f"({old}){part}"
        for change, functions in _MADE_OF.items():
            for name in functions.split():
                yield 3, change, f"{name}({old}{')' * name.count('(')})"

    def _name(self, node: ast.Name) -> Changes:
        if id(node) in self.callees:
            for rank, others in ((1, _siblings(node.id)), (2, self.called)):
                yield from ((rank, "with another function than {}", other) for other in others)
        elif self._is_value(node):
            for name in self.names:
                yield 1 if name in self.idle else 3, "with another name in place of {}", name

    def _stored_name(self, node: ast.Name) -> Changes:
        rank = 1 if node.id in self.idle else 3
        for name in self.names:
            yield rank, "with the value stored under another name than {}", name

    def _constant(self, node: ast.Constant) -> Changes:
        value = node.value
        if type(value) is str:
            if value in self.names:
                yield 1, "without the quotation marks around {}", value
            for text in [*self.texts, "\n", "", value.replace("/n", "\n")]:
                yield 2, "with another text in place of {}", repr(text)
        elif type(value) in (int, float):
            for number in (value + 1, value - 1, 0, 1, 2, -value, value * 10):
                yield 1, "with another number in place of {}", f"({number!r})"
            for name in self.names:
                yield 2, "with a variable in place of the number {}", name
        else:
            for new in [*self.names, "0", "[]", str(not value), f"[{value}]"]:
                yield 1, "with something else in place of {}", new

    def _binop(self, node: ast.BinOp) -> Changes:
        left, right = self.text(node.left), self.text(node.right)
        # before the operators, of which one may leave a side out of account: j * 1
        for side in (left, right):
            yield 1, "with only a part of {}", f"({side})"
        for kind, sign in _OPERATORS.items():
            if not isinstance(node.op, kind):
                yield 1, "with another operator in {}", f"({left} {sign} {right})"
        sign = _OPERATORS.get(type(node.op), "**")
        yield 1, "with the two sides of {} exchanged", f"(({right}) {sign} ({left}))"
        first: ast.expr = node
        while isinstance(first, ast.BinOp):
            first = first.left
        if isinstance(first, ast.Call) and len(first.args) == 1:
            call, name = self.text(first), short(self.text(first.func))
            rest = self.text(node).removeprefix(call)
            yield 1, f"with the bracket of `{name}(` closed further on", f"{call[:-1]}{rest})"
        if isinstance(node.left, ast.BinOp):
            inner = f"({self.text(node.left.right)} {sign} {right})"
            outer = _OPERATORS.get(type(node.left.op), "**")
            new = f"({self.text(node.left.left)} {outer} {inner})"
            yield 1, "with other brackets in {}", new

    def _unaryop(self, node: ast.UnaryOp) -> Changes:
        minus = isinstance(node.op, ast.USub)
        change = "without the minus in {}" if minus else "with the opposite of {}"
        yield 1, change, f"({self.text(node.operand)})"

    def _compare(self, node: ast.Compare) -> Changes:
        left, right = self.text(node.left), self.text(node.comparators[0])
        for sign in _COMPARISONS.values() if len(node.ops) == 1 else ():
            yield 1, "with another comparison in {}", f"({left} {sign} {right})"
        yield 2, "with the opposite of {}", f"(not ({self.text(node)}))"

    def _boolop(self, node: ast.BoolOp) -> Changes:
        values = [self.text(value) for value in node.values]
        word = "or" if isinstance(node.op, ast.And) else "and"
        yield 1, f"with `{word}` in {{}}", f"({f' {word} '.join(values)})"
        for value in values:
            yield 1, "with only a part of {}", f"({value})"

    def _subscript(self, node: ast.Subscript) -> Changes:
        base, inside = self.text(node.value), self.text(node.slice)
        yield 1, "without the square brackets of {}", base
        if isinstance(node.slice, ast.Slice):
            for low, high in itertools.product(
                self._near(node.slice.lower, "1"), self._near(node.slice.upper, "-1")
            ):
                yield 1, "with other bounds in {}", f"{base}[{low}:{high}]"
        elif isinstance(node.slice, ast.Tuple):
            parts = [self.text(part) for part in node.slice.elts]
            yield (
                1,
                "with the indices of {} in another order",
                f"{base}[{', '.join(parts[::-1])}]",
            )
        elif not isinstance(getattr(node.slice, "value", None), str):
            for new in (f"({inside}) + 1", f"({inside}) - 1", f"-({inside})", "..."):
                yield 1, "with another index in {}", f"{base}[{new}]"

    _stored_subscript = _subscript

    def _near(self, bound: ast.expr | None, end: str) -> list[str]:
        old = self.text(bound) if bound else ""
        return [old, "", end, *([f"({old}) + 1", f"({old}) - 1"] if old else [])]

    def _attribute(self, node: ast.Attribute) -> Changes:
        base = self.text(node.value)
        for other in _siblings(node.attr):
            yield 1, "with another function than {}", f"{base}.{other}"
        if id(node) not in self.callees and base not in _MODULES:
            yield 1, "with {} called", f"{self.text(node)}()"
            yield 1, f"without `.{node.attr}` behind `{short(base)}`", base

    def _call(self, node: ast.Call) -> Changes:
        name, plain = self.text(node.func), [self.text(value) for value in node.args]
        named = [f"{k.arg}={self.text(k.value)}" for k in node.keywords if k.arg]
        quoted, last = f"`{short(name)}`", name.rpartition(".")[2]

        def call(*arguments: str) -> str:
            return f"{name}({', '.join(arguments)})"

        for new in _swapped(plain):
            yield 1, f"with the arguments of {quoted} in another order", call(*new, *named)
        for place, each in enumerate(given := [*plain, *named]):
            rank, rest = 2 if each in plain else 1, [*given[:place], *given[place + 1 :]]
            yield rank, f"without `{short(each)}` in the call of {quoted}", call(*rest)
        for value in plain:
            yield 1, f"without the call of {quoted}", f"({value})"
        values = [self.text(k.value) for k in node.keywords]
        for place, keyword in enumerate(node.keywords, 1):
            new = call(*plain, *values[:place], *named[place:])
            yield 1, f"without the name `{keyword.arg}=` in the call of {quoted}", new
        if isinstance(node.func, ast.Attribute):
            base = self.text(node.func.value)
            yield 1, f"without `.{node.func.attr}` behind `{short(base)}`", base
            if last in ("append", "extend") and len(plain) == 1:
                star = "*" * (last == "extend")
                change = f"with a new list in place of `.{last}`, which gives None"
                yield 1, change, f"[*{base}, {star}{plain[0]}]"
        if last in _WITH_AXIS:
            rest = [each for each in named if not each.startswith("axis=")]
            for axis in ("axis=0", "axis=1"):
                yield 1, "with another axis in {}", call(*plain, *rest, axis)
        if last in ("zeros", "ones", "empty") and plain:
            for inside in (f"({', '.join(plain)}, 1)", f"({', '.join(plain)})"):
                yield 1, "with another shape in {}", call(inside)
        if last == "range" and plain:
            end = plain[-1]
            for bounds in (f"({end}) + 1", f"({end}) - 1", f"1, {end}", end):
                yield 1, "with another start or end in {}", call(bounds)
        if name.startswith(("np.", "numpy.")) and plain:
            rank, new = 1 if id(node) in self.whole else 3, call(*given, f"out={plain[0]}")
            yield rank, "with the result of {} stored in the array itself", new
        if len(given) == 1 and node.args and isinstance(inner := node.args[0], ast.BinOp):
            left, rest = self.text(inner.left), plain[0].removeprefix(self.text(inner.left))
            yield 1, f"with the bracket of {quoted} closed earlier", f"({name}({left}){rest})"
        for each in self.names:
            yield (
                3,
                f"with one more argument in the call of {quoted}",
                call(*plain, each, *named),
            )

    def _tuple(self, node: ast.Tuple | ast.List, what: str = "the parts of {}") -> Changes:
        parts = [self.text(part) for part in node.elts]
        opening, closing = "[]" if isinstance(node, ast.List) else "()"
        more = [["_", *parts], [*parts, "_"]] if is_stored(node) else [["None", *parts]]
        more += [] if is_stored(node) else [[*parts, name] for name in self.names]
        less = [[*parts[:place], *parts[place + 1 :]] for place in range(len(parts))]
        for rank, change, found in (
            (1, f"with {what} in another order", _swapped(parts)),
            (2, f"without one of {what}", less),
            (1 if is_stored(node) else 3, f"with one more of {what}", more),
        ):
            for each in found:
                comma = "," * (len(each) == 1 and opening == "(")
                yield rank, change, f"{opening}{', '.join(each)}{comma}{closing}"

    _list = _tuple

    def _stored_tuple(self, node: ast.Tuple) -> Changes:
        yield from self._tuple(node, "the names left of the =")


def _siblings(name: str) -> list[str]:
    rows = (row.split() for row in _SIBLINGS)
    return [each for row in rows if name in row for each in row if each != name]


def _swapped(parts: list[str]) -> Iterable[list[str]]:
    """Yield the parts with two of them exchanged, for all pairs."""
    for one, other in itertools.combinations(range(min(len(parts), 6)), 2):
        found = [*parts]
        found[one], found[other] = parts[other], parts[one]
        yield found


def _is_list(node: ast.expr) -> bool:
    sliced = isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice)
    return sliced or isinstance(node, ast.List | ast.ListComp)
