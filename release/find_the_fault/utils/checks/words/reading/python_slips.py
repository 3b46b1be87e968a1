"""Slips of Python that a function's text shows. Each rule is a function from the text
to what it finds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from . import (
    ERROR,
    HANGS,
    WRONG,
    Slip,
    Text,
    called_name,
    dotted,
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


def waits(text: Text) -> Iterator[Slip]:
    """Find `map(f, boxes)` alone on a line, through which nothing goes."""
    for node in (n for n in text.nodes if isinstance(n, ast.Expr)):
        lazy = called_name(node.value) in ("map", "filter")
        if lazy or isinstance(node.value, ast.GeneratorExp):
            yield Slip(
                "waits",
                f"{text.quote(node)} does nothing by itself: it waits until something goes through its values. "
                "Write a loop.",
                (WRONG,),
            )


def slash_for_backslash(text: Text) -> Iterator[Slip]:
    """Find `"/n"`, where a backslash is meant."""
    printed = {id(n) for c in text.nodes if called_name(c) == "print" for n in ast.walk(c)}
    for node in (n for n in text.nodes if id(n) not in printed):
        if isinstance(node, ast.Constant) and node.value in ("/n", "n\\", "/t"):
            yield Slip(
                "slash_for_backslash",
                (
                    f"In {text.quote(node)} the newline is not written as Python reads it: it is a backslash and then"
                    " an n."
                ),
            )


def values_by_place(text: Text) -> Iterator[Slip]:
    """Find `a, b = box.values()` and `zip(names, box.values())`, which take the order and the
    number of a dictionary's values for granted."""
    for node in text.nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple | ast.List):
            parts = [node.value]
            if isinstance(node.value, ast.ListComp | ast.GeneratorExp):
                parts = [node.value.generators[0].iter]
            box = next((b for part in parts if (b := _box(part))), "")
        elif called_name(node) == "zip" and isinstance(node, ast.Call):
            boxes = {_box(each) for each in node.args} - {""}
            keys = {dotted(a) or called_name(a).removesuffix(".keys") for a in node.args}
            box = min(boxes - keys, default="")
        else:
            continue
        if box:
            yield Slip(
                "values_by_place",
                f"{text.quote(node)} takes the values of {box} by their place. A dictionary may have another order, "
                "or more of them: look each one up by its key.",
            )


def _box(node: ast.expr) -> str:
    """Return the dictionary of `box.values()`, in a list or not."""
    if called_name(node) in ("list", "tuple") and isinstance(node, ast.Call) and node.args:
        node = node.args[0]
    home, _, method = called_name(node).rpartition(".")
    return home if method == "values" else ""


def truth_for_numbers(text: Text) -> Iterator[Slip]:
    """Find `x.any() > limit`, which compares True or False with a number."""
    for node in (n for n in text.nodes if isinstance(n, ast.Compare)):
        for side in (node.left, *node.comparators):
            truth = getattr(side, "func", None)
            truth = getattr(truth, "attr", getattr(truth, "id", "")) in ("any", "all")
            others = (o for o in (node.left, *node.comparators) if o is not side)
            plain = all(isinstance(getattr(o, "value", None), bool) for o in others)
            if truth and not plain:
                yield Slip(
                    "truth_for_numbers",
                    f"In {text.quote(node)} `{ast.unparse(side)[:40]}` is True or False, and no number. "
                    "Compare the numbers first, and ask then whether any or all of them are so.",
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
