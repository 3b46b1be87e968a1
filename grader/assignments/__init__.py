"""Reading an assignment: its notebooks, its rubric, its probes from the course's seed,
its right answers."""

from grader.assignments.question import Question

__all__ = ["Question"]
