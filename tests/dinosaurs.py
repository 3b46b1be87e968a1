"""The kit's graded assignment, for tests that are about its functions."""

from grader.assignments import assignment as assignments
from grader.assignments import probes as drawing

NAME = "dinosaur_island"
ASSIGNMENT = assignments.load(NAME)
RUBRIC = ASSIGNMENT.asks
FUNCTIONS, CELLS = RUBRIC.functions, RUBRIC.cells
edits = RUBRIC.edits
source, namespace_of = RUBRIC.answers.source, RUBRIC.answers.namespace_of
blank_namespace = RUBRIC.answers.blank_namespace
OBSERVERS = RUBRIC.observers


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
