"""The kit's graded assignment, for tests that are about its functions."""

import linecache

import pytest

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import probes as drawing
from dinosaur_grader.workshop import gallery

NAME = "dinosaur_island"
POINTS = {
    **{"clip_expected": 8, "clip_hidden": 12, "sample_expected": 10, "sample_hidden": 15},
    **{
        "optimize_expected": 10,
        "optimize_hidden": 15,
        "model_expected": 10,
        "model_hidden": 20,
    },
}
"""Of each test cell, in the notebook's order: the contract."""
ASSIGNMENT = assignments.load(NAME)
RUBRIC = ASSIGNMENT.rubric
FUNCTIONS, CELLS = RUBRIC.functions, RUBRIC.cells
edits = RUBRIC.edits
source, namespace_of = RUBRIC.answers.source, RUBRIC.answers.namespace_of
blank_namespace = RUBRIC.answers.blank_namespace


def reference():
    """The right functions by name."""
    return RUBRIC.answers.functions


def probes(seed):
    """All probes of a course."""
    return drawing.probes(RUBRIC, seed)


def drawn_anew(seed):
    """The same, past the cache."""
    drawing.drafted.cache_clear()
    return drawing.probes.__wrapped__(RUBRIC, seed)


def as_typed(text):
    """The names of a notebook in which a cell with this text ran; Python has the text."""
    place = "<typed>"
    linecache.cache[place] = len(text), None, text.splitlines(keepends=True), place
    namespace = namespace_of()
    exec(compile(text, place, "exec"), namespace)
    return namespace


def in_turn(answers):
    """Gallery answers as parameters of a test: each third one for the quick tests."""
    return [
        pytest.param(
            answer,
            id=f"{answer.function}-{'right' if answer.right else 'wrong'}-{answer.name}",
            marks=() if n % 3 == 0 else pytest.mark.slow,
        )
        for n, answer in enumerate(answers)
    ]


def gallery_answer(function, name):
    """The text of one answer of the gallery."""
    every = gallery.answers(RUBRIC)
    return next(a.text for a in every if (a.function, a.name) == (function, name))
