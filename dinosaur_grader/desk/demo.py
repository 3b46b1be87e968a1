"""`dinosaur-grader demo`: the main job from nothing, in any folder. A sample class with
every kind of trouble is made and graded, and its marks are compared with those that are
due."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import locations
from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.batch.open_course import Course, RunSettings
from dinosaur_grader.desk import doctor, grade, report
from dinosaur_grader.desk.options import CourseOptions
from dinosaur_grader.exit_codes import ExitCode, Refused
from dinosaur_grader.home import KIT
from dinosaur_grader.results import LEVELS, Level

FOLDER = Path("demo")
NOTHING_HOLDS = "no level of isolation can be had here: nothing was graded."


def command() -> int:
    """Grade a sample class in this folder: make it, grade it at the best isolation level
    that holds here, and report. All of it is in demo/. The exit code is 0 if each student
    got the state and the marks that are due."""
    # the kit's own, also where this folder is a course
    work = assignments.load(locations.chosen("", KIT), KIT)
    sample = work.rubric.module("demo_class")
    submitted, out = _written(sample, work), FOLDER / "graded"
    level = _best_level()

    where = CourseOptions(
        submitted=submitted,
        out=out,
        seed=FOLDER / "course.seed",
        assignment=work.name,
        course=KIT,
        roster=submitted / "roster.csv",
    )

    def grade_sample(course: Course) -> int:
        return grade.graded(course, RunSettings(level, on_change="accept")).exit_code

    # one of the class has no notebook, so that some are not graded
    if (code := grade.run(where, level, grade_sample)) > 1:
        return code
    report.command(out, assignment=work.name, course=KIT)
    with open(out / "grades.csv", encoding="utf-8", newline="") as file:
        wrong = sample.disagreements(csv.DictReader(file))
    right = f"All {len(sample.EXPECTED)} students of the sample class ended as expected."
    print("\n".join(wrong) or right)
    print("Next, a course of your own: `dinosaur-grader quickstart COURSE`.")
    return ExitCode.SOME_FAILED if wrong else ExitCode.DONE


def _written(sample: Any, work: Assignment) -> Path:
    """Write the class, and return its folder. Raises Refused where somebody else's files
    lie there, or none can be written."""
    submitted = FOLDER / "submitted"
    try:
        there = {path.name for path in submitted.iterdir()} if submitted.exists() else set()
        if strange := sorted(there - {*sample.EXPECTED, "roster.csv"}):
            raise Refused(
                f"{submitted / strange[0]} is none of the sample class: move it away, or run "
                "this in another folder."
            )
        written = sample.write(submitted, work)
    except OSError as error:
        raise Refused(
            f"the sample class can't be written: {error}. Run this in a folder where you may write."
        ) from error
    print(f"{len(written)} submissions and a roster of {len(sample.EXPECTED)} in {submitted}")
    return submitted


def _best_level() -> Level:
    """Find the best level of isolation that holds here, and say what keeps from a better
    one. Raises Refused where none holds."""
    for level in LEVELS:
        layers = doctor.layers(level)
        if doctor.holds(layers):
            if level != LEVELS[0]:
                print(
                    f"So this run is at the level {level!r}, and every mark is stamped with it."
                )
            return level
        print(f"Isolation {level!r} cannot be had here:")
        for layer in layers:
            if not layer.holds:
                print(f"  NO  {layer.name}: {layer.why}. {layer.fix}")
    raise Refused(NOTHING_HOLDS)
