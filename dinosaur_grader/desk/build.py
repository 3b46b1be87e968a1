"""`dinosaur-grader build`: an assignment's notebook, questions and release, made from
its twin and its rubric."""

from __future__ import annotations

from dinosaur_grader.assignments.locations import NoAssignment, chosen
from dinosaur_grader.desk.options import Course, Which, course_of
from dinosaur_grader.workshop import course as making


def command(assignment: Which = "", course: Course = None) -> int:
    """Build an assignment of the course in this folder: make source/NAME and release/NAME
    from source/NAME.py and rubrics/NAME."""
    own = course_of(course)
    if own is None:
        raise NoAssignment("this folder is not a course: it has neither source/ nor rubrics/.")
    name = chosen(assignment, own)
    making.build(name, own, print)
    print(f"Next: `dinosaur-grader check --assignment {name}` checks its gallery.")
    return 0
