"""Operators of structure: which statements run, in which rounds, how often, and with what
of an earlier round or call. Those of `bench.proofs.containers` change what a value is.

Each takes the forms of mistakes that people make who have a right answer nearly: a
condition that holds in the case they tried, a loop that ends early, a value that is kept.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from functools import partial

from bench.proofs.containers import CONTAINERS
from bench.proofs.operators import (
    Edit,
    Operator,
    Surroundings,
    become,
    bodies,
    is_docstring,
)
from bench.proofs.templates import IT, expression, statements

Loop = ast.For | ast.While
ROUNDS = ("rounds == 0", "rounds > 0", "rounds < 20", "rounds % 100 == 0", "rounds < 1000")
CALLS = ("len(calls) == 1", "len(calls) < 4")
SIZES = (
    "np.shape(IT)[-1:] != (1,)",
    "len(set(np.shape(IT))) == 1",
    "np.max(IT) > LIMIT",
    "np.min(IT) < -LIMIT",
    "len(IT) > 1",
)
OF_ALL = ("max((np.max(v) for v in IT.values())) > LIMIT", "len(IT) == 5")
DICTIONARIES = ("gradients", "grads", "g", "parameters", "out", "new")
AFTER = (0, 2, 19, 999)


def guard(node: ast.AST, around: Surroundings) -> Iterator[Edit]:
    """A statement that runs in some rounds of its loop, or in some calls, only."""
    for body, i, loop in _loops(node):
        for each in filter(_acts, loop.body):
            for when in ROUNDS:
                make = partial(_in_some_rounds, body, i, loop, each, when)
                yield Edit(each, make, f"only if {when}")
    for function in _functions(node):
        for each in filter(_acts, function.body):
            for when in CALLS:
                make = partial(_in_some_calls, around.tree, function, each, when)
                yield Edit(each, make, f"only if {when}")


def size(node: ast.AST, around: Surroundings) -> Iterator[Edit]:
    """A statement that runs for arrays of some shapes, or with some entries, only."""
    limit = "maxValue" if "maxValue" in around.names else "5"
    for body in bodies(node):
        for each in filter(_acts, body):
            for name in _read(each, around)[:2]:
                for form in OF_ALL if name in DICTIONARIES else SIZES:
                    when = form.replace(IT, name).replace("LIMIT", limit)
                    make = partial(_only_if, body, each, when)
                    yield Edit(each, make, f"only if {when}")


def half(node: ast.AST, _: Surroundings) -> Iterator[Edit]:
    """One of two conditions or branches: a chain's half, an `if` without its `else`, an
    `if` for an `elif`, a filter left out, one end of an interval."""
    if isinstance(node, ast.Compare) and len(node.ops) > 1:
        first, rest = [node.left], node.comparators
        yield Edit(node, partial(_compares, node, first[0], node.ops[:1], rest[:1]))
        yield Edit(node, partial(_compares, node, rest[0], node.ops[1:], rest[1:]))
    if isinstance(node, ast.If) and node.orelse:
        yield Edit(node, partial(setattr, node, "orelse", []), "without its else")
        yield Edit(node, partial(_swap_branches, node), "its branches swapped")
    if isinstance(node, ast.comprehension):
        for i in range(len(node.ifs)):
            yield Edit(node, partial(node.ifs.pop, i))
    if isinstance(node, ast.Call) and _ends_of(node):
        low, high = _ends_of(node)
        yield Edit(node, partial(_one_end, node, "maximum", low), "maximum with its lower end")
        yield Edit(node, partial(_one_end, node, "minimum", high), "minimum with its upper end")
    for body in bodies(node):
        for i, each in enumerate(body):
            if isinstance(each, ast.If) and each.orelse:
                make = partial(_apart, body, i, each)
                yield Edit(each, make, "its else in any case, after it")


def early(node: ast.AST, _: Surroundings) -> Iterator[Edit]:
    """A loop that ends after some rounds or makes more of them; a return in it."""
    for body, i, loop in _loops(node):
        for after in AFTER:
            make = partial(_ends_after, body, i, loop, after)
            yield Edit(loop, make, f"break after round {after}")
        for rest in body[i + 1 :]:
            if isinstance(rest, ast.Return):
                yield Edit(
                    rest, partial(loop.body.append, copy.deepcopy(rest)), "in the loop, too"
                )
        if isinstance(loop, ast.While):
            once = ast.If(loop.test, [*loop.body], [])
            if not _leaves(loop):
                yield Edit(loop, partial(body.__setitem__, i, once), "if in the place of while")
    if isinstance(node, ast.For | ast.comprehension):
        for form in ("[*IT, *IT]", "[*IT, *list(IT)[-1:]]", "[*list(IT)[:1], *IT]"):
            yield _in_place_of(node.iter, form)


def ends(node: ast.AST, _: Surroundings) -> Iterator[Edit]:
    """The first or the last element only, or all but one of them."""
    if isinstance(node, ast.For | ast.comprehension):
        for form in ("[:1]", "[-1:]", "[1:]", "[:-1]", "[:3]"):
            yield _in_place_of(node.iter, f"list(IT){form}")


def level(node: ast.AST, _: Surroundings) -> Iterator[Edit]:
    """A statement one level further out or in: before or behind its loop or condition,
    or at the beginning or the end of the one beside it."""
    for body in bodies(node):
        for i, each in enumerate(body):
            if not isinstance(each, ast.For | ast.While | ast.If):
                continue
            for inner in each.body if len(each.body) > 1 else ():
                if _acts(inner) and not _leaves(inner):
                    yield Edit(
                        inner, partial(_moved, each.body, inner, body, i), "before its block"
                    )
                    yield Edit(
                        inner,
                        partial(_moved, each.body, inner, body, i + 1),
                        "behind its block",
                    )
            if i and _acts(body[i - 1]):
                make = partial(_moved, body, body[i - 1], each.body, 0)
                yield Edit(body[i - 1], make, "at the beginning of the block after it")
            if i + 1 < len(body) and _acts(body[i + 1]):
                make = partial(_moved, body, body[i + 1], each.body, len(each.body))
                yield Edit(body[i + 1], make, "at the end of the block before it")


def twice(node: ast.AST, _: Surroundings) -> Iterator[Edit]:
    """A statement done twice, or a function applied to its own result."""
    for body in bodies(node):
        for i, each in enumerate(body):
            if isinstance(each, ast.Expr | ast.Assign | ast.AugAssign) and not is_docstring(
                each
            ):
                yield Edit(each, partial(body.insert, i, copy.deepcopy(each)), "twice")
    if isinstance(node, ast.Call) and node.args and not isinstance(node.args[0], ast.Starred):
        again = copy.deepcopy(node)
        yield Edit(node, partial(node.args.__setitem__, 0, again), "of its own result")


def stale(node: ast.AST, _: Surroundings) -> Iterator[Edit]:
    """A variable as it was in the round before; a result that is dropped."""
    for body, i, loop in _loops(node):
        kept = {n.id for n in ast.walk(loop) if _is_name(n, ast.Store)}
        for read in (n for n in ast.walk(loop) if _is_name(n, ast.Load) and n.id in kept):
            make = partial(_of_the_round_before, body, i, loop, read)
            yield Edit(read, make, "as in the round before")
    for body in bodies(node):
        for i, each in enumerate(body):
            if isinstance(each, ast.Assign) and isinstance(each.value, ast.Call):
                dropped = ast.Expr(each.value)
                yield Edit(each, partial(body.__setitem__, i, dropped), "its result dropped")


def hoisted(node: ast.AST, _: Surroundings) -> Iterator[Edit]:
    """A call in a loop that is made in the first round only, its result used in all."""
    for body, i, loop in _loops(node):
        for each in loop.body:
            for call in (n for n in ast.walk(each) if isinstance(n, ast.Call)):
                make = partial(_once, body, i, call, "once")
                yield Edit(call, make, "once, before the rounds")


def kept(node: ast.AST, around: Surroundings) -> Iterator[Edit]:
    """State that outlives a call: a result of the first one, or a default that grows."""
    for function in _functions(node):
        for each in ast.walk(function):
            if isinstance(each, ast.Assign | ast.Return) and each.value is not None:
                start = 1 if _begins_with_future(around.tree) else 0
                make = partial(_once, around.tree.body, start, each.value, "kept")
                yield Edit(each.value, make, "once, in the first call")
        for i, each in enumerate(function.body):
            value = each.value if isinstance(each, ast.Assign) else None
            names = {n.id for n in ast.walk(each) if _is_name(n, ast.Store)}
            taken = names & {arg.arg for arg in function.args.args}
            if isinstance(value, ast.List | ast.Dict | ast.Constant) and not taken:
                make = partial(_as_default, function, i)
                yield Edit(each, make, "as a default")


STRUCTURE: dict[str, Operator] = {
    "guard": guard,
    "size": size,
    "half": half,
    "early": early,
    "ends": ends,
    "level": level,
    "twice": twice,
    "stale": stale,
    "hoisted": hoisted,
    "kept": kept,
    **CONTAINERS,
}


def _loops(node: ast.AST) -> list[tuple[list[ast.stmt], int, Loop]]:
    """The loops that stand in a node's bodies, each with its place."""
    return [
        (body, i, each)
        for body in bodies(node)
        for i, each in enumerate(body)
        if isinstance(each, Loop)
    ]


def _functions(node: ast.AST) -> list[ast.FunctionDef]:
    return [node] if isinstance(node, ast.FunctionDef) else []


def _acts(each: ast.stmt) -> bool:
    """Whether it does something, and the code without it can still be read."""
    defines = isinstance(each, ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom)
    leaves = isinstance(each, ast.Return | ast.Pass | ast.Break | ast.Continue)
    return not defines and not leaves and not is_docstring(each)


def _leaves(each: ast.stmt) -> bool:
    return any(isinstance(n, ast.Break | ast.Continue) for n in ast.walk(each))


def _is_name(node: ast.AST, how: type[ast.expr_context]) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, how)


def _read(each: ast.stmt, around: Surroundings) -> list[str]:
    """The answer's variables that a statement reads, in their order."""
    names = [n.id for n in ast.walk(each) if isinstance(n, ast.Name) and _is_name(n, ast.Load)]
    return [name for name in dict.fromkeys(names) if name in around.names]


def _in_place_of(node: ast.expr, form: str) -> Edit:
    return Edit(node, lambda: become(node, expression(form, IT=copy.deepcopy(node))), form)


def _only_if(body: list[ast.stmt], each: ast.stmt, when: str) -> None:
    body[body.index(each)] = ast.If(expression(when), [each], [])


def _counted(body: list[ast.stmt], i: int, loop: Loop) -> None:
    """Count the rounds of a loop, from 0."""
    loop.body[:0] = statements("rounds += 1")
    body[i:i] = statements("rounds = -1")


def _in_some_rounds(
    body: list[ast.stmt], i: int, loop: Loop, each: ast.stmt, when: str
) -> None:
    _only_if(loop.body, each, when)
    _counted(body, i, loop)


def _in_some_calls(
    tree: ast.Module, function: ast.FunctionDef, each: ast.stmt, when: str
) -> None:
    _only_if(function.body, each, when)
    function.body[:0] = statements("calls.append(0)")
    tree.body[:0] = statements("calls = []")


def _compares(
    node: ast.Compare, left: ast.expr, ops: list[ast.cmpop], others: list[ast.expr]
) -> None:
    node.left, node.ops, node.comparators = left, ops, others


def _swap_branches(node: ast.If) -> None:
    node.body, node.orelse = node.orelse, node.body


def _apart(body: list[ast.stmt], i: int, each: ast.If) -> None:
    body[i + 1 : i + 1] = each.orelse
    each.orelse = []


def _ends_of(call: ast.Call) -> tuple[ast.expr, ast.expr] | tuple[()]:
    """The two ends of a call of NumPy's clip."""
    if not (isinstance(call.func, ast.Attribute) and call.func.attr == "clip"):
        return ()
    given = call.args[0 if len(call.args) == 2 else 1 :]
    return (given[0], given[1]) if len(given) > 1 else ()


def _one_end(call: ast.Call, name: str, end: ast.expr) -> None:
    first = call.args[0]
    if len(call.args) == 2 and isinstance(call.func, ast.Attribute):
        first = call.func.value
    call.func, call.args = expression(f"np.{name}"), [first, end, *call.args[3:]]


def _ends_after(body: list[ast.stmt], i: int, loop: Loop, after: int) -> None:
    loop.body += statements(f"if rounds == {after}:\n    break")
    _counted(body, i, loop)


def _moved(own: list[ast.stmt], each: ast.stmt, to: list[ast.stmt], i: int) -> None:
    """Take a statement out of its list and put it before what stands at `i` of another."""
    to.insert(i, each)
    own.remove(each)


def _of_the_round_before(body: list[ast.stmt], i: int, loop: Loop, read: ast.Name) -> None:
    old = f"{read.id} if earlier is None else earlier"
    loop.body += statements(f"earlier = {read.id}")
    become(read, expression(old))
    body[i:i] = statements("earlier = None")


def _once(body: list[ast.stmt], i: int, value: ast.expr, name: str) -> None:
    form = f"{name}['it'] if {name} else {name}.setdefault('it', IT)"
    become(value, expression(form, IT=copy.copy(value)))
    body[i:i] = statements(f"{name} = {{}}")


def _begins_with_future(tree: ast.Module) -> bool:
    first = tree.body[0]
    return isinstance(first, ast.ImportFrom) and first.module == "__future__"


def _as_default(function: ast.FunctionDef, i: int) -> None:
    each = function.body.pop(i)
    assert isinstance(each, ast.Assign)
    target = each.targets[0]
    if isinstance(target, ast.Name):
        function.args.kwonlyargs.append(ast.arg(target.id))
        function.args.kw_defaults.append(each.value)
