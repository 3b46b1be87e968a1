"""Where the values of a function come from and where they go: what is never used, comes
from another cell, is kept from call to call, hidden or never reached.

Each rule is a function from the text to what it finds. What they say is true of the text
whatever the function gives, but need not be what made it wrong: it is said beside that, and
what is sure beside a known fault, too.
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Iterator

from . import (
    HIDDEN,
    NOTHING,
    WRONG,
    Slip,
    Text,
    base,
    called_name,
    dotted,
    given,
    nearest,
    own,
    targets,
)
from .path import MUTATED_BY

KEPT, UNUSED = "kept_between_calls", "unused_argument"
"""The faults of an answer that is right in its first call only, and of one that does without
what it is given."""
MODULES = sys.stdlib_module_names | {"np", "numpy", "torch", "scipy", "tensorflow", "tf",
                                     "pandas", "pd", "plt"}  # fmt: skip
"""Names of modules, as they are imported mostly."""
_FRESH = ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp


def unused_argument(text: Text) -> Iterator[Slip]:
    """Find an argument that the function never reads, or overwrites before it does."""
    due = text.calls.get(text.function)
    if text.node is None or due is None or _reads_all(text.node):
        return
    for argument in (a.arg for a in text.node.args.args if a.arg in due.takes):
        uses = _uses(text.node, argument)
        if not any(isinstance(n.ctx, ast.Load) for n in uses):
            said = f"{text.function} never uses its argument {argument}."
            yield Slip(UNUSED, said, (WRONG,), sure=False)


def counted_by_hand(text: Text) -> Iterator[Slip]:
    """Find a new value for the variable of `for j in range(...)`: the next round has its own."""
    for loop in (n for n in text.nodes if isinstance(n, ast.For)):
        name = dotted(loop.target)
        if called_name(loop.iter) != "range" or not name:
            continue
        for node in (n for s in loop.body for n in ast.walk(s)):
            if isinstance(node, ast.Assign | ast.AugAssign) and name in map(
                dotted, targets(node)
            ):
                yield Slip(
                    "counted_by_hand",
                    f"{text.quote(node)} changes {name} for the rest of this round only: {text.quote(loop)} goes on "
                    "with its next number.",
                    sure=False,
                )


_OF_ALL = ("any", "all", "max", "min", "amax", "amin")


def either_or(text: Text) -> Iterator[Slip]:
    """Find an `if` and an `elif` that ask for a whole array and store in the same place."""
    for node in (n for n in text.nodes if isinstance(n, ast.If)):
        other = node.orelse[0] if len(node.orelse) == 1 else None
        if not isinstance(other, ast.If) or other.orelse:
            continue
        places = [{ast.dump(t) for s in n.body for t in targets(s)} for n in (node, other)]
        whole = all(
            any(called_name(c).rpartition(".")[2] in _OF_ALL for c in ast.walk(n.test))
            for n in (node, other)
        )
        if whole and places[0] & places[1]:
            yield Slip(
                "either_or",
                f"Where {text.quote(node)} holds, {text.quote(other)} is not looked at, even where both are true.",
                (WRONG,),
                sure=False,
            )


def of_another_cell(text: Text) -> Iterator[Slip]:
    """Find a name that is neither made in the cell nor given to the function."""
    if text.node is None or not isinstance(text.parsed, ast.Module):
        return
    made = _made(text)
    known = [*made, *text.calls]
    # what is called, or has a dot behind it, may be a function or a module that was imported
    taken = {id(n.func) for n in text.nodes if isinstance(n, ast.Call)}
    taken |= {id(n.value) for n in text.nodes if isinstance(n, ast.Attribute)}
    for node in text.nodes:
        if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
            continue
        if id(node) in taken:
            continue
        name = node.id
        elsewhere = name in MODULES or hasattr(builtins, name) or name in text.calls
        # a name that is nearly another one is misspelt, and the error says so
        if name not in made and not elsewhere and not nearest(name, known, 0.8):
            yield Slip(
                "of_another_cell",
                f"`{name}` in {text.quote(node)} is neither defined in {text.function} nor passed to it. "
                "Any value it has comes from another cell: use what the function is given.",
            )
            return


def kept_between_calls(text: Text) -> Iterator[Slip]:
    """Find a list or the like that is created once and changed in each call: a default
    value, or one of the cell."""
    if text.node is None or not isinstance(text.parsed, ast.Module):
        return
    arguments = text.node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    optional = positional[len(positional) - len(arguments.defaults) :]
    pairs = [*zip(optional, arguments.defaults, strict=True)]
    pairs += [
        (a, d) for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if d
    ]  # type: ignore[misc]
    own = {a.arg for a in ast.walk(arguments) if isinstance(a, ast.arg)}
    once = {a.arg: text.node for a, value in pairs if _fresh(value)}
    for statement in text.parsed.body:
        if isinstance(statement, ast.Assign) and _fresh(statement.value):
            names = given(statement) - own
            once |= dict.fromkeys(names, statement)  # type: ignore[arg-type]
    for name, where in once.items():
        stored = any(isinstance(n.ctx, ast.Store) for n in _uses(text.node, name))
        if not stored and _changes(text.node, name):
            yield Slip(
                KEPT,
                (
                    f"{text.quote(where)} creates {name} once, and what a call leaves in it is still there in the "
                    f"next one. Create {name} at the start of {text.function}."
                ),
                (WRONG,),
                sure=False,
            )


def hidden_errors(text: Text) -> Iterator[Slip]:
    """Find an `except` that swallows the error."""
    for node in text.nodes:
        if not isinstance(node, ast.ExceptHandler):
            continue
        wide = node.type is None or dotted(node.type) in ("Exception", "BaseException")
        raises = any(isinstance(n, ast.Raise) for n in ast.walk(node))
        if wide and not raises:
            yield Slip(
                HIDDEN,
                (
                    f"{text.quote(node)} catches every error of its `try`, so that Python shows none. Take the try "
                    "away, and see whether there is one."
                ),
                (WRONG, NOTHING),
            )


def _fresh(node: ast.expr) -> bool:
    """Check for something new that can be changed in place."""
    return isinstance(node, _FRESH) or called_name(node) in ("list", "dict", "set")


def _uses(node: ast.AST, name: str) -> list[ast.Name]:
    return [n for n in ast.walk(node) if isinstance(n, ast.Name) and n.id == name]


def _changes(node: ast.AST, name: str) -> bool:
    """Check whether what a name stands for is changed in place."""
    for n in ast.walk(node):
        home, _, method = called_name(n).rpartition(".")
        if home == name and method in MUTATED_BY:
            return True
        if name in map(base, targets(n)):
            return True
    return False


def _made(text: Text) -> set[str]:
    """Return every name that the cell or the function makes. What other functions of the
    cell make stays inside them."""
    cell = text.parsed if isinstance(text.parsed, ast.Module) else ast.Module([], [])
    arguments = [*ast.walk(text.node.args)] if text.node else []
    defined = (n for n in ast.walk(cell) if isinstance(n, ast.FunctionDef | ast.ClassDef))
    found = {n.name for n in defined}
    for node in (*own(cell), *text.nodes, *arguments):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.alias):
            found.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.ExceptHandler) and node.name:
            found.add(node.name)
    return found


def _reads_all(node: ast.FunctionDef) -> bool:
    """Check whether names may be read in a way that no tree shows."""
    return any(
        called_name(n) in ("locals", "vars", "eval", "exec", "globals") for n in ast.walk(node)
    )


RULES = (
    kept_between_calls,
    hidden_errors,
    of_another_cell,
    counted_by_hand,
    either_or,
    unused_argument,
)
"""What is said where nothing surer is found, the likeliest cause first."""
