"""Where the values of a function come from and where they go: what is never used, comes
from another cell, is kept from call to call, hidden or never reached.

Each rule is a function from the text to what it finds. What they say is true of the text
whatever the function gives, but need not be what made it wrong: it is said beside that.
"""

from __future__ import annotations

import ast
import builtins
import itertools
import sys
from collections.abc import Iterator

from . import (
    HIDDEN,
    NOTHING,
    WRONG,
    Slip,
    Text,
    bound,
    called_name,
    dotted,
    nearest,
    targets,
)
from .path import MUTATED_BY

KEPT = "kept_between_calls"
"""The fault of an answer that is right in its first call only."""
MODULES = sys.stdlib_module_names | {"np", "numpy", "torch", "scipy", "tensorflow", "tf",
                                     "pandas", "pd", "plt"}  # fmt: skip
"""Names of modules, as they are imported mostly."""
_FRESH = ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp
_LOOPS = ast.For | ast.While


def unused_argument(text: Text) -> Iterator[Slip]:
    """Find an argument that the function never reads, or overwrites before it does."""
    due = text.calls.get(text.function)
    if text.node is None or due is None or _reads_all(text.node):
        return
    for argument in (a.arg for a in text.node.args.args if a.arg in due.takes):
        uses = _uses(text.node, argument)
        if not any(isinstance(n.ctx, ast.Load) for n in uses):
            said = f"{text.function} never uses its argument {argument}."
            yield Slip("unused_argument", said, (WRONG,))
        elif (line := _overwritten(text.node, argument)) is not None:
            yield Slip(
                "argument_overwritten",
                f"{text.quote(line)} overwrites {argument} before anything has used the value that {text.function} "
                "was given.",
                (WRONG,),
            )


def _overwritten(node: ast.FunctionDef, argument: str) -> ast.stmt | None:
    """Find the statement that overwrites the argument before it is read."""
    for statement in node.body:
        uses = _uses(statement, argument)
        if any(isinstance(n.ctx, ast.Load) for n in uses):
            return None
        if uses:  # below an `if` it may be a default
            return statement if isinstance(statement, ast.Assign) else None
    return None


def changed_each_round(text: Text) -> Iterator[Slip]:
    """Find an argument that a loop reassigns from itself, as in `limit = -limit`."""
    if text.node is None:
        return
    arguments = {a.arg for a in text.node.args.args}
    for loop in (n for n in text.nodes if isinstance(n, _LOOPS)):
        for node in (n for s in loop.body for n in ast.walk(s) if isinstance(n, ast.Assign)):
            names = {t.id for t in node.targets if isinstance(t, ast.Name)} & arguments
            for name in sorted(names):
                # `seed = seed + 1` counts, and a call may hand back what it was given
                plain = not any(isinstance(n, ast.Call | ast.Add) for n in ast.walk(node.value))
                if plain and _uses(node.value, name):
                    yield Slip(
                        "changed_each_round",
                        f"{text.quote(node)} changes {name} itself, so the next round begins with another one.",
                        (WRONG,),
                    )


def reset_each_round(text: Text) -> Iterator[Slip]:
    """Find a list that is reset in each round of a loop that was meant to fill it."""
    for loop in (n for n in text.nodes if isinstance(n, _LOOPS)):
        inside = [n for s in loop.body for n in ast.walk(s)]
        counters = {t.id for t in targets(loop) if isinstance(t, ast.Name)}
        # `X` in `X.append(x)` is no use of it
        bases = {
            id(n.func.value)
            for n in inside
            if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
        }
        for node in (n for n in loop.body if isinstance(n, ast.Assign)):
            target = node.targets[0]
            if not isinstance(target, ast.Name) or not isinstance(node.value, ast.List):
                continue
            collects = any(_adds_to(n) == target.id for n in inside)
            takes = any(
                isinstance(n, ast.Name) and n.id in counters for n in ast.walk(node.value)
            )
            reads = [
                n
                for n in inside
                if isinstance(n, ast.Name)
                and n.id == target.id
                and isinstance(n.ctx, ast.Load)
                and id(n) not in bases
            ]
            if (takes or collects) and not reads:
                yield Slip(
                    "reset_each_round",
                    f"{text.quote(node)} resets {target.id} in each round, so only the last round's value is left. "
                    "Create it before the loop, and add to it inside.",
                )


def _adds_to(node: ast.AST) -> str:
    """Return the name that a method is called of, or that something is added to."""
    if isinstance(node, ast.AugAssign):
        return node.target.id if isinstance(node.target, ast.Name) else ""
    return called_name(node).rpartition(".")[0]


def after_the_loop(text: Text) -> Iterator[Slip]:
    """Find an `append` after the loop whose rounds compute the values."""
    for block in (getattr(n, "body", None) for n in (text.node, *text.nodes) if n is not None):
        block = block if isinstance(block, list) else []
        # one that was created further out may get an entry in each round of an outer loop
        own = bound([t for n in block if isinstance(n, ast.Assign) for t in targets(n)])
        for loop, after in itertools.pairwise(block):
            home, _, method = called_name(getattr(after, "value", after)).rpartition(".")
            if not isinstance(loop, _LOOPS) or method != "append" or home not in own:
                continue
            given = {n.id for n in ast.walk(after) if isinstance(n, ast.Name)} - {home}
            if given & bound(list(ast.walk(loop))) and not _uses(loop, home):
                yield Slip(
                    "after_the_loop",
                    f"{text.quote(after)} comes after the loop, so it runs once, with the last round's value. "
                    "Move it into the loop.",
                )


def of_another_cell(text: Text) -> Iterator[Slip]:
    """Find a name that is neither made in the cell nor given to the function."""
    if text.node is None or not isinstance(text.parsed, ast.Module):
        return
    made = _made(text.parsed)
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
    given = positional[len(positional) - len(arguments.defaults) :]
    pairs = [*zip(given, arguments.defaults, strict=True)]
    pairs += [
        (a, d) for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if d
    ]  # type: ignore[misc]
    own = {a.arg for a in ast.walk(arguments) if isinstance(a, ast.arg)}
    once = {a.arg: text.node for a, value in pairs if _fresh(value)}
    for statement in text.parsed.body:
        if isinstance(statement, ast.Assign) and _fresh(statement.value):
            names = {t.id for t in targets(statement) if isinstance(t, ast.Name)} - own
            once |= dict.fromkeys(names, statement)  # type: ignore[arg-type]
    for name, where in once.items():
        stored = any(isinstance(n.ctx, ast.Store) for n in _uses(text.node, name))
        if not stored and _changes(text.node, name):
            yield Slip(
                KEPT,
                f"{text.quote(where)} creates {name} once, and every call continues with what the last call left in "
                f"it. Create {name} at the start of {text.function}.",
                (WRONG,),
            )


def of_all_calls(text: Text) -> Iterator[Slip]:
    """Find a `global` name, which each call changes."""
    body = text.node.body if text.node else []
    made = {
        t.id
        for n in body
        if isinstance(n, ast.Assign)
        for t in targets(n)
        if isinstance(t, ast.Name)
    }
    for node in (n for n in text.nodes if isinstance(n, ast.Global) and not made & {*n.names}):
        yield Slip(
            KEPT,
            f"{text.quote(node)} shares the name with all calls and cells, so every call continues with what the last "
            f"call left in it. Create it at the start of {text.function}.",
            (WRONG,),
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
                f"{text.quote(node)} hides every error of the lines above it. Take the try away, and read what "
                "Python says.",
                (WRONG, NOTHING),
            )


def one_counter_two_loops(text: Text) -> Iterator[Slip]:
    """Find a loop inside another one that counts with the same name."""
    for outer in (n for n in text.nodes if isinstance(n, ast.For)):
        inside = [n for s in outer.body for n in ast.walk(s) if isinstance(n, ast.For)]
        names = {t.id for t in targets(outer) if isinstance(t, ast.Name)}
        for inner in inside:
            shared = names & {t.id for t in targets(inner) if isinstance(t, ast.Name)}
            if shared:
                yield Slip(
                    "one_counter_two_loops",
                    f"{text.quote(inner)} gives {min(shared)} new values inside the loop that counts with "
                    f"{min(shared)} itself. Give the inner one a name of its own.",
                )


def first_left_out(text: Text) -> Iterator[Slip]:
    """Find a loop over `range(1, n)`, which makes one round fewer than n."""
    arguments = {a.arg for a in text.node.args.args} if text.node else set()
    for loop in (n for n in text.nodes if isinstance(n, ast.For)):
        ends = loop.iter.args if _is_range(loop.iter) else []  # type: ignore[attr-defined]
        if len(ends) != 2 or ast.unparse(ends[0]) != "1":
            continue
        end = ast.unparse(ends[1])
        if not (_is_size(ends[1]) or end in arguments) or not isinstance(loop.target, ast.Name):
            continue
        # `x[i - 1]` reaches the first entry, and so does `x[0]`
        if f"{loop.target.id} - 1" not in text.source and "[0]" not in text.source:
            yield Slip(
                "first_left_out",
                f"The range in {text.quote(loop)} begins at 1 and leaves its end out: it makes one round fewer than "
                f"{end}, and leaves 0 out.",
                (WRONG,),
            )


def added_up(text: Text) -> Iterator[Slip]:
    """Find a name that was taken out of an argument, and to which a loop adds in place."""
    if text.node is None:
        return
    arguments = {a.arg for a in text.node.args.args}
    taken: dict[str, str] = {}
    for node in (n for n in text.nodes if isinstance(n, ast.Assign)):
        values = (
            node.value.elts if isinstance(node.value, ast.Tuple | ast.List) else [node.value]
        )
        for name, value in zip(targets(node), values, strict=False):
            home = dotted(value.value) if isinstance(value, ast.Subscript) else ""
            if isinstance(name, ast.Name) and home in arguments:
                taken[name.id] = home
    for loop in (n for n in text.nodes if isinstance(n, _LOOPS)):
        inside = [n for s in loop.body for n in ast.walk(s)]
        plain = {t.id for n in inside if isinstance(n, ast.Assign | ast.For) for t in targets(n)
                 if isinstance(t, ast.Name)}  # fmt: skip
        counters = {t.id for t in targets(loop) if isinstance(t, ast.Name)}
        for node in (n for n in inside if isinstance(n, ast.AugAssign)):
            name = node.target.id if isinstance(node.target, ast.Name) else ""
            if name in taken and name not in plain | counters:
                yield Slip(
                    "added_up",
                    f"{text.quote(node)} changes {name} in each round, and the next round begins with the changed one. "
                    f"Where {name} is an array, {taken[name]} holds the same one.",
                    (WRONG,),
                )
                return


def _is_size(node: ast.expr) -> bool:
    """Check for `len(x)`, `x.shape[0]` or `x.size`."""
    return (
        called_name(node) == "len"
        or ".shape" in ast.unparse(node)
        or dotted(node).endswith(".size")
    )


def _is_range(node: ast.expr) -> bool:
    return called_name(node) == "range" and bool(node.args)  # type: ignore[attr-defined]


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
        for target in targets(n):
            base = target.value if isinstance(target, ast.Subscript) else None
            if isinstance(base, ast.Name) and base.id == name:
                return True
    return False


def _made(cell: ast.Module) -> set[str]:
    """Return every name that the cell makes somewhere."""
    found = set()
    for node in ast.walk(cell):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
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
    of_all_calls,
    hidden_errors,
    one_counter_two_loops,
    reset_each_round,
    after_the_loop,
    changed_each_round,
    added_up,
    of_another_cell,
    unused_argument,
    first_left_out,
)
"""What is said where nothing surer is found, the likeliest cause first."""
