"""What a finished batch leaves under `--out`, made from its journal: tables, gradebook,
notebooks with verdicts, feedback."""

from __future__ import annotations

import datetime
import functools
import itertools
from collections.abc import Callable, Container, Iterable, Iterator
from pathlib import Path

import msgspec
from msgspec import UNSET

from dinosaur_grader.assignments import locations
from dinosaur_grader.assignments.assignment import Assignment
from dinosaur_grader.assignments.course_rules import LAST
from dinosaur_grader.batch import attempts, files, journal
from dinosaur_grader.batch.grade_class import Graded, Options, Write
from dinosaur_grader.batch.pool import cores, end, local
from dinosaur_grader.judging.reading import intake
from dinosaur_grader.records import csv_tables, gradebook, last_write, late, regrade_requests
from dinosaur_grader.records.autograded import autograded
from dinosaur_grader.records.feedback import feedback, refreshed
from dinosaur_grader.records.gradebook_marks import Marks
from dinosaur_grader.records.write_marks import Came, record
from dinosaur_grader.results import (
    MISSING,
    WITH_SCORE,
    NotebookFile,
    Result,
    Submission,
    Ungraded,
)

FEW = 4  # workers; a student's pages take this process a small part of the time that grading takes a worker
LARGE = 200  # students; starting processes for fewer takes longer than their pages


def write(graded: Graded, options: Options, tell: Callable[[str], None]) -> dict[str, Path]:
    """Write everything; returns what was written, by what it is. Each file is replaced
    whole, the gradebook in one go, and before all else: it says which marks stand."""
    work, out = options.work(), options.out
    url = options.database or gradebook.default_url(out)
    keep = set(last_write.others(out, url, work.name)) if options.keep_marks else set()

    def own() -> Iterator[Result]:
        found = journal.results(graded.journal, work.name)
        return (one for one in found if one.student_id not in keep)

    terms = late_terms(options, graded)
    last_write.keep(out, options.database, own())
    refused = record(own(), out, work, options.database, came(options), terms)
    if not options.keep_marks:
        last_write.keep_rules(out, work.name, ruled(options, work.name))
    for sentence in itertools.chain(refused, _all_pages(graded, options)):
        tell(sentence)
    grades, totals = agree(out, work, Marks(url, out, only_people=not options.keep_marks))
    paths = {"grades": grades, "totals": totals, "journal": graded.journal}
    paths["feedback"], paths["autograded"] = out / "feedback", out / "autograded"
    if options.database is None:
        paths["gradebook"] = out / "gradebook.db"
    return paths


def ruled(options: Options, name: str) -> list[str]:
    """Return the course's rules about attempts and late work of an assignment, to be
    compared."""
    rules = options.rules()
    return [str(rules.attempts), rules.lateness(name)]


def came(options: Options) -> Came:
    """Make a function that says when the work of a result was handed in."""
    submitted, name = options.submitted, options.work().name
    last, noted = options.rules().attempts == LAST, attempts.read(submitted, name)

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
    told = told_late(options, journal.results(graded.journal, name) if graded else None)
    made = late.terms(options.rules(), name, *courses, told=told)
    if options.keep_marks:
        url = options.database or gradebook.default_url(options.out)
        stay = frozenset(one.student for one in late.moved(url, name, made))
        made = msgspec.structs.replace(made, stay=stay)
    return made


def told_late(options: Options, results: Iterable[Result] | None) -> frozenset[str]:
    """Find those whose work the system called late, where these results count. Without
    them the last attempts do."""
    noted = attempts.read(options.submitted, options.work().name)
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
    written = out / "results.jsonl"
    agree_pages(journal.results(written, work.name), out, work, marks)
    return csv_tables.write(journal.results(written), out, marks.of)


def agree_pages(results: Iterable[Result], out: Path, work: Assignment, marks: Marks) -> None:
    """Let the pages of these results alone say what `agree` lets all of them say."""
    answers = regrade_requests.read(out, work.name)
    for result in results:
        page = _page(out, result)
        if intake.unsafe(result.student_id) or not page.is_file():
            continue
        before = page.read_text(encoding="utf-8")
        given = answers.get(result.student_id, ())
        now = refreshed(before, result, work, marks.of(result), given)
        if now != before:
            files.replace(page, now.encode())


def _page(out: Path, result: Result) -> Path:
    name = result.assignment
    return out / "feedback" / result.student_id / name / f"{name}.html"


def writer(options: Options) -> Write | None:
    """Do as `at_once` does. Return None where so many grade that this one process could
    not keep up: then many write, when all is graded."""
    if options.dask or (options.workers or cores()) > FEW:
        return None
    return at_once(options)


def at_once(options: Options) -> Write:
    """Make what writes a student's pages from the cells that were graded, as soon as the
    marks are there, while others wait."""
    return functools.partial(_write, work=options.work(), out=options.out)


def pages_of(
    results: Iterable[Result], options: Options, written: Container[str] = ()
) -> list[str]:
    """Write the pages of these results that are not `written`, but for those who have
    handed in something else by now; sentences for a person come back."""
    work = options.work()
    said = [_pages(one, options, work, one.student_id in written) for one in results]
    return [sentence for sentence in said if sentence]


def _all_pages(graded: Graded, options: Options) -> Iterator[str]:
    """Write the pages that are not there yet, a large class's by as many processes as
    graded it. Yield sentences for a person."""
    width = options.workers or cores()
    if width == 1 or sum(graded.states.values()) - len(graded.paged) < LARGE:
        yield from _some_pages(graded, options, 1, 0)
        return
    with local(width) as processes:
        some = functools.partial(_some_pages, graded, options, width)
        try:
            for said in processes.map(some, range(width)):
                yield from said
        except BaseException:
            end(processes)  # interrupted, or one failed: nobody waits for the others
            raise


def _some_pages(graded: Graded, options: Options, step: int, first: int) -> list[str]:
    """Write the pages of each `step`-th result of the journal, from `first` on."""
    results = journal.results(graded.journal, options.work().name)
    return pages_of(itertools.islice(results, first, None, step), options, graded.paged)


def _pages(result: Result, options: Options, work: Assignment, written: bool) -> str:
    """Write one student's pages, unless they are `written`. A scored hand-in has to be
    the one that was graded, else a sentence says what is there."""
    student = result.student_id
    if intake.unsafe(student) or result.state not in WITH_SCORE:
        _write(result, None, work, options.out)
        return ""
    taken = attempts.counted(options.submitted, student, work, result.digest)
    if taken.digest != result.digest:
        return _other_than_graded(taken, student, written)
    if not written and isinstance(taken, NotebookFile):
        _write(result, intake.parsed_submission(taken, work), work, options.out)
    return ""


def _write(
    result: Result, submission: Submission | Ungraded | None, work: Assignment, out: Path
) -> None:
    """Write a student's feedback with the grader's own mark, and for a scored one the
    notebook that nbgrader and the formgrader show. `agree` knows what else counts."""
    if intake.unsafe(result.student_id):
        return  # no folder may have this name; the tables and stderr say why
    page = feedback(submission, result, work, answers=())
    files.replace(_page(out, result), page.encode())
    if isinstance(submission, Submission):
        place = out / "autograded" / result.student_id / work.name / f"{work.name}.ipynb"
        files.replace(place, autograded(submission, result, work))


def _other_than_graded(taken: NotebookFile | Ungraded, student: str, written: bool) -> str:
    if isinstance(taken, Ungraded) and taken.state == MISSING:
        gone = f"{student}: the submission has disappeared since it was graded. The marks"
        again = "stand, but no page was written; put it back and run the same command again."
        return f"{gone} {'and the pages stand.' if written else again}"
    return f"{student} handed in again while grading went on: run the same command again."
