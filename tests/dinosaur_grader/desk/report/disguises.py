"""What a student does to copied code so that it looks like their own: each disguise
takes a notebook's cells and gives them back changed, with what they compute as it was.
"""

from __future__ import annotations

import ast
import builtins
import random
from collections.abc import Callable, Sequence

Cells = list[str]
Disguise = Callable[[Sequence[str], random.Random], Cells]
NO_OPS = (
    "0",
    "pass",
    "_ = 0",
    "if False:\n    print(0)",
    "(0, 1, 2, 3, 4, 5)",
    "_ = [0, 1, 2, 3, 4, 5, 6, 7]",
)
JUNK = """
def helper_{0}(rows, wide=3):
    table = [[row * {0} + column for column in range(wide)] for row in rows]
    return sum(max(line) for line in table if len(line) > {0} % 2)
"""


def verbatim(cells: Sequence[str], rng: random.Random) -> Cells:
    """As it is."""
    return list(cells)


def comments(cells: Sequence[str], rng: random.Random) -> Cells:
    """Laid out again, with comments between the lines."""
    return [
        "\n".join(
            f"{line}\n{' ' * (len(line) - len(line.lstrip()))}# step {rng.random():.3f}"
            for line in ast.unparse(ast.parse(cell)).splitlines()
            if not line.rstrip().endswith(("'''", '"""', "\\"))
        )
        if '"""' not in ast.unparse(ast.parse(cell))
        else f"# {rng.random():.3f}\n{cell}\n# done"
        for cell in cells
    ]


def renamed(cells: Sequence[str], rng: random.Random) -> Cells:
    """All local names are new ones; parameters and functions keep theirs."""
    return [ast.unparse(_renamed(ast.parse(cell), rng)) for cell in cells]


def _renamed(tree: ast.Module, rng: random.Random) -> ast.Module:
    kept = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    kept |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg}
    for node in ast.walk(tree):
        if isinstance(node, ast.Global | ast.Nonlocal):
            kept |= set(node.names)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            kept.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            kept |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
    names = [n for n in ast.walk(tree) if isinstance(n, ast.Name)]
    stored = {n.id for n in names if isinstance(n.ctx, ast.Store)} - kept - set(dir(builtins))
    new = {name: f"q{rng.randrange(10**6)}" for name in sorted(stored)}
    for name in names:
        name.id = new.get(name.id, name.id)
    return tree


def reordered(cells: Sequence[str], rng: random.Random) -> Cells:
    """Neighbouring assignments that do not need each other change places."""
    trees = [ast.parse(cell) for cell in cells]
    for tree in trees:
        for body in _bodies(tree):
            for i in range(len(body) - 1):
                if _independent(body[i], body[i + 1]) and rng.random() < 0.8:
                    body[i], body[i + 1] = body[i + 1], body[i]
    return [ast.unparse(tree) for tree in trees]


def _bodies(tree: ast.AST) -> list[list[ast.stmt]]:
    found = []
    for node in ast.walk(tree):
        for field in ("body", "orelse"):
            part = getattr(node, field, None)
            if isinstance(part, list) and part:
                found.append(part)
    return found


def _independent(one: ast.stmt, other: ast.stmt) -> bool:
    if not (_binds_names(one) and _binds_names(other)):
        return False
    stores, reads = zip(_used(one), _used(other), strict=True)
    return not (
        stores[0] & (stores[1] | reads[1])
        or stores[1] & reads[0]
        or _calls(one) & _calls(other)
    )


def _binds_names(statement: ast.stmt) -> bool:
    """Whether it gives values to names, and changes no object."""
    return isinstance(statement, ast.Assign) and all(
        isinstance(target, ast.Name) for target in statement.targets
    )


def _used(statement: ast.stmt) -> tuple[set[str], set[str]]:
    names = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
    stores = {n.id for n in names if isinstance(n.ctx, ast.Store)}
    return stores, {n.id for n in names} - stores


def _calls(statement: ast.stmt) -> bool:
    return any(isinstance(node, ast.Call) for node in ast.walk(statement))


def no_ops(cells: Sequence[str], rng: random.Random) -> Cells:
    """Statements that do nothing behind each statement."""
    trees = [ast.parse(cell) for cell in cells]
    for tree in trees:
        for body in _bodies(tree):
            for i in range(len(body) - 1, -1, -1):
                if not isinstance(body[i], ast.Return | ast.ImportFrom):
                    idle = rng.choice(NO_OPS)
                    body.insert(i + 1, ast.parse(idle).body[0])
    return [ast.unparse(tree) for tree in trees]


def semicolons(cells: Sequence[str], rng: random.Random) -> Cells:
    """`;0` behind each simple statement."""
    changed = []
    for cell in cells:
        tree, lines = ast.parse(cell), cell.splitlines()
        simple = (ast.Assign, ast.AugAssign, ast.Return, ast.Expr)
        for node in ast.walk(tree):
            if isinstance(node, simple) and node.end_lineno:
                line = lines[node.end_lineno - 1].encode()
                if node.end_col_offset == len(line):
                    lines[node.end_lineno - 1] = line.decode() + ";0"
        changed.append("\n".join(lines))
    return changed


def split(cells: Sequence[str], rng: random.Random) -> Cells:
    """Calls in an assignment's or a return's value move to a line of their own."""
    trees = [ast.parse(cell) for cell in cells]
    for tree in trees:
        for body in _bodies(tree):
            for i in range(len(body) - 1, -1, -1):
                statement = body[i]
                value = getattr(statement, "value", None)
                if isinstance(statement, ast.Assign | ast.Return) and isinstance(
                    value, ast.BinOp
                ):
                    new = f"part_{rng.randrange(10**6)}"
                    first = ast.Assign([ast.Name(new, ast.Store())], value.left, lineno=1)
                    value.left = ast.Name(new, ast.Load())
                    body.insert(i, first)
    return [ast.unparse(tree) for tree in trees]


def in_exec(cells: Sequence[str], rng: random.Random) -> Cells:
    """The whole code as a text that is executed."""
    return [f"exec({cell!r})" for cell in cells]


def magics(cells: Sequence[str], rng: random.Random) -> Cells:
    """An alias that looks like the beginning of a text, and a magic before each cell."""
    return [f'%alias hide{i} echo """\n%matplotlib inline\n{c}' for i, c in enumerate(cells)]


def type_hints(cells: Sequence[str], rng: random.Random) -> Cells:
    """Type hints, and docstrings."""
    trees = [ast.parse(cell) for cell in cells]
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                node.returns = ast.Name("object", ast.Load())
                node.body.insert(0, ast.Expr(ast.Constant(f"Step {rng.random():.3f}.")))
                for argument in node.args.args:
                    argument.annotation = ast.Name("object", ast.Load())
    return [ast.unparse(tree) for tree in trees]


def padded(cells: Sequence[str], rng: random.Random) -> Cells:
    """Functions that nobody calls, in front of the code."""
    return [JUNK.format(rng.randrange(1000)) + cell for cell in cells]


def several(cells: Sequence[str], rng: random.Random) -> Cells:
    """New names, another order, statements that do nothing, split lines, comments."""
    for disguise in (renamed, reordered, split, no_ops, comments):
        cells = disguise(cells, rng)
    return list(cells)


ALL: tuple[Disguise, ...] = (
    verbatim,
    comments,
    renamed,
    reordered,
    no_ops,
    semicolons,
    split,
    type_hints,
    magics,
    in_exec,
    padded,
    several,
)
