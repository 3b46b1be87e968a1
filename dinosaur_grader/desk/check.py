"""`dinosaur-grader check`: are the checks themselves right, here, today?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import locations
from dinosaur_grader.assignments.probes import PRACTICE_SEED, probes
from dinosaur_grader.assignments.seed import Seed
from dinosaur_grader.assignments.tables import RubricError
from dinosaur_grader.batch import canary, pool
from dinosaur_grader.batch.exit_codes import ExitCode
from dinosaur_grader.batch.jobs import jobs
from dinosaur_grader.desk.options import course_of
from dinosaur_grader.results.level import Level
from dinosaur_grader.sandbox.sandbox import IsolationUnavailable, Sandbox
from dinosaur_grader.workshop import gallery_check


def check(
    level: Level,
    tell: Callable[[str], None],
    name: str = "",
    named: Path | None = None,
    html: Path | None = None,
    as_json: bool = False,
) -> int:
    """Prove the isolation, let the canary sing, and ask the gallery; 0 where all is as
    it should be, else 2. `name` may be empty where there is only one assignment, and
    `named` is the course's folder where that was said."""
    say = tell if as_json else print  # JSON has stdout for itself
    try:
        course = course_of(named)
        work = assignments.load(locations.chosen(name, course), course)
        told = {f.name for p in probes(work.asks, PRACTICE_SEED) for f in p.faults}
        for function in work.asks.functions:
            edits = {edit.name: edit.source for edit in work.asks.edits(function)}
            say(f"{function}: {len(edits)} known faults, each fitting the right answer.")
            for name in sorted(edits.keys() - told):
                tell(f"Look: no question to {function} detects the fault {name}.")
    except (locations.NoAssignment, RubricError) as error:
        tell(f"Error: {error}")
        return ExitCode.NOTHING_WRITTEN
    try:
        with Sandbox(level):
            say(f"Isolation {level}: a sandbox opens, with all its layers.")
    except IsolationUnavailable as error:
        tell(f"Error: {error}")
        return ExitCode.NOTHING_WRITTEN
    try:
        _sing(work, level)
    except canary.CanaryFailed as error:
        tell(f"Error: {error}")
        return ExitCode.NOTHING_WRITTEN
    say("Canary: the right answers get every point, the blank release none.")
    return gallery_check.check(work.asks, tell, html, as_json)


def _sing(work: assignments.Assignment, level: Level) -> None:
    secret = Seed(PRACTICE_SEED, practice=True)
    job = jobs(work, secret, level)
    with pool.Batch(partial(pool.local, min(2, pool.cores())), 2) as batch:
        canary.run_canary(work, job, batch.results)
