"""`dinosaur-grader check`: are the checks themselves right, here, today?"""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments.course_rules import Rules
from dinosaur_grader.assignments.course_seed import Seed
from dinosaur_grader.assignments.locations import chosen
from dinosaur_grader.assignments.probes import PRACTICE_SEED, probes
from dinosaur_grader.batch import canary, pool
from dinosaur_grader.desk.options import Course, Isolation, Which, course_of, say
from dinosaur_grader.judging.grading import jobs
from dinosaur_grader.sandbox.sandbox import Sandbox
from dinosaur_grader.workshop import gallery


def command(
    assignment: Which = "",
    course: Course = None,
    isolation: Isolation = "strict",
    json: Annotated[bool, typer.Option("--json", help="The matrix as JSON on stdout.")] = False,
) -> int:
    """Prove that the checks work here: the canary, and the gallery of right and wrong
    answers where it is installed."""
    tell = say if json else print  # JSON has stdout for itself
    own = course_of(course)
    work = assignments.load(chosen(assignment, own), own)
    detected = {f.name for p in probes(work.rubric, PRACTICE_SEED) for f in p.faults}
    for function in work.rubric.functions:
        edits = {edit.name: edit.source for edit in work.rubric.edits(function)}
        tell(f"{function}: all {len(edits)} known faults can be applied to the right answer.")
        for name in sorted(edits.keys() - detected):
            say(f"Note: no question to {function} detects the fault {name}.")
    with Sandbox(isolation):
        tell(f"Isolation {isolation}: a sandbox opens, with all its layers.")
    job = jobs(work, Seed(PRACTICE_SEED, practice=True), isolation, Rules())
    with pool.Batch(partial(pool.local, min(2, pool.cores())), 2) as batch:
        canary.run_canary(work, job, batch.results)
    tell("Canary: the right answers get every point, the blank release none.")
    return gallery.check(work.rubric, say, json)
