"""How the helpers are called: arguments and returned values in another order, or in
another number, than the helper's own."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from . import ERROR, WRONG, Called, Slip, Text, called_name

TAKES_A_TUPLE = ("print", "len", "type", "isinstance", "list", "tuple", "zip", "enumerate")
COUNTS = {2: "two", 3: "three", 4: "four"}


def slips(text: Text) -> Iterator[Slip]:
    """Find each call that differs from what its helper takes and gives."""
    for node in text.nodes:
        if isinstance(node, ast.Call) and (helper := _helper(text, node)):
            yield from _arguments(text, node, helper)
        if isinstance(node, ast.Assign) and (helper := _helper(text, node.value)):
            yield from _returned(text, node, called_name(node.value), helper)


def _helper(text: Text, node: ast.AST) -> Called | None:
    name = called_name(node)
    return text.calls.get(name) if name != text.function else None


def _arguments(text: Text, call: ast.Call, helper: Called) -> Iterator[Slip]:
    name, takes = called_name(call), helper.takes
    if any(isinstance(a, ast.Starred) for a in call.args) or not all(
        k.arg for k in call.keywords
    ):
        return
    said = f"{name} takes {_listed(takes)}, in this order"
    unknown = [k.arg for k in call.keywords if k.arg not in takes]
    needed = len(takes) if helper.needs is None else helper.needs
    given = {*takes[: len(call.args)], *(k.arg for k in call.keywords)}
    missing = [each for each in takes[:needed] if each not in given]
    line = text.quote(call)
    if unknown:
        yield Slip(
            "arguments",
            f"{name} has no argument {unknown[0]}, which {line} gives it: {said}.",
            (ERROR,),
        )
    elif len(call.args) > len(takes):
        yield Slip(
            "arguments",
            f"{line} gives {name} {len(call.args)} arguments: {said}.",
            (ERROR,),
        )
    elif swapped := _out_of_place(call, takes) or _another_part(text, call, takes):
        yield Slip(
            "arguments_swapped",
            f"{said}. In {line} `{swapped}` stands in another's place.",
        )
    elif missing:
        yield Slip("arguments", f"{line} leaves out {_listed(missing)}: {said}.", (ERROR,))


def _out_of_place(call: ast.Call, takes: tuple[str, ...]) -> str:
    """Find an argument whose name is another parameter's. Empty where each is in place."""
    for place, argument in enumerate(call.args[: len(takes)]):
        if (
            isinstance(argument, ast.Name)
            and argument.id in takes
            and argument.id != takes[place]
        ):
            return argument.id
    return ""


def _another_part(text: Text, call: ast.Call, takes: tuple[str, ...]) -> str:
    """Find an argument whose name is that of one part of what a helper gives back, in the
    place of another part of the same."""
    parts = [[set(each.lower().split()) for each in h.gives] for h in text.calls.values()]
    for place, argument in enumerate(call.args[: len(takes)]):
        if not isinstance(argument, ast.Name) or argument.id == takes[place]:
            continue
        for own in parts:
            due = [names for names in own if takes[place].lower() in names]
            if due and any(argument.id.lower() in names for names in own if names not in due):
                return argument.id
    return ""


def _returned(text: Text, node: ast.Assign, name: str, helper: Called) -> Iterator[Slip]:
    gives = helper.gives
    if len(gives) < 2 or len(node.targets) != 1:
        return
    target, line = node.targets[0], text.quote(node)
    parts = _listed([each.split()[0] for each in gives])
    said = (
        f"{name} gives back {COUNTS.get(len(gives), len(gives))} values, {parts}, in this order"
    )
    if isinstance(target, ast.Tuple | ast.List):
        if any(isinstance(each, ast.Starred) for each in target.elts):
            return
        if len(target.elts) != len(gives):
            yield Slip(
                "returns_number",
                f"{said}. {line} takes {len(target.elts)} of them, and has to take all.",
                (ERROR,),
            )
        elif taken := _as_another(target.elts, gives):
            yield Slip(
                "returns_swapped", f"{said}. {line} takes `{taken}` from another's place."
            )
    elif isinstance(target, ast.Name) and (
        not _taken_apart(text, target.id) or _handed_over_whole(text, target.id, node)
    ):
        yield Slip(
            "returns_number",
            f"{said}. {line} puts them all, as one tuple, into `{target.id}`: take each by a name of its own.",
            (ERROR, WRONG),
        )


def _as_another(names: list[ast.expr], gives: tuple[str, ...]) -> str:
    """Find a target whose name is another part's, and not that of its own place."""
    known = [set(each.lower().split()) for each in gives]
    for place, target in enumerate(names):
        name = target.id.lower() if isinstance(target, ast.Name) else ""
        if name and name not in known[place] and any(name in each for each in known):
            return target.id if isinstance(target, ast.Name) else ""
    return ""


def _taken_apart(text: Text, name: str) -> bool:
    """Check whether the parts of `name` are taken later, by an index or by unpacking."""
    return any(
        (
            isinstance(n, ast.Subscript)
            and isinstance(n.value, ast.Name)
            and n.value.id == name
            and not (isinstance(n.slice, ast.Constant) and isinstance(n.slice.value, str))
        )
        or (isinstance(n, ast.Starred) and isinstance(n.value, ast.Name) and n.value.id == name)
        or (
            isinstance(n, ast.Assign)
            and isinstance(n.targets[0], ast.Tuple)
            and isinstance(n.value, ast.Name)
            and n.value.id == name
        )
        for n in text.nodes
    )


def _handed_over_whole(text: Text, name: str, given: ast.Assign) -> bool:
    """Check whether a call is given `name` as it is, before the name has another value."""
    later = [n for n in text.nodes if getattr(n, "lineno", 0) > given.lineno]
    stores = (n for n in later if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    until = min((n.lineno for n in stores if n.id == name), default=math.inf)
    return any(
        isinstance(n, ast.Call)
        and n.lineno <= until
        and called_name(n) not in TAKES_A_TUPLE
        and any(isinstance(a, ast.Name) and a.id == name for a in arguments(n))
        for n in later
    )


def arguments(call: ast.Call) -> list[ast.expr]:
    """List all that a call is given, by place and by name."""
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def _listed(names: list[str] | tuple[str, ...]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else str(last)
