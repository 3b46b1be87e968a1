"""What a finished batch leaves: its marks in the database, in one transaction, and under
`--out`, rendered from it, tables, notebooks with verdicts, feedback."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import msgspec
from msgspec import UNSET

from dinosaur_grader.assignments import assignment as assignments
from dinosaur_grader.assignments import locations
from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.course_rules import LAST
from dinosaur_grader.batch import attempts, files
from dinosaur_grader.batch.grade_class import Graded
from dinosaur_grader.batch.open_course import Course
from dinosaur_grader.batch.pool import cores, end, local
from dinosaur_grader.batch.terminal import say
from dinosaur_grader.judging.reading import intake
from dinosaur_grader.records import (
    csv_tables,
    gradebook,
    last_write,
    late,
    regrade_requests,
    rendered,
    results_file,
)
from dinosaur_grader.records.feedback import Answers, feedback
from dinosaur_grader.records.final_marks import (
    FinalMarkOf,
    SubmissionNotes,
    of_result,
)
from dinosaur_grader.records.gradebook_marks import Marks
from dinosaur_grader.results import (
    MISSING,
    WITH_SCORE,
    NotebookFile,
    Result,
    Submission,
    Ungraded,
)
from dinosaur_grader.store import database, results, rows
from dinosaur_grader.store.schema import SUBMISSIONS

LARGE = 5_000  # students; starting processes for fewer takes as long as their notebooks


def write(
    graded: Graded,
    course: Course,
    notes: Sequence[SubmissionNotes] = (),
    *,
    keep_marks: bool = False,
    workers: int = 0,
) -> tuple[dict[str, Path], Marks]:
    """Let the results of a batch count, with what is noted of each, and render all that
    depends on them; returns what was written, by what it is, and the marks that stand by
    now. The database is written in one go, and before all else."""
    # nbgrader takes a second to load: here, and not before the first is graded
    from dinosaur_grader.records.write_marks import enter

    work, out, url = course.work, course.out, course.url
    keep = set(last_write.others(url, work.name)) if keep_marks else set()
    counts = {one.student: one.counts for one in notes}
    with database.shared(url) as opened:
        own = msgspec.structs.replace(course, url=opened)
        terms, when = late_terms(own, counts, keep_marks), came(own)
    with gradebook.writing(url) as connection:
        graded.settle(connection)
        found = graded.counted(connection).values()
        counted = (result for result in found if result.student_id not in keep)
        refused = enter(connection, counted, work, when, terms, course.people)
        if not keep_marks:
            last_write.keep_rules(connection, work.name, ruled(course))
        rows.drop(connection, SUBMISSIONS, work.name)
        rows.put(connection, SUBMISSIONS, notes)
    for sentence in itertools.chain(refused, _all_notebooks(graded, course, workers)):
        say(sentence)
    marks = Marks(url, only_people=not keep_marks, people=course.people)
    grades, totals = agree(out, work, marks)
    paths = {"grades": grades, "totals": totals, "results": out / results_file.FILE}
    paths["feedback"], paths["autograded"] = out / "feedback", out / "autograded"
    if course.has_default_database:
        paths["gradebook"] = out / "gradebook.db"
    return paths, marks


def ruled(course: Course) -> last_write.WrittenBy:
    """Return the rules that a course's marks are written by, to be compared."""
    rules, work = course.rules, course.work
    return last_write.WrittenBy(
        str(rules.attempts),
        rules.lateness(work.name),
        work.version,
        rules.version(work.version),
    )


def came(course: Course) -> late.Came:
    """Make a function that says when the work of a result was handed in."""
    last, noted = course.rules.attempts == LAST, attempts.read(course.url, course.work.name)

    def of(result: Result) -> datetime.datetime | msgspec.UnsetType | None:
        own = (one for one in noted.get(result.student_id, ()) if one.digest == result.digest)
        taken = next(own, None)
        if not last:
            return taken.came if taken else None
        folder = course.submitted / result.student_id / course.work.name
        return attempts.handed_in(folder, taken.seen if taken else None) or UNSET

    return of


def late_terms(
    course: Course, counts: Mapping[str, str] | None = None, keep_marks: bool = False
) -> late.Terms:
    """Work out what is true of late work in this course, where these files count, as in
    `told_late`."""
    name = course.work.name
    # its nbgrader_config.py runs here: never one that lies beside what was handed in
    here = Path.cwd() if locations.lies_in(course.submitted, Path.cwd()) else None
    named = course.folder if course.is_named else None
    places = [place for place in (course.out, named, here) if place]
    made = late.terms(course.rules, name, told_late(course, counts), *places)
    if keep_marks:
        stay = frozenset(one.student for one in late.moved(course.url, name, made))
        made = msgspec.structs.replace(made, stay=stay)
    return made


def told_late(course: Course, counts: Mapping[str, str] | None) -> dict[str, float]:
    """Map those whose work the system called late to the seconds that it said. `counts`
    has the sha256 of each student's file that counts; without it the last attempts do."""
    noted = attempts.read(course.url, course.work.name)
    if counts is None:
        counts = {student: own[-1].digest for student, own in noted.items()}
    said = {one: attempts.told_late(own, counts.get(one, "")) for one, own in noted.items()}
    return {student: told for student, told in said.items() if told is not None}


def agree(out: Path, work: Assignment, marks: Marks) -> tuple[Path, Path]:
    """Let tables and feedback pages under `out` say the marks that stand by now: those
    that a person gave since they were written, too, and what was answered to a student.
    Raises `GradebookError`."""
    before, totals = rendered.known(out), rendered.totals(out)
    shown = totals.read_bytes() if totals.exists() else b""
    with database.reading(marks.url) as connection:
        answers = regrade_requests.read(connection, work.name)
        pages(results.counted(connection, work.name), out, work, marks.of, answers)
        results_file.write(connection, out)
        rendered.note(connection, out)
        found = results.counted(connection)
        paths = csv_tables.write(found, out, marks.of, marks.people or {})
    if shown and rendered.known(out) == before and totals.read_bytes() != shown:
        rendered.come_on(out, marks.url)
    return paths


class WrittenPages:
    """The pages of those whose marks in the gradebook are the ones that `grade` wrote,
    rendered one by one for a program of nbgrader's. Raises `GradebookError`."""

    def __init__(self, url: str, work: Assignment):
        self.url, self.work, self.marks = url, work, Marks(url)
        self.others = last_write.others(url, work.name)
        with database.reading(url) as connection:
            self.answers = regrade_requests.read(connection, work.name)

    def of(self, student: str) -> str:
        """Render a student's page. It is empty where another program gave the marks."""
        with database.reading(self.url) as connection:
            result = results.latest(connection, self.work.name).get(student)
        if result is None or student in self.others:
            return ""
        given = self.answers.get(student, ())
        return feedback(result, self.work, self.marks.of(result), given)


def pages(
    found: Iterable[Result],
    out: Path,
    work: Assignment,
    final_mark_of: FinalMarkOf = of_result,
    answers: Mapping[str, Answers] = MappingProxyType({}),
) -> None:
    """Render the pages of these results, and write those that differ from what is there. An
    unsafe id has no folder, and so no page; the tables and stderr say why."""
    for result in found:
        student, name = result.student_id, result.assignment
        if not intake.unsafe(student):
            place = out / "feedback" / student / name / f"{name}.html"
            given = answers.get(student, ())
            page = feedback(result, work, final_mark_of(result), given).encode()
            if not (place.is_file() and place.read_bytes() == page):
                files.replace(place, page)


def notebooks(
    found: Iterable[Result], work: Assignment, submitted: Path, out: Path
) -> list[str]:
    """Write the notebooks that nbgrader and the formgrader show of these results, from the
    submissions; sentences come back on those who have handed in something else by
    now."""
    said = []
    for one in found:
        if one.state in WITH_SCORE:
            said.append(_notebook(one, work, submitted, out))
        _nbgraders_files(one, work, submitted, out)
    return [sentence for sentence in said if sentence]


def _nbgraders_files(result: Result, work: Assignment, submitted: Path, out: Path) -> None:
    """Put what `nbgrader submit` left beside a page, where `nbgrader release_feedback` looks
    for it, and beside the notebook."""
    student = result.student_id
    if intake.unsafe(student):
        return
    for name in intake.NBGRADERS:
        if found := attempts.beside(submitted / student / work.name, name):
            # nbgrader reads it as UTF-8, and bytes that are none would end it for the class
            text = found.decode("utf-8", "replace").encode()
            for room in ("feedback", "autograded"):
                files.replace(out / room / student / work.name / name, text)


def _all_notebooks(graded: Graded, course: Course, workers: int) -> Iterator[str]:
    """Write all notebooks, a large class's by as many processes as graded it. Yield
    sentences for a person."""
    width = workers or cores()
    work = course.work
    if width == 1 or len(graded.keys) < LARGE:
        with database.reading(graded.url) as connection:
            found = results.read(connection, graded.keys.values())
            yield from notebooks(found, work, course.submitted, course.out)
        return
    some = NotebookShare(graded.url, work.name, work.course, course.submitted, course.out)
    keys = list(graded.keys.values())
    with local(width) as processes:
        try:
            for said in processes.map(some.write, (keys[n::width] for n in range(width))):
                yield from said
        except BaseException:
            end(processes)  # interrupted, or one failed: nobody waits for the others
            raise


class NotebookShare(msgspec.Struct, frozen=True):
    """What another process needs to write notebooks of an assignment: plain data, for an
    `Assignment` holds modules and does not travel."""

    url: str
    assignment: str
    course: Path | None
    submitted: Path
    out: Path

    def write(self, keys: list[str]) -> list[str]:
        """Write the notebooks of the results with these keys."""
        work = assignments.load(self.assignment, self.course)
        with database.reading(self.url) as connection:
            found = results.read(connection, keys)
            return notebooks(found, work, self.submitted, self.out)


def _notebook(result: Result, work: Assignment, submitted: Path, out: Path) -> str:
    """Write one student's notebook, if the hand-in is the one that was graded."""
    from dinosaur_grader.records.autograded import autograded

    student = result.student_id
    taken = attempts.counted(submitted, student, work, result.digest)
    if isinstance(taken, NotebookFile) and taken.digest == result.digest:
        opened = intake.parsed_submission(taken, work)
        if isinstance(opened, Submission):
            place = out / "autograded" / student / work.name / f"{work.name}.ipynb"
            files.replace(place, autograded(opened, result, work, taken.raw))
            return ""
    if isinstance(taken, Ungraded) and taken.state == MISSING:
        return (
            f"{student}: the submission has disappeared since it was graded. The mark and the page stand, but no "
            "graded notebook was written: put the submission back and run the same command again."
        )
    return f"{student} handed in again while grading went on: run the same command again."
