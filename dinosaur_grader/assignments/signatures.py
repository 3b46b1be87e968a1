"""What a student's text is read by, out of the right answers and the kit: how helpers
are called, and what the unfinished function looks like."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Mapping
from typing import Any

import utils  # the kit's own: see `dinosaur_grader.assignments`
from dinosaur_grader.assignments.right_answers import SOLUTION, RightAnswers
from dinosaur_grader.checks.words.reading.reader import outline


def calls(answers: RightAnswers, gives: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """The kit's functions and the graded ones by name: the parameters that each takes,
    how many of them it needs, and what it `gives` back, in the rubric's words."""
    found = {name: _of_text(answers.source(name), name) for name in answers.texts}
    found |= {
        name: _of_function(getattr(utils, name))
        for name in utils.__all__
        if inspect.isfunction(getattr(utils, name, None))
    }
    return {
        name: {"takes": takes, "needs": needs, "gives": list(gives.get(name, ()))}
        for name, (takes, needs) in found.items()
        if takes
    }


def stub(answers: RightAnswers, function: str) -> str:
    """The outline of the function as it is given out, unfinished."""
    return outline(SOLUTION.sub("", answers.source(function)), function)


def _of_text(source: str, name: str) -> tuple[list[str], int]:
    found = [
        n for n in ast.parse(source).body if isinstance(n, ast.FunctionDef) and n.name == name
    ]
    arguments = found[-1].args
    takes = [a.arg for a in (*arguments.posonlyargs, *arguments.args)]
    return takes, len(takes) - len(arguments.defaults)


def _of_function(function: Any) -> tuple[list[str], int]:
    parameters = inspect.signature(function).parameters.values()
    return [p.name for p in parameters], sum(p.default is p.empty for p in parameters)
