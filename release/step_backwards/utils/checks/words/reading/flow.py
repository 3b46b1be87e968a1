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
    LOOPS,
    NOTHING,
    WITH_OUT,
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
_COMPREHENSIONS = ast.ListComp | ast.DictComp | ast.SetComp
_FRESH = ast.List | ast.Dict | ast.Set | _COMPREHENSIONS


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


def unused_value(text: Text) -> Iterator[Slip]:
    """Find what is worked out, or stored in something new, and that nothing uses."""
    if text.node is None or _reads_all(text.node):
        return
    every = [*ast.walk(text.node)]
    assigned = [n for n in every if isinstance(n, ast.Assign) and len(n.targets) == 1]
    new = {dotted(n.targets[0]) for n in assigned if _fresh(n.value)} - {""}
    # to store in a box is no use of it
    boxes = {id(n.value) for n in every if base(n) and not isinstance(n.ctx, ast.Load)}  # type: ignore[attr-defined]
    loads = (n for n in every if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))
    used = {n.id for n in loads if id(n) not in boxes}
    for node in assigned:
        target, quote = node.targets[0], text.quote(node)
        name, box = dotted(target), base(target)
        said = ""
        if box in new and box not in used:
            said = f"{quote} stores in {box}, and nothing uses {box}."
        elif name and name not in used and _is_worked_out(node.value):
            said = f"{quote} gives {name} its value, and nothing uses {name}."
        if said:
            yield Slip("unused_value", said, (WRONG,))
            return


def _is_worked_out(node: ast.expr) -> bool:
    """Check for a comprehension, or for a function of NumPy's that is not told where to write
    its result."""
    if not isinstance(node, ast.Call):
        return isinstance(node, _COMPREHENSIONS)
    name, writes = called_name(node), any(key.arg == "out" for key in node.keywords)
    return name.startswith(("np.", "numpy.")) and not (
        writes or len(node.args) >= WITH_OUT.get(name, len(node.args) + 1)
    )


def uncalled_helper(text: Text) -> Iterator[Slip]:
    """Find a function that the cell defines and that nothing in it uses."""
    if not isinstance(text.parsed, ast.Module):
        return
    used = {n.id for n in ast.walk(text.parsed) if isinstance(n, ast.Name)}
    known = {*used, *text.calls, text.function}
    # a method may be called from elsewhere
    plain = [*text.parsed.body, *(text.node.body if text.node else ())]
    for node in text.functions:
        if node.name not in known and node in plain:
            yield Slip("uncalled_helper", f"Nothing calls {node.name}.", (WRONG,))


def idle_loop(text: Text) -> Iterator[Slip]:
    """Find a loop that does nothing."""
    for loop in (n for n in text.nodes if isinstance(n, LOOPS)):
        if all(isinstance(n, ast.Pass) or _is_text(n) for n in loop.body):
            said = f"{text.quote(loop)} does nothing: its body is empty."
            yield Slip("idle_loop", said, (WRONG,))


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


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
    unused_value,
    uncalled_helper,
    idle_loop,
    unused_argument,
)
"""What is said where nothing surer is found, the likeliest cause first."""
