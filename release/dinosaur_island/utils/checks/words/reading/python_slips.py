"""Slips of Python that a function's text shows. Each rule is a function from the text
to what it finds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from . import (
    ERROR,
    HANGS,
    Slip,
    Text,
    bound,
    called_name,
    targets,
)

MAKES_NEW = (
    "reshape", "ravel", "flatten", "copy", "tolist", "lower", "upper", "strip", "split",
    "replace", "transpose", "astype", np.clip.__name__,
)  # fmt: skip
"""Methods that leave what they are called on, and give back something new."""


def compares(text: Text) -> Iterator[Slip]:
    """Find `x == ...` as a statement."""
    for node in text.nodes:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Compare):
            yield Slip(
                "compared",
                f"{text.quote(node)} compares and keeps nothing. To store a value, write one =.",
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
