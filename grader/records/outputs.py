"""What a finished batch leaves under `--out`, made from its journal: tables, gradebook,
notebooks with verdicts, feedback."""

from __future__ import annotations

import datetime
import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from msgspec import UNSET

from grader import printable
from grader.assignments import assignment as assignments
from grader.assignments.assignment import Assignment
from grader.assignments.course_rules import LAST
from grader.batch import attempts, journal
from grader.batch.grade import Graded, Options, Write
from grader.batch.processes import cores, end, local
from grader.judging import stage
from grader.records import appeals, gradebook, late, recorded, tables
from grader.records.autograded import autograded
from grader.records.feedback import feedback, refreshed
from grader.records.record import Came, record
from grader.records.standing import Marks
from grader.results import MISSING, WITH_SCORE, HandedIn, Result, Submission, Ungraded

FEW = 4  # workers; a student's pages take this process a small part of the time that grading takes a worker
LARGE = 200  # students; starting processes for fewer takes longer than their pages


def write(graded: Graded, options: Options, tell: Callable[[str], None]) -> dict[str, Path]:
    """Write everything; returns what was written, by what it is. Each file is replaced
    whole, the gradebook in one go, and before all else: it says which marks stand."""
    work, out = options.work(), options.out
    url = options.database or gradebook.default_url(out)
    keep = set(recorded.others(out, url, work.name)) if options.keep_marks else set()
    own = (
        one for one in journal.results(graded.journal, work.name) if one.student_id not in keep
    )
    terms = late_terms(options, graded)
    done = record(own, out, work, options.database, _came(options, work), terms)
    recorded.keep(
        out,
        options.database,
        (
            one
            for one in journal.results(graded.journal, work.name)
            if one.student_id not in keep
        ),
        {} if options.keep_marks else {work.name: ruled(options, work.name)},
    )
    for student, why in done.refused:
        tell(f"Not in the gradebook: {printable.escaped(student)} ({why}).")
    for sentence in _all_pages(graded, options, work):
        tell(sentence)
    grades, totals = agree(out, work, Marks(url, out, only_people=not options.keep_marks))
    paths = {"grades": grades, "totals": totals, "journal": graded.journal}
    paths["feedback"], paths["autograded"] = out / "feedback", out / "autograded"
    if options.database is None:
        paths["gradebook"] = out / "gradebook.db"
    return paths


def ruled(options: Options, name: str) -> list[str]:
    """The course's rules about attempts and late work of an assignment, to be
    compared."""
    rules = options.rules()
    return [str(rules.attempts), rules.lateness(name)]


def _came(options: Options, work: Assignment) -> Came:
    """When the work of a result was handed in."""
    submitted, name = options.submitted, work.name
    if options.rules().attempts == LAST:
        return lambda one: attempts.handed_in(submitted / one.student_id / name) or UNSET
    noted = attempts.read(submitted, name)

    def came(result: Result) -> datetime.datetime | None:
        own = (one for one in noted.get(result.student_id, ()) if one.digest == result.digest)
        return next((one.came for one in own), None)

    return came


def late_terms(options: Options, graded: Graded | None = None) -> late.Terms:
    """What is true of late work in this course. With the marks of `graded` it is known
    which attempt counts, and so who is late; without them it is the last one."""
    name, rules = options.work().name, options.rules()
    courses = (options.out, options.submitted.resolve().parent, Path.cwd())
    noted = attempts.read(options.submitted, name)
    counts = {student: own[-1].digest for student, own in noted.items()}
    if graded:
        counts = {one.student_id: one.digest for one in journal.results(graded.journal, name)}
    told = (
        student
        for student, own in noted.items()
        if attempts.told_late(own, counts.get(student, ""))
    )
    made = late.terms(rules, name, *courses, told=told)
    if options.keep_marks:
        url = options.database or gradebook.default_url(options.out)
        stay = frozenset(one.student for one in late.moved(url, name, made))
        made = msgspec.structs.replace(made, stay=stay)
    return made


def agree(out: Path, work: Assignment, marks: Marks) -> tuple[Path, Path]:
    """Let tables and feedback pages under `out` say the marks that stand by now: those
    that a person gave since they were written, too, and what was answered to a student.
    Raises `GradebookError`."""
    written, answers = out / "results.jsonl", appeals.read(out, work.name)
    for result in journal.results(written, work.name):
        page = _page(out, result)
        if stage.unsafe(result.student_id) or not page.is_file():
            continue
        before = page.read_text(encoding="utf-8")
        given = answers.get(result.student_id, ())
        now = refreshed(before, result, work, marks.of(result), given)
        if now != before:
            _replace(page, now.encode())
    return tables.write(journal.results(written), out, marks.of)


def _page(out: Path, result: Result) -> Path:
    name = result.assignment
    return out / "feedback" / result.student_id / name / f"{name}.html"


def writer(options: Options) -> Write | None:
    """Writes a student's pages from the cells that were graded, as soon as the marks
    are there, while others wait.

    None where so many grade that this one process could not keep up: then many write,
    when all is graded.
    """
    if options.dask or (options.workers or cores()) > FEW:
        return None
    work, out = options.work(), options.out

    def write_pages(result: Result, submission: Submission) -> None:
        if not stage.unsafe(result.student_id):
            _write(submission, result, work, out)

    return write_pages


class _Slice(msgspec.Struct, frozen=True):
    """The part of a class whose pages one process writes: each `step`-th result of the
    journal, from `first` on."""

    journal: Path
    submitted: Path
    out: Path
    assignment: str
    course: Path | None
    paged: frozenset[str] = frozenset()
    first: int = 0
    step: int = 1


def _all_pages(graded: Graded, options: Options, work: Assignment) -> Iterator[str]:
    """Write the pages that are not there yet, a large class's by as many processes as
    graded it; sentences for a person come back."""
    whole = _Slice(
        graded.journal, options.submitted, options.out, work.name, work.course, graded.paged
    )
    width = options.workers or cores()
    if width == 1 or sum(graded.states.values()) - len(graded.paged) < LARGE:
        yield from _pages_of(whole)
        return
    with local(width) as processes:
        parts = [
            msgspec.structs.replace(whole, first=first, step=width) for first in range(width)
        ]
        written = [processes.submit(_pages_of, part) for part in parts]
        try:
            for part in written:
                yield from part.result()
        except BaseException:
            end(processes)  # interrupted, or one failed: nobody waits for the others
            raise


def _pages_of(part: _Slice) -> list[str]:
    work, said = assignments.load(part.assignment, part.course), []
    results = journal.results(part.journal, work.name)
    for result in itertools.islice(results, part.first, None, part.step):
        _pages(result, part, work, said.append)
    return said


def _pages(result: Result, part: _Slice, work: Assignment, tell: Callable[[str], None]) -> None:
    """One student's pages, unless they are there; a scored hand-in has to be the one
    that was graded."""
    if stage.unsafe(result.student_id):
        return  # no folder may have this name; the tables and stderr say why
    if result.state not in WITH_SCORE:
        _write(None, result, work, part.out)
        return
    written = result.student_id in part.paged
    taken = attempts.counted(part.submitted, result.student_id, work, result.digest)
    if taken.digest != result.digest:
        tell(_other_than_graded(taken, printable.escaped(result.student_id), written))
    elif not written and isinstance(taken, HandedIn):
        _write(stage.opened(taken, work), result, work, part.out)


def _write(
    submission: Submission | Ungraded | None, result: Result, work: Assignment, out: Path
) -> None:
    """A student's feedback, and for a scored one the notebook that nbgrader and the
    formgrader show."""
    place = Path(result.student_id) / work.name
    _replace(_page(out, result), feedback(submission, result, work, answers=()).encode())
    if isinstance(submission, Submission):
        _replace(
            out / "autograded" / place / f"{work.name}.ipynb",
            autograded(submission, result, work),
        )


def _other_than_graded(taken: HandedIn | Ungraded, student: str, written: bool) -> str:
    if isinstance(taken, Ungraded) and taken.state == MISSING:
        gone = f"{student}: the hand-in is gone since it was graded."
        if written:
            return f"{gone} The marks stand, and so do the pages."
        gone += " The marks stand, but no page was written;"
        return f"{gone} put it back and run the same command again."
    return f"{student} handed in anew while grading went on: run the same command again."


def _replace(path: Path, data: bytes) -> None:
    """Write a file whole or not at all. A killed run may leave a file that ends in
    `.new`; the next run takes it away."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    draft.write_bytes(data)
    os.replace(draft, path)
