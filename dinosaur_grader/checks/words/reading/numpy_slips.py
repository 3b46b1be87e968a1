"""Slips of NumPy that a function's text shows. Each rule is a function from the text to
what it finds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from . import WRONG, Slip, Text, called_name, dotted, given, may_change, names_in
from .python_slips import MAKES_NEW

_NO_DRAWS = (".seed", ".RandomState", ".default_rng", ".get_state", ".set_state")
_DRAWS = ("np.random.", "numpy.random.", "random.")


_OF_NUMPY = tuple(
    f"np.{name}" for name in ("append", "insert", "delete", "concatenate", "where")
)
"""Functions of NumPy that change nothing of what they are given."""


def not_kept(text: Text) -> Iterator[Slip]:
    """Find a new value that no name keeps, as in `np.clip(x, -1, 1)` alone on a line."""
    for node in text.nodes:
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
            continue
        call, name = node.value, called_name(node.value)
        last = name.rpartition(".")[2]
        out = may_change(text, call) or (len(call.args) == 3 and not name.startswith("np."))
        new = last in MAKES_NEW and not out and name not in text.calls
        new = new or name in _OF_NUMPY
        if new or _only_returns(text, name):
            yield Slip(
                "not_kept",
                (
                    f"{text.quote(node)} gives back a value that nothing keeps. Store it under a name, or write into "
                    "the array itself."
                ),
                (WRONG,),
            )


def _only_returns(text: Text, name: str) -> bool:
    """Check whether a function of the cell's own hands back a value, and changes nothing
    that it is given."""
    own = next((n for n in text.functions if n.name == name != text.function), None)
    gives = own and any(isinstance(n, ast.Return) and n.value for n in ast.walk(own))
    return bool(own and gives) and not may_change(text, own)


def picked(text: Text) -> Iterator[Slip]:
    """Find `box[key] = x[(x > a) & (x < b)]`, which stores the entries that a mask picks."""
    masks = given(*(n for n in text.nodes if isinstance(n, ast.Assign) and _is_mask(n.value)))
    for node in (n for n in text.nodes if isinstance(n, ast.Assign)):
        place, value = node.targets[0], node.value
        if not isinstance(value, ast.Subscript):
            continue
        mask = _is_mask(value.slice) or (
            isinstance(value.slice, ast.Name) and value.slice.id in masks
        )
        # the same mask on the left stores them where they were
        again = ast.unparse(place) == ast.unparse(value.value)
        under = isinstance(place, ast.Subscript) and not _is_mask(place.slice)
        if mask and (again or (under and not names_in(place.slice) & masks)):
            yield Slip(
                "picked",
                f"{text.quote(node)} keeps only the entries that the mask picks, one after the other: the others are "
                "gone, and so is the shape.",
            )


def _is_mask(node: ast.expr) -> bool:
    """Check for `x > a`, and for several of them put together by &, | and ~."""
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.Invert) and _is_mask(node.operand)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.BitAnd | ast.BitOr) and _is_mask(node.left)
    return isinstance(node, ast.Compare)


def as_if_square(text: Text) -> Iterator[Slip]:
    """Find `a[i][j]` where i and j both count up to the same number."""
    ends = {
        dotted(n.target): ast.unparse(n.iter)
        for n in text.nodes
        if isinstance(n, ast.For) and called_name(n.iter) == "range"
    }
    for node in (n for n in text.nodes if isinstance(n, ast.Subscript)):
        inner = node.value
        pair = [node.slice]
        if isinstance(node.slice, ast.Tuple):
            pair = node.slice.elts
        elif isinstance(inner, ast.Subscript):
            pair = [inner.slice, node.slice]
        names = [dotted(each) for each in pair]
        run = {ends.get(name, "") for name in names}
        if len({*names}) == 2 and len(run) == 1 and "" not in run:
            yield Slip(
                "as_if_square",
                f"In {text.quote(node)} {names[0]} and {names[1]} both run through {run.pop()}: so they can't be both "
                "the rows and the columns of an array that is not square.",
                sure=False,
                error="IndexError",
            )
            return


_PAIRWISE = {"max": "maximum", "amax": "maximum", "min": "minimum", "amin": "minimum"}
"""NumPy's functions of one array, and those of two that are meant with a second value."""


def second_is_axis(text: Text) -> Iterator[Slip]:
    """Find `np.max(x, limit)`, whose second argument is an axis."""
    for node in text.nodes:
        home, _, last = called_name(node).rpartition(".")
        if home in ("np", "numpy") and last in _PAIRWISE and isinstance(node, ast.Call):
            second = node.args[1] if len(node.args) > 1 else None
            if second is not None and not isinstance(second, ast.Constant | ast.Tuple):
                yield Slip(
                    "second_is_axis",
                    f"In {text.quote(node)} the second argument of np.{last} is taken as an axis. To compare two "
                    f"values entry by entry, use np.{_PAIRWISE[last]}.",
                )


def drawn_twice(text: Text) -> Iterator[Slip]:
    """Find the same draw written twice in a block: the two come out differently."""
    for block in text.blocks:
        seen: dict[str, ast.AST] = {}
        for statement in block:
            if hasattr(statement, "body"):
                continue
            if any(called_name(n).endswith("random.seed") for n in ast.walk(statement)):
                seen = {}  # after a new seed it may well come out the same
            for node in (n for n in ast.walk(statement) if called_name(n).startswith(_DRAWS)):
                if called_name(node).endswith(_NO_DRAWS):
                    continue
                first = seen.setdefault(written := ast.dump(node), node)
                if first is not node:
                    yield Slip(
                        "drawn_twice",
                        (
                            f"{text.quote(first)} and {text.quote(node)} draw twice, and the two may differ. Where "
                            "one and the same is meant, draw once and keep it."
                        ),
                        (WRONG,),
                    )
                    seen.pop(written)
