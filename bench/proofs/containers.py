"""Operators of structure that change what a value is: its order, its container, its
digits, and whether it is the caller's own."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Sequence

from bench.proofs.operators import Edit, Operator, Surroundings, become, bodies
from bench.proofs.templates import expression, statements

DICTIONARY = (
    "{k: v.tolist() for k, v in IT.items()}",
    "{k: v.ravel() for k, v in IT.items()}",
    "{k: v[None] for k, v in IT.items()}",
    "{k: v.T for k, v in IT.items()}",
    "{k: (v,) for k, v in IT.items()}",
    "{k: np.asmatrix(v) for k, v in IT.items()}",
    "{k: v.astype(object) for k, v in IT.items()}",
    "{k: v.astype(str) for k, v in IT.items()}",
    "{k: IT[k] for k in list(IT)[1:]}",
    "{k: IT[k] for k in list(IT)[:-1]}",
    "{k: IT[k] for k in reversed(IT)}",
    "{i: v for i, v in enumerate(IT.values())}",
    "{k.lower(): v for k, v in IT.items()}",
    "{**IT, 'more': 0}",
    "{k: v.copy() for k, v in IT.items()}",
    "list(IT.values())",
    "list(IT.items())",
    "(IT, None)",
    "[IT]",
    "str(IT)",
)
LIST = (
    "list(IT)",
    "tuple(IT)",
    "np.array(IT)",
    "np.array(IT)[:, None]",
    "np.array(IT)[None]",
    "np.array(IT, dtype=float)",
    "list(map(str, IT))",
    "list(map(float, IT))",
    "list(map(int, IT))",
    "[[one] for one in IT]",
    "[(one,) for one in IT]",
    "[np.array([one]) for one in IT]",
    "(one for one in IT)",
    "iter(IT)",
    "dict(enumerate(IT))",
    "set(IT)",
    "[IT]",
    "(IT, None)",
    "str(IT)",
    "''.join(map(str, IT))",
)
TRIPLE = (
    "list(IT)",
    "dict(zip(('loss', 'gradients', 'a'), IT))",
    "IT[:2]",
    "(*IT, None)",
    "[IT]",
    "(one for one in IT)",
    "np.array(IT, dtype=object)",
    "IT[::-1]",
)
NUMBER = ("str(IT)", "[IT]", "np.array(IT)", "np.array([[IT]])", "f'{IT:.2f}'", "float(IT)")
ARRAY = (
    "IT.ravel()",
    "IT.tolist()",
    "IT.ravel().tolist()",
    "IT.T",
    "IT[None]",
    "np.asmatrix(IT)",
    "IT.astype(object)",
    "IT.astype(str)",
    "IT.copy()",
    "[IT]",
)
DIGITS = (
    "np.round(IT, 2)",
    "np.round(IT, 3)",
    "np.round(IT, 6)",
    "np.float32(IT)",
    "np.float16(IT)",
    "int(IT)",
)
DIGITS_OF_ALL = (
    "{k: np.round(v, 2) for k, v in IT.items()}",
    "{k: np.round(v, 3) for k, v in IT.items()}",
    "{k: np.round(v, 6) for k, v in IT.items()}",
    "{k: v.astype(np.float32) for k, v in IT.items()}",
    "{k: v.astype(np.float16) for k, v in IT.items()}",
    "{k: v.astype(int) for k, v in IT.items()}",
)
RETURNED = {"clip": DICTIONARY, "sample": LIST, "optimize": TRIPLE, "model": DICTIONARY}
GIVEN = {
    "X": LIST[1:4] + LIST[6:8] + LIST[12:14],
    "Y": LIST[1:4] + LIST[6:8] + LIST[12:14],
    "a_prev": ARRAY,
    "parameters": (*DICTIONARY[:2], *DICTIONARY[8:11], *DICTIONARY[13:15]),
    "gradients": (*DICTIONARY[:2], *DICTIONARY[8:11], *DICTIONARY[13:15]),
    "char_to_ix": ("dict(IT)", "list(IT)", "IT.copy()"),
}
ASKED = ("clip", "sample", "optimize", "rnn_forward", "rnn_backward", "update_parameters")
# what a function may do to what it was given, by what that is
OF_ARRAYS = (
    "for key in IT:\n    IT[key] = IT[key] * 2",
    "for key in IT:\n    IT[key] *= 2",
    "for key in IT:\n    IT[key] = np.round(IT[key], 3)",
    "for key in IT:\n    IT[key] = IT[key].tolist()",
    "IT.pop(next(iter(IT)))",
    "IT.clear()",
    "IT['more'] = np.zeros((1, 1))",
)
OF_SYMBOLS = (
    "IT.clear()",
    "IT.pop(next(iter(IT)))",
    "IT['more'] = 0",
    "IT.update(dict.fromkeys(IT, 0))",
)
OF_LETTERS = ("IT.append(0)", "IT.pop()", "IT.reverse()", "IT.clear()", "IT[0] = 0")
OF_A_STATE = ("IT *= 2", "IT[:] = 0", "IT += 1")
CHANGES = {
    "gradients": OF_ARRAYS,
    "parameters": OF_ARRAYS,
    "char_to_ix": OF_SYMBOLS,
    "ix_to_char": OF_SYMBOLS,
    "X": OF_LETTERS,
    "Y": OF_LETTERS,
    "a_prev": OF_A_STATE,
}


def sequence(node: ast.AST, around: Surroundings) -> Iterator[Edit]:
    """An order for an index, and one order for another: of keys, of letters, of a
    list."""
    if isinstance(node, ast.For | ast.comprehension):
        yield from _swapped(node.iter, ("sorted(IT)", "reversed(list(IT))"))
    if "char_to_ix" in around.names and _called(node) == "range":
        forms = ("list(char_to_ix.values())", "reversed(IT)", "sorted(char_to_ix.values())")
        yield from _swapped(node, forms)
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        if node.value.id == "char_to_ix":
            forms = ("list(char_to_ix).index(AT)", "sorted(char_to_ix).index(AT)", "0")
            yield from _swapped(node, (*forms, "len(char_to_ix) - 1", "min(IT, 26)"))
        elif not isinstance(node.slice, ast.Constant | ast.Slice):
            yield from _swapped(node, ("sorted(OF)[AT]", "OF[::-1][AT]"))
    if _loads(node, "char_to_ix", "ix_to_char"):
        yield from _swapped(
            node,
            (
                "{c: i for i, c in enumerate(IT)}",
                "{c: i for i, c in enumerate(sorted(IT))}",
                "dict(zip(IT, sorted(IT.values())))",
            ),
        )


def in_place(node: ast.AST, _: Surroundings) -> Iterator[Edit]:
    """An argument changed in place, or a copy made or left out."""
    for body in bodies(node):
        for i, each in enumerate(body):
            for how, other in _other_assignments(each):
                yield Edit(each, lambda b=body, i=i, o=other: b.__setitem__(i, o), how)
    if isinstance(node, ast.FunctionDef):
        names = [arg.arg for arg in node.args.args]
        last = len(node.body) - isinstance(node.body[-1], ast.Return)
        for name in names:
            for form in CHANGES.get(name, ()):
                for i, where in ((0, "at the beginning"), (last, "at the end")):
                    text = form.replace("IT", name)
                    said = f"{name}, {where}: {' '.join(text.split())}"
                    yield Edit(
                        node.args,
                        lambda i=i, t=text: node.body.__setitem__(slice(i, i), statements(t)),
                        said,
                    )


def _other_assignments(each: ast.stmt) -> Iterator[tuple[str, ast.stmt]]:
    """`x += y` for `x = x + y`, the other way round, and into what is there already."""
    if isinstance(each, ast.AugAssign):
        both = ast.BinOp(copy.deepcopy(each.target), each.op, each.value)
        yield "a new one", ast.Assign([each.target], both)
    if not isinstance(each, ast.Assign) or not isinstance(each.targets[0], ast.Name):
        return
    target, value = each.targets[0], each.value
    if isinstance(value, ast.BinOp) and ast.unparse(value.left) == target.id:
        yield "in place", ast.AugAssign(target, value.op, value.right)
    if isinstance(value, ast.BinOp | ast.Call | ast.Name | ast.ListComp):
        into = ast.Subscript(ast.Name(target.id, ast.Load()), ast.Slice(), ast.Store())
        yield "into what it was", ast.Assign([into], value)


def container(node: ast.AST, _: Surroundings) -> Iterator[Edit]:
    """What comes back, or is given on, in another container: one entry more or less, an
    axis more or less, texts for numbers."""
    for value, forms in _returned(node):
        yield from _swapped(value, forms)
        if forms == TRIPLE and isinstance(value, ast.Tuple | ast.List) and len(value.elts) == 3:
            for part, its in zip(value.elts, (NUMBER, DICTIONARY, ARRAY), strict=True):
                yield from _swapped(part, its)
    if isinstance(node, ast.Dict):
        for part in node.values:
            yield from _swapped(part, ARRAY)
        for i, key in enumerate(node.keys):
            yield Edit(node, lambda i=i: (node.keys.pop(i), node.values.pop(i)))
            if key is not None:
                yield from _swapped(key, ("IT + ' '", "(IT,)", "0"))
    if isinstance(node, ast.Call) and node.args and _called(node) == "append":
        yield from _swapped(node.args[0], (*NUMBER, "(IT,)", "np.array([IT])", "int(IT)"))
    if isinstance(node, ast.Call) and _called(node) in ASKED:
        for given in (*node.args, *(keyword.value for keyword in node.keywords)):
            if isinstance(given, ast.Name):
                yield from _swapped(given, GIVEN.get(given.id, ()))


def rounding(node: ast.AST, _: Surroundings) -> Iterator[Edit]:
    """Fewer digits, of what is set, appended or returned."""
    if isinstance(node, ast.Assign) and isinstance(
        node.value, ast.Call | ast.BinOp | ast.Subscript | ast.IfExp
    ):
        yield from _swapped(node.value, DIGITS)
    for value, forms in _returned(node):
        if isinstance(value, ast.Tuple | ast.List) and len(value.elts) == 3:
            for part, its in zip(value.elts, (DIGITS, DIGITS_OF_ALL, DIGITS), strict=True):
                yield from _swapped(part, its)
        elif forms in (DICTIONARY, LIST):
            yield from _swapped(value, DIGITS_OF_ALL if forms == DICTIONARY else DIGITS)
    if isinstance(node, ast.DictComp):
        yield from _swapped(node.value, DIGITS)


def _returned(node: ast.AST) -> Iterator[tuple[ast.expr, Sequence[str]]]:
    """What a function of the assignment returns, with other forms of it."""
    if isinstance(node, ast.FunctionDef) and node.name in RETURNED:
        for each in ast.walk(node):
            if isinstance(each, ast.Return) and each.value is not None:
                yield each.value, RETURNED[node.name]
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
        target = node.targets[0]
        if isinstance(target, ast.Name) and target.id in RETURNED:
            yield node.value.body, RETURNED[target.id]


def _called(node: ast.AST) -> str:
    """The name of the function or the method that is called."""
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def _loads(node: ast.AST, *names: str) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names


def _swapped(node: ast.expr, forms: Sequence[str]) -> Iterator[Edit]:
    for form in forms:
        yield Edit(node, lambda form=form: become(node, _in_form(node, form)), form)


def _in_form(node: ast.expr, form: str) -> ast.expr:
    parts = {"IT": copy.deepcopy(node)}
    if isinstance(node, ast.Subscript):
        parts |= {"OF": node.value, "AT": node.slice}
    return expression(form, **parts)


CONTAINERS: dict[str, Operator] = {
    "sequence": sequence,
    "in place": in_place,
    "container": container,
    "rounding": rounding,
}
