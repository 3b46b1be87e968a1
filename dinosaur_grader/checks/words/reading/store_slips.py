"""Slips of storing that a function's text shows: a part that is stored in a copy, under
another key or behind others. Each rule is a function from the text to what it finds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from . import LOOPS, WRONG, Slip, Text, base, called_name, dotted, given, targets


def same_array(text: Text) -> Iterator[Slip]:
    """Find `x = zeros` and then `x[i] = 1`: a second name is no copy."""
    for loop in (n for n in text.nodes if isinstance(n, LOOPS)):
        inside = [n for s in loop.body for n in ast.walk(s)]
        new, parts = given(*inside), {base(t) for n in inside for t in targets(n)}
        for node in (n for n in loop.body if isinstance(n, ast.Assign)):
            name, other = dotted(node.targets[0]), dotted(node.value)
            if name and name in parts and other and other not in new and "." not in other:
                yield Slip(
                    "same_array",
                    (
                        f"{text.quote(node)} makes no copy: {name} and {other} are one thing, and what is stored "
                        "in the one is in the other, too."
                    ),
                    (WRONG,),
                )


def through_a_view(text: Text) -> Iterator[Slip]:
    """Find `total = b[i]` and then `total += 1`, where b came out of a box: it adds to b."""
    boxed = {n for node in text.nodes if isinstance(node, ast.Assign) for n in taken(node)}
    for node in (n for n in text.nodes if isinstance(n, ast.Assign)):
        name, value = dotted(node.targets[0]), node.value
        home = dotted(value) or (
            base(value) if not isinstance(getattr(value, "slice", None), ast.Tuple) else ""
        )
        added = [
            n
            for n in text.nodes
            if isinstance(n, ast.AugAssign) and name and dotted(n.target) == name
        ]
        if home in boxed and name != home and added:
            yield Slip(
                "through_a_view",
                (
                    f"{text.quote(node)} makes no copy: where {name} is an array, {text.quote(added[0])} changes "
                    f"`{home}` itself. Make a copy, or store the new value with a plain =."
                ),
                (WRONG,),
                sure=False,
            )


def changed_copy(text: Text) -> Iterator[Slip]:
    """Find `flat = a.flatten()` and then `flat[i] = 1`, where nothing else uses flat."""
    parent = {id(c): n for n in text.nodes for c in ast.iter_child_nodes(n)}
    for node in (n for n in text.nodes if isinstance(n, ast.Assign)):
        name, function = dotted(node.targets[0]), getattr(node.value, "func", None)
        uses = [
            n
            for n in text.nodes
            if isinstance(n, ast.Name) and n.id == name and n.lineno > node.lineno
        ]
        homes = [parent.get(id(n)) for n in uses]
        stored = any(
            isinstance(h, ast.Subscript) and isinstance(h.ctx, ast.Store) for h in homes
        )
        idle = all(
            isinstance(h, ast.Subscript) or called_name(h) in ("len", "range", "enumerate")
            for h in homes
            if h
        )
        copies = getattr(function, "attr", "") in _COPIES
        if name and copies and stored and idle and not _parts_read(text, name):
            yield Slip(
                "changed_copy",
                f"{text.quote(node)} makes a copy. What is stored in {name} stays there: nothing uses it afterwards.",
                (WRONG,),
            )


def behind_others(text: Text) -> Iterator[Slip]:
    """Find `found = [0] * n` and then `found.append(x)`, which comes behind the n zeros."""
    calls = {called_name(n) for n in text.nodes}
    for node in (n for n in text.nodes if isinstance(n, ast.Assign)):
        name, value = dotted(node.targets[0]), node.value
        sides = [value.left, value.right] if isinstance(value, ast.BinOp) else []
        many = bool(sides) and isinstance(value.op, ast.Mult)
        if many and any(isinstance(s, ast.List) for s in sides) and f"{name}.append" in calls:
            yield Slip(
                "behind_others",
                f"{text.quote(node)} makes a list that is full already, and what is appended comes behind that. Begin "
                "with an empty one: [].",
                (WRONG,),
            )


def never_emptied(text: Text) -> Iterator[Slip]:
    """Find a list that is made before a loop, grows in a loop inside it, and is given to a
    helper behind that: it holds what came in earlier rounds, too."""
    for block in text.blocks:
        made: dict[str, ast.Assign] = {}
        for statement in block:
            if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.List):
                made |= {dotted(t): statement for t in statement.targets}
            if not isinstance(statement, LOOPS):
                continue
            inside = [n for s in statement.body for n in ast.walk(s)]
            deeper = [n for s in statement.body if isinstance(s, LOOPS) for n in ast.walk(s)]
            called, grown = ({called_name(n) for n in nodes} for nodes in (inside, deeper))
            helpers = (n for n in inside if called_name(n) in text.calls and n not in deeper)
            passed = {a.id for n in helpers for a in n.args if isinstance(a, ast.Name)}  # type: ignore[attr-defined]
            for name in sorted((made.keys() & passed) - given(*inside)):
                if f"{name}.append" not in grown or f"{name}.clear" in called:
                    continue
                yield Slip(
                    "never_emptied",
                    f"{text.quote(made[name])} stands before the loop, so {name} still holds what earlier rounds "
                    "appended. Create it inside the loop.",
                )


_COPIES = ("copy", "flatten", "astype", "tolist", "array", "deepcopy")


def _parts_read(text: Text, name: str) -> bool:
    """Check whether an entry is read for more than a condition, or to be stored in the copy."""
    inside = {
        id(part)
        for n in text.nodes
        if isinstance(n, ast.If | ast.While | ast.Assign | ast.AugAssign)
        if not isinstance(n, ast.Assign) or base(n.targets[0]) == name
        for part in ast.walk(n.test if isinstance(n, ast.If | ast.While) else n)
    }
    return any(base(n) == name and id(n) not in inside for n in text.nodes)


def under_another_key(text: Text) -> Iterator[Slip]:
    """Find `box["a"] = f(box["b"])`: what is made of one thing is stored as another."""
    for node in (n for n in text.nodes if isinstance(n, ast.Assign) and len(n.targets) == 1):
        place, box = node.targets[0], base(node.targets[0])
        parts = [n for n in ast.walk(node.value) if box and base(n) == box]
        if (
            len(parts) == 1
            and (key := _key(place))
            and (read := _key(parts[0])) not in ("", key)
        ):
            yield Slip(
                "under_another_key",
                f"{text.quote(node)} stores under {key!r} what it makes of {read!r}.",
                (WRONG,),
            )


def _key(node: ast.AST) -> str:
    """Return the text in the brackets of `box["a"]`. Empty for anything else."""
    inside = getattr(node, "slice", None)
    text = isinstance(inside, ast.Constant) and isinstance(inside.value, str)
    return inside.value[:40] if text else ""


def taken(node: ast.Assign) -> dict[str, str]:
    """Map each name that is taken out of a box, as in `a, b = box["a"], box["b"]`, to it."""
    values = node.value.elts if isinstance(node.value, ast.Tuple | ast.List) else [node.value]
    names = targets(node)
    if len(names) != len(values):
        return {}
    return {
        name.id: dotted(value.value)
        for name, value in zip(names, values, strict=True)
        if isinstance(name, ast.Name)
        and isinstance(value, ast.Subscript)
        and dotted(value.value)
    }
