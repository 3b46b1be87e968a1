"""Where a value in the line that raised an error comes from: said beside what the error
means, where the text shows it."""

from __future__ import annotations

import ast
import re

from .raising_line import statement
from .reading import called_name, dotted, targets
from .reading.reader import Reading

MOST_LINES = 2
"""Of more lines nobody can say which one is meant."""
_PAST_THE_END = re.compile(r"index out of range|out of bounds for axis (\d+)")
_TUPLE = re.compile(r"'tuple' object|tuple indices must be")
_SIZES = re.compile(r"size|shape|dimension|out of bounds")
LEAST_SIZE = 5
"""The smallest number that is taken for a size which was written in."""


def said(reading: Reading | None, message: str, line: str) -> str:
    """Say which lines an error's value comes from. Empty where the text doesn't show it."""
    if reading is None or reading.text.node is None:
        return ""
    node = statement(line)
    return (
        _of_an_index(reading, message, node)
        or _of_a_tuple(reading, message, node)
        or _of_a_size(reading, message)
    )


def _of_an_index(reading: Reading, message: str, node: ast.AST | None) -> str:
    found = _PAST_THE_END.search(message)
    if not found or node is None:
        return ""
    names = {name for name in _indices(node, int(found[1] or 0))}
    if (
        len(names) != 1
        or not 0 < len(lines := reading.makers(name := names.pop())) <= MOST_LINES
    ):
        return ""
    return f"`{name}` comes from your line{'s' * (len(lines) > 1)} {' and '.join(lines)}."


def _indices(node: ast.AST, axis: int) -> list[str]:
    """List the names that stand as the index along an axis, in `a[i, j]` and `a[i][j]`."""
    found = []
    inner = {id(n.value) for n in ast.walk(node) if isinstance(n, ast.Subscript)}
    for each in ast.walk(node):
        if not isinstance(each, ast.Subscript) or id(each) in inner:
            continue
        parts: list[ast.expr] = []
        part: ast.expr = each
        while isinstance(part, ast.Subscript):
            parts = [*getattr(part.slice, "elts", [part.slice]), *parts]
            part = part.value
        # the first of them may be a key
        parts = [
            p for p in parts if not (isinstance(p, ast.Constant) and isinstance(p.value, str))
        ]
        if axis < len(parts) and isinstance(
            index := parts[axis if len(parts) > axis else 0], ast.Name
        ):
            found.append(index.id)
    return found


def _of_a_tuple(reading: Reading, message: str, node: ast.AST | None) -> str:
    """Name the call whose several values were kept under one name."""
    if not _TUPLE.search(message) or node is None:
        return ""
    read = {
        n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)
    }
    given = [
        n
        for n in reading.text.nodes
        if isinstance(n, ast.Assign) and {dotted(t) for t in targets(n)} & read
    ]
    whole = [
        n
        for n in given
        if isinstance(n.targets[0], ast.Name) and called_name(n.value) in reading.calls
    ]
    if len(whole) != 1:
        return ""
    call, name = called_name(whole[0].value), dotted(whole[0].targets[0])
    return (
        f"{reading.text.quote(whole[0])} keeps all that {call} gives back, a tuple, under the one name {name}. "
        "Take its parts apart."
    )


def _of_a_size(reading: Reading, message: str) -> str:
    """Name the line in which a number of the message is written as such."""
    if not _SIZES.search(message) or not isinstance(reading.text.parsed, ast.Module):
        return ""
    numbers = {int(n) for n in re.findall(r"\b\d{1,6}\b", message) if int(n) >= LEAST_SIZE}
    lines = {
        (n.value, reading.text.quote(n))
        for n in ast.walk(reading.text.parsed)
        if isinstance(n, ast.Constant) and type(n.value) is int and n.value in numbers
    }
    if len(lines) != 1:
        return ""
    number, line = lines.pop()
    return f"The number {number} is written into your line {line}."
