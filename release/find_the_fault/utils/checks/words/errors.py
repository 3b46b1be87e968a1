"""What Python's and NumPy's errors mean for a beginner, and one step to try.

Where an error can have many causes nothing is said: no advice is better than a wrong
one.
"""

from __future__ import annotations

import ast
import builtins
import functools
import re
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np

from . import raising_line
from .reading import called_name, nearest
from .reading.flow import MODULES

LIKELY, SURE = 0.65, 0.8
"""How similar a name of the function's own has to be to count as the one that was meant,
and how similar a builtin, which is rarely meant."""
_NO_HELPERS: Mapping[str, tuple[str, ...]] = MappingProxyType({})
NAME, BLANK = "name", "blank"
"""The faults of a name that has no value, and of a key with a blank too many."""
_NAME = re.compile(r"name '(\w+)' is not defined")
_ATTRIBUTE = re.compile(r"'([\w.]+)' object has no attribute '(\w+)'")
_PUBLIC = {"numpy", *sys.stdlib_module_names}
_MODULE = re.compile(r"module '([\w.]+)' has no attribute '(\w+)'")
ARTICLE = {
    "list": "a list", "str": "a text", "dict": "a dictionary", "tuple": "a tuple",
    "int": "a whole number", "float": "a number", "numpy.ndarray": "an array",
}  # fmt: skip
"""Types, as messages name them, in a beginner's words."""
_KINDS: dict[str, object] = {
    "list": list, "str": str, "dict": dict, "tuple": tuple, "int": int, "float": float, "numpy.ndarray": np.ndarray,
}  # fmt: skip


def of_error(
    kind: str,
    message: str,
    known: tuple[str, ...] = (),
    texts: tuple[str, ...] = (),
    keys: tuple[str, ...] = (),
    line: str = "",
    quotable: bool = True,
    below: bool = False,
    takes: Mapping[str, tuple[str, ...]] = _NO_HELPERS,
) -> tuple[str, str]:
    """Name the fault, and say what to try, when a function raised an error of this
    type. `known` are the names that it may have meant, `texts` those that it has in
    quotation marks, `keys` those that are in the dictionaries, `line` the one that raised it,
    or, where it was raised `below`, called what did; `takes` are the parameters of helpers.
    Where the message isn't `quotable`, no word of it is in what is said: a name in it could be a number of a
    hidden question."""
    if not quotable:
        return _of_kind(kind, message)
    if found := _MODULE.search(message):
        return "misspelt", _not_of_module(*found.groups(), takes)
    node = raising_line.statement(line)
    if below and (said := _of_what_it_calls(kind, message, node, takes)):
        return said
    if found := _NAME.search(message):
        return NAME, _no_such_name(found[1], known, line)
    if (found := _ATTRIBUTE.search(message)) and found[1] in _KINDS:
        return "attribute", _no_such_attribute(*found.groups(), known)
    if kind == "KeyError":
        bare = message.strip("'\"")
        if bare.strip() != bare and bare.strip() in keys:
            return (
                BLANK,
                f"The key {message} has a blank in it that the dictionary's own has not.",
            )
        return "key", _no_such_key(message, texts, keys)
    fault, means = _of_kind(kind, message)
    sets = any(isinstance(n, ast.Set | ast.SetComp) for n in ast.walk(node)) if node else False
    if "unhashable" in message and sets:
        made = "Curly brackets without a colon make a set; a dictionary has a key and a colon before each value."
        means = f"{made} {means}"
    if fault == "truth" and (names := raising_line.compared(node)):
        which = f"One of {', '.join(names[:-1])} and {names[-1]}" if names[1:] else names[0]
        means = f"{which} holds an array of several numbers there. {means}"
    return fault, means


def _of_kind(kind: str, message: str) -> tuple[str, str]:
    """Say what an error of this type and text means, whichever line raised it."""
    if _NAME.search(message):
        return NAME, NO_SUCH_NAME
    if (found := _ATTRIBUTE.search(message)) and found[1] in _KINDS:
        return "attribute", _no_such_attribute_of(found[1])
    if kind == "KeyError":
        return "key", _no_such_key(message, (), ())
    row = _row(kind, message)
    return row["fault"], row["means"]


def _row(kind: str, message: str) -> dict[str, str]:
    table = _table()
    by_type = table["type"].get(kind, {"fault": "exception", "means": ""})
    by_text = (row for row in table["message"] if re.search(row["pattern"], message))
    return by_type if kind == "UnboundLocalError" else next(by_text, by_type)


def _of_what_it_calls(
    kind: str, message: str, node: ast.stmt | None, takes: Mapping[str, tuple[str, ...]]
) -> tuple[str, str] | None:
    """Say of an error that was raised below the student's line what the call is given. None
    where the words for its type and text hold of that, too."""
    fault, _ = _of_kind(kind, message)
    if callee := raising_line.mixed_up(node, takes):
        said = f"The call gives {callee} its arguments in another order."
        return fault, f"{said} {_takes(callee, takes)}"
    callee = raising_line.callee(node)
    holds_of = _row(kind, message).get("below", "")
    if re.match(r"\w+: ", message) and holds_of != "any":
        # a helper of the lesson says what is wrong with what it got
        return "exception", ""
    # a method may be one of NumPy's arrays, too; a plain name is a helper's, or Python's own
    names = {called_name(call) for call in raising_line.calls(node)}
    of_numpy = bool(names) and all("." in n or hasattr(builtins, n) for n in names)
    if holds_of == "any" or (holds_of and of_numpy):
        return None
    where = (
        f"inside {callee}, which that line calls" if callee else "inside what that line calls"
    )
    said = f"The error comes up {where}: print what it is given, and compare it with what it takes."
    return fault, f"{said} {_takes(callee, takes)}".strip()


def _takes(callee: str, takes: Mapping[str, tuple[str, ...]]) -> str:
    *first, last = takes.get(callee, ("",))
    return f"{callee} takes {', '.join(first)} and {last}, in this order." if first else ""


def kinds() -> frozenset[str]:
    """Return the names of all that is said of an error by its type and text alone."""
    table = _table()
    rows = (*table["message"], *table["type"].values())
    return frozenset(
        {NAME, BLANK, "attribute", "key", "exception", *(row["fault"] for row in rows)}
    )


@functools.cache
def _table() -> dict:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


NO_SUCH_NAME = "A name has no value there. Check how each name is spelled, and which line should give it a value."


def _no_such_name(name: str, known: tuple[str, ...], line: str) -> str:
    # a variable may have such a name, too
    if name in MODULES and f"{name}." in line:
        return f"{name} has no value there: it is a module that was not imported. Import it, or do without."
    called = re.search(rf"\b{name}\(", line)
    close = nearest(name, known, LIKELY)
    if not close and called:
        close = nearest(name, dir(builtins), SURE)
    if not close and called and hasattr(np, name):
        close = f"np.{name}"
    meant = f"Did you mean {close}? " if close else ""
    return f"{name} has no value there. {meant}Check how it is spelled, and which line should give it a value."


def _not_of_module(module: str, name: str, helpers: Mapping[str, tuple[str, ...]]) -> str:
    """Say what a module's missing name was meant for."""
    said = f"{module} has no {name}."
    if name in helpers:
        return f"{said} It is the notebook's own: call it by its name alone."
    if hasattr(builtins, name):
        return f"{said} Python's own {name} is written without {module}."
    # the message is the student's own: no module of a course's is looked into
    public = module.partition(".")[0] in _PUBLIC and module in sys.modules
    close = nearest(name, dir(sys.modules[module]) if public else ())
    return f"{said} Did you mean {close}?" if close else said


def _no_such_key(key: str, texts: tuple[str, ...], keys: tuple[str, ...]) -> str:
    """Say which key was looked up. A text stands in quotation marks."""
    bare = key.strip("'\"")
    if bare in keys and bare != key:
        near = nearest(bare, [k for k in keys if k[1:] == bare])
        meant = f" Did you mean {near}?" if near else ""
        said = f"That dictionary has no key {bare}: another one has it, or it is not stored there yet.{meant}"
        return f"{said} Look which one stands before the brackets."
    is_number = re.fullmatch(r"(np\.int\d*\()?-?\d+\)?", key)
    if is_number or (bare != key and len(bare) == 1):
        return (
            f"What is looked up is a {'number' if is_number else 'single character'}. Print the dictionary's keys: "
            "where they are of another kind, another key or another dictionary is meant."
        )
    # among the texts of the function stand the misspellings
    if bare.isidentifier() and (close := nearest(bare, keys, 0.6 if bare in texts else SURE)):
        return f"The dictionary has no key {bare}. Did you mean {close}? Print its keys, and where this one comes from."
    return (
        "The dictionary has no such key: print its keys, and check where this key comes from."
    )


def _no_such_attribute_of(kind: str) -> str:
    return (
        f"The value before a dot there is {ARTICLE[kind]}, which has no attribute of that name."
    )


def _no_such_attribute(kind: str, name: str, known: tuple[str, ...]) -> str:
    homes = [
        ARTICLE[other]
        for other, thing in _KINDS.items()
        if other != kind and hasattr(thing, name)
    ]
    close = nearest(name, dir(_KINDS[kind]), 0.7)
    said = f"What stands before .{name} is {ARTICLE[kind]}, which has no .{name}."
    # `box.key`, where a loop gives `key` its value, is meant for box[key]
    if kind == "dict" and (name in known or not (close or homes)):
        return (
            f"What stands before .{name} is a dictionary, which has no .{name}. An entry is taken by its key "
            "in square brackets."
        )
    if close:
        return f"{said} Did you mean {close}?"
    return f"{said} It belongs to {' or '.join(homes)}." if homes else said
