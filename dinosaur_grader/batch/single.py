"""One hand-in alone, from a process that was started for it: the batch's own job, with
what is the same each time kept from one start to the next."""

from __future__ import annotations

from pathlib import Path

import msgspec

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import course_rules, locations
from dinosaur_grader.assignments import course_seed as seeds
from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.course_rules import Rules
from dinosaur_grader.assignments.course_seed import Seed
from dinosaur_grader.batch import proved
from dinosaur_grader.exit_codes import ExitCode, Refused
from dinosaur_grader.judging import grading
from dinosaur_grader.judging.reading import intake
from dinosaur_grader.results import WITH_SCORE, Level, MadeWith, Result, Ungraded

STUDENT = "student"


class SingleRequest(msgspec.Struct, frozen=True):
    """What the command was asked: where the notebook is, and how to grade it. `seed` is
    None for the published practice seed."""

    notebook: Path
    assignment: str = ""
    course: Path | None = None
    seed: Path | None = None
    isolation: Level = "strict"
    student: str = STUDENT

    def work(self) -> Assignment:
        """Load the assignment that was named, or the only one. Raises Refused."""
        return assignments.load(locations.chosen(self.assignment, self.course), self.course)

    def secret(self) -> Seed:
        """Load the course's seed. Raises Refused."""
        if self.seed is None:
            return Seed(seeds.PRACTICE_SEED, practice=True)
        return seeds.load(self.seed)

    def rules(self) -> Rules:
        """Read the rules of the course whose seed was named. Raises Refused."""
        return course_rules.read(self.seed) if self.seed else Rules()


class Marked(msgspec.Struct, frozen=True):
    """One hand-in with its marks."""

    result: Result
    work: Assignment
    seed: Seed

    @property
    def exit_code(self) -> int:
        """0 where it was graded, 1 where it could not be."""
        return ExitCode.DONE if self.result.state in WITH_SCORE else ExitCode.SOME_FAILED


def grade(asked: SingleRequest) -> Marked:
    """Grade one hand-in. Raises Refused where this machine fails its checks."""
    grading.skip_warm_up()
    if why := intake.unsafe(asked.student):
        raise Refused(f"the student id {why}")
    work, secret = asked.work(), asked.secret()
    private = (asked.seed.absolute(),) if asked.seed else ()
    job = grading.job_maker(work, secret, asked.isolation, asked.rules(), private)
    proved.here(work, secret, asked.isolation, job)
    taken = intake.take_file(asked.notebook, asked.student, work)
    if isinstance(taken, Ungraded):
        made_with = MadeWith(work.version, secret.fingerprint, asked.isolation)
        result = grading.stamped(grading.ungraded(taken, work), made_with.key(taken), made_with)
        return Marked(result, work, secret)
    result = grading.grade_one(job(taken))
    return Marked(result, work, secret)
