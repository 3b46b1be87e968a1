"""Slips of Python and NumPy that a function's text shows. Each rule is a function from
the text to what it finds."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterator

import numpy as np

from . import (
    ERROR,
    HANGS,
    NOTHING,
    WRONG,
    Slip,
    Text,
    bound,
    called_name,
    dotted,
    is_none,
    nearest,
    own,
    targets,
)

Rule = Callable[[Text], Iterator[Slip]]
_MODULES = {"np": np, "numpy": np}
_IN_PLACE = (
    "append",
    "extend",
    "insert",
    "sort",
    "reverse",
    "remove",
    "clear",
    "update",
    "fill",
)
_SHUFFLES = ("np.random.shuffle", "np.random.seed", "random.shuffle", "random.seed")
_MAKES_NEW = (
    "reshape", "ravel", "flatten", "copy", "tolist", "lower", "upper", "strip", "split",
    "replace", "transpose", "astype", np.clip.__name__,
)  # fmt: skip
_CALLED = (
    *_MAKES_NEW,
    "keys",
    "values",
    "items",
    *_IN_PLACE[:5],
    "sum",
    "argmax",
    "max",
    "min",
)
_SHAPED = ("np.zeros", "np.ones", "np.empty")


def _nodes(text: Text) -> list[ast.AST]:
    return list(own(text.node)) if text.node else []


def none_plus(text: Text) -> Iterator[Slip]:
    """`None + [...]`: the brackets around None are missing."""
    for node in _nodes(text):
        sides = [node.left, node.right] if isinstance(node, ast.BinOp) else []
        if sides and isinstance(node.op, ast.Add) and any(map(is_none, sides)):
            yield Slip(
                "none_without_brackets",
                f"{text.quote(node)} adds None itself. Only lists can be joined: None needs brackets of its own.",
            )


def changes_in_place(text: Text) -> Iterator[Slip]:
    """`x = x.append(...)`: such a method gives back None."""
    for node in _nodes(text):
        value = node.value if isinstance(node, ast.Assign | ast.Return) else None
        if not isinstance(value, ast.Call):
            continue
        name = called_name(value) or getattr(value.func, "attr", "")
        last = name.rpartition(".")[2]
        method = isinstance(value.func, ast.Attribute) and last in _IN_PLACE[:5]
        if method or name in _SHUFFLES:
            shown = last if method else name
            yield Slip(
                "keeps_none",
                f"{shown} changes what it is called on and gives back None, and {text.quote(node)} keeps that None. "
                f"Call {shown} on a line of its own.",
            )


def compares(text: Text) -> Iterator[Slip]:
    """`x == ...` as a statement."""
    for node in _nodes(text):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Compare):
            yield Slip(
                "compared",
                f"{text.quote(node)} compares and keeps nothing. To store a value, write one =.",
            )


def not_called(text: Text) -> Iterator[Slip]:
    """`y.ravel` where `y.ravel()` is meant."""
    nodes = _nodes(text)
    functions = {id(n.func) for n in nodes if isinstance(n, ast.Call)}
    for node in nodes:
        if (
            isinstance(node, ast.Attribute)
            and node.attr in _CALLED
            and id(node) not in functions
            and not dotted(node).startswith("np.")
        ):
            yield Slip(
                "not_called",
                f"{text.quote(node)} names {node.attr} without calling it: its round brackets are missing.",
            )


def not_kept(text: Text) -> Iterator[Slip]:
    """A new value that no name keeps: `np.clip(x, -1, 1)` alone on a line."""
    for node in _nodes(text):
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
            continue
        call, name = node.value, called_name(node.value)
        last = name.rpartition(".")[2]
        out = any(k.arg == "out" for k in call.keywords)
        out = out or len(call.args) == 4 or (len(call.args) == 3 and not name.startswith("np."))
        if last in _MAKES_NEW and not out and name not in text.calls:
            yield Slip(
                "not_kept",
                f"{text.quote(node)} makes a new value and keeps it nowhere. "
                "Give it a name, or let it be written in place.",
                (WRONG,),
            )


def rebinds(text: Text) -> Iterator[Slip]:
    """`for g in arrays: g = ...`: the name is new, the arrays are the old ones."""
    for loop in (n for n in _nodes(text) if isinstance(n, ast.For)):
        names = {t.id for t in targets(loop) if isinstance(t, ast.Name)}
        for place, node in enumerate(loop.body):
            if not isinstance(node, ast.Assign | ast.AugAssign):
                continue
            given = {t.id for t in targets(node) if isinstance(t, ast.Name)} & names
            later = [n for after in loop.body[place + 1 :] for n in ast.walk(after)]
            used = {n.id for n in later if isinstance(n, ast.Name)}
            if isinstance(node, ast.Assign) and given - used:
                name = min(given - used)
                yield Slip(
                    "rebinds",
                    f"{text.quote(node)} gives only the name {name} a new value; "
                    "what the loop took it from stays as it was. "
                    "Write into the array itself, or store the new one where the old one was.",
                    (WRONG,),
                )


def no_return(text: Text) -> Iterator[Slip]:
    """A function that never returns a value, or does so in its loop's first round."""
    if text.node is None:
        return
    returns = [n for n in _nodes(text) if isinstance(n, ast.Return)]
    if not any(r.value is not None for r in returns):
        yield Slip(
            "nothing",
            f"{text.function} has no line that returns a value, so it gives back None. "
            "Its last line has to return what the docstring lists.",
            (NOTHING,),
        )
    loops = [n for n in _nodes(text) if isinstance(n, ast.For | ast.While)]
    for loop in loops:
        for node in loop.body:
            if isinstance(node, ast.Return):
                yield Slip(
                    "returns_in_loop",
                    f"{text.quote(node)} stands inside the loop, so only the first round runs. "
                    "Move it to the left, behind the loop.",
                    (WRONG, ERROR),
                )


def endless(text: Text) -> Iterator[Slip]:
    """A `while` whose condition nothing inside changes."""
    for loop in (n for n in _nodes(text) if isinstance(n, ast.While)):
        inside = [n for statement in loop.body for n in ast.walk(statement)]
        if any(isinstance(n, ast.Break | ast.Return) for n in inside):
            continue
        read = [n.id for n in ast.walk(loop.test) if isinstance(n, ast.Name)]
        changed = bound(inside) | {
            n.func.value.id
            for n in inside
            if isinstance(n, ast.Call)
            and isinstance(n.func, ast.Attribute)
            and isinstance(n.func.value, ast.Name)
        }
        counted = _constants(text)
        still = [n for n in dict.fromkeys(read) if n in counted and n not in changed]
        line = text.quote(loop)
        if not set(read) & changed:
            yield Slip(
                "endless",
                f"The loop {line} never ends: nothing inside it changes what it asks for.",
                (HANGS,),
            )
        elif still:
            yield Slip(
                "endless",
                f"The loop {line} doesn't end: nothing inside it changes {' or '.join(still)}.",
                (HANGS,),
                sure=False,
            )
        elif isinstance(loop.test, ast.BoolOp) and isinstance(loop.test.op, ast.Or):
            yield Slip(
                "endless",
                f"The loop {line} doesn't end: with `or` it goes on while one condition holds, "
                "with `and` only while both do.",
                (HANGS, WRONG),
                sure=False,
            )
        else:
            yield Slip(
                "endless",
                f"The loop {line} doesn't end. Print what it asks for, round by round.",
                (HANGS,),
                sure=False,
            )


def _constants(text: Text) -> set[str]:
    """Names that are given a plain number somewhere: counters, mostly."""
    return {
        t.id
        for n in _nodes(text)
        if isinstance(n, ast.Assign) and isinstance(n.value, ast.Constant | ast.UnaryOp)
        for t in targets(n)
        if isinstance(t, ast.Name)
    }


def misspelt_attribute(text: Text) -> Iterator[Slip]:
    """`np.tahn`."""
    for node in _nodes(text):
        if not isinstance(node, ast.Attribute):
            continue
        home = dotted(node.value)
        root, *rest = home.split(".")
        thing = _MODULES.get(root)
        if thing is None or rest not in ([], ["random"], ["linalg"]):
            continue
        module = getattr(thing, rest[0]) if rest else thing
        if not hasattr(module, node.attr):
            close = nearest(node.attr, dir(module))
            meant = f" Did you mean {home}.{close}?" if close else ""
            yield Slip(
                "misspelt",
                f"NumPy has no {home}.{node.attr}, which {text.quote(node)} asks for.{meant}",
                (ERROR,),
            )


def shape_without_brackets(text: Text) -> Iterator[Slip]:
    """`np.zeros(3, 1)`."""
    for node in _nodes(text):
        if called_name(node) in _SHAPED and isinstance(node, ast.Call) and len(node.args) > 1:
            second = node.args[1]
            kind = dotted(second) in ("float", "int", "bool") or dotted(second).startswith(
                "np."
            )
            if not kind and not (
                isinstance(second, ast.Constant) and isinstance(second.value, str)
            ):
                yield Slip(
                    "shape_without_brackets",
                    f"{text.quote(node)}: {called_name(node)} takes the whole shape as one argument. "
                    "Put the sizes into round brackets of their own.",
                    (ERROR,),
                )


def shadowed(text: Text) -> Iterator[Slip]:
    """A local name that hides the function which the text calls."""
    nodes = _nodes(text)
    given = bound(nodes)
    parameters = {a.arg for a in text.node.args.args} if text.node else set()
    for node in nodes:
        name = called_name(node)
        if name in given | parameters and (name in text.calls or hasattr(builtins, name)):
            yield Slip(
                "shadowed",
                f"Inside {text.function} the name {name} is given a value of its own, so {text.quote(node)} can't call "
                f"the function {name}. Give the value another name.",
                (ERROR,),
            )


def other_arguments(text: Text) -> Iterator[Slip]:
    """A first line that takes fewer or more arguments than the cell's own."""
    due = text.calls.get(text.function)
    if text.node is None or due is None:
        return
    arguments = text.node.args
    names = [a.arg for a in (*arguments.posonlyargs, *arguments.args)]
    needed = len(names) - len(arguments.defaults)
    open_ended = arguments.vararg is not None or arguments.kwarg is not None
    if needed > len(due.takes) or (len(names) < len(due.takes) and not open_ended):
        yield Slip(
            "signature",
            f"The first line of {text.function}, {text.quote(text.node)}, "
            "takes other arguments than the one you were given: "
            f"{', '.join(due.takes)}.",
            (ERROR,),
        )


def slash_for_backslash(text: Text) -> Iterator[Slip]:
    """`"/n"`."""
    for node in _nodes(text):
        if isinstance(node, ast.Constant) and node.value in ("/n", "n\\", "/t"):
            yield Slip(
                "slash_for_backslash",
                f"In {text.quote(node)} the newline is written with a slash. It is a backslash and an n.",
            )


def calls_itself(text: Text) -> Iterator[Slip]:
    """A function that calls itself where another of that name is meant."""
    for node in _nodes(text):
        if called_name(node) == text.function:
            home = f" NumPy's own is np.{text.function}." if hasattr(np, text.function) else ""
            yield Slip(
                "calls_itself",
                f"{text.quote(node)} calls your own {text.function} inside itself.{home}",
                (ERROR, HANGS),
                sure=False,
            )


RULES: tuple[Rule, ...] = (
    none_plus,
    changes_in_place,
    compares,
    not_called,
    shape_without_brackets,
    misspelt_attribute,
    shadowed,
    other_arguments,
    slash_for_backslash,
    calls_itself,
    endless,
    no_return,
    rebinds,
    not_kept,
)
