"""Results as if they had been graded."""

from dinosaur_grader.results import CellMark, Result

NAME = "dinosaur_island"


def a_result(key="k1", student="ada", assignment=NAME, state="graded", **more) -> Result:
    """A result of one cell, with 12 points of 12 where its state has a score."""
    score = 12.0 if state in ("graded", "timeout", "memory") else None
    mark = CellMark("clip_hidden", "clip", score, 12.0, "ok\nline")
    return Result(key, student, assignment, state, (mark,), **more)
