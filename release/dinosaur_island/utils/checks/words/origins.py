"""Where a value in the line that raised an error comes from: said beside what the error
means, where the text shows it."""

from __future__ import annotations

import ast
import re

from .raising_line import calls, statement
from .reading import called_name, dotted, names_in, targets
from .reading.reader import Reading

MAX_LINES = 2
"""Of more lines nobody can say which one is meant."""
_PAST_THE_END = re.compile(r"index out of range|out of bounds for axis (\d+)")
_OF_AN_ARRAY = re.compile(r"'numpy.ndarray' object has no attribute '(\w+)'")
_TUPLE = re.compile(r"'tuple' object|tuple indices must be")
_SIZES = re.compile(r"size|shape|dimension|out of bounds")
LEAST_SIZE = 5
"""The smallest number that is taken for a size which was written in."""


def said(reading: Reading | None, message: str, line: str) -> str:
    """Say which lines an error's value comes from. Empty where the text doesn't show it."""
    if reading is None or reading.text.node is None:
        return ""
    node = statement(line)
    found = ""
    if node is not None and (past := _PAST_THE_END.search(message)):
        found = _from_lines(reading, _indices(node, int(past[1] or 0)))
    elif node is not None and (lacks := _OF_AN_ARRAY.search(message)):
        found = _from_lines(reading, _homes(node, lacks[1]))
    elif node is not None and _TUPLE.search(message):
        found = _of_a_tuple(reading, node)
    return found or (_of_a_size(reading, message) if _SIZES.search(message) else "")


def _from_lines(reading: Reading, names: set[str]) -> str:
    """Quote the lines that give this one name its value."""
    name = names.pop() if len(names) == 1 else ""
    lines = reading.makers(name)
    if not 0 < len(lines) <= MAX_LINES:
        return ""
    return f"`{name}` comes from your line{'s' * (len(lines) > 1)} {' and '.join(lines)}."


def _homes(node: ast.stmt, attribute: str) -> set[str]:
    """Return what this attribute is asked of."""
    found = (n for n in ast.walk(node) if isinstance(n, ast.Attribute))
    return {dotted(n.value) for n in found if n.attr == attribute}


def _indices(node: ast.stmt, axis: int) -> set[str]:
    """Return the names that may be the index along an axis, in `a[i, j]` and `a[i][j]`."""
    found = set()
    for each in (n for n in ast.walk(node) if isinstance(n, ast.Subscript)):
        parts = getattr(each.slice, "elts", [each.slice])
        found |= {dotted(part) for part in parts[axis : axis + 1]}
    made = (n.target for n in ast.walk(node) if isinstance(n, ast.comprehension))
    return found - {dotted(n) for target in made for n in ast.walk(target)} - {""}


def _of_a_tuple(reading: Reading, node: ast.stmt) -> str:
    """Name the call whose several values were kept under one name."""
    read, raising = names_in(node), ast.dump(node)
    whole = [
        n
        for n in reading.text.nodes
        if isinstance(n, ast.Assign)
        and ast.dump(n) != raising
        and called_name(n.value) in reading.calls
        and {dotted(t) for t in n.targets} & read
    ]
    passed = any(called_name(a) in reading.calls for c in calls(node) for a in c.args)
    if len(whole) != 1 or passed:
        return ""
    call, name = called_name(whole[0].value), dotted(targets(whole[0])[0])
    return (
        f"{call} returns a tuple, and {reading.text.quote(whole[0])} keeps all of it under the one name {name}. "
        "Unpack it."
    )


def _of_a_size(reading: Reading, message: str) -> str:
    """Name the line in which a number of the message is written as such."""
    numbers = {int(n) for n in re.findall(r"\b\d{1,6}\b", message) if int(n) >= LEAST_SIZE}
    tree = reading.text.parsed if isinstance(reading.text.parsed, ast.Module) else ast.Module()
    # a default was given
    given = {id(n) for a in ast.walk(tree) if isinstance(a, ast.arguments) for n in ast.walk(a)}
    lines = {
        (n.value, reading.text.quote(n))
        for n in ast.walk(tree)
        if isinstance(n, ast.Constant) and type(n.value) is int and n.value in numbers
        if id(n) not in given
    }
    if len(lines) != 1:
        return ""
    number, line = lines.pop()
    return (
        f"The number {number} stands in your line {line}, too. Where a size is meant there, take it from "
        "what the function is given."
    )
