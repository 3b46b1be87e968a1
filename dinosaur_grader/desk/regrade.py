"""Grading again, safely: what a change of the kit, the seed or the isolation does to
marks is shown before it is written.

What is graded does not count before it is compared with the results that do. A dry run
ends there, and keeps what it graded elsewhere. A real run goes on where no mark of
unchanged work would change, or where the person has said `--accept-changes`;
`--keep-marks` lets all marks of unchanged work stand and grades only what is new.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Set
from pathlib import Path

import msgspec

from dinosaur_grader.assignments import course_seed
from dinosaur_grader.assignments.course_rules import BEST, LAST
from dinosaur_grader.batch import attempts
from dinosaur_grader.batch import grade_class as grading
from dinosaur_grader.batch.grade_class import Graded
from dinosaur_grader.batch.open_course import Course, RunSettings
from dinosaur_grader.batch.terminal import say
from dinosaur_grader.desk import mark_changes
from dinosaur_grader.desk.mark_changes import (
    Change,
    Others,
    Standing,
    changes,
    penalties,
    read_standing,
)
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.records import last_write, late, outputs, rendered
from dinosaur_grader.results import Level, MadeWith
from dinosaur_grader.sandbox import temp_folders
from dinosaur_grader.store import database, results

CHOICES = (
    "No mark was written. `--dry-run --changes FILE` writes the whole list; `--accept-changes` puts these marks "
    "in place of the old ones; `--keep-marks` keeps the old ones and grades only what is new."
)
OTHER_KIT = (
    "The kit, the assignment (its source/, release/ or rubrics/), the seed, course.toml or the isolation level "
    "differs from what the marks were made with"
)
OTHER_EXCUSES = "The excuses in course.toml are not those that the marks were made with"
OTHER_RULES = "The rules in course.toml are not the ones that the marks were written under"
OTHER_WORD = "The system says by now that other work is late"
OTHER_RUN = "The gradebook has marks from another run"
KEEPS_NONE = (
    "Nothing was written. --keep-marks can't keep marks where another attempt counts: let them "
    "change with `--accept-changes`, or undo the line `attempts` in course.toml."
)
Show = Callable[[tuple[Change, ...]], None]


def grade_or_ask(
    course: Course,
    settings: RunSettings,
    show: Show,
) -> Graded:
    """Grade the class as `dinosaur_grader.batch.grade_class.grade` does, but let no mark of
    unchanged work change unseen.

    Raises Refused, and shows the changes, where marks that stand would change and nobody
    has said that they may: none was written then.
    """
    standing = read_standing(course)
    why, compares = to_compare(course, settings, standing)
    asks = settings.on_change != "accept"
    if why and compares and asks:
        say(f"{why}: grading first, to compare.")
    graded = _grade(course, settings, standing)
    if asks:
        same_class(standing.students, graded.keys.keys(), course.submitted)
    if not compares:
        return graded
    found = changes(graded, course, _others(course), standing)
    # what nobody who hands in has asked for
    moved = any(change.stood and change.marks for change in found)
    if moved or not asks:
        show(found)
    if moved and asks:
        with contextlib.suppress(OSError):
            course.out.rmdir()  # if it was made for this, and is empty
        choices = KEEPS_NONE if settings.on_change == "keep" else CHOICES
        raise Refused(f"existing marks would change. {choices}")
    if why and asks:
        words = sum(change.stood for change in found)
        some = f" Only the wording changes in {words} cells." if words else ""
        say(f"No existing marks change.{some}")
    return graded


def same_class(before: Set[str], students: Set[str], submitted: Path) -> None:
    """Say how many who were graded `before` are not among these students. Raises
    Refused where they are most of them: it would be another class in this database."""
    gone = before - students
    if 2 * len(gone) > len(before):
        raise Refused(
            f"{len(gone)} of the {len(before)} students who were graded before are not in {submitted}. Another "
            "class needs a --database or --out of its own. No mark was written; if they are to leave the tables, "
            "use `--accept-changes`."
        )
    if gone:
        say(
            f"Note: {len(gone)} of the students graded before have left, or are not in {submitted} any more: "
            "they leave the tables, and the gradebook keeps their marks."
        )


def to_compare(course: Course, settings: RunSettings, standing: Standing) -> tuple[str, bool]:
    """Say why marks that stand may become others, as the beginning of a sentence, and
    whether this run's are to be compared with them before any is written. Raises
    Refused where this is not the course that they were made in."""
    _same_course(course)
    rendered.check(course.out, course.url, settings.on_change == "accept")
    regrades, others = _would_regrade(course, settings.isolation, standing), _others(course)
    now, before = outputs.ruled(course), standing.by or last_write.WrittenBy()
    graded_before = bool(standing.students)
    with database.refusing():
        moves = graded_before and (
            now.attempts != before.attempts or bool(penalties(course, standing))
        )
    same = (now.attempts, now.lateness) == (before.attempts, before.lateness)
    moved = (OTHER_WORD if same else OTHER_RULES) if moves else ""
    why = regrades or (OTHER_RUN if others else moved)
    # where another attempt than the last one counts, or did
    chooses = graded_before and (now.attempts, before.attempts) != (LAST, LAST)
    return why, chooses or bool(why and settings.on_change != "keep")


def _grade(
    course: Course,
    settings: RunSettings,
    standing: Standing,
    trial: str = "",
) -> Graded:
    """Grade; the best attempt is looked for with what being late costs."""
    worth = attempts.plainly
    if course.rules.attempts == BEST:
        with database.refusing():
            worth = late.worth(course.url, course.work.name, outputs.late_terms(course))
    before = last_write.by_excuses(standing.by, course.work.version)
    return grading.grade(course, settings, worth, trial, before)


def dry_run(
    course: Course,
    settings: RunSettings,
    show: Show,
    to: Path | None,
) -> Graded:
    """Grade for comparison, show what would change, and write nothing but the CSV `to`, where
    one is named."""
    _same_course(course)
    rendered.check(course.out, course.url, settings.on_change == "accept")
    if not course.seed.exists():
        raise Refused(
            f"there is no seed file {course.seed}, and a dry run doesn't create one. Name it with --seed FILE."
        )
    with temp_folders.private("regrade") as folder:  # it holds marks
        trial = database.default_url(folder)
        standing = read_standing(course)
        graded = _grade(course, settings, standing, trial)
        found = changes(graded, course, _others(course), standing)
        if to:
            mark_changes.write(found, to)
        show(found)
        return graded


def _others(course: Course) -> Others:
    """Read the marks in the gradebook that another run wrote. Raises Refused where the
    gradebook can't be read."""
    with database.refusing():
        return last_write.others(course.url, course.work.name)


def _would_regrade(course: Course, level: Level, standing: Standing) -> str:
    """Say what is not as it was when a scored result was made; empty where all are made
    with this run's kit, excuses, seed and isolation."""
    if not course.seed.exists():
        return ""
    fingerprint = course_seed.load(course.seed).fingerprint
    kit = course.work.version
    now = MadeWith(course.rules.version(kit), fingerprint, level)
    others = standing.made_with - {now}
    excused = last_write.by_excuses(standing.by, kit)
    if others == {msgspec.structs.replace(now, version=excused)}:
        return OTHER_EXCUSES
    return OTHER_KIT if others else ""


def _same_course(course: Course) -> None:
    """Refuse to draw a new seed where marks stand that were made with another one, lost
    or lying elsewhere."""
    if course.seed.exists():
        return
    with database.reading(course.url) as connection:
        known = sorted({made.seed for made in results.made_with(connection)})
    if known:
        raise Refused(
            f"the marks in {course.out} were made with the seed {', '.join(known)}, and there is no seed file "
            f"{course.seed}. Name it with --seed FILE, or put your backup there. Draw a new one only if it is "
            f"lost for good: `dinosaur-grader seed {course.seed} --new`."
        )
