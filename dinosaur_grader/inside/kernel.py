"""The namespace of a notebook, and the IPython behind it, which is made when something
asks for it.

Importing IPython takes longer than most notebooks run, and it reads a cell several times
before it runs it, for its magics and prompts. Most cells have none: these are told apart
and compiled here. This file runs in the sandbox only, beside the student's code, and holds
nothing secret.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import functools
import keyword
import linecache
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any, cast

from ..checks.cell_source import refuse_input

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from dinosaur_grader.inside.shell import Hook

MAX_OUTPUT = 64_000
_WORD = re.compile(r"([^\W\d]\w*)\s*(=(?!=))?")
_OUTERMOST = re.compile(r"^[^\s#].*", re.MULTILINE)
_BLOCK = re.compile(r"(?:async|class|def|for|if|try|while|with)\b|match\b.*:\s*(?:#|$)")


class Kernel:
    """What cells run in: a module that is `__main__`, with the names that IPython gives
    every notebook, and IPython itself from when it is first needed."""

    def __init__(self) -> None:
        self.module = ModuleType("__main__", "A notebook.")
        self.namespace: dict[str, Any] = self.module.__dict__
        self.namespace |= {"__builtin__": builtins, "__builtins__": builtins}
        self.namespace |= _histories()
        for name in ("get_ipython", "exit", "quit"):
            self.namespace[name] = self._of_ipython(name)
        self.given = dict(self.namespace)
        self.source = ""
        sys.modules["__main__"] = self.module
        # as in Jupyter, where a notebook's `input` asks its reader: here there is none
        vars(builtins).update(
            input=refuse_input, display=self._of_ipython("display"), __IPYTHON__=True
        )
        # before the finders that would load IPython a second time,
        # beside the notebook's own
        sys.meta_path.insert(0, _IPythonImport(self))

    def _of_ipython(self, name: str) -> Callable[..., Any]:
        """Stand in for a function of IPython's under its name, before IPython is there."""

        def made_now(*args: object, **kwargs: object) -> object:
            hidden = self.shell.user_ns_hidden
            function = vars(builtins)[name] if name == "display" else hidden[name]
            return cast(Callable[..., object], function)(*args, **kwargs)

        made_now.__name__ = name
        return made_now

    @functools.cached_property
    def shell(self) -> InteractiveShell:
        """IPython. What the notebook has bound by then stays as it is."""
        sys.meta_path[:] = [
            each for each in sys.meta_path if not isinstance(each, _IPythonImport)
        ]
        from dinosaur_grader.inside.shell import make_shell

        own = {n: v for n, v in self.namespace.items() if self.given.get(n) is not v}
        made = make_shell(self.module)
        self.namespace.update(own)
        return made

    @property
    def hook(self) -> Hook:
        """IPython's way to put a value into words."""
        return cast("Hook", self.shell.displayhook)

    def begin(self, source: str) -> None:
        """Forget what the cell before showed: this one is next."""
        self.source = source
        if "shell" in vars(self):
            self.hook.text, self.hook.source = "", source

    @property
    def text(self) -> str:
        """What the cell's last value looks like; empty where it has none."""
        return str(self.hook.text) if "shell" in vars(self) else ""

    @contextlib.contextmanager
    def shows_values(self) -> Iterator[None]:
        """Keep the values of code compiled in the mode `single`, while it runs, as IPython
        would word them."""
        before, sys.displayhook = sys.displayhook, self._shows
        try:
            yield
        finally:
            sys.displayhook = before

    def _shows(self, value: object) -> None:
        # IPython's own hook has to hear of None, too: it forgets the value before
        if value is not None or "shell" in vars(self):
            self.hook.source = self.source
            self.hook(value)

    def run(self, source: str) -> BaseException | None:
        """Run a cell by IPython; the error that it raised, if any."""
        result = self.shell.run_cell(source, store_history=False)
        error: BaseException | None = result.error_before_exec or result.error_in_exec
        return error


class _IPythonImport:
    """Hears the first `import IPython` of a notebook: what it then shows is shown by the
    notebook's own."""

    def __init__(self, kernel: Kernel):
        self.kernel = kernel

    def find_spec(self, name: str, *_: object) -> None:
        if name == "IPython":
            self.kernel.shell  # noqa: B018  loads and makes it; the next finder finds it


def _histories() -> dict[str, Any]:
    """Make IPython's names for what was typed and shown before, empty."""
    typed, shown = [""], dict[int, object]()
    texts = dict.fromkeys(("_i", "_ii", "_iii", "_", "__", "___"), "")
    lists = {"_ih": typed, "_oh": shown, "_dh": [""], "In": typed, "Out": shown}
    return lists | texts | {"open": open}


def compiled(source: str, number: int, namespace: Mapping[str, object]) -> list[CodeType]:
    """Compile the cell, its last statement apart where that may be an expression, so that
    its value is shown.

    Empty where IPython has to run the cell: it has magics, talks to IPython, imports
    from `__future__`, which holds for all later cells there, or is not Python, which
    IPython words as students know it. `number` is the request's; `namespace` is the
    notebook's.
    """
    if (
        "get_ipython" in source
        or "__future__" in source
        or _may_be_magic(source.strip(), namespace)
    ):
        return []
    name = f"<ipython-input-{number}>"
    # for tracebacks
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    try:
        return _by_lines(source, name) or _by_tree(source, name)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return []


def _may_be_magic(line: str, namespace: Mapping[str, object]) -> bool:
    """Check whether this is one line that begins with a word of nobody's: `ls -l` is
    Python, and IPython's magic."""
    word = None if "\n" in line else _WORD.match(line)
    if word is None or word[2]:
        return False
    return not (
        word[1] in namespace or hasattr(builtins, word[1]) or keyword.iskeyword(word[1])
    )


def _by_lines(source: str, name: str) -> list[CodeType]:
    """Cut before the last line that is not indented, without building a tree; nothing
    where no statement begins there.

    In the mode `single` a value is shown, and one within a block too, which IPython
    doesn't do.
    """
    last = max(_OUTERMOST.finditer(source), key=re.Match.start, default=None)
    start = last.start() if last else 0
    head, tail = source[:start], source[start:]
    block = last is None or _BLOCK.match(last[0])
    if ";" in tail and not block:
        return []
    try:
        first = compile(head, name, "exec", dont_inherit=True)
        moved = "\n" * head.count("\n") + tail  # an error in it is to show the right line
        return [first, compile(moved, name, "exec" if block else "single", dont_inherit=True)]
    except SyntaxError:
        return []


def _by_tree(source: str, name: str) -> list[CodeType]:
    tree = compile(source, name, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    assert isinstance(tree, ast.Module)
    last = [tree.body.pop()] if tree.body and isinstance(tree.body[-1], ast.Expr) else []
    parts = [compile(tree, name, "exec", dont_inherit=True)]
    return parts + [
        compile(ast.Interactive([value]), name, "single", dont_inherit=True) for value in last
    ]
