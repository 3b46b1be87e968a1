"""Facts about each submission beside its mark, for a person who looks through the class:
from `collect`, from the roster, from earlier attempts. And what lies where submissions
should be, so that an empty folder is never taken for a class."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import msgspec
from sqlalchemy import Connection

from dinosaur_grader.assignments.course_rules import BEST
from dinosaur_grader.batch import attempts
from dinosaur_grader.batch.grade_class import Graded
from dinosaur_grader.batch.open_course import Course
from dinosaur_grader.batch.terminal import say
from dinosaur_grader.desk.people_changes import described, nearest
from dinosaur_grader.judging.reading.intake import NO_STUDENTS, NOTHING
from dinosaur_grader.printable import digits, escaped
from dinosaur_grader.records import final_marks
from dinosaur_grader.records.final_marks import Attempt, SubmissionNotes
from dinosaur_grader.results import MISSING, WITH_SCORE, Result
from dinosaur_grader.store import database, results, rows
from dinosaur_grader.store.register import Person
from dinosaur_grader.store.row import Row
from dinosaur_grader.store.schema import DOUBTS

UNTIMED = "Others' work says when it was handed in and this doesn't: it counts as on time."
MAX_NAMED = 5


def noted(graded: Graded, course: Course, keep_marks: bool = False) -> list[SubmissionNotes]:
    """Gather what is known by now of the work that a batch graded, and say what
    nobody should miss. What the system said of a file when its mark was written holds
    where marks are kept."""
    name, aside = graded.assignment, {}
    with database.reading(graded.url) as connection:
        for result in results.read(connection, graded.aside):
            aside.setdefault(result.student_id, []).append(result)
        found = graded.counted(connection).values()
        known = find_notes(found, course, keep_marks, aside)
    here = [student for student, one in known.items() if one.counts]
    untimed = [one for one in here if not attempts.handed_in(course.submitted / one / name)]
    if len(untimed) < len(here):  # who takes the file with the time away is not late
        for student in untimed:
            looks = (*known[student].looks, UNTIMED)
            known[student] = msgspec.structs.replace(known[student], looks=looks)
    return list(known.values())


def find_notes(
    found: Iterable[Result],
    course: Course,
    keep_marks: bool = False,
    aside: Mapping[str, list[Result]] = MappingProxyType({}),
) -> dict[str, SubmissionNotes]:
    """Gather the same for these results alone, by student. `aside` are those of attempts
    that do not count."""
    name = course.work.name
    with database.reading(course.url) as connection:
        before = final_marks.read_notes(connection, name)
        unsure = doubts(connection, name)
    noted, known = attempts.read(course.url, name), {}
    people = {id: person for id, person in course.people.items() if not person.met}
    listed = (*people,) if course.roster is None else course.roster
    rule = course.rules.attempts
    for result in found:
        student = result.student_id
        own, had = noted.get(student, []), before.get(student, SubmissionNotes(name, student))
        history = final_marks.history(had.attempts, own, [*aside.get(student, []), result])
        stray = _stray(student, listed, people)
        fell = [] if rule == BEST else _fell(history, result)
        told = attempts.told_late(own, result.digest)
        if keep_marks and had.counts == result.digest:
            told = had.told
        known[student] = SubmissionNotes(
            name,
            student,
            looks=(*unsure.get(student, []), *stray, *fell),
            attempts=history,
            counts=result.digest,
            late=told is not None,
            late_seconds=told or 0.0,
        )
        new = result.digest not in {one.digest for one in had.attempts}
        for sentence in (*stray, *(fell if new else []), *_missed(result)):
            say(f"Note: {student}: {sentence}")
    return known


def zero(result: Result) -> str:
    """Say in a sentence why work without a single point may not be what it seems. The
    text is empty where it has points."""
    if result.state not in WITH_SCORE or result.score:
        return ""
    notes = " ".join(result.notes)
    functions = list(dict.fromkeys(mark.function for mark in result.marks))
    if functions and all(f"No cell defines {function}." in notes for function in functions):
        return "No cell defines any of the functions: another assignment's notebook?"
    faults = {v.fault for mark in result.marks for v in mark.verdicts if not v.passed}
    blank = faults and faults <= {"unfinished", ""}
    return "No points at all: the blank notebook?" if blank else "No points at all."


class Doubt(Row, frozen=True):
    """What `collect` was not sure of, or left out, of one student."""

    why: str


def doubts(connection: Connection, name: str) -> dict[str, list[str]]:
    """Read what `collect` left for a person to look at, by student."""
    found: dict[str, list[str]] = {}
    for one in rows.read(connection, DOUBTS, Doubt, name):
        found.setdefault(one.student, []).append(one.why)
    return found


def _stray(student: str, listed: tuple[str, ...], people: Mapping[str, Person]) -> list[str]:
    """Say that a student is in no list of people. Where there is none, say that the
    folder is hidden."""
    if not listed:
        return ["The folder is hidden."] if student.startswith(".") else []
    if student in listed:
        return []
    lower = {other.lower(): other for other in listed}
    near = lower.get(student.lower().lstrip(".")) or next(
        iter(difflib.get_close_matches(student, listed, 1, 0.8)), ""
    )
    near = (
        described(people[near])
        if near in people
        else near or ("" if student.isdigit() else nearest(student, people))
    )
    meant = f" Did you mean {near}?" if near else ""
    return [f"In no list of people.{meant}"]


def _missed(result: Result) -> list[str]:
    """Say what lies in the place of a notebook that is missing."""
    why = result.notes[-1] if result.notes else NOTHING
    return [why] if result.state == MISSING and why != NOTHING else []


def _fell(history: tuple[Attempt, ...], result: Result) -> list[str]:
    """Say that an attempt had more points than the one that counts."""
    others = (one.score or 0.0 for one in history if one.digest != result.digest)
    best = max(others, default=0.0)
    if not result.digest or result.state == MISSING or (result.score or 0.0) >= best:
        return []
    points = digits(result.score) or "no"
    return [f"The submission that counts has {points} points; another one had {digits(best)}."]


def nothing(submitted: Path, name: str) -> str:
    """Say why there is nothing to grade under `submitted`, and what to do, as
    sentences. The text is empty where a student's folder has the assignment's."""
    students = _folders(submitted)
    if any(student.is_symlink() or _holds(student / name) for student in students):
        return ""  # what is a link is refused, and named, where hand-ins are taken
    wanted = f"{submitted}/STUDENT/{name}/{name}.ipynb"
    said = next(_reasons(submitted, name, students), "It is empty.")
    return escaped(f"there was nothing to grade: no {wanted}. {said}")


def _reasons(submitted: Path, name: str, students: list[Path]) -> Iterator[str]:
    """Yield what was found instead, the surest reason first."""
    if (submitted / name / f"{name}.ipynb").is_file():
        yield f"This looks like the folder of one student: name the folder above it, {submitted}/.."
    for inner in students:
        if any(_holds(student / name) for student in _folders(inner)):
            yield f"Did you mean --submitted {inner}?"
    inside = Counter(folder.name for student in students for folder in _folders(student))
    files = [path for path in submitted.iterdir() if path.is_file()]
    files += [path for student in students for path in student.iterdir() if path.is_file()]
    for ending, what in ((".ipynb", "notebooks"), (".zip", "zip files")):
        loose = [path for path in files if path.suffix.lower() == ending]
        if loose:
            source = submitted if ending == ".ipynb" else loose[0]
            yield (
                f"It has {what} that belong to no student ({len(loose)}). Did you mean "
                f"`dinosaur-grader collect {source}`? It makes that layout."
            )
    if inside:
        yield (
            f"The students' folders have {_listed(list(inside))}, not {name}: rename them, "
            "or name the assignment with --assignment."
        )
    if students:
        yield f"The folders in it are empty: {_listed([path.name for path in students])}."
    if files:
        yield f"It has only files that are not notebooks ({len(files)})."


def _holds(place: Path) -> bool:
    """Check whether something lies in a folder, or nobody may look."""
    try:
        return any(place.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True


def _folders(place: Path) -> list[Path]:
    if place.is_symlink():
        return []
    found = (path for path in place.iterdir() if path.is_dir() and path.name not in NO_STUDENTS)
    return sorted(found)


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    return ", ".join(sorted(names)[:MAX_NAMED]) + more
