"""Edits of statements: one that is too much, stands elsewhere, or stores its value in
another way."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .edit import Edit, Scope, Splice, is_stored, short

_LOOPS = ast.For | ast.While
_WORDS = {ast.For: "the loop", ast.While: "the loop", ast.If: "the `if`"}
FEW_STEPS = 3
"""A move by fewer statements is a likely one."""
Block = list[ast.stmt]


def edits(scope: Scope) -> Iterator[Edit]:
    """Yield the edits of a function's statements, in the order of its text."""
    statements = _Statements(scope)
    for owner, block in statements.blocks:
        for place, statement in enumerate(block):
            if statements.has_own_lines(statement):
                yield from statements.moved(owner, block, place)
                yield from statements.stored(statement)
    yield from statements.renamed()
    last = scope.function.body[-1]
    for name in scope.names if not isinstance(last, ast.Return) else ():
        splice = statements.behind(
            last, f"{statements.indent(scope.function.body[0])}return {name}"
        )
        change = f"end the function with a `return` that gives back `{name}`"
        yield Edit(2, last.lineno, change, (splice,))


class _Statements:
    def __init__(self, scope: Scope):
        self.scope, self.source = scope, scope.source
        self.blocks = [*_blocks(scope.function)]
        # asked of each pair of places that a statement may go to
        self.within = {owner: {*ast.walk(owner)} for owner, _ in self.blocks}

    def has_own_lines(self, node: ast.stmt) -> bool:
        """Check for a statement that begins its line, and is no text alone."""
        before = self.source.lines[node.lineno - 1][: node.col_offset]
        text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        return not before.strip() and not text

    def indent(self, node: ast.stmt) -> str:
        line = self.source.lines[node.lineno - 1]
        return line[: len(line) - len(line.lstrip())]

    def behind(self, node: ast.stmt, text: str) -> Splice:
        end = self.source.starts[(node.end_lineno or node.lineno) + 1] - 1
        return Splice(end, end, f"\n{text}")

    def before(self, node: ast.stmt, text: str) -> Splice:
        start = self.source.starts[node.lineno]
        return Splice(start, start, f"{text}\n")

    def moved(self, owner: ast.stmt, block: Block, place: int) -> Iterator[Edit]:
        node = block[place]
        start, end = self.source.starts[node.lineno], self.source.span(node)[1]
        gone = Splice(start, end, f"{self.indent(node)}pass")  # which keeps its block
        under = ", with the lines inside it," if hasattr(node, "body") else ""
        yield Edit(3, node.lineno, f"take it out{under.removesuffix(',')}", (gone,))
        inside = self.within.get(node, ())
        lines = self.source.lines[node.lineno - 1 : node.end_lineno]
        for home, other in self.blocks:
            # a return in a loop ends it: few mean that
            ends = isinstance(node, ast.Return) and isinstance(home, _LOOPS)
            if home in inside or (ends and home is not owner):
                continue
            for spot, there in enumerate(other):
                steps = abs(spot - place) if other is block else 0
                rank = self._rank_of_a_move(steps, owner, home, block, place)
                edge = other is block or there is owner or spot in (0, len(other) - 1)
                if there is node or not rank or not edge or not self.has_own_lines(there):
                    continue
                new = self.indent(there)
                text = "\n".join(new + line.removeprefix(self.indent(node)) for line in lines)
                if other is not block or spot < place:
                    change = f"move it{under} {self._where(owner, home, there, 'before')}"
                    yield Edit(rank, node.lineno, change, (gone, self.before(there, text)))
                if other is not block or spot > place:
                    change = f"move it{under} {self._where(owner, home, there, 'after')}"
                    yield Edit(rank, node.lineno, change, (gone, self.behind(there, text)))

    def _rank_of_a_move(
        self, steps: int, owner: ast.stmt, home: ast.stmt, block: Block, place: int
    ) -> int:
        """Return the rank of moving a statement `steps` places within its block, or into the
        block of `home`: out of a loop, or into one that stands near; 0 for any other."""
        if steps:
            return 4 if steps < FEW_STEPS else 5
        if owner in self.within[home]:
            return 3
        return 4 if home in block and abs(block.index(home) - place) < FEW_STEPS else 0

    def _where(self, owner: ast.stmt, home: ast.stmt, there: ast.stmt, side: str) -> str:
        if home is owner:
            return "further up" if side == "before" else "further down"
        if owner in self.within[home]:
            out = _WORDS.get(type(owner), "its block")
            return f"{side} {out}" if there is owner else f"out of {out}"
        branch = "the `else` of " if there in getattr(home, "orelse", ()) else ""
        return f"inside {branch}`{self.source.quote(home.lineno)}`"

    def stored(self, node: ast.stmt) -> Iterator[Edit]:
        start, end = self.source.span(node)
        for rank, change, new in self._stored(node):
            yield Edit(rank, node.lineno, change, (Splice(start, end, new),))
        if isinstance(node, ast.If) and node.orelse:
            first = self.source.starts[node.orelse[0].lineno]
            line = self.source.lines[node.orelse[0].lineno - 1]
            if line.strip().startswith("elif"):
                spot = first + line.index("elif")
                splice = Splice(spot, spot + 2, "")
                yield Edit(1, node.orelse[0].lineno, "write a plain `if`", (splice,))

    def _stored(self, node: ast.stmt) -> Iterator[tuple[int, str, str]]:
        """Keep a value, or store it in another way: the rank, the words, the new text."""
        text = self.source.of
        if isinstance(node, ast.Expr):
            value, inside = text(node.value), [*ast.walk(node.value)]
            if isinstance(node.value, ast.Compare):
                yield 1, "store with one `=`, since `==` compares", value.replace("==", "=", 1)
            near = [text(n) for n in inside if isinstance(n, ast.Subscript | ast.Name)]
            for name in dict.fromkeys(near):
                yield 4, "store its result", f"{name} = {value}"
                yield (
                    5,
                    "store its result in the array itself",
                    f"np.copyto({name}, {value})",
                )
        elif isinstance(node, ast.AugAssign):
            target, value = text(node.target), text(node.value)
            sign = text(node).removeprefix(target).strip().partition("=")[0]
            change = f"don't change `{short(target)}` in place"
            yield 1, change, f"{target} = {target} {sign} ({value})"
            yield 2, f"use `=` in place of `{sign}=`", f"{target} = {value}"
            for other in "+-".replace(sign, ""):
                yield 2, f"use another operator than `{sign}=`", f"{target} {other}= {value}"
        elif isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, value = text(node.targets[0]), text(node.value)
            if isinstance(node.targets[0], ast.Name):
                change = f"store the values in the old `{target}` itself"
                # by a function that wants arrays: in a dictionary [...] is a new key
                yield 4, change, f"np.copyto({target}, {value})"
                yield 3, f"don't store its result as `{target}`", value
            if isinstance(node.value, ast.UnaryOp):  # =+ 1
                yield 1, "use `+=` in place of `=`", f"{target} += {value}"
            # a second name for the same array is no copy of it
            if isinstance(node.value, ast.Name):
                yield 3, f"store a copy of `{value}`", f"{target} = {value}.copy()"

    def renamed(self) -> Iterator[Edit]:
        """Give the variable of a loop another name."""
        for loop in (n for n in self.scope.nodes if isinstance(n, ast.For)):
            inside = [n for s in (loop.target, *loop.body) for n in ast.walk(s)]
            for old in sorted(_names(loop.target, True)):
                same = [n for n in inside if isinstance(n, ast.Name) and n.id == old]
                change = f"use another name than `{old}` in this loop"
                yield Edit(2, loop.lineno, change, self._as(f"{old}_2", same))

    def _as(self, name: str, uses: list[ast.Name]) -> tuple[Splice, ...]:
        return tuple(Splice(*self.source.span(n), name) for n in uses)


def _blocks(owner: ast.stmt) -> Iterator[tuple[ast.stmt, Block]]:
    for field in ("body", "orelse"):
        if block := getattr(owner, field, None):
            yield owner, block
            for statement in block:
                if not isinstance(statement, ast.FunctionDef | ast.ClassDef):
                    yield from _blocks(statement)


def _names(node: ast.AST, stored: bool = False) -> set[str]:
    names = (n for n in ast.walk(node) if isinstance(n, ast.Name))
    return {n.id for n in names if is_stored(n) == stored}
