"""Slips of Python that a function's text shows. Each rule is a function from the text
to what it finds."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

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
    targets,
)

IN_PLACE = ("append", "extend", "insert", "sort", "reverse")
"""Methods that change what they are called on, and give back None."""
MAKES_NEW = (
    "reshape", "ravel", "flatten", "copy", "tolist", "lower", "upper", "strip", "split",
    "replace", "transpose", "astype", np.clip.__name__,
)  # fmt: skip
"""Methods that leave what they are called on, and give back something new."""
_SHUFFLES = ("np.random.shuffle", "np.random.seed", "random.shuffle", "random.seed")
_CALLED = (*MAKES_NEW, *IN_PLACE, "keys", "values", "items", "sum", "argmax", "max", "min")


def none_plus(text: Text) -> Iterator[Slip]:
    """Find `None + [...]`, where the brackets around None are missing."""
    for node in text.nodes:
        sides = [node.left, node.right] if isinstance(node, ast.BinOp) else []
        if sides and isinstance(node.op, ast.Add) and any(map(is_none, sides)):
            yield Slip(
                "none_without_brackets",
                f"{text.quote(node)} adds None itself. Only lists can be joined: None needs brackets of its own.",
            )


def changes_in_place(text: Text) -> Iterator[Slip]:
    """Find `x = x.append(...)`, where the method gives back None."""
    for node in text.nodes:
        value = node.value if isinstance(node, ast.Assign | ast.Return) else None
        if not isinstance(value, ast.Call):
            continue
        name = called_name(value) or getattr(value.func, "attr", "")
        # `x.sort` may be a method of anything, and `np.sort` gives back something new
        home, _, last = name.rpartition(".")
        method = isinstance(value.func, ast.Attribute) and last in IN_PLACE
        method = method and home not in ("np", "numpy")
        if method or name in _SHUFFLES:
            shown = last if method else name
            yield Slip(
                "keeps_none",
                f"{shown} changes what it is called on and gives back None, and {text.quote(node)} keeps that None. "
                f"Call {shown} on a line of its own.",
            )


def compares(text: Text) -> Iterator[Slip]:
    """Find `x == ...` as a statement."""
    for node in text.nodes:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Compare):
            yield Slip(
                "compared",
                f"{text.quote(node)} compares and keeps nothing. To store a value, write one =.",
            )


def not_called(text: Text) -> Iterator[Slip]:
    """Find `y.ravel` where `y.ravel()` is meant."""
    nodes = text.nodes
    functions = {id(n.func) for n in nodes if isinstance(n, ast.Call)}
    functions |= {id(n) for call in nodes for n in _as_functions(call)}
    called = {called_name(n) for n in nodes}
    functions |= {
        id(n.value)
        for n in nodes
        if isinstance(n, ast.Assign) and any(dotted(t) in called for t in targets(n))
    }
    for node in nodes:
        if (
            isinstance(node, ast.Attribute)
            and node.attr in _CALLED
            and id(node) not in functions
            # `np.max` without brackets is a function, and may be meant as one
            and not dotted(node).startswith("np.")
        ):
            yield Slip(
                "not_called",
                f"{text.quote(node)} names {node.attr} without calling it: its round brackets are missing.",
            )


def _as_functions(node: ast.AST) -> list[ast.expr]:
    """List what a call takes as a function: of map and filter the first argument, of any a
    key."""
    if not isinstance(node, ast.Call):
        return []
    first = node.args[:1] if called_name(node) in ("map", "filter") else []
    return [*first, *(k.value for k in node.keywords if k.arg == "key")]


def shadowed(text: Text) -> Iterator[Slip]:
    """Find a local name that hides the function which the text calls."""
    # a function of the student's own is called by whichever name it has
    lambdas = (
        n for n in text.nodes if isinstance(n, ast.Assign) and isinstance(n.value, ast.Lambda)
    )
    given = bound(text.nodes) - {
        t.id for n in lambdas for t in targets(n) if isinstance(t, ast.Name)
    }
    parameters = {a.arg for a in text.node.args.args} if text.node else set()
    for node in text.nodes:
        name = called_name(node)
        # a name that nobody calls may mean whatever its cell likes
        if name in given | parameters and (name in text.calls or hasattr(builtins, name)):
            yield Slip(
                "shadowed",
                f"Inside {text.function} the name {name} is given a value of its own, so {text.quote(node)} can't call "
                f"the function {name}. Give the value another name.",
                (ERROR,),
            )


def other_arguments(text: Text) -> Iterator[Slip]:
    """Find a first line that takes fewer or more arguments than the cell's own."""
    due = text.calls.get(text.function)
    if text.node is None or due is None:
        return
    arguments = text.node.args
    names = [a.arg for a in (*arguments.posonlyargs, *arguments.args)]
    needed = len(names) - len(arguments.defaults)
    # *args takes any number, so fewer names are no mistake
    open_ended = arguments.vararg is not None or arguments.kwarg is not None
    foreign = len(due.takes) > 1 and not set(names) & set(due.takes) and not open_ended
    if needed > len(due.takes) or (len(names) < len(due.takes) and not open_ended):
        yield Slip(
            "signature",
            f"The first line of {text.function}, {text.quote(text.node)}, "
            "takes other arguments than the one you were given: "
            f"{', '.join(due.takes)}.",
            (ERROR,),
        )
    elif foreign:  # other names alone are no mistake, but another function's text has them, too
        yield Slip(
            "signature",
            f"The first line of {text.function}, {text.quote(text.node)}, has none of the arguments that you were "
            f"given: {', '.join(due.takes)}. Is it another program's function?",
            (ERROR,),
            sure=False,
        )


def slash_for_backslash(text: Text) -> Iterator[Slip]:
    """Find `"/n"`, where a backslash is meant."""
    printed = {id(n) for c in text.nodes if called_name(c) == "print" for n in ast.walk(c)}
    for node in (n for n in text.nodes if id(n) not in printed):
        if isinstance(node, ast.Constant) and node.value in ("/n", "n\\", "/t"):
            yield Slip(
                "slash_for_backslash",
                f"In {text.quote(node)} the newline is written with a slash. It is a backslash and an n.",
            )


def calls_itself(text: Text) -> Iterator[Slip]:
    """Find a function that calls itself where another of that name is meant."""
    for node in text.nodes:
        if called_name(node) == text.function:
            home = f" NumPy's own is np.{text.function}." if hasattr(np, text.function) else ""
            yield Slip(
                "calls_itself",
                f"{text.quote(node)} calls your own {text.function} inside itself.{home}",
                (ERROR, HANGS),
                # not for sure: a recursion that ends is right
                sure=False,
            )


def endless(text: Text) -> Iterator[Slip]:
    """Find a `while` whose condition nothing inside changes."""
    for loop in (n for n in text.nodes if isinstance(n, ast.While)):
        inside = [n for statement in loop.body for n in ast.walk(statement)]
        # it has another way out, which no reading can follow
        if any(isinstance(n, ast.Break | ast.Return) for n in inside):
            continue
        read = dict.fromkeys(n.id for n in ast.walk(loop.test) if isinstance(n, ast.Name))
        # `indices.append(i)` changes what the loop asks for, and binds nothing
        changed = bound(inside) | _called_on(inside)
        never = not changed & read.keys()
        why = (
            "nothing inside it changes what it asks for."
            if never
            else _why_endless(loop, [n for n in read if n not in changed], _constants(text))
        )
        yield Slip(
            "endless", f"The loop {text.quote(loop)} doesn't end: {why}", (HANGS,), sure=never
        )


def _called_on(nodes: list[ast.AST]) -> set[str]:
    """Return the names whose methods are called. They may change what the name holds."""
    functions = (n.func for n in nodes if isinstance(n, ast.Call))
    homes = (f.value for f in functions if isinstance(f, ast.Attribute))
    return {home.id for home in homes if isinstance(home, ast.Name)}


def _why_endless(loop: ast.While, still: list[str], counters: set[str]) -> str:
    if stuck := [name for name in still if name in counters]:
        return f"nothing inside it changes {' or '.join(stuck)}."
    if isinstance(loop.test, ast.BoolOp) and isinstance(loop.test.op, ast.Or):
        return "with `or` it goes on while one condition holds, with `and` only while both do."
    return "print what it asks for, round by round."


def _constants(text: Text) -> set[str]:
    """Return the names that are given a plain number somewhere, counters mostly."""
    return {
        t.id
        for n in text.nodes
        if isinstance(n, ast.Assign) and isinstance(n.value, ast.Constant | ast.UnaryOp)
        for t in targets(n)
        if isinstance(t, ast.Name)
    }


def no_return(text: Text) -> Iterator[Slip]:
    """Find a function that never returns a value."""
    if text.node and not any(isinstance(n, ast.Return) and n.value for n in text.nodes):
        yield Slip(
            "nothing",
            f"{text.function} has no line that returns a value, so it gives back None. "
            "Its last line has to return what the docstring lists.",
            (NOTHING,),
        )


def shuffled_in_loop(text: Text) -> Iterator[Slip]:
    """Find a loop that shuffles in its rounds."""
    for loop in (n for n in text.nodes if isinstance(n, ast.For | ast.While)):
        for node in (n for statement in loop.body for n in ast.walk(statement)):
            if called_name(node).endswith(".shuffle"):
                yield Slip(
                    "shuffled_in_loop",
                    f"{text.quote(node)} stands inside the loop, so the order changes again. Shuffle before the loop.",
                    (WRONG,),
                    sure=False,
                )


def returns_in_loop(text: Text) -> Iterator[Slip]:
    """Find a `return` that ends its loop in the first round."""
    for loop in (n for n in text.nodes if isinstance(n, ast.For | ast.While)):
        # directly in the body: below an `if` it may well be meant
        for node in (n for n in loop.body if isinstance(n, ast.Return)):
            yield Slip(
                "returns_in_loop",
                f"{text.quote(node)} stands inside the loop, so only the first round runs. "
                "Move it to the left, behind the loop.",
            )
