"""Jobs of the hand-ins in one assignment, whoever grades them."""

from __future__ import annotations

from functools import partial

from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.course_rules import Rules
from dinosaur_grader.assignments.seed import Seed
from dinosaur_grader.judging.grading import Job
from dinosaur_grader.results import MadeWith
from dinosaur_grader.results.level import Level

NO_RULES = Rules()


def jobs(
    work: Assignment, secret: Seed, level: Level, rules: Rules = NO_RULES, **more
) -> partial[Job]:
    """What makes jobs of the hand-ins in an assignment, with `more` of a job's values."""
    made_with = MadeWith(rules.version(work.version), secret.fingerprint, level)
    own = dict(seed=secret, made_with=made_with, rules=rules)
    return partial(Job, **own, wording=work.wording, course=work.course, **more)
