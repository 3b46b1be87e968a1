"""Slips of loops that a function's text shows: what never ends, is never true, or lasts for
one round only. Each rule is a function from the text to what it finds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from . import HANGS, WRONG, Slip, Text, bound, called_name, dotted, given, names_in, targets


def endless(text: Text) -> Iterator[Slip]:
    """Find a `while` whose condition nothing inside changes."""
    for loop in (n for n in text.nodes if isinstance(n, ast.While)):
        changed = _changed(loop)
        if changed is None:
            continue
        read = dict.fromkeys(n.id for n in ast.walk(loop.test) if isinstance(n, ast.Name))
        never = not changed & read.keys()
        why = (
            "Nothing inside it changes its condition."
            if never
            else _same_each_round(text, loop, changed)
            or _why_endless(text, loop, [n for n in read if n not in changed], _constants(text))
        )
        yield Slip(
            "endless", f"The loop {text.quote(loop)} doesn't end. {why}", (HANGS,), sure=never
        )


MAX_PLACE = 40
"""Characters of a place that are quoted."""


def only_the_last(text: Text) -> Iterator[Slip]:
    """Find a loop that does nothing but give a name another value: the last one stays."""
    for loop in (n for n in text.nodes if isinstance(n, ast.For) and len(n.body) == 1):
        (inner,) = loop.body
        if not isinstance(inner, ast.Assign):
            continue
        place = inner.targets[0]
        read, own, name = names_in(inner.value), given(loop), dotted(place)
        if isinstance(place, ast.Subscript) and not names_in(place) & (own | read):
            name = ast.unparse(place)[:MAX_PLACE]
        if not name:
            continue
        # `g = g.clip(...)` of the loop's own name is another slip
        if name not in read | own and own & read:
            yield Slip(
                "only_the_last",
                f"{text.quote(inner)} gives {name} a new value in each round of {text.quote(loop)}, and only the last "
                "one stays.",
            )


def never_true(text: Text) -> Iterator[Slip]:
    """Find `for i in range(50): ...` and then `if i == 50:`, which i never reaches."""
    for block in text.blocks:
        for place, loop in enumerate(block):
            if not isinstance(loop, ast.For) or called_name(loop.iter) != "range":
                continue
            name, end = dotted(loop.target), loop.iter.args[:2][-1:]  # type: ignore[attr-defined]
            makers = [n for n in text.nodes if any(dotted(t) == name for t in targets(n))]
            for test in (n.test for n in block[place + 1 :] if isinstance(n, ast.If)):
                if makers[-1:] == [loop] and end and _asks_for(test, name, end[0]):
                    yield Slip(
                        "never_true",
                        f"After {text.quote(loop)} {name} is at most {_less_1(end[0])}, so that "
                        f"{text.quote(test)} is never true.",
                        (WRONG,),
                    )


def _less_1(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return str(node.value - 1)
    return f"{ast.unparse(node)[:40]} - 1"


def _asks_for(test: ast.expr, name: str, end: ast.expr) -> bool:
    """Check for `name == end`."""
    if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.Eq):
        return False
    sides = {ast.dump(test.left), ast.dump(test.comparators[0])}
    return sides == {ast.dump(ast.Name(name, ast.Load())), ast.dump(end)}


def never_set(text: Text) -> Iterator[Slip]:
    """Find a part of a loop's condition whose names nothing inside the loop sets, and one of
    which was given a plain number to begin with."""
    for loop in (n for n in text.nodes if isinstance(n, ast.While)):
        changed = _changed(loop)
        parts = loop.test.values if isinstance(loop.test, ast.BoolOp) else []
        for part in (p for p in parts if isinstance(p, ast.Compare)):
            read = [n.id for n in ast.walk(part) if isinstance(n, ast.Name)]
            stuck = [name for name in read if name in _constants(text)]
            if stuck and changed is not None and not changed & set(read):
                yield Slip(
                    "never_set",
                    f"Nothing inside {text.quote(loop)} gives {stuck[0]} a new value, so that "
                    f"`{ast.unparse(part)[:60]}` stays as it was before the loop.",
                    (WRONG,),
                )


def _changed(loop: ast.While) -> set[str] | None:
    """Return the names that the rounds of a loop may change. None where it has another way
    out, which no reading can follow."""
    inside = [n for statement in loop.body for n in ast.walk(statement)]
    if any(isinstance(n, ast.Break | ast.Return) for n in inside):
        return None
    # `indices.append(i)` changes what the loop asks for, and binds nothing
    called = (n.func for n in inside if isinstance(n, ast.Call))
    homes = (f.value for f in called if isinstance(f, ast.Attribute))
    return bound(inside) | {home.id for home in homes if isinstance(home, ast.Name)}


def _same_each_round(text: Text, loop: ast.While, changed: set[str]) -> str:
    """Quote a line that gives what the loop asks for the same value in each round."""
    if len(loop.body) != 1 or not isinstance(line := loop.body[0], ast.Assign):
        return ""
    called = any(
        isinstance(n, ast.Call) and called_name(n) != "len" for n in ast.walk(line.value)
    )
    if called or names_in(line.value) & changed:
        return ""
    return f"{text.quote(line)} gives the same value in each round."


def _why_endless(text: Text, loop: ast.While, still: list[str], counters: set[str]) -> str:
    if stuck := [name for name in still if name in counters]:
        return f"Nothing inside it changes {' or '.join(stuck)}."
    if isinstance(loop.test, ast.BoolOp) and isinstance(loop.test.op, ast.Or):
        return "With `or` it goes on while one condition holds, with `and` only while both do."
    return "Print the values in its condition, round by round. A limit on the rounds belongs there, too."


def _constants(text: Text) -> set[str]:
    """Return the names that are given a plain number somewhere, counters mostly."""
    assigned = (n for n in text.nodes if isinstance(n, ast.Assign))
    return given(*(n for n in assigned if isinstance(n.value, ast.Constant | ast.UnaryOp)))


def returns_in_loop(text: Text) -> Iterator[Slip]:
    """Find a `return` that ends its loop in the first round."""
    for loop in (n for n in text.nodes if isinstance(n, ast.For | ast.While)):
        # directly in the body: below an `if` it may well be meant
        for node in (n for n in loop.body if isinstance(n, ast.Return)):
            yield Slip(
                "returns_in_loop",
                (
                    f"{text.quote(node)} stands inside the loop, which ends in the first round that comes to it."
                    " Move it left, so that it comes after the loop."
                ),
            )
