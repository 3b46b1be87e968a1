"""Edits of expressions: another name, number, operator, index, order, call or shape.

Each is a rank, the words for it (`{}` is the old expression) and the new text.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterable, Iterator

from .edit import Edit, Scope, Splice, is_stored, short

_OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//",
              ast.Mod: "%", ast.MatMult: "@", ast.Pow: "**"}  # fmt: skip
_TAKEN_FOR = {"+": "-", "-": "+", "*": "/ @ +", "/": "// % *", "//": "/ %", "%": "// /",
              "@": "*", "**": "*"}  # fmt: skip
"""Operators that are taken for each other. By any other one a side may be left out of
account, as in j * 1; and by a power a number may grow without end."""
_COMPARISONS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==",
                ast.NotEq: "!=", ast.In: "in", ast.NotIn: "not in"}  # fmt: skip
_SIBLINGS = (
    "max min maximum minimum", "exp log log2 sqrt square tanh", "argmax argmin choice",
    "zeros ones", "sum mean prod", "dot multiply matmul outer", "strip lower upper",
    "append extend", "list sorted tuple", "rand randn", "any all",
)  # fmt: skip
_WITH_AXIS = ("sum", "max", "min", "mean", "argmax", "concatenate", "cumsum")
_MODULES = ("np", "numpy", "random", "math", "copy")
LARGEST = 10**9
"""Numbers that are tried with another in their place: Python writes no more than 4,300 digits."""
Changes = Iterator[tuple[int, str, str]]


def edits(scope: Scope) -> Iterator[Edit]:
    """Yield the edits of a function's expressions, in the order of its text."""
    changes = _Changes(scope)
    for node in scope.nodes:
        if isinstance(node, ast.expr):
            old, (start, end) = scope.source.of(node), scope.source.span(node)
            for rank, change, new in changes.of(node):
                change = change.replace("{}", f"`{short(old)}`", 1)  # the rest may be theirs
                yield Edit(rank, node.lineno, change, (Splice(start, end, new),), old)
        elif isinstance(node, ast.For | ast.comprehension):
            old, (start, end) = scope.source.of(node.iter), scope.source.span(node.iter)
            change = f"go through something else than `{short(old)}` alone"
            for new in ("{}.items()", "range({})", "range(len({}))", "enumerate({})"):
                splice = Splice(start, end, new.replace("{}", old))
                yield Edit(4, node.iter.lineno, change, (splice,))


class _Changes:
    def __init__(self, scope: Scope):
        self.scope, self.names, self.text = scope, scope.names, scope.source.of
        calls = [n for n in scope.nodes if isinstance(n, ast.Call)]
        # what stands for a function is no value
        self.callees = {id(n.func) for n in calls}
        texts = (n.value for n in scope.nodes if isinstance(n, ast.Constant))
        self.texts = dict.fromkeys(value for value in texts if type(value) is str)
        # a value is put right where it is made rather than where it is used
        stored = (n for n in scope.nodes if isinstance(n, ast.Assign | ast.Return | ast.Expr))
        self.whole = {id(n.value) for n in stored}
        passed = [call.args for call in calls]
        passed += [n.elts for n in scope.nodes if isinstance(n, ast.Tuple)]
        self.named = {id(k.value) for call in calls for k in call.keywords}
        self.passed = {id(each) for parts in passed for each in parts} | self.whole
        sums = (
            n for n in scope.nodes if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Add)
        )
        sides = [side for n in sums for side in ((n.left, n.right), (n.right, n.left))]
        # `x is [None]` is never true
        self.compared = {
            id(c) for n in scope.nodes if isinstance(n, ast.Compare) for c in n.comparators
        }
        self.beside_lists = {id(one) for one, other in sides if _is_list(other)}

    def of(self, node: ast.expr) -> Changes:
        stored = "stored_" * is_stored(node)
        made = getattr(self, f"_{stored}{type(node).__name__.lower()}", None)
        yield from made(node) if made else ()
        kinds = ast.Name | ast.Subscript | ast.Call | ast.BinOp | ast.Attribute
        if isinstance(node, kinds) and not stored and self._is_value(node):
            yield from self._wrapped(node, self.text(node))

    def _is_value(self, node: ast.expr) -> bool:
        return id(node) not in self.callees and getattr(node, "id", "") not in _MODULES

    def _wrapped(self, node: ast.expr, old: str) -> Changes:
        if id(node) in self.beside_lists:
            yield 2, "put {} into square brackets", f"[{old}]"
        if id(node) in self.named:
            yield 2, "give {} another shape", f"({old}).ravel()"
        if id(node) in self.whole:
            yield 3, "use a copy of {}", f"({old}).copy()"
            for shape in ("reshape(-1, 1)", "T", "ravel()"):
                yield 4, "give {} another shape", f"({old}).{shape}"
            longer = isinstance(node, ast.BinOp) and _is_list(node.right)
            for part, end in (("[1:]", "first"), ("[:-1]", "last")) if longer else ():
                yield 3, f"leave out the {end} entry of {{}}", f"({old}){part}"
        if id(node) in self.passed:
            if isinstance(node, ast.Name):
                for part, end in (("[0]", "first"), ("[-1]", "last")):
                    yield 5, f"use only the {end} entry of {{}}", f"({old}){part}"
            if isinstance(node, ast.Call):
                yield 4, "take the length of {}", f"len({old})"

    def _name(self, node: ast.Name) -> Changes:
        if id(node) in self.callees:
            for other in _siblings(node.id):
                yield 5, "call another function than {}", other
        elif self._is_value(node):
            for name in self.scope.nearest(node):
                yield 5, "use another name in place of {}", name

    def _stored_name(self, _node: ast.Name) -> Changes:
        yield 3, "store the value under another name than {}", "_"

    def _constant(self, node: ast.Constant) -> Changes:
        value = node.value
        if type(value) is str:
            if value in self.names:
                yield 1, "leave out the quotation marks around {}", value
            for text in [*self.texts, "\n", "", value.replace("/n", "\n")]:
                yield 4, "write another text in place of {}", repr(text)
        elif type(value) in (int, float) and abs(value) < LARGEST:
            for number in (value + 1, value - 1, 0, 1, 2, -value, value * 10):
                yield 4, "write another number in place of {}", f"({number!r})"
            for name in self.scope.nearest(node):
                yield 5, "use a variable in place of the number {}", name
        elif isinstance(value, bool):
            for new in (*self.scope.nearest(node), str(not value)):
                yield 1, "write something else in place of {}", new
        elif value is None and id(node) not in self.compared:
            yield 1, "put {} into a list", "[None]"

    def _binop(self, node: ast.BinOp) -> Changes:
        left, right = self.text(node.left), self.text(node.right)
        for side in (left, right):
            yield 2, f"from {{}}, keep only `{short(side)}`", f"({side})"
        sign = _OPERATORS.get(type(node.op))
        if not sign:
            return
        for other in _TAKEN_FOR[sign].split():
            yield 2, "use another operator in {}", f"({left} {other} {right})"
        yield 4, "exchange the two sides of {}", f"(({right}) {sign} ({left}))"
        first: ast.expr = node
        while isinstance(first, ast.BinOp):
            first = first.left
        if isinstance(first, ast.Call) and len(first.args) == 1:
            call, name = self.text(first), short(self.text(first.func))
            rest = self.text(node).removeprefix(call)
            yield 1, f"close the bracket of `{name}(` further on", f"{call[:-1]}{rest})"
        outer = _OPERATORS.get(type(node.left.op)) if isinstance(node.left, ast.BinOp) else None
        if outer:
            inner = f"({self.text(node.left.right)} {sign} {right})"
            new = f"({self.text(node.left.left)} {outer} {inner})"
            yield 2, "set the brackets in {} differently", new

    def _unaryop(self, node: ast.UnaryOp) -> Changes:
        minus = isinstance(node.op, ast.USub)
        change = "leave out the minus in {}" if minus else "use the opposite of {}"
        yield 2, change, f"({self.text(node.operand)})"

    def _compare(self, node: ast.Compare) -> Changes:
        left, right = self.text(node.left), self.text(node.comparators[0])
        for sign in _COMPARISONS.values() if len(node.ops) == 1 else ():
            yield 3, "use another comparison in {}", f"({left} {sign} {right})"

    def _boolop(self, node: ast.BoolOp) -> Changes:
        values = [self.text(value) for value in node.values]
        word = "or" if isinstance(node.op, ast.And) else "and"
        yield 2, f"use `{word}` in {{}}", f"({f' {word} '.join(values)})"
        for value in values:
            yield 2, f"from {{}}, keep only `{short(value)}`", f"({value})"

    def _subscript(self, node: ast.Subscript) -> Changes:
        base, inside = self.text(node.value), self.text(node.slice)
        yield 3, "leave out the square brackets of {}", base
        if isinstance(node.slice, ast.Slice):
            for low, high in itertools.product(
                self._near(node.slice.lower, "1"), self._near(node.slice.upper, "-1")
            ):
                yield 3, "use other bounds in {}", f"{base}[{low}:{high}]"
        elif isinstance(node.slice, ast.Tuple):
            parts = [self.text(part) for part in node.slice.elts]
            new = f"{base}[{', '.join(parts[::-1])}]"
            yield 3, "put the indices of {} in another order", new
        elif not isinstance(getattr(node.slice, "value", None), str):
            for new in (f"({inside}) + 1", f"({inside}) - 1", f"-({inside})", "..."):
                yield 3, "use another index in {}", f"{base}[{new}]"

    _stored_subscript = _subscript

    def _near(self, bound: ast.expr | None, end: str) -> list[str]:
        old = self.text(bound) if bound else ""
        return [old, "", end, *([f"({old}) + 1", f"({old}) - 1"] if old else [])]

    def _attribute(self, node: ast.Attribute) -> Changes:
        base = self.text(node.value)
        for other in _siblings(node.attr):
            yield 5, "call another function than {}", f"{base}.{other}"
        if id(node) not in self.callees and base not in _MODULES:
            yield 2, "call {}", f"{self.text(node)}()"
            yield 3, f"leave out `.{node.attr}` after `{short(base)}`", base

    def _call(self, node: ast.Call) -> Changes:
        name, plain = self.text(node.func), [self.text(value) for value in node.args]
        named = [f"{k.arg}={self.text(k.value)}" for k in node.keywords if k.arg]
        quoted, last = f"`{short(name)}`", name.rpartition(".")[2]

        def call(*arguments: str) -> str:
            return f"{name}({', '.join(arguments)})"

        for new in _swapped(plain):
            yield 3, f"put the arguments of {quoted} in another order", call(*new, *named)
        for place, each in enumerate(given := [*plain, *named]):
            rank, rest = 5 if each in plain else 1, [*given[:place], *given[place + 1 :]]
            yield rank, f"leave out `{short(each)}` in the call of {quoted}", call(*rest)
        for value in plain:
            yield 4, f"leave out the call of {quoted}, and keep what it is given", f"({value})"
        values = [self.text(k.value) for k in node.keywords]
        for place in range(1, len(node.keywords) + 1):
            new = call(*plain, *values[:place], *named[place:])
            names = " and ".join(f"`{k.arg}=`" for k in node.keywords[:place])
            yield (
                2,
                f"leave out the name{'s' * (place > 1)} {names} in the call of {quoted}",
                new,
            )
        if isinstance(node.func, ast.Attribute):
            base = self.text(node.func.value)
            gone = short(self.text(node).removeprefix(base))
            yield 3, f"leave out `{gone}` after `{short(base)}`", base
            if last in ("append", "extend") and len(plain) == 1:
                star = "*" * (last == "extend")
                change = (
                    f"call `.{last}` alone, since it changes the list itself and gives None"
                )
                yield 1, change, f"[*{base}, {star}{plain[0]}]"
        if last in _WITH_AXIS:
            rest = [each for each in named if not each.startswith("axis=")]
            for axis in ("axis=0", "axis=1"):
                yield 1, "give {} an axis, or another one", call(*plain, *rest, axis)
        if last in ("zeros", "ones", "empty") and plain:
            for inside in (f"({', '.join(plain)}, 1)", f"({', '.join(plain)})"):
                yield 4, "use another shape in {}", call(inside)
        if last == "range" and plain:
            end = plain[-1]
            for bounds in (f"({end}) + 1", f"({end}) - 1", f"1, {end}", end):
                yield 3, "use another start or end in {}", call(bounds)
        if name.startswith(("np.", "numpy.")) and plain and id(node) in self.whole:
            change = "store the result of {} in the array itself"
            yield 2, change, call(*given, f"out={plain[0]}")
        if len(given) == 1 and node.args and isinstance(inner := node.args[0], ast.BinOp):
            left, rest = self.text(inner.left), plain[0].removeprefix(self.text(inner.left))
            yield 2, f"close the bracket of {quoted} earlier", f"({name}({left}){rest})"
        for each in self.scope.nearest(node) if isinstance(node.func, ast.Name) else ():
            change = f"give one more argument in the call of {quoted}"
            yield 5, change, call(*plain, each, *named)

    def _tuple(self, node: ast.Tuple | ast.List, what: str = "the parts of {}") -> Changes:
        parts = [self.text(part) for part in node.elts]
        opening, closing = "[]" if isinstance(node, ast.List) else "()"
        for each in _swapped(parts):
            yield 4, f"put {what} in another order", f"{opening}{', '.join(each)}{closing}"

    _list = _tuple

    def _stored_tuple(self, node: ast.Tuple) -> Changes:
        for rank, change, new in self._tuple(node, "the names in {}"):
            yield rank - 2, change, new


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
