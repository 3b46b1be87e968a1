"""What the page's screens show, read from the course's database and folders each time."""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec
from sqlalchemy import func, select

from dinosaur_grader.desk import answer as answering
from dinosaur_grader.desk import grade, graded_folder
from dinosaur_grader.desk.browser import downloads
from dinosaur_grader.desk.browser.commands import CHANGES, UPLOAD, Button, Course, again, button
from dinosaur_grader.desk.browser.downloads import Download
from dinosaur_grader.desk.browser.verb_runs import VerbRun, command_of
from dinosaur_grader.desk.graded_folder import Named
from dinosaur_grader.desk.report import attention
from dinosaur_grader.exit_codes import ExitCode, Refused
from dinosaur_grader.judging.reading.intake import unsafe
from dinosaur_grader.printable import digits
from dinosaur_grader.records import final_marks, regrade_requests
from dinosaur_grader.records.gradebook_marks import Marks
from dinosaur_grader.records.regrade_requests import Answer
from dinosaur_grader.results import MISSING, Result
from dinosaur_grader.store import database, register, results
from dinosaur_grader.store.register import Person
from dinosaur_grader.store.schema import RESULTS

ROWS = 25  # of a list, a page
SLOWEST = 5
Row = TypeVar("Row")
LOOKS = {
    "doubts": "Look at these",
    "risk": "Fewer than half of the points",
    "late": "Late",
    "again": "Several attempts",
    "hand": "Marked by hand",
}
"""The lists of students of whom something is to be said, by what the report calls them."""
ENDINGS = {
    ExitCode.DONE: "Done.",
    ExitCode.SOME_FAILED: "Done. Something is left for you: it is listed below.",
    ExitCode.NOTHING_WRITTEN: "This was not done. Why, and what to do, stands under Details.",
    ExitCode.DECLINED: "Nothing is changed yet. Review what would be, then confirm.",
    ExitCode.DISK_FULL: "The disk is full. Make room and start again: what was done is kept.",
}
"""How a run ended, by its exit code."""
REVIEW = "Grading is finished. Review the marks, then create the files for upload."
STOPPED = "Stopped. What was graded is kept: start it again to go on."
ENDED_OUTSIDE = "It was ended from outside. Start it again: what was done is kept."
NOTES = ("Left out:", "Missing:", "Note:", "Kept:", "Excused:", "No row for", "No page for")
"""How a verb's sentences begin that a person should know of."""
AGREE = {"evening": "Create the files for upload", "people": "Change the register"}
"""What a person agrees to, by the verb."""


class Page(msgspec.Struct, frozen=True):
    """A part of a long list: its rows, which page of how many, how many rows there are, and
    what was searched."""

    rows: Sequence[object]
    number: int
    pages: int
    count: int
    search: str


def paged(rows: Iterable[Row], search: str, number: int, text: str = "") -> Page:
    """Return a page of the rows that have `search` in them, whatever its case; `text` names
    the attribute that is searched, all of the row where there is none."""
    wanted = search.casefold()
    found = [row for row in rows if wanted in str(getattr(row, text, row)).casefold()]
    pages = max(1, -(-len(found) // ROWS))
    number = min(max(1, number), pages)
    return Page(found[(number - 1) * ROWS : number * ROWS], number, pages, len(found), search)


class Assignment(msgspec.Struct, frozen=True):
    """How far an assignment is: how many have handed in, and how many results there are by
    state."""

    name: str
    handed_in: int
    states: dict[str, int]

    @property
    def graded(self) -> int:
        return self.states.get("graded", 0)

    @property
    def other(self) -> dict[str, int]:
        """The states that a person should know of."""
        return {state: n for state, n in self.states.items() if state != "graded"}


class Home(msgspec.Struct, frozen=True):
    """The first screen: how far each assignment is, how many people are known, the files
    that were brought, and what can be done next."""

    assignments: tuple[Assignment, ...]
    people: int
    files: tuple[Download, ...]
    chosen: dict[str, str]
    next: tuple[Button, ...]
    trouble: str = ""


def url(course: Course) -> str:
    """Return the URL of the course's database."""
    return course.database or database.default_url(course.out)


def evening(course: Course, assignment: str) -> Button | None:
    """Make the button that fills the newest grade book anew; None where the files for it
    were not added."""
    picked = _picked(course, downloads.there(course.home), {"assignment": assignment})
    if not (picked["zip"] and picked["grades"]):
        return None
    return button(course, "Update the files for upload", "evening", **picked)


def _picked(
    course: Course, files: Sequence[Download], chosen: dict[str, str]
) -> dict[str, str]:
    """Choose the newest files, and the first assignment, where a person has chosen none."""
    newest = {one.kind: one.path for one in reversed(files)}
    grades = newest.get("canvas") or newest.get("moodle", "")
    first = {"assignment": course.first}
    first |= {"zip": newest.get("submissions", ""), "grades": grades}
    return first | {key: value for key, value in chosen.items() if value and key in first}


def home(course: Course, chosen: dict[str, str]) -> Home:
    """Gather the first screen; `chosen` are the files and the assignment that a person has
    chosen there."""
    files = downloads.there(course.home)
    picked = _picked(course, files, chosen)
    states = _states(course)
    people = sum(person.here for person in register.of(url(course)).values())
    handed = Counter(_handed_in(course.submitted))
    names = dict.fromkeys((*course.names, *states))
    listed = tuple(Assignment(n, handed[n], states.get(n, {})) for n in names)
    try:
        offered, trouble = tuple(_next(course, picked, handed)), ""
    except Refused as error:
        offered, trouble = (), str(error)
    return Home(listed, people, tuple(files), picked, offered, trouble)


def _states(course: Course) -> dict[str, dict[str, int]]:
    """Count the results that count, by assignment and state."""
    query = select(RESULTS.c.assignment, RESULTS.c.state, func.count())
    query = query.where(RESULTS.c.counts.is_(True)).group_by(*query.selected_columns[:2])
    found: dict[str, dict[str, int]] = {}
    with database.reading(url(course)) as connection:
        for name, state, count in connection.execute(query):
            found.setdefault(name, {})[state] = count
    return found


def _next(course: Course, picked: dict[str, str], handed: Counter[str]) -> Iterable[Button]:
    name = picked["assignment"]
    if picked["zip"] and picked["grades"]:
        yield button(course, "Grade the class", "evening", **picked)
    elif picked["zip"]:
        yield button(course, "Collect the submissions", "collect", **picked)
    if handed[name]:
        yield button(course, "Grade what was collected before", "grade", assignment=name)
        yield button(
            course,
            "Only show what grading again would change",
            "grade",
            assignment=name,
            dry="1",
        )


def _handed_in(submitted: Path) -> Iterable[str]:
    for student in submitted.iterdir() if submitted.is_dir() else ():
        if student.is_dir() and not student.is_symlink():
            yield from (room.name for room in student.iterdir() if room.is_dir())


class Outcome(msgspec.Struct, frozen=True):
    """What became of one hand-in and why, and how long it took, in seconds."""

    assignment: str
    student: str
    state: str
    name: str
    seconds: float
    key: str = ""
    why: str = ""


class Run(msgspec.Struct, frozen=True):
    """A run that goes on or has ended: what it was, how it ended, who could not be graded,
    who is slow, what would change, and what can be done next."""

    run: VerbRun
    ending: str
    states: dict[str, int]
    notes: tuple[str, ...]
    failed: tuple[Outcome, ...]
    slow: tuple[Outcome, ...]
    changes: Page | None
    next: tuple[tuple[str, str, str], ...]
    upload: str
    make: Button | None


def run(course: Course, last: VerbRun, number: int = 1, search: str = "") -> Run:
    """Gather what is to be said of the last run."""
    graded = last.words[0] in ("evening", "grade")
    over = last.code in (ExitCode.DONE, ExitCode.SOME_FAILED, ExitCode.DECLINED)
    tells = graded and (last.going or over)
    failed, slow = _outcomes(course, last) if tells else ((), ())
    shows = last.code == ExitCode.DECLINED and "--changes" in last.words
    made = last.code in (ExitCode.DONE, ExitCode.SOME_FAILED) and last.words[0] == "evening"
    return Run(
        last,
        _ending(last),
        _states(course).get(_assignment_of(last, course), {}) if graded else {},
        tuple(line for line in last.said.splitlines() if line.startswith(NOTES)),
        failed,
        slow,
        paged(_changes(course), search, number) if shows else None,
        tuple(_after(course, last)),
        next(iter(uploads(course, _assignment_of(last, course))), "") if made else "",
        evening(course, _assignment_of(last, course)) if last.words[0] == "answer" else None,
    )


def _ending(last: VerbRun) -> str:
    if last.going:
        return ""
    if grade.STOPPED in last.said:
        return STOPPED
    if last.code == ExitCode.DECLINED and last.words[0] == "evening":
        return REVIEW
    return ENDINGS.get(last.code, ENDED_OUTSIDE)


def _assignment_of(last: VerbRun, course: Course) -> str:
    named = [after for word, after in itertools.pairwise(last.words) if word == "--assignment"]
    return named[0] if named else course.first


def _after(course: Course, last: VerbRun) -> Iterable[tuple[str, str, str]]:
    """Yield what a person may do now, each as label, the words that it adds, and the
    command."""
    if last.going or not last.words:
        return
    if last.code is None or grade.STOPPED in last.said:
        yield "Start it again", "", last.command
    if last.code == ExitCode.DECLINED:
        yield (
            AGREE.get(last.words[0], "Do it"),
            "--yes",
            command_of(again(course, last.words, "--yes")),
        )
    if last.code == ExitCode.NOTHING_WRITTEN and "--accept-changes" in last.said:
        for label, word in (
            ("Let the marks change", "--accept-changes"),
            ("Keep the marks", "--keep-marks"),
        ):
            yield label, word, command_of(again(course, last.words, word))


def _changes(course: Course) -> list[dict[str, str]]:
    try:
        with (course.home / CHANGES).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except FileNotFoundError:
        return []


def _outcomes(course: Course, last: VerbRun) -> tuple[tuple[Outcome, ...], tuple[Outcome, ...]]:
    """Read who could not be graded, and who took longest, in a run that goes on or in the
    last one."""
    own = RESULTS.c.assignment == _assignment_of(last, course)
    # of a run that goes on nobody has yet settled which results count
    own &= RESULTS.c.counts.is_(None) if last.going else RESULTS.c.counts.is_(True)
    columns = (RESULTS.c.student, RESULTS.c.state, RESULTS.c.seconds, RESULTS.c.key)
    query = select(*columns).where(own).order_by(RESULTS.c.student)
    with database.reading(url(course)) as connection:
        people = register.read(connection)
        found = [
            Outcome(
                _assignment_of(last, course),
                row.student,
                row.state,
                people.get(row.student, Person("")).name,
                sum(_times.decode(row.seconds).values()),
                row.key,
            )
            for row in connection.execute(query)
        ]
        failed = [one for one in found if one.state not in ("graded", MISSING)]
        notes = {
            one.key: one.notes[-1] if one.notes else one.state
            for one in results.read(connection, [one.key for one in failed])
        }
    failed = [msgspec.structs.replace(one, why=notes.get(one.key, "")) for one in failed]
    return tuple(failed), tuple(sorted(found, key=lambda one: -one.seconds)[:SLOWEST])


_times = msgspec.json.Decoder(dict[str, float])


class Look(msgspec.Struct, frozen=True):
    """A student of whom something is to be said."""

    student: str
    name: str
    score: str
    why: str


def look(
    course: Course, assignment: str, kind: str, search: str, number: int
) -> dict[str, object]:
    """Gather who needs a look, a kind at a time."""
    known = Marks(url(course))
    with database.reading(url(course)) as connection:
        noted = final_marks.read_notes(connection, assignment)
        people = register.read(connection)
    doubts = {one.student: one.looks for one in noted.values()}
    results = list(graded_folder.results_of(url(course), assignment))
    found = attention.people(results, known.of, None, doubts)
    listed = {each: getattr(found, each) for each in LOOKS}
    rows = [
        Look(
            row.student,
            people.get(row.student, Person("")).name,
            row.score or row.state,
            row.why,
        )
        for row in listed[kind]
    ]
    kinds = [(each, title, len(listed[each])) for each, title in LOOKS.items()]
    return dict(kinds=kinds, kind=kind, page=paged(rows, search, number))


class Everybody(msgspec.Struct, frozen=True):
    """A person of the course, with the total that stands."""

    student: str
    name: str
    sections: str
    state: str
    score: str


def everybody(course: Course, assignment: str, search: str, number: int) -> Page:
    """List the course's people and their marks."""
    people = register.of(url(course))
    with database.reading(url(course)) as connection:
        of = (RESULTS.c.student, RESULTS.c.state)
        query = select(*of).where(
            RESULTS.c.counts.is_(True), RESULTS.c.assignment == assignment
        )
        states = {student: state for student, state in connection.execute(query)}
    ids = sorted({*people, *states})
    rows = [
        Everybody(id, p.name, ", ".join(p.sections), states.get(id, ""), "")
        for id, p in ((id, people.get(id, Person(id))) for id in ids)
    ]
    page = paged(rows, search, number)
    shown = [row.student for row in page.rows]
    scores = _scores(course, assignment, shown)
    filled = [
        msgspec.structs.replace(row, score=scores.get(row.student, "")) for row in page.rows
    ]
    return msgspec.structs.replace(page, rows=filled)


def _scores(course: Course, assignment: str, students: Sequence[str]) -> dict[str, str]:
    known = Marks(url(course))
    return {
        one.student_id: digits(known.of(one).score)
        for one in _results(course, assignment, students)
    }


def _results(course: Course, assignment: str, students: Sequence[str]) -> list[Result]:
    with database.reading(url(course)) as connection:
        latest = results.latest(connection, assignment)
        return [latest[student] for student in students if student in latest]


def student(course: Course, assignment: str, id: str) -> dict[str, object]:
    """Gather what is known of a student. Raises Refused where there is nobody."""
    people = register.of(url(course))
    found = _results(course, assignment, [id])
    if id not in people and not found:
        raise Refused(f"there is nobody with the id {id}.")
    page = f"feedback/{id}/{assignment}/{assignment}.html"
    there = not unsafe(id) and (course.out / page).is_file()
    return dict(
        person=people.get(id, Person(id)),
        state=found[0].state if found else "",
        score=_scores(course, assignment, [id]).get(id, ""),
        notes=found[0].notes if found else (),
        page=page if there else "",
        explain=button(
            course,
            "Run the questions again",
            "explain",
            assignment=assignment,
            student=id,
        ),
    )


class Request(msgspec.Struct, frozen=True):
    """What a code names and whose it is, what the question counts now, and what was
    answered so far."""

    named: Named
    who: str
    counts: str
    answers: tuple[Answer, ...]


def request(course: Course, code: str) -> Request:
    """Find what the code of a regrade request names. Raises Refused."""
    named = graded_folder.find(url(course), code)
    cell = Marks(url(course)).of(named.result).cells[named.cell]
    counts = answering.question_counts(named, cell)
    person = register.of(url(course)).get(named.result.student_id)
    who = person.name if person and person.name else named.result.student_id
    return Request(named, who, digits(counts), named.answered)


def answers(course: Course, assignment: str, search: str, number: int) -> Page:
    """List what was answered, the newest first."""
    with database.reading(url(course)) as connection:
        known = regrade_requests.read(connection, assignment)
    rows = sorted(itertools.chain(*known.values()), key=lambda one: one.on, reverse=True)
    return paged(rows, search, number)


def uploads(course: Course, assignment: str) -> list[str]:
    """List the folders with an assignment's files for upload, the newest first."""
    own = re.compile(rf"{re.escape(assignment)}(?:-(\d+))?")
    found = (path.name for path in (course.home / UPLOAD).glob("*/"))
    numbered = [
        (int(known[1] or 1), known[0]) for name in found if (known := own.fullmatch(name))
    ]
    return [name for _, name in sorted(numbered, reverse=True)]
