"""The right answers of an assignment, out of its source notebook. Trusted side only."""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import re
import types
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from dinosaur_grader.assignments.cell_text import CellText
from dinosaur_grader.assignments.private_modules import BUILTINS, UTILS
from dinosaur_grader.assignments.rubric_tables import RubricError
from dinosaur_grader.checks.words.reading.reader import outline

SOLUTION = re.compile(
    r"^[ \t]*### BEGIN SOLUTION\n(.*?)\n[ \t]*### END SOLUTION", re.DOTALL | re.MULTILINE
)
"""The part of a solution cell that nbgrader takes out of a release."""
Globals = dict[str, Any]
"""A notebook's globals: names and whatever they hold."""
_DEFINES = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)


class RightAnswers:
    """The right functions by name, in the notebook's order, and what the notebook gives
    them: its imports, its own functions and classes, and names of literal values.

    `texts` are the solution cells' texts by function, `given` the texts of the other
    code cells before the last of them, `files` what lies beside the notebook: by its name
    there, where it is.
    """

    def __init__(
        self, texts: Mapping[str, str], given: Sequence[str], files: Mapping[str, Path] = {}
    ):
        self.texts = dict(texts)
        self.given = [node for text in given for node in _definitions(text)]
        self.files = files

    def source(self, function: str) -> str:
        """Get the text of one right function, as it stands in the source notebook."""
        return self.texts[function]

    def blank_namespace(self) -> Globals:
        """Make the globals of a notebook before any answer."""
        namespace: Globals = {"__name__": "__main__", "__builtins__": BUILTINS}
        exec(self._given, namespace)  # noqa: S102  our own text
        return namespace

    @functools.cached_property
    def _given(self) -> types.CodeType:
        return compile(ast.Module(self.given, []), "<given>", "exec")

    def namespace_of(self, *sources: str) -> Globals:
        """Make a notebook's globals after these cells. For our own texts and, in tests,
        the gallery's: never for a student's."""
        # what a hand-in whose questions are known doesn't take
        from dinosaur_grader.checks.in_notebook import quietly

        namespace = self.blank_namespace()
        with quietly(self.files):
            for text in sources:
                exec(compile(text, "<answer>", "exec"), namespace)  # noqa: S102  our own text
        return namespace

    @functools.cached_property
    def namespace(self) -> Globals:
        """The globals of a notebook after all right answers. Raises RubricError where
        one of them can't be run."""
        try:
            return self.namespace_of(*self.texts.values())
        except (Exception, SystemExit) as error:
            raise RubricError(
                f"the lesson's code can't be run: {type(error).__name__}: {error}. Answers may use what the notebook "
                "defines by def, class, import or a literal value, and exercises before them."
            ) from error

    @functools.cached_property
    def functions(self) -> dict[str, Callable[..., Any]]:
        """The right functions by name."""
        return {function: self.namespace[function] for function in self.texts}

    @functools.cached_property
    def cell(self) -> str:
        """All right functions with what the notebook gives them: a text that runs
        alone."""
        needed = frozenset[str]().union(*map(_reads, self.texts.values()))
        kept: list[ast.stmt] = []
        # from the last to the first: what is kept needs others, which stand before it
        for node in reversed(self.given):
            text = CellText(ast.unparse(node))
            bound = text.bound or frozenset()
            # what a star brings is not known before it runs
            if "*" in bound or bound & needed:
                kept.append(node)
                needed |= text.reads or frozenset()
        given = [ast.unparse(node) for node in reversed(kept)]
        return "\n".join([*given, *self.texts.values()])

    def stub(self, function: str) -> str:
        """Draw the outline of the function as it is given out, unfinished."""
        return outline(SOLUTION.sub("", self.source(function)), function)

    def calls(self) -> dict[str, Any]:
        """Describe the kit's functions and the graded ones by name: the parameters that
        each takes."""
        utils = importlib.import_module(UTILS)
        known = self.functions | {name: getattr(utils, name, None) for name in utils.__all__}
        found = {name: _positional(f) for name, f in known.items() if inspect.isfunction(f)}
        return {name: {"takes": takes} for name, takes in found.items() if takes}


def _positional(function: Callable[..., Any]) -> list[str]:
    """List the names of a function's positional parameters."""
    every = inspect.signature(function).parameters.values()
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [p.name for p in every if p.kind in positional]


def _reads(text: str) -> frozenset[str]:
    return CellText(text).reads or frozenset()


def _definitions(text: str) -> list[ast.stmt]:
    tree = CellText(text).tree
    return [node for node in tree.body if _defines(node)] if tree else []


def _defines(node: ast.stmt) -> bool:
    # A notebook's other statements read data, train and draw. No answer needs them.
    if not isinstance(node, ast.Assign):
        return isinstance(node, _DEFINES)
    try:
        ast.literal_eval(node.value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True
