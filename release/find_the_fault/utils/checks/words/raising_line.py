"""What the line that raised an error shows of its cause: how many values it takes, what it
joins, what it asks for. Each rule says a sentence only where the message and the tree of
that line prove it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .reading import called_name

ARTICLE = {
    "list": "a list", "str": "a text", "dict": "a dictionary", "tuple": "a tuple",
    "int": "a whole number", "float": "a number", "bool": "True or False", "set": "a set",
    "NoneType": "None", "numpy.ndarray": "an array", "numpy.int64": "a whole number",
    "numpy.float64": "a number", "range": "a range", "builtin_function_or_method": "a function",
    "function": "a function", "dict_values": "what .values() gives", "dict_keys": "what .keys() gives",
    "dict_items": "what .items() gives", "generator": "a generator", "type": "a type",
}  # fmt: skip
"""Types, as messages name them, in a beginner's words."""
_HEADS = (("elif ", "if"), ("else:", "if 1:"), ("except", "try: pass\nexcept"))
_SHAPED = ("zeros", "ones", "empty")
_COUNTS = re.compile(r"takes (?:from (\d+) to )?(\d+) positional arguments? but (\d+)")
_JOINED = re.compile(
    r'can only concatenate (\w+) \(not "([\w.]+)"\)|for \+=?: \'([\w.]+)\' and \'([\w.]+)\''
)
_TWO_KINDS = re.compile(
    r"unsupported operand type\(s\) for (\S+): '([\w.]+)' and '([\w.]+)'|"
    r"'(\S+)' not supported between instances of '([\w.]+)' and '([\w.]+)'"
)


def statement(line: str) -> ast.stmt | None:
    """Parse one line of a function. None where it is part of a longer statement."""
    text = line.strip()
    for head, other in _HEADS:
        if text.startswith(head):
            text = other + text[len(head.rstrip()) :] if head != "else:" else other
    for whole in (text, f"{text} pass", f"{text}\n    pass"):
        try:
            return ast.parse(whole).body[0]
        except (SyntaxError, ValueError, IndexError, RecursionError, MemoryError):
            continue
    return None


def calls(node: ast.AST | None) -> list[ast.Call]:
    """List the calls in a line, the outermost first."""
    return [n for n in ast.walk(node) if isinstance(n, ast.Call)] if node else []


def callee(node: ast.AST | None) -> str:
    """Name what a line calls, where it is one thing alone that may fail inside."""
    names = {called_name(call) for call in calls(node)}
    return names.pop() if len(names) == 1 and all(names) else ""


def of_line(message: str, node: ast.stmt | None) -> tuple[str, str] | None:
    """Find the fault and the words of the first rule that the message and the line prove."""
    return next((said for rule in _RULES for said in rule(message, node)), None)


def _counted(message: str, _: ast.stmt | None) -> Iterator[tuple[str, str]]:
    if found := _COUNTS.search(message):
        least, most, given = int(found[1] or found[2]), int(found[2]), int(found[3])
        which = "more" if given > most else "fewer" if given < least else ""
        if which:
            said = (
                f"A call passes {which} arguments than the function takes: compare it with the"
            )
            yield "arguments", f"{said} function's first line."


def _joins(message: str, node: ast.stmt | None) -> Iterator[tuple[str, str]]:
    found = _JOINED.search(message)
    if found is None:
        return
    kinds = [kind for kind in found.groups() if kind]
    if "NoneType" in kinds or len(kinds) != 2 or not {"list", "str", "tuple"} & {*kinds}:
        return
    if kinds[0] == kinds[1]:
        return
    one = found[1] or next(kind for kind in ("list", "str", "tuple") if kind in kinds)
    other = kinds[1 - kinds.index(one)]
    what = ARTICLE.get(other, f"of the type {other}")
    said = f"{ARTICLE[one].capitalize()} is joined with {ARTICLE[one]} only, and the other side is {what}."
    more = {
        ("list", "int"): " Put the single value into square brackets, or append it.",
        ("list", "float"): " Put the single value into square brackets, or append it.",
        ("str", "int"): " If a character's index is meant, it stands in the dictionary.",
    }
    yield "joined", said + more.get((one, other), " Print both sides.")


def _two_kinds(message: str, _: ast.stmt | None) -> Iterator[tuple[str, str]]:
    found = _TWO_KINDS.search(message)
    if found is None or "NoneType" in message:
        return
    sign, left, right = (part for part in found.groups() if part)
    sides = [ARTICLE.get(kind, f"of the type {kind}") for kind in (left, right)]
    yield (
        "no_numbers",
        f"Left of {sign.strip(',:')} is {sides[0]}, and right of it {sides[1]}: they can't be "
        f"{'compared' if found[4] else 'combined'} that way. Print both.",
    )


def _truth(message: str, node: ast.stmt | None) -> Iterator[tuple[str, str]]:
    if "truth value of an array" not in message:
        return
    said = "Python can't say whether a whole array is true, which `if`, `while`, `and`, `in`, min and max ask."
    where = isinstance(node, ast.If | ast.While) or any(
        isinstance(n, ast.IfExp) for n in (ast.walk(node) if node else ())
    )
    compared = where and any(isinstance(n, ast.Compare) for n in ast.walk(node))  # type: ignore[arg-type]
    more = (
        "What is compared in that line is an array: print it, and its shape. "
        if compared
        else ""
    )
    yield (
        "truth",
        f"{said} {more}Compare one entry with one number, or use a function that works entry by entry.",
    )


def _second_argument(message: str, node: ast.stmt | None) -> Iterator[tuple[str, str]]:
    if not re.search(
        r"Cannot interpret .* as a data type|data type .* not understood|Field elements",
        message,
    ):
        return
    shaped = any(
        called_name(call).rpartition(".")[2] in _SHAPED and len(call.args) > 1
        for call in calls(node)
    )
    if shaped:
        said = "np.zeros and its like take the whole shape as one argument: put the sizes into round"
        yield "shape_without_brackets", f"{said} brackets of their own."
    else:
        yield (
            "dtype",
            "What stands there as a second argument is read as the kind of the entries, and is none.",
        )


def _goes_through(message: str, node: ast.stmt | None) -> Iterator[tuple[str, str]]:
    found = re.search(r"'([\w.]+)' object is not iterable", message)
    if found is None or found[1] == "NoneType" or found[1] not in ARTICLE:
        return
    what = ARTICLE[found[1]]
    extends = any(called_name(call).endswith(".extend") for call in calls(node))
    if extends or (isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add)):
        yield (
            "not_iterable",
            f"What is added there is {what}, and a list takes in the parts of a list. append adds one value as it is.",
        )
    elif isinstance(node, ast.For) or any(
        isinstance(n, ast.comprehension) for n in (ast.walk(node) if node else ())
    ):
        yield (
            "not_iterable",
            f"A loop can't go through {what}. It goes through a list, or through range(...) of a number.",
        )
    else:
        yield (
            "not_iterable",
            f"There stands {what} where several values are asked for, as a list has them: print it.",
        )


def _unpacks(message: str, node: ast.stmt | None) -> Iterator[tuple[str, str]]:
    if not re.search(r"(too many|not enough) values to unpack", message):
        return
    due = re.search(r"expected (?:at least )?(\d+)", message)
    loops = [
        n
        for n in (ast.walk(node) if node else ())
        if isinstance(n, ast.For | ast.comprehension)
    ]
    if any(isinstance(n.target, ast.Tuple | ast.List) for n in loops):
        yield (
            "unpack",
            f"The loop takes what it goes through apart into {due[1] if due else 'several'} names, and it has "
            f"{'more' if 'many' in message else 'fewer'} parts: print one. A dictionary by itself gives its keys.",
        )


def _bits(message: str, _: ast.stmt | None) -> Iterator[tuple[str, str]]:
    if re.search(r"ufunc '(bitwise_\w+|invert|\w+_shift)'", message):
        yield (
            "precedence",
            "& and | are computed before < and >: put round brackets around each comparison.",
        )


def _hashed(message: str, _: ast.stmt | None) -> Iterator[tuple[str, str]]:
    if found := re.search(r"unhashable type: '([\w.]+)'", message):
        what = ARTICLE.get(found[1], f"a value of the type {found[1]}")
        yield (
            "key",
            f"The key that is looked up, or put into a set, is {what}. It has to be a single text or number: print it.",
        )


_RULES = (
    _counted,
    _joins,
    _two_kinds,
    _truth,
    _second_argument,
    _goes_through,
    _unpacks,
    _bits,
    _hashed,
)
