"""What Python's and NumPy's errors mean for a beginner, and one step to try.

Where an error can have many causes nothing is said: no advice is better than a wrong
one.
"""

from __future__ import annotations

import ast
import builtins
import functools
import re
import tomllib
from pathlib import Path

import numpy as np

from .reading import nearest
from .reading.flow import MODULES

LIKELY, SURE = 0.65, 0.8
"""How similar a name of the function's own has to be to count as the one that was meant,
and how similar a builtin, which is rarely meant."""
NAME = "name"
"""The fault of a name that has no value."""
_NAME = re.compile(r"name '(\w+)' is not defined")
_ATTRIBUTE = re.compile(r"'([\w.]+)' object has no attribute '(\w+)'")
_KINDS: dict[str, object] = {
    "list": list, "str": str, "dict": dict, "tuple": tuple, "int": int, "float": float, "numpy.ndarray": np.ndarray,
}  # fmt: skip
_ARTICLE = {"list": "a list", "str": "a text", "dict": "a dictionary", "tuple": "a tuple", "int": "a whole number",
            "float": "a number", "numpy.ndarray": "an array"}  # fmt: skip


def of_error(
    kind: str,
    message: str,
    known: tuple[str, ...] = (),
    texts: tuple[str, ...] = (),
    keys: tuple[str, ...] = (),
    line: str = "",
    quotable: bool = True,
) -> tuple[str, str]:
    """Name the fault, and say what to try, when a function raised an error of this
    type. `known` are the names that it may have meant, `texts` those that it has in
    quotation marks, `keys` those that are in the dictionaries, `line` the one that raised it.
    Where the message isn't `quotable`, no word of it is in what is said: a name in it could be a number of a
    hidden question."""
    if found := _NAME.search(message):
        return NAME, _no_such_name(found[1], known, line) if quotable else NO_SUCH_NAME
    if (found := _ATTRIBUTE.search(message)) and found[1] in _KINDS:
        said = _no_such_attribute(*found.groups())
        return "attribute", said if quotable else _no_such_attribute_of(found[1])
    if kind == "KeyError":
        return "key", _no_such_key(message, texts, keys)
    table = _table()
    by_type = table["type"].get(kind, {"fault": "exception", "means": ""})
    by_text = (row for row in table["message"] if re.search(row["pattern"], message))
    row = by_type if kind == "UnboundLocalError" else next(by_text, by_type)
    if row["fault"] == "unpack" and _taken(line) not in (0, _expected(message)):
        return "unpack", IN_A_HELPER
    return row["fault"], row["means"]


IN_A_HELPER = "What that line calls takes a value apart that has more or fewer parts than due: print what it is given."
"""Where the line itself takes another number of values than the error speaks of."""


def _expected(message: str) -> int:
    found = re.search(r"expected (?:at least )?(\d+)", message)
    return int(found[1]) if found else 0


def _taken(line: str) -> int:
    """Count the names on the left of a line that takes values apart; 0 where none show."""
    try:
        (node,) = ast.parse(line.strip()).body
    except (SyntaxError, ValueError):
        return 0
    target = node.targets[0] if isinstance(node, ast.Assign) else None
    return len(target.elts) if isinstance(target, ast.Tuple | ast.List) else 0


def kinds() -> frozenset[str]:
    """Return the names of all that is said of an error by its type and text alone."""
    table = _table()
    rows = (*table["message"], *table["type"].values())
    return frozenset({NAME, "attribute", "key", "exception", *(row["fault"] for row in rows)})


@functools.cache
def _table() -> dict:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


NO_SUCH_NAME = "A name has no value there. Check how each name is spelled, and which line should give it a value."


def _no_such_name(name: str, known: tuple[str, ...], line: str) -> str:
    # a variable may have such a name, too
    if name in MODULES and f"{name}." in line:
        return f"{name} has no value there: it is a module that was not imported. Import it, or do without."
    close = nearest(name, known, LIKELY) or nearest(name, dir(builtins), SURE)
    if not close and hasattr(np, name):
        close = f"np.{name}"
    meant = f"Did you mean {close}? " if close else ""
    return f"{name} has no value there. {meant}Check how it is spelled, and which line should give it a value."


def _no_such_key(key: str, texts: tuple[str, ...], keys: tuple[str, ...]) -> str:
    """Say what kind of key was looked up. A text stands in quotation marks."""
    bare = key.strip("'\"")
    if bare in texts and len(bare) > 1:
        # of the dictionary's own: among the texts of the function stand its misspellings
        close = nearest(bare, keys)
        meant = f" Did you mean {close}?" if close else ""
        return f"The dictionary has no key {bare}.{meant} Print its keys, and check how this one is spelled."
    if re.fullmatch(r"(np\.int\d*\()?-?\d+\)?", key):
        what = "What is looked up is a number. Where the keys are texts or characters"
    elif bare != key and len(bare) == 1:
        what = "What is looked up is a single character. Where the keys are numbers"
    elif bare != key and bare.isalpha() and (close := nearest(bare, keys, SURE)):
        return f"The dictionary has no key {bare}. Did you mean {close}? Print its keys, and where this one comes from."
    elif bare != key and bare.isalpha():
        return (
            "A whole word is looked up there. Where the keys are single characters, "
            "go through it letter by letter; else print the keys."
        )
    else:
        return "The dictionary has no such key: print its keys, and check where this key comes from."
    return f"{what}, you probably want a different dictionary; otherwise print its keys."


def _no_such_attribute_of(kind: str) -> str:
    return f"The value before a dot there is {_ARTICLE[kind]}, which has no attribute of that name."


def _no_such_attribute(kind: str, name: str) -> str:
    homes = [
        _ARTICLE[other]
        for other, thing in _KINDS.items()
        if other != kind and hasattr(thing, name)
    ]
    close = nearest(name, dir(_KINDS[kind]), 0.7)
    said = f"What stands before .{name} is {_ARTICLE[kind]}, which has no {name}."
    if close:
        return f"{said} Did you mean {close}?"
    return f"{said} {homes[0].capitalize()} has it." if homes else said
