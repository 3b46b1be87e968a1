"""Small mistakes made by machine: every way to change one place of an answer's syntax
tree, by the operators of `bench.proofs.operators` or of `bench.proofs.structure`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bench.proofs.operators import OPERATORS, Edit, Operator, Surroundings, is_docstring
from bench.proofs.structure import STRUCTURE

KINDS: dict[str, Mapping[str, Operator]] = {"operators": OPERATORS, "structure": STRUCTURE}
LONGEST = 76  # characters of a changed place that a mutant's description shows


@dataclass(frozen=True)
class Mutant:
    """An answer with one change: by which operator, what stood there and what stands
    there now, and the whole text."""

    function: str
    answer: str
    operator: str
    change: str
    text: str

    @property
    def kind(self) -> str:
        """Which table its operator stands in."""
        return next(kind for kind, table in KINDS.items() if self.operator in table)


def mutants(
    function: str, answer: str, source: str, operators: Mapping[str, Operator] = OPERATORS
) -> Iterator[Mutant]:
    """All distinct mutants of one answer, in the order of its text. Two are alike where
    their syntax trees are; one that is like the answer is none."""
    seen = {_normal(ast.parse(source))}
    for index, name, number in _places(ast.parse(source), operators):
        tree = ast.parse(source)
        node = _nodes(tree)[index]
        edit = _edits(operators[name], node, Surroundings(tree))[number]
        before = _shown(edit.place)
        edit.make()
        normal = _normal(tree)
        if normal not in seen:
            seen.add(normal)
            change = f"{before} -> {edit.how or _shown(edit.place)}"
            yield Mutant(function, answer, name, change, normal)


def _places(
    tree: ast.Module, operators: Mapping[str, Operator]
) -> Iterator[tuple[int, str, int]]:
    """Where something can be changed: the node's number, the operator, and which of its
    edits there."""
    around = Surroundings(tree)
    for index, node in enumerate(_nodes(tree)):
        for name, operator in operators.items():
            for number in range(len(_edits(operator, node, around))):
                yield index, name, number


def _edits(operator: Operator, node: ast.AST, around: Surroundings) -> list[Edit]:
    return list(operator(node, around))


def _nodes(tree: ast.AST) -> list[ast.AST]:
    """All nodes that do something: no type hint and no docstring, which no question can
    see."""
    found: list[ast.AST] = []
    todo = [tree]
    while todo:
        node = todo.pop()
        found.append(node)
        todo += [child for child in _children(node) if not is_docstring(child)]
    return found


def _children(node: ast.AST) -> list[ast.AST]:
    children = []
    for field, value in ast.iter_fields(node):
        if field not in ("annotation", "returns"):
            parts = value if isinstance(value, list) else [value]
            children += [part for part in parts if isinstance(part, ast.AST)]
    return children[::-1]


def _normal(tree: ast.Module) -> str:
    """The text in the one layout that Python itself gives it."""
    return ast.unparse(ast.fix_missing_locations(tree))


def _shown(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())[:LONGEST]
