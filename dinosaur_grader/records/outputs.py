"""What a finished batch leaves: its marks in the database, in one transaction, and under
`--out`, rendered from it, tables, notebooks with verdicts, feedback."""

from __future__ import annotations

import datetime
import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import msgspec
from msgspec import UNSET

from dinosaur_grader.assignments import locations
from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.course_rules import LAST
from dinosaur_grader.batch import attempts, files
from dinosaur_grader.batch.grade_class import Graded, Options
from dinosaur_grader.batch.pool import cores, end, local
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
from dinosaur_grader.records.final_marks import FinalMarkOf, SubmissionNotes, of_result
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
    options: Options,
    tell: Callable[[str], None],
    notes: Iterable[SubmissionNotes] = (),
) -> dict[str, Path]:
    """Let the results of a batch count, with what is noted of each, and render all that
    depends on them; returns what was written, by what it is. The database is written in
    one go, and before all else: it says which marks stand."""
    # nbgrader takes a second to load: here, and not before the first is graded
    from dinosaur_grader.records.write_marks import enter

    work, out, url = options.work(), options.out, options.url
    keep = set(last_write.others(url, work.name)) if options.keep_marks else set()
    terms, when = late_terms(options, graded), came(options)
    # before the transaction: the register that the rules ask is in the same database
    by = ruled(options, work.name)
    with gradebook.writing(url) as connection:
        graded.settle(connection)
        found = graded.counted(connection).values()
        own = (result for result in found if result.student_id not in keep)
        refused = enter(connection, own, work, when, terms)
        if not options.keep_marks:
            last_write.keep_rules(connection, work.name, by)
        rows.drop(connection, SUBMISSIONS, work.name)
        rows.put(connection, SUBMISSIONS, notes)
    for sentence in itertools.chain(refused, _all_notebooks(graded, options)):
        tell(sentence)
    grades, totals = agree(out, work, Marks(url, only_people=not options.keep_marks))
    paths = {"grades": grades, "totals": totals, "results": out / results_file.FILE}
    paths["feedback"], paths["autograded"] = out / "feedback", out / "autograded"
    if options.database is None:
        paths["gradebook"] = out / "gradebook.db"
    return paths


def ruled(options: Options, name: str) -> last_write.WrittenBy:
    """Return the rules that marks of an assignment are written by now, to be compared."""
    rules, kit = options.rules(), options.work().version
    return last_write.WrittenBy(
        str(rules.attempts), rules.lateness(name), kit, rules.version(kit)
    )


def came(options: Options) -> late.Came:
    """Make a function that says when the work of a result was handed in."""
    submitted, name = options.submitted, options.work().name
    last, noted = options.rules().attempts == LAST, attempts.read(options.url, name)

    def of(result: Result) -> datetime.datetime | msgspec.UnsetType | None:
        own = (one for one in noted.get(result.student_id, ()) if one.digest == result.digest)
        taken = next(own, None)
        if not last:
            return taken.came if taken else None
        folder = submitted / result.student_id / name
        return attempts.handed_in(folder, taken.seen if taken else None) or UNSET

    return of


def late_terms(options: Options, graded: Graded | None = None) -> late.Terms:
    """Work out what is true of late work in this course. With the marks of `graded` it is
    known which attempt counts, and so who is late; without them it is the last one."""
    name = options.work().name
    # its nbgrader_config.py runs here: never one that lies beside what was handed in
    here = Path.cwd() if locations.lies_in(options.submitted, Path.cwd()) else None
    courses = [place for place in (options.out, options.course, here) if place]
    told = _told_late(options, graded)
    made = late.terms(options.rules(), name, *courses, told=told)
    if options.keep_marks:
        stay = frozenset(one.student for one in late.moved(options.url, name, made))
        made = msgspec.structs.replace(made, stay=stay)
    return made


def _told_late(options: Options, graded: Graded | None) -> frozenset[str]:
    """Find those whose work the system called late, with the marks of `graded`. Without
    them the last attempts count."""
    if graded is None:
        return told_late(options, None)
    with database.reading(graded.url) as connection:
        return told_late(options, graded.counted(connection).values())


def told_late(options: Options, results: Iterable[Result] | None) -> frozenset[str]:
    """Find those whose work the system called late, where these results count. Without
    them the last attempts do."""
    noted = attempts.read(options.url, options.work().name)
    if results is None:
        counts = {student: own[-1].digest for student, own in noted.items()}
    else:
        counts = {one.student_id: one.digest for one in results}
    return frozenset(
        student
        for student, own in noted.items()
        if attempts.told_late(own, counts.get(student, ""))
    )


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
        paths = csv_tables.write(results.counted(connection), out, marks.of)
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


def _all_notebooks(graded: Graded, options: Options) -> Iterator[str]:
    """Write all notebooks, a large class's by as many processes as graded it. Yield
    sentences for a person."""
    width = options.workers or cores()
    if width == 1 or len(graded.keys) < LARGE:
        yield from _some_notebooks(graded, options, 1, 0)
        return
    with local(width) as processes:
        some = functools.partial(_some_notebooks, graded, options, width)
        try:
            for said in processes.map(some, range(width)):
                yield from said
        except BaseException:
            end(processes)  # interrupted, or one failed: nobody waits for the others
            raise


def _some_notebooks(graded: Graded, options: Options, step: int, first: int) -> list[str]:
    """Write the notebook of each `step`-th student, from `first` on."""
    keys = itertools.islice(graded.keys.values(), first, None, step)
    with database.reading(graded.url) as connection:
        found = results.read(connection, keys)
        return notebooks(found, options.work(), options.submitted, options.out)


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
