"""Slips of storing that a function's text shows: a new value that only a name gets, a part
that is stored in a copy or under another key. Each rule is a
function from the text to what it finds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from . import ERROR, WRONG, Slip, Text, called_name, dotted, names_in, own, targets

_LOOPS = (ast.For, ast.While)


def of_the_inner(text: Text) -> Iterator[Slip]:
    """Find a function inside that gives a name of the outer one a value: it has a name of its
    own then."""
    outer = {t.id for n in text.nodes for t in targets(n) if isinstance(t, ast.Name)}
    for inner in ast.walk(text.node) if text.node else ():
        if not isinstance(inner, ast.FunctionDef) or inner is text.node:
            continue
        nodes = [*own(inner)]
        shared = {name for n in nodes if isinstance(n, _SHARES) for name in n.names}
        taken = {a.arg for a in ast.walk(inner.args) if isinstance(a, ast.arg)}
        given = {
            t.id: n
            for n in reversed(nodes)
            if isinstance(n, ast.Assign | ast.AugAssign)
            for t in targets(n)
            if isinstance(t, ast.Name)
        }
        stored_in = {
            id(n.value)
            for n in nodes
            if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Store)
        }
        for name in sorted((given.keys() & outer) - shared - taken):
            node = given[name]
            loads = (n for n in nodes if isinstance(n, ast.Name) and n.id == name)
            idle = all(isinstance(n.ctx, ast.Store) or id(n) in stored_in for n in loads)
            said = f"{text.quote(node)} gives a value to a name {name} of {inner.name}'s own"
            if idle and not isinstance(node, ast.AugAssign):
                yield Slip(
                    "of_the_inner",
                    f"{said}: the {name} outside stays as it was. Return the new one from {inner.name}, and store it "
                    "where it is called.",
                    (WRONG,),
                )
            else:
                yield Slip(
                    "of_the_inner",
                    f"{said}, so that Python does not look for the one outside: it has no value there yet. Give it to "
                    f"{inner.name} as an argument, and return it.",
                    (ERROR,),
                    error=rf"UnboundLocalError.*'{name}'",
                )


_SHARES = (ast.Nonlocal, ast.Global)


def in_a_loop(text: Text) -> Iterator[Slip]:
    """Find `for g in arrays: g = ...`: the name is new, the arrays are the old ones."""
    for loop in (n for n in text.nodes if isinstance(n, ast.For)):
        if called_name(loop.iter) == "range":
            continue
        names = {t.id for t in targets(loop) if isinstance(t, ast.Name)}
        used_later: set[str] = set()
        # from the end: a new value that a later line uses is no mistake
        for statement in reversed(loop.body):
            for node in _branches(statement):
                given = {t.id for t in targets(node) if isinstance(t, ast.Name)} & names
                if not given - used_later or _may_change(text, node.value):
                    continue
                name = min(given - used_later)
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
        n: loop for loop in text.nodes if isinstance(loop, _LOOPS) for n in ast.walk(loop)
    }
    taken: dict[str, tuple[str, ast.AST | None]] = {}
    for node in (n for n in text.nodes if isinstance(n, ast.Assign)):
        name = dotted(node.targets[0])
        inside = names_in(node.value)
        box, where = taken.get(name, ("", None))
        # the next round of a loop may read the name, unless it takes it out again
        changes = bool(box) and name in inside and loop_of.get(node) is where
        changes = changes and not _may_change(text, node.value)
        if changes and not _read_after(text, name, node):
            yield Slip(
                "rebinds",
                f"{text.quote(node)} gives only the name {name} a new value, and {box} "
                "still has the old one. Store the new one there, or return what has it.",
                (WRONG,),
            )
        taken |= {each: (home, loop_of.get(node)) for each, home in _taken(node).items()}


def same_array(text: Text) -> Iterator[Slip]:
    """Find `x = zeros` and then `x[i] = 1`: a second name is no copy."""
    for loop in (n for n in text.nodes if isinstance(n, _LOOPS)):
        inside = [n for s in loop.body for n in ast.walk(s)]
        given = {t.id for n in inside for t in targets(n) if isinstance(t, ast.Name)}
        parts = {_base(t) for n in inside for t in targets(n) if isinstance(t, ast.Subscript)}
        for node in (n for n in loop.body if isinstance(n, ast.Assign)):
            name, other = dotted(node.targets[0]), dotted(node.value)
            if name and name in parts and other and other not in given and "." not in other:
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
    taken = {n for node in text.nodes if isinstance(node, ast.Assign) for n in _taken(node)}
    for node in (n for n in text.nodes if isinstance(n, ast.Assign)):
        name, value = dotted(node.targets[0]), node.value
        home = dotted(value) or (
            _base(value) if not isinstance(getattr(value, "slice", None), ast.Tuple) else ""
        )
        added = [
            n
            for n in text.nodes
            if isinstance(n, ast.AugAssign) and name and dotted(n.target) == name
        ]
        if home in taken and name != home and added:
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
            if not isinstance(statement, _LOOPS):
                continue
            inside = [n for s in statement.body for n in ast.walk(s)]
            rebound = {t.id for n in inside for t in targets(n) if isinstance(t, ast.Name)}
            deeper = [n for s in statement.body if isinstance(s, _LOOPS) for n in ast.walk(s)]
            called, grown = ({called_name(n) for n in nodes} for nodes in (inside, deeper))
            helpers = (n for n in inside if called_name(n) in text.calls and n not in deeper)
            given = {a.id for n in helpers for a in n.args if isinstance(a, ast.Name)}  # type: ignore[attr-defined]
            for name in sorted((made.keys() & given) - rebound):
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
        if not isinstance(n, ast.Assign) or _base(n.targets[0]) == name
        for part in ast.walk(n.test if isinstance(n, ast.If | ast.While) else n)
    }
    return any(_base(n) == name and id(n) not in inside for n in text.nodes)


def under_another_key(text: Text) -> Iterator[Slip]:
    """Find `box["a"] = f(box["b"])`: what is made of one thing is stored as another."""
    for node in (n for n in text.nodes if isinstance(n, ast.Assign) and len(n.targets) == 1):
        place, box = node.targets[0], _base(node.targets[0])
        parts = [n for n in ast.walk(node.value) if box and _base(n) == box]
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


def _base(node: ast.AST) -> str:
    """Return the name of the box that `box[...]` is a part of. Empty for anything else."""
    return dotted(node.value) if isinstance(node, ast.Subscript) else ""


_WITH_OUT = {"np.clip": 4, "np.minimum": 3, "np.maximum": 3}
"""With so many arguments the last one is `out`."""


def _may_change(text: Text, node: ast.expr) -> bool:
    """Check for a call that may change an array itself: by out=, by its name or its place, or
    a function of the cell's own."""
    own = {n.name for n in text.functions}
    return any(
        (isinstance(n, ast.keyword) and n.arg == "out")
        or called_name(n) in own
        or (isinstance(n, ast.Call) and len(n.args) >= _WITH_OUT.get(called_name(n), 99))
        for n in ast.walk(node)
    )


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


def _taken(node: ast.Assign) -> dict[str, str]:
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
