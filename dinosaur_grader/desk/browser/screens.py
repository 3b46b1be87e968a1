"""What the page's screens show, read from the course's database and folders each time: a
function for each screen, which returns what its template of the same name shows."""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import func, select

from dinosaur_grader.desk import answer as answering
from dinosaur_grader.desk import grade, graded_folder
from dinosaur_grader.desk.browser import downloads
from dinosaur_grader.desk.browser.commands import CHANGES, UPLOAD, Button, Course, again, button
from dinosaur_grader.desk.browser.verb_runs import VerbRun, command_of
from dinosaur_grader.desk.report import attention
from dinosaur_grader.exit_codes import ExitCode, Refused
from dinosaur_grader.judging.reading.intake import unsafe
from dinosaur_grader.printable import digits
from dinosaur_grader.records import regrade_requests
from dinosaur_grader.records.gradebook_marks import Marks
from dinosaur_grader.results import MISSING, Result
from dinosaur_grader.store import database, register, results
from dinosaur_grader.store.register import Person
from dinosaur_grader.store.schema import RESULTS

ROWS = 25  # of a list, a page
SLOWEST = 5
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
Shown = dict[str, Any]
"""What a template shows, or a row of its table, by the names that it has there."""


class View(msgspec.Struct, frozen=True):
    """What a screen is made of: the course, the query of the screen's address, and the last
    run, if there was one."""

    course: Course
    query: dict[str, str] = {}
    last: VerbRun | None = None

    @property
    def assignment(self) -> str:
        name = self.query.get("assignment", "")
        return name if name in self.course.names else self.course.first

    @property
    def url(self) -> str:
        """The URL of the course's database."""
        return self.course.database or database.default_url(self.course.out)

    def page(self, rows: Iterable[Shown]) -> Page:
        """Return the page that is asked for of the rows that have what is searched in them,
        whatever its case."""
        search, asked = self.query.get("q", ""), self.query.get("page", "1")
        wanted = search.casefold()
        found = [r for r in rows if wanted in " ".join(map(str, r.values())).casefold()]
        pages = max(1, -(-len(found) // ROWS))
        is_number = asked.isascii() and asked.isdigit() and len(asked) < 7
        number = min(max(1, int(asked) if is_number else 1), pages)
        return Page(
            found[(number - 1) * ROWS : number * ROWS], number, pages, len(found), search
        )


class Page(msgspec.Struct, frozen=True):
    """A part of a long list: its rows, which page of how many, how many rows there are, and
    what was searched."""

    rows: Sequence[Shown]
    number: int
    pages: int
    count: int
    search: str


def home(view: View) -> Shown:
    """Show how far each assignment is, the files that were brought, and what can be done
    next with those that a person has chosen."""
    files = downloads.there(view.course.home)
    picked = _pick(view.course, files, view.query)
    states = _count_states(view)
    handed = Counter(_handed_in(view.course.submitted))
    try:
        offered, trouble = list(_next(view.course, picked, handed)), ""
    except Refused as error:
        offered, trouble = [], str(error)
    return dict(
        assignments=[
            dict(name=name, handed_in=handed[name], states=states.get(name, {}))
            for name in dict.fromkeys((*view.course.names, *states))
        ],
        people=sum(person.here for person in register.of(view.url).values()),
        brought=files,
        chosen=picked,
        next=offered,
        trouble=trouble,
    )


def _evening(course: Course, assignment: str) -> Button | None:
    """Make the button that fills the newest grade book anew; None where the files for it
    were not added."""
    picked = _pick(course, downloads.there(course.home), {"assignment": assignment})
    if not (picked["zip"] and picked["grades"]):
        return None
    return button(course, "Update the files for upload", "evening", **picked)


def _pick(
    course: Course, files: Sequence[downloads.Download], chosen: Mapping[str, str]
) -> dict[str, str]:
    """Choose the newest files, and the first assignment, where a person has chosen none."""
    newest = {one.kind: one.path for one in reversed(files)}
    grades = newest.get("canvas") or newest.get("moodle", "")
    first = dict(assignment=course.first, zip=newest.get("submissions", ""), grades=grades)
    return first | {key: value for key, value in chosen.items() if value and key in first}


def _count_states(view: View) -> dict[str, dict[str, int]]:
    """Count the results that count, by assignment and state."""
    query = select(RESULTS.c.assignment, RESULTS.c.state, func.count())
    query = query.where(RESULTS.c.counts.is_(True)).group_by(*query.selected_columns[:2])
    found: dict[str, dict[str, int]] = {}
    with database.reading(view.url) as connection:
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
        only = "Only show what grading again would change"
        yield button(course, only, "grade", assignment=name, dry="1")


def _handed_in(submitted: Path) -> Iterable[str]:
    for student in submitted.iterdir() if submitted.is_dir() else ():
        if student.is_dir() and not student.is_symlink():
            yield from (room.name for room in student.iterdir() if room.is_dir())


def run(view: View) -> Shown:
    """Show the last run: what it was, how it ended, who could not be graded, who is slow,
    what would change, and what can be done next. Raises Refused where there was none."""
    course, last = view.course, view.last
    if last is None:
        raise Refused("Nothing was started here yet.")
    verb, name = last.words[0], _assignment_of(last, course)
    graded = verb in ("evening", "grade")
    done = last.code in (ExitCode.DONE, ExitCode.SOME_FAILED)
    tells = graded and (last.going or done or last.code == ExitCode.DECLINED)
    shows = last.code == ExitCode.DECLINED and "--changes" in last.words
    outcomes = _read_outcomes(view, last, name) if tells else []
    return dict(
        assignment=course.first,
        live="live" in view.query,
        run=last,
        ending=_ending(last),
        states=_count_states(view).get(name, {}) if graded else {},
        notes=[line for line in last.said.splitlines() if line.startswith(NOTES)],
        failed=[one for one in outcomes if one["why"]],
        slow=sorted(outcomes, key=lambda one: -one["seconds"])[:SLOWEST],
        changes=view.page(_read_changes(course)) if shows else None,
        next=list(_after(course, last)),
        upload=next(iter(uploads(course, name)), "") if done and verb == "evening" else "",
        make=_evening(course, name) if verb == "answer" else None,
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
    offered = {}
    if last.code is None or grade.STOPPED in last.said:
        yield "Start it again", "", last.command
    if last.code == ExitCode.DECLINED:
        offered = {"--yes": AGREE.get(last.words[0], "Do it")}
    if last.code == ExitCode.NOTHING_WRITTEN and "--accept-changes" in last.said:
        offered = {"--accept-changes": "Let the marks change", "--keep-marks": "Keep the marks"}
    for word, label in offered.items():
        yield label, word, command_of(again(course, last.words, word))


def _read_changes(course: Course) -> list[dict[str, str]]:
    try:
        with (course.home / CHANGES).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except FileNotFoundError:
        return []


def _read_outcomes(view: View, last: VerbRun, assignment: str) -> list[Shown]:
    """Read what became of each hand-in of an assignment in a run that goes on or in the
    last one: how long it took, and why it could not be graded, if it could not."""
    own = RESULTS.c.assignment == assignment
    # of a run that goes on nobody has yet settled which results count
    own &= RESULTS.c.counts.is_(None) if last.going else RESULTS.c.counts.is_(True)
    columns = (RESULTS.c.student, RESULTS.c.state, RESULTS.c.seconds, RESULTS.c.key)
    query = select(*columns).where(own).order_by(RESULTS.c.student)
    with database.reading(view.url) as connection:
        people = register.read(connection)
        found = connection.execute(query).all()
        failed = [row.key for row in found if row.state not in ("graded", MISSING)]
        whys = {
            one.key: [one.state, *one.notes][-1] for one in results.read(connection, failed)
        }
    return [
        dict(
            assignment=assignment,
            student=row.student,
            name=people.get(row.student, Person("")).name,
            seconds=sum(_times.decode(row.seconds).values()),
            why=(whys.get(row.key) or row.state) if row.key in failed else "",
        )
        for row in found
    ]


_times = msgspec.json.Decoder(dict[str, float])


def look(view: View) -> Shown:
    """Show who needs a look, a kind at a time."""
    people, name = register.of(view.url), view.assignment
    graded = list(graded_folder.results_of(view.url, name))
    doubts = attention.read_doubts(view.url, name)
    found = attention.people(graded, Marks(view.url).of, None, doubts)
    kind = view.query.get("kind", "")
    kind = kind if kind in LOOKS else next(iter(LOOKS))
    rows = (
        dict(
            student=row.student,
            name=people.get(row.student, Person("")).name,
            score=row.score or row.state,
            why=row.why,
        )
        for row in found[kind]
    )
    kinds = [(each, title, len(found[each])) for each, title in LOOKS.items()]
    return dict(kinds=kinds, kind=kind, page=view.page(rows))


def people(view: View) -> Shown:
    """Show the course's people with the totals that stand, and the lists of them that were
    brought."""
    known, course = register.of(view.url), view.course
    query = select(RESULTS.c.student, RESULTS.c.state)
    own = (RESULTS.c.counts.is_(True), RESULTS.c.assignment == view.assignment)
    with database.reading(view.url) as connection:
        states = {student: state for student, state in connection.execute(query.where(*own))}
    everybody = [known.get(id, Person(id)) for id in sorted({*known, *states})]
    page = view.page(
        dict(
            student=person.id,
            name=person.name,
            sections=", ".join(person.sections),
            state=states.get(person.id, ""),
        )
        for person in everybody
    )
    scores = _scores(view, _results(view, [row["student"] for row in page.rows]))
    for row in page.rows:
        row["score"] = scores.get(row["student"], "")
    label = "Compare the register with {}"
    buttons = [
        button(course, label.format(Path(one.path).name), "people", people=one.path)
        for one in downloads.there(course.home)
        if one.kind != "submissions"
    ]
    return dict(page=page, buttons=buttons)


def _scores(view: View, found: Iterable[Result]) -> dict[str, str]:
    known = Marks(view.url)
    return {one.student_id: digits(known.of(one).score) for one in found}


def _results(view: View, students: Sequence[str]) -> list[Result]:
    with database.reading(view.url) as connection:
        latest = results.latest(connection, view.assignment)
        return [latest[student] for student in students if student in latest]


def student(view: View) -> Shown:
    """Show what is known of a student. Raises Refused where there is nobody."""
    id, name, people = view.query.get("id", ""), view.assignment, register.of(view.url)
    found = _results(view, [id])
    if id not in people and not found:
        raise Refused(f"there is nobody with the id {id}.")
    page = f"feedback/{id}/{name}/{name}.html"
    there = not unsafe(id) and (view.course.out / page).is_file()
    again = "Run the questions again"
    return dict(
        person=people.get(id, Person(id)),
        state=found[0].state if found else "",
        score=_scores(view, found).get(id, ""),
        notes=found[0].notes if found else (),
        page=page if there else "",
        explain=button(view.course, again, "explain", assignment=name, student=id),
    )


def requests(view: View) -> Shown:
    """Show what the code of a regrade request names, and what was answered so far, the
    newest first."""
    code, found, trouble = view.query.get("code", "").strip(), None, ""
    try:
        found = _find_request(view, code) if code else None
    except Refused as error:
        trouble = str(error)
    with database.reading(view.url) as connection:
        known = regrade_requests.read(connection, view.assignment)
    answers = sorted(itertools.chain(*known.values()), key=lambda one: one.on, reverse=True)
    page = view.page({**msgspec.structs.asdict(one), "said": one.said} for one in answers)
    return dict(found=found, trouble=trouble, page=page, code=code)


def _find_request(view: View, code: str) -> Shown:
    """Find what the code of a regrade request names and whose it is, what the question counts
    now, and what was answered so far. Raises Refused."""
    named = graded_folder.find(view.url, code)
    cell = Marks(view.url).of(named.result).cells[named.cell]
    counts = digits(answering.question_counts(named, cell))
    student = named.result.student_id
    who = register.of(view.url).get(student, Person(student)).name or student
    return dict(named=named, who=who, counts=counts, answers=named.answered)


def report(view: View) -> Shown:
    """Show the class report, or the button that writes it."""
    make = button(view.course, "Write the report", "report", assignment=view.assignment)
    part = "#similar" if view.query.get("part") == "similar" else ""
    return dict(there=(view.course.out / "report.html").is_file(), make=make, part=part)


def marks(view: View) -> Shown:
    """Show the files for upload."""
    course, name = view.course, view.assignment
    return dict(folders=uploads(course, name), make=_evening(course, name))


def uploads(course: Course, assignment: str) -> list[str]:
    """List the folders with an assignment's files for upload, the newest first."""
    own = re.compile(rf"{re.escape(assignment)}(?:-(\d+))?")
    found = (own.fullmatch(path.name) for path in (course.home / UPLOAD).glob("*/"))
    numbered = [(int(known[1] or 1), known[0]) for known in found if known]
    return [name for _, name in sorted(numbered, reverse=True)]


SCREENS: dict[str, Callable[[View], Shown]] = {
    one.__name__: one for one in (home, run, look, people, student, requests, report, marks)
}
