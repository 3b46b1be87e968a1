"""`dinosaur-grader answer CODE`: what the lecturer says to a student who asked for a
verdict to be looked at again.

A changed mark is the gradebook's manual score of the test cell, as if it had been given
in the formgrader: the one mark that stands. The reason is kept beside it, and
stands on the student's page, which is made again.
"""

from __future__ import annotations

import datetime
from typing import Annotated

import typer

from dinosaur_grader.batch.open_course import Course, open_course
from dinosaur_grader.desk import options as opts
from dinosaur_grader.desk.graded_folder import Named, find, url_of
from dinosaur_grader.exit_codes import Refused
from dinosaur_grader.printable import clean, digits
from dinosaur_grader.records import (
    gradebook,
    gradebook_marks,
    last_write,
    late,
    outputs,
    regrade_requests,
    rendered,
)
from dinosaur_grader.records.final_marks import FinalCell
from dinosaur_grader.records.gradebook_marks import Marks
from dinosaur_grader.records.regrade_requests import Answer
from dinosaur_grader.results import Result
from dinosaur_grader.store import database, rows
from dinosaur_grader.store.schema import ANSWERS


def question_counts(named: Named, cell: FinalCell) -> float:
    """Return what the question counts now. That is what its verdict gave, or the last
    answer where that mark by hand still stands."""
    own = (answer.now for answer in named.answered if answer.attempt == named.attempt)
    changed = [now for now in own if now is not None]
    return changed[-1] if changed and cell.hand is not None else named.verdict.points


def checked(named: Named, points: float | None, counts: float, why: str) -> None:
    """Refuse an answer that says nothing or can't be meant. Raises Refused."""
    most = named.verdict.max_points
    if not why.strip():
        raise Refused("give a reason with --why: the student will read it")
    if len(why) > regrade_requests.MAX_WHY:
        raise Refused(
            f"the reason is longer than {regrade_requests.MAX_WHY} characters: shorten it"
        )
    if points is None:
        return
    if named.earlier:
        raise Refused(
            "this code belongs to an earlier submission, and the marks to a later one: ask for the code "
            "on the new page, or use --stands"
        )
    if not 0 <= points <= most:  # nor what is no number
        raise Refused(f"the question is worth 0 to {digits(most)} points, not {points:g}")
    if points == counts:
        raise Refused(f"it already has {digits(points)} points: use --stands")


def command(
    code: Annotated[str, typer.Argument(help="The code on the student's page.")],
    why: Annotated[str, typer.Option(help="The reason, as the student will read it.")],
    out: opts.GradedFolder = opts.GRADED,
    stands: Annotated[bool, typer.Option("--stands", help="The verdict stands.")] = False,
    points: Annotated[
        float | None, typer.Option(help="The new points for this question.")
    ] = None,
    assignment: opts.Which = "",
    database: opts.Database = None,
    course: opts.Course = None,
    seed: opts.CourseSeed = opts.SEED,
) -> int:
    """Answer a student who asked for a verdict to be reviewed: it stands, or the question
    gets new points. The reason goes on the student's page, new points into the gradebook
    as a mark given by hand."""
    if stands == (points is not None):
        raise typer.BadParameter("choose one of --stands and --points NUMBER")
    url = url_of(out, database)
    rendered.check(out, url)  # before the answer is stored, not behind it
    named = find(url, code, assignment)
    name, student = named.result.assignment, named.result.student_id
    own = opts.course_of(course, out=out)
    # its page is made again behind the mark
    opened = open_course(opts.SUBMITTED, out, seed, assignment=name, database=url, course=own)
    said = _store_answer(named, points, why, opened)
    outputs.agree(out, opened.work, Marks(url))
    opts.show(said)
    opts.show(f"page: {out / 'feedback' / student / name / f'{name}.html'}")
    return 0


def _store_answer(named: Named, points: float | None, why: str, course: Course) -> str:
    """Store the answer, and the mark where it changes: both or neither. Return what was
    done, as sentences."""
    result, question, url = named.result, named.verdict, course.url
    cell = Marks(url).of(result).cells[named.cell]
    counts = question_counts(named, cell)
    checked(named, points, counts, why)
    answer = Answer(
        code=named.code,
        assignment=result.assignment,
        student=result.student_id,
        question=question.probe,
        cell=named.cell,
        attempt=named.attempt,
        why=clean(why).strip(),
        on=datetime.date.today().isoformat(),
        most=question.max_points,
        before=counts,
        now=points,
        version=result.version,
    )
    who = f"{result.student_id}, {question.probe}"
    if points is None:
        with database.writing(url) as connection:
            rows.add(connection, ANSWERS, [answer])
        return f"{who}: the verdict stands, at {digits(counts)} points, and the page says why."
    by_hand = cell.hand is not None
    had = cell.hand if by_hand else cell.auto
    most = next(mark.max_score for mark in result.marks if mark.cell == named.cell)
    # the question counts `points` in place of `counts`, and all else what it did
    score = round(min(most, max(0.0, (had or 0.0) + points - counts)), 6)
    terms = _find_terms(course, result)
    with gradebook.writing(url) as connection:
        gradebook_marks.give(
            connection, result.assignment, result.student_id, named.cell, score
        )
        if terms is not None:
            late.enter_one(connection, result.assignment, result.student_id, terms)
        rows.add(connection, ANSWERS, [answer])
    before = f"{digits(had)} {'given by hand' if by_hand else 'from its questions'}"
    return (
        f"{who}: {digits(counts)} points before, now {digits(points)}. "
        f"{named.cell} had {before} and now has {digits(score)} by hand."
    )


def _find_terms(course: Course, result: Result) -> late.Terms | None:
    """Find what late work costs by the rules that the marks were written by; None where
    the course has others by now, which `grade` asks about for the whole class."""
    written = last_write.rules(course.url, course.work.name)
    if written and written.lateness != outputs.ruled(course).lateness:
        return None
    return outputs.late_terms(course, {result.student_id: result.digest})
