"""`dinosaur-grader check`: are the checks themselves right, here, today?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated

import typer

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.course_rules import Rules
from dinosaur_grader.assignments.course_seed import Seed
from dinosaur_grader.assignments.locations import chosen
from dinosaur_grader.assignments.probes import PRACTICE_SEED, probes_of
from dinosaur_grader.batch import canary, pool
from dinosaur_grader.checks.probe import MAX_NAMED
from dinosaur_grader.desk import doctor
from dinosaur_grader.desk.options import AsJson, Course, Isolation, Which, course_of, say
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.judging.grading import job_maker
from dinosaur_grader.workshop import gallery, prices


def command(
    assignment: Which = "",
    course: Course = None,
    isolation: Isolation = "strict",
    function: Annotated[
        str, typer.Option(help="Ask only the answers to this function, and check nothing else.")
    ] = "",
    points: Annotated[
        bool,
        typer.Option(help="Show instead what each known fault keeps of the points, and why."),
    ] = False,
    json: AsJson = False,
) -> int:
    """Prove that the checks work here: that the isolation layers hold, as `doctor` shows;
    that the reference answers get every point and the blank notebook none; and that the
    right and wrong answers of the assignment's gallery, if it has one, are told apart."""
    tell = say if json else print  # JSON has stdout for itself
    own = course_of(course)
    work = assignments.load(chosen(assignment, own), own)
    known = work.rubric.functions
    if function and function not in known:
        raise Refused(f"there is no function {function!r}; there is {', '.join(known)}.")
    own_functions = (function,) if function else known
    if points:
        return prices.check(work.rubric, say, own_functions)
    for name in own_functions:
        _faults(work, name, tell)
    if not function:
        _canary(work, isolation, tell)
    return gallery.check(work.rubric, say, json, function)


def _faults(work: Assignment, function: str, tell: Callable[[str], None]) -> None:
    """Say that a function's known faults can be made, and which no question detects."""
    names = {edit.name for edit in work.rubric.edits(function)}
    questions = probes_of(work.rubric, function, PRACTICE_SEED)
    detected = {fault.name for q in questions for fault in q.faults}
    shown = {f.name for q in questions if q.public for f in q.faults}
    shown |= {f.name for q in questions if q.unseen for f in q.faults[:MAX_NAMED]}
    tell(f"{function}: all {len(names)} known faults can be applied to the right answer.")
    for name in sorted(names - detected):
        say(f"Note: no question to {function} detects the fault {name}.")
    for name in sorted(detected - shown):
        say(
            f"Note: no public question to {function} detects the fault {name}, so no student reads its hint: "
            "only what a public question shows is explained."
        )


def _canary(work: Assignment, isolation: str, tell: Callable[[str], None]) -> None:
    doctor.demand(isolation, tell)
    job = job_maker(work, Seed(PRACTICE_SEED, practice=True), isolation, Rules())
    with pool.Batch(partial(pool.local, min(2, pool.cores())), 2) as batch:
        canary.run_canary(work, job, batch.results)
    tell("Canary: the right answers get every point, the blank release none.")
