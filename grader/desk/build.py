"""`dinosaur-grader build`: an assignment's notebook, questions and release, made from
its twin and its rubric."""

from __future__ import annotations

import sys

from grader.assignments import locations
from grader.assignments.locations import NoAssignment
from grader.assignments.tables import RubricError
from grader.batch.exit_codes import ExitCode
from grader.desk.options import Course, Which, course_of
from grader.workshop import course as making
from grader.workshop.course import NotBuilt


def command(assignment: Which = "", course: Course = None) -> int:
    """Build an assignment of the course in this folder: make source/NAME and release/NAME
    from source/NAME.py and rubrics/NAME."""
    try:
        own = course_of(course)
        if own is None:
            raise NoAssignment(
                "this folder is not a course: it has neither source/ nor rubrics/."
            )
        name = locations.chosen(assignment, own)
        making.build(name, own, print)
    except (NoAssignment, RubricError, NotBuilt) as error:
        print(f"Error: {error}", file=sys.stderr)
        return ExitCode.NOTHING_WRITTEN
    print(f"Next: `dinosaur-grader check --assignment {name}` checks its gallery.")
    return 0
