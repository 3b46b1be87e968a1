"""Slips of names that a function's text shows: a new value that only a name gets, and not
what it was taken from. Each rule is a function from the text to what it finds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from . import (
    ERROR,
    LOOPS,
    WRONG,
    Slip,
    Text,
    called_name,
    dotted,
    given,
    may_change,
    names_in,
    own,
)
from .store_slips import taken


def of_the_inner(text: Text) -> Iterator[Slip]:
    """Find a function inside that gives a name of the outer one a value: it has a name of its
    own then, without a value where it is read first."""
    outer = given(*text.nodes)
    for inner in ast.walk(text.node) if text.node else ():
        if not isinstance(inner, ast.FunctionDef) or inner is text.node:
            continue
        nodes = [*own(inner)]
        shares = ast.Nonlocal | ast.Global
        shared = {name for n in nodes if isinstance(n, shares) for name in n.names}
        takes = {a.arg for a in ast.walk(inner.args) if isinstance(a, ast.arg)}
        stores = [n for n in nodes if isinstance(n, ast.Assign | ast.AugAssign)]
        for name in sorted((given(*stores) & outer) - shared - takes):
            node = next(n for n in stores if name in given(n))
            yield Slip(
                "of_the_inner",
                f"{text.quote(node)} gives a value to a name {name} of {inner.name}'s own, so that Python does not "
                f"look for the one outside: it has no value there yet. Give it to {inner.name} as an argument, and "
                "return it.",
                (ERROR,),
                error=rf"UnboundLocalError.*'{name}'",
            )


def in_a_loop(text: Text) -> Iterator[Slip]:
    """Find `for g in arrays: g = ...`: the name is new, the arrays are the old ones."""
    for loop in (n for n in text.nodes if isinstance(n, ast.For)):
        if called_name(loop.iter) == "range":
            continue
        names = given(loop)
        used_later: set[str] = set()
        # from the end: a new value that a later line uses is no mistake
        for statement in reversed(loop.body):
            for node in _branches(statement):
                lost = (given(node) & names) - used_later
                if not lost or may_change(text, node.value):
                    continue
                name = min(lost)
                yield Slip(
                    "rebinds",
                    f"{text.quote(node)} gives only the name {name} a new value; "
                    "what the loop took it from stays as it was. "
                    "Write into the array itself, or store the new one where the old one was.",
                    (WRONG,),
                )
            used_later |= names_in(statement)


def _branches(statement: ast.stmt) -> list[ast.Assign]:
    """List the assignments that a statement ends with: itself, or the last one of each branch
    of an `if`."""
    if isinstance(statement, ast.If):
        ends = [block[-1] for block in (statement.body, statement.orelse) if block]
        return [found for end in ends for found in _branches(end)]
    return [statement] if isinstance(statement, ast.Assign) else []


def taken_out(text: Text) -> Iterator[Slip]:
    """Find `a = box["a"]` and later `a = f(a)` which nothing reads: the box has the old one."""
    loop_of = {
        n: loop for loop in text.nodes if isinstance(loop, LOOPS) for n in ast.walk(loop)
    }
    boxes: dict[str, tuple[str, ast.AST | None]] = {}
    for node in (n for n in text.nodes if isinstance(n, ast.Assign)):
        name = dotted(node.targets[0])
        inside = names_in(node.value)
        box, where = boxes.get(name, ("", None))
        # the next round of a loop may read the name, unless it takes it out again
        changes = bool(box) and name in inside and loop_of.get(node) is where
        changes = changes and not may_change(text, node.value)
        if changes and not _read_after(text, name, node):
            yield Slip(
                "rebinds",
                f"{text.quote(node)} gives only the name {name} a new value, and {box} "
                "still has the old one. Store the new one there, or return what has it.",
                (WRONG,),
            )
        boxes |= {each: (home, loop_of.get(node)) for each, home in taken(node).items()}


def _read_after(text: Text, name: str, node: ast.Assign) -> bool:
    """Tell whether the function reads a name below this statement."""
    # functions inside it may read the name, too
    inside = ast.walk(text.node) if text.node else ()
    return any(
        isinstance(n, ast.Name)
        and isinstance(n.ctx, ast.Load)
        and (n.id in ("locals", "vars") or (n.id == name and n.lineno > (node.end_lineno or 0)))
        for n in inside
    )
