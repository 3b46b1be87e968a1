"""A function's text, read for one verdict after the other."""

from __future__ import annotations

import ast
import functools
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from . import (
    ERROR,
    HANGS,
    HIDDEN,
    NOTHING,
    WRONG,
    Called,
    Slip,
    Text,
    Written,
    base,
    bound,
    given,
    is_none,
    names_in,
    nearest,
    own,
    path,
    targets,
)

_KINDS = {"timeout": HANGS, "memory": HANGS, "exception": ERROR, "missing": ERROR}
_GIVEN = re.compile(r"def\s+(\w+)\s*\(")
_STEP = re.compile(
    r"^[ \t]*(?:#[ \t]*|\"\"\")?(?:step )?\d{1,2}[.:)]\s", re.IGNORECASE | re.MULTILINE
)
"""A numbered step in a comment or a docstring."""


MAX_STATEMENT, MAX_NAMES = 1_000, 500
"""Characters of a statement that patterns are searched in, and names that are known: a
text may be as long as a stranger likes."""


class Raising(NamedTuple):
    """The line that raised an error, the error's type and message, and whether it did so
    `alone`: by what is written in it, whatever the values are."""

    line: str
    alone: bool = False
    error: str = ""


class Reading:
    """What the text of a function's cell shows, found when it is first asked for.

    `stub` is the `outline` of the unfinished function, `calls` the helpers that it may
    call. An empty text shows nothing.
    """

    def __init__(
        self,
        source: str | Callable[[], str],
        function: str,
        calls: Mapping[str, Called] | None = None,
        stub: str = "",
        written: Sequence[Written] = (),
    ):
        self.source, self.function, self.calls = source, function, calls or {}
        self.begun = False
        self._ways: dict[tuple[str, bool], set[int]] = {}
        self.stub, self.written = stub, written

    @functools.cached_property
    def text(self) -> Text:
        """The function's text with its tree."""
        source = self.source if isinstance(self.source, str) else self.source()
        return Text(source, self.function, self.calls)

    def slip(
        self, failure: str, nothing: bool, sure: bool, raised: Raising | None = None
    ) -> Slip | None:
        """Find the first slip that explains an outcome. `failure` is the kind of its
        failure, or empty where the function came back, `raised` the line that raised it,
        where that is known, and `nothing` is whether None in the place of a value is all
        that is wrong."""
        kinds = _led_to(failure, nothing)
        # what follows from a line's value needs a line that ran: an error that is swallowed
        # may have stopped it
        ran = not any(slip.fault == HIDDEN for slip in self._read[1])
        fitting = (
            s
            for s in self.slips
            if kinds & set(s.explains)
            and (s.sure or not sure)
            and (ran or s.explains != (WRONG,))
            and self._leads_to(raised, s)
        )
        return next(fitting, None)

    def aside(
        self, failure: str, nothing: bool, raised: Raising | None = None, sure: bool = False
    ) -> Slip | None:
        """Find what the flow of values shows. It is true of the text whatever came of it,
        so it is said beside what came, and not in its place."""
        kinds = _led_to(failure, nothing)
        found = (s for s in self.asides if kinds & set(s.explains) and (s.sure or not sure))
        return next((s for s in found if self._leads_to(raised, s)), None)

    def _leads_to(self, raised: Raising | None, slip: Slip) -> bool:
        """Check whether the line of a slip is on the way to the line that raised an error.
        A slip quotes the line that it speaks of."""
        if slip.error and (raised is None or not re.search(slip.error, raised.error)):
            return False
        if raised is None or not raised.line or self.text.node is None:
            return True
        quoted = {
            number
            for number in range(1, len(self.text.lines) + 1)
            if len(quote := self.text.quote(number)) > 2 and quote in slip.hint
        }
        way = self._way(raised.line, raised.alone)
        # what stands under the `if` or the `for` that stopped never ran
        heads = (n for n in self.text.nodes if isinstance(n, ast.If | ast.For))
        stopped = [n for n in heads if self.text.lines[n.lineno - 1].strip() == raised.line]
        under = {n for h in stopped for n in range(h.lineno + 1, (h.end_lineno or 0) + 1)}
        return not quoted or bool(quoted & (way - under))

    def _way(self, line: str, alone: bool) -> set[int]:
        if (line, alone) not in self._ways:
            way = (path.at if alone else path.behind)(self.text, line)
            self._ways[line, alone] = way or self._elsewhere(line)
        return self._ways[line, alone]

    def _elsewhere(self, line: str) -> set[int]:
        """Return the numbers of the lines of the cell's other functions that have this one."""
        found = {n for n, own in enumerate(self.text.lines, 1) if own.strip() == line}
        spans = (range(f.lineno, (f.end_lineno or f.lineno) + 1) for f in self.text.functions)
        return {n for span in spans if found & {*span} and self.text.node for n in span}

    @property
    def slips(self) -> tuple[Slip, ...]:
        """All that the text shows, the surest first."""
        return self._read[0]

    @property
    def asides(self) -> tuple[Slip, ...]:
        """What the flow of values shows."""
        return self._read[1]

    @functools.cached_property
    def _read(self) -> tuple[tuple[Slip, ...], tuple[Slip, ...]]:
        """The slips, and what the flow of values shows; nothing where reading the text was
        begun before and did not come to an end: a stranger wrote it, and each verdict would
        cost as much."""
        if self.begun or not self.text.source.strip():
            return (), ()
        self.begun = True
        from . import broken, flow, rules  # a text is read where an answer is wrong

        if (unreadable := broken.slip(self.text)) is not None:
            return (unreadable,), ()
        if self.text.node is None:
            return tuple(_of_another_name(self.text)), ()
        if self.untouched:
            return (_not_written(self.text),), ()
        found = [slip for rule in rules.RULES for slip in rule(self.text)]
        beside = tuple(slip for rule in flow.RULES for slip in rule(self.text))
        return (*found, *_written(self.text, self.written)), beside

    @functools.cached_property
    def names(self) -> tuple[str, ...]:
        """The names that the function gives a value, takes, or may call. Nobody means the
        function itself."""
        node = self.text.node
        if node is None:
            return ()
        taken = [a.arg for a in node.args.args]
        made = sorted(bound(self.text.nodes))[:MAX_NAMES]
        called = [name for name in self.text.calls if name != self.text.function]
        return (*taken, *made, *called, "np")

    @functools.cached_property
    def texts(self) -> tuple[str, ...]:
        """The short texts in quotation marks."""
        nodes = ast.walk(self.text.node) if self.text.node else ()
        found = (n.value for n in nodes if isinstance(n, ast.Constant))
        return tuple(dict.fromkeys(v for v in found if isinstance(v, str) and len(v) < 40))

    def makers(self, name: str) -> list[str]:
        """Quote the lines that give this name a value that is no plain None."""
        return [*dict.fromkeys(self.text.quote(n) for n in self._given(name))]

    def _given(self, name: str) -> list[ast.Assign | ast.AugAssign | ast.For]:
        """List what gives this name its value, or a part of it."""
        found = []
        for n in (n for n in self.text.nodes if isinstance(n, _GIVES)):
            whole = name in given(n) and not _gives_none(n)
            if whole or (name and name in map(base, targets(n))):
                found.append(n)
        return found

    def before(self, name: str) -> str:
        """Quote the line that makes what the one line reads that gives this name its value.
        Empty where there is more than one such line, or none."""
        lines = self._given(name)
        if len(lines) != 1 or isinstance(lines[0], ast.For):
            return ""
        read = names_in(lines[0].value) - {name}
        # what a round makes; what stands before the loop is the same in each
        loops = [n for n in self.text.nodes if isinstance(n, ast.For | ast.While)]
        near = next(
            (set(loop.body) for loop in reversed(loops) if lines[0] in loop.body), set()
        )
        makers = [g for each in sorted(read) for g in self._given(each) if g in near]
        return self.text.quote(makers[0]) if len(makers) == 1 else ""

    def returns_part(self, name: str) -> bool:
        """Check whether this name is handed back as a part of something else: that may be
        what is off."""
        for node in (n for n in self.text.nodes if isinstance(n, ast.Return) and n.value):
            inside = [*getattr(node.value, "elts", ()), *getattr(node.value, "values", ())]
            whole = {id(e) for e in (node.value, *inside)}
            named = (
                n for n in ast.walk(node.value) if isinstance(n, ast.Name) and n.id == name
            )
            if any(id(n) not in whole for n in named):
                return True
        return False

    @property
    def holds_none(self) -> bool:
        """Whether some name is still given a plain None, as where a step is not written."""
        values = (n.value for n in self.text.nodes if isinstance(n, ast.Assign))
        return any(is_none(n) for value in values for n in (value, *getattr(value, "elts", ())))

    @property
    def untouched(self) -> bool:
        """Whether the function is the unfinished one as it was given out."""
        return bool(self.stub) and outline(self.text.source, self.text.function) == self.stub


_GIVES = (ast.Assign, ast.AugAssign, ast.For)


def _gives_none(node: ast.Assign | ast.AugAssign | ast.For) -> bool:
    value = node.iter if isinstance(node, ast.For) else node.value
    return any(is_none(v) for v in (value, *getattr(value, "elts", ())))


def _led_to(failure: str, nothing: bool) -> set[str]:
    found = {_KINDS.get(failure, failure) if failure else WRONG}
    return found | {NOTHING} if nothing else found


def outline(source: str, function: str) -> str:
    """Make a digest of what a function does, whatever its comments, texts alone on a
    line and spaces. Empty where there is none."""
    node = Text(source, function, {}).node
    if node is None:
        return ""
    arguments = [a.arg for a in node.args.args]
    written = "\n".join([repr(arguments), *_tree_lines(node.body)])
    return hashlib.sha256(written.encode()).hexdigest()


def _tree_lines(body: Sequence[ast.stmt]) -> Iterator[str]:
    """Write these statements a node a line: how deep it lies, in which field, what it is.

    `ast.dump` would not do, for its text changed in Python 3.13, and the digests that were
    made on one Python are compared on another. Fields that are empty are left out, since
    newer Pythons have more of them.
    """
    # by a list of our own: recursion would be as deep as a student's text
    todo: list[tuple[int, str, object]] = [(0, "body", node) for node in reversed(body)]
    while todo:
        depth, field, node = todo.pop()
        if not isinstance(node, ast.AST):
            # as hexadecimal, and in plain letters: what Python writes of a long number is
            # limited, and which letters it can print is the affair of its version
            yield f"{depth} {field} {hex(node) if type(node) is int else ascii(node)}"
        elif not _does_nothing(node):
            yield f"{depth} {field} {type(node).__name__}"
            for name, value in reversed([*ast.iter_fields(node)]):
                inner = value if isinstance(value, list) else [value]
                todo += [(depth + 1, name, each) for each in inner[::-1] if value is not None]


def _does_nothing(node: ast.AST) -> bool:
    """Check for a text alone on a line, `pass`, and the line that says that a step is not
    written."""
    if isinstance(node, ast.Raise):
        names = (each.id for each in ast.walk(node) if isinstance(each, ast.Name))
        return "NotImplementedError" in names
    alone = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return alone or isinstance(node, ast.Pass)


def _written(text: Text, rules: Sequence[Written]) -> Iterator[Slip]:
    if text.node is None or not rules:
        return
    # its own first, then those of the cell's other functions, which it may call
    others = (n for f in text.functions if f is not text.node for n in own(f))
    nodes = (*text.nodes, *others)
    statements = [(n, _head(n)) for n in nodes if isinstance(n, ast.stmt)]
    # where an argument's name is given another value, it is not what the pattern takes it for
    kinds = ast.For | ast.comprehension | ast.Assign | ast.Lambda
    again = {name for n in text.nodes if isinstance(n, kinds) for name in _given_anew(n)}
    renamed = again & {a.arg for a in text.node.args.args}
    for rule in (
        r for r in rules if not any(re.search(rf"\b{name}\b", r.pattern) for name in renamed)
    ):
        if rule.besides and not any(re.search(rule.besides, said) for _, said in statements):
            continue
        for node, said in statements:
            if re.search(rule.pattern, said):
                hint = rule.hint.replace("{line}", text.quote(node))
                leads_to = (ERROR,) if rule.error else (ERROR, WRONG)
                yield Slip(rule.fault, hint, leads_to, sure=False, error=rule.error)
                if not rule.error:
                    break


def _given_anew(node: ast.AST) -> set[str]:
    """Return the names that a loop, an assignment or a lambda gives a value."""
    if isinstance(node, ast.Lambda):
        return {a.arg for a in node.args.args}
    return names_in(node.target) if isinstance(node, ast.comprehension) else given(node)


def _head(node: ast.stmt) -> str:
    """Return a statement as Python writes it, of a compound one its first line."""
    whole = ast.unparse(node)
    return (whole.partition("\n")[0] if hasattr(node, "body") else whole)[:MAX_STATEMENT]


def _not_written(text: Text) -> Slip:
    steps = len(_STEP.findall(text.source))
    todo = f" Fill in its numbered step{'s' * (steps > 1)}." if steps else ""
    said = f"{text.function} is not written yet.{todo}"
    return Slip("unfinished", said, (ERROR, WRONG, HANGS))


def _of_another_name(text: Text) -> list[Slip]:
    """Find a `def` with a name that is nearly the right one."""
    names = _GIVEN.findall(text.source)
    close = nearest(text.function, names, 0.5)
    if not close:
        return []
    said = f"Your function is called {close}. Its name has to be {text.function}."
    return [Slip("missing", said, (ERROR,))]
