"""Grading again, safely: what a change of the kit, the seed or the isolation does to
marks is shown before it is written.

What is graded does not count before it is compared with the results that do. A dry run
ends there, and keeps what it graded elsewhere. A real run goes on where no mark of
unchanged work would change, or where the person has said `--accept-changes`;
`--keep-marks` lets all marks of unchanged work stand and grades only what is new.

A mark changes where another result would count, where the gradebook has one that
another run wrote, and where the course's rules would take off something else for being
late.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Set
from pathlib import Path

import msgspec

from dinosaur_grader.assignments import course_seed
from dinosaur_grader.assignments.course_rules import BEST, LAST
from dinosaur_grader.batch import attempts
from dinosaur_grader.batch import grade_class as grading
from dinosaur_grader.batch.attempts import CollectedAttempt
from dinosaur_grader.batch.grade_class import Graded
from dinosaur_grader.batch.open_course import Course, RunSettings
from dinosaur_grader.batch.terminal import say
from dinosaur_grader.desk import mark_changes
from dinosaur_grader.desk.mark_changes import Change, Others
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.records import gradebook_marks, last_write, late, outputs, rendered
from dinosaur_grader.records.final_marks import SubmissionNotes, read_notes
from dinosaur_grader.results import Level, MadeWith, Result
from dinosaur_grader.sandbox import temp_folders
from dinosaur_grader.store import database, register, results

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


class Standing(msgspec.Struct, frozen=True):
    """What stands of an assignment before a run: whose results count, what those with a
    score were made with, the rules that the marks were written by, and what was noted of
    the hand-ins then. `reworded` has the sha256 of each student's file whose lateness the
    system states differently now."""

    students: frozenset[str]
    made_with: frozenset[MadeWith]
    by: last_write.WrittenBy | None
    notes: dict[str, SubmissionNotes]
    reworded: dict[str, str]


def read_standing(course: Course) -> Standing:
    """Read what stands of the course's assignment."""
    name = course.work.name
    with database.reading(course.url) as connection:
        notes, noted = read_notes(connection, name), attempts.read_from(connection, name)
        return Standing(
            students=frozenset(student for _, student, _ in results.keys(connection, name)),
            made_with=frozenset(results.made_with(connection, name)),
            by=last_write.read_rules(connection, name),
            notes=notes,
            reworded={
                student: one.counts
                for student, one in notes.items()
                if attempts.told_late(noted.get(student, ()), one.counts) != one.told
            },
        )


def changes(graded: Graded, course: Course, standing: Standing) -> tuple[Change, ...]:
    """List what would change where the results of `graded` counted: in the marks that
    another run wrote, in those that count now, and in the penalties for late work. Raises
    Refused and GradebookError."""
    name, url, others = graded.assignment, course.url, _others(course)
    by_hand = gradebook_marks.by_hand(url, name)
    excused = last_write.by_excuses(standing.by, course.work.version)
    excuses = register.find_excuses(course.people, name)
    with database.reading(url) as mine, database.reading(graded.url) as its:
        before, after = results.latest(mine, name), graded.counted(its)
        known = _find_known(attempts.read_from(mine, name), standing.notes)
        theirs = tuple(mark_changes.against_gradebook(after, others, by_hand))
        listed = {(change.student_id, change.cell) for change in theirs}
        own = (
            change
            for change in mark_changes.compare(before, after, by_hand, known, excused, excuses)
            if (change.student_id, change.cell) not in listed
            and (change.student_id in before or change.student_id not in others)
        )
        moved = penalties(course, standing, after)
        return (*theirs, *own, *mark_changes.late_work(moved, after))


def grade_or_ask(course: Course, settings: RunSettings, show: Show) -> Graded:
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
    found = changes(graded, course, standing)
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
    course: Course, settings: RunSettings, standing: Standing, trial: str = ""
) -> Graded:
    """Grade; the best attempt is looked for with what being late costs."""
    worth = attempts.plainly
    if course.rules.attempts == BEST:
        with database.refusing():
            worth = late.worth(course.url, course.work.name, outputs.late_terms(course))
    before = last_write.by_excuses(standing.by, course.work.version)
    return grading.grade(course, settings, worth, trial, before)


def dry_run(course: Course, settings: RunSettings, show: Show, to: Path | None) -> Graded:
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
        found = changes(graded, course, standing)
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


def penalties(
    course: Course,
    standing: Standing,
    found: Mapping[str, Result] | None = None,
) -> list[late.PenaltyChange]:
    """List the penalties that stand and that would become others though nothing was handed
    in, where these results count, or else the last attempts. There are none where no
    marks stand; and where the rules are those that they were written by, only of those
    of whose very file the system says something else by now."""
    by, reworded = standing.by, standing.reworded
    same = by is not None and outputs.ruled(course).lateness == by.lateness
    if by is None or (same and not reworded):
        return []
    counts = {student: one.digest for student, one in (found or {}).items()}
    terms = outputs.late_terms(course, None if found is None else counts)
    moved = late.moved(course.url, course.work.name, terms)
    if not same:
        return moved
    again = {student for student, file in counts.items() if file != reworded.get(student)}
    return [one for one in moved if one.student in reworded.keys() - again]


def _find_known(
    noted: Mapping[str, list[CollectedAttempt]], before: Mapping[str, SubmissionNotes]
) -> Callable[[Result], bool]:
    """Make the function that checks whether a result's work is no new hand-in. Such
    work is an attempt that was known when the marks were written, and not the one that
    was handed in since."""

    def is_known(result: Result) -> bool:
        student = before.get(result.student_id)
        had = [one.digest for one in student.attempts] if student else []
        own = noted.get(result.student_id, [])
        last = own[-1].digest if own else result.digest
        return result.digest in had and not (result.digest == last != had[-1])

    return is_known
