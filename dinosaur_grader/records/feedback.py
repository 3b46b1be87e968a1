"""The page that a student gets back: their own code, the verdicts beside it, the
points. One HTML file, loading nothing, rendered whole from the result, the mark that
stands and what was answered.

Everything of a student goes through jinja2's escaping as text. Of hidden questions the
page has the verdict's words only; what a test cell printed or raised while it was
graded is not on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from dinosaur_grader.checks.words.secret import NOT_ASKED
from dinosaur_grader.printable import clean
from dinosaur_grader.printable.pages import template
from dinosaur_grader.records.final_marks import FinalMark, hand_words, of_result, points
from dinosaur_grader.records.regrade_requests import Answer, code
from dinosaur_grader.results import (
    MOST_CODE,
    WITH_SCORE,
    CellMark,
    ProbeVerdict,
    Result,
    short_of_full,
)

TEMPLATES = Path(__file__).parent / "templates"
UNANSWERED = ("timeout", "memory", "died", "stopped", *NOT_ASKED)
"""Faults of questions whose function never came back."""
NEXT = (
    "Start with the first thing that is not passed: fix its cell, run it, run check below it, "
    "and go on to the next. Then restart, run all cells, and hand in again if your course "
    "still accepts it."
)
ALL_DONE = "There is nothing left to do: you have all the points."
ONLY_BY_HAND = "There is nothing left to do but what a person marks by hand."
WITHOUT_SCORE = {
    "missing": "Hand in your notebook if your course still accepts it; otherwise talk to your instructor.",
    "unreadable": "Open the notebook in Jupyter, save it, and hand in again if your course still accepts it.",
    "infrastructure": "You don't need to do anything.",
}
"""What to do next where there is no score."""
WAITS = "not yet marked"
SHUT = (
    "What is passed here gives no points yet: points for {} count once it answers one of the "
    "main questions that are asked only during grading."
)
STATES = {
    "graded": "Every question was asked and answered.",
    "timeout": "The time for the whole notebook ran out. What was answered by then counts; a person will look at it.",
    "memory": "The memory for the whole notebook ran out. What was answered by then counts; a person will look at it.",
    "unreadable": "The notebook could not be read, so there is no score yet. Please talk to your instructor.",
    "infrastructure": "The grader failed, not you. There is no score yet; a person will have a look.",
    "missing": "No notebook was found in your hand-in.",
}


Answers = Sequence[Answer]
"""What was answered to one student, oldest first."""


def feedback(
    result: Result,
    assignment,
    final: FinalMark | None = None,
    answers: Answers | None = None,
) -> str:
    """Render the feedback page of one student as HTML text. `final` is the mark that
    stands, the grader's own if left out. `answers` are what the lecturer answered, None
    where nobody could look a code up."""
    page = _Page(result, assignment, final or of_result(result), answers)
    return template(TEMPLATES / "feedback.html").render(page.values())


@dataclass(frozen=True)
class _Page:
    """What the template shows of one student's work, all text of theirs cleaned."""

    result: Result
    assignment: object
    final: FinalMark
    answers: Answers | None

    def values(self) -> dict[str, object]:
        """Collect the template's values."""
        result, final = self.result, self.final
        functions = dict.fromkeys(mark.function for mark in result.marks)
        parts = [self.part(function) for function in functions]
        most = sum(mark.max_score for mark in result.marks)
        # not shown: what a test cell raised
        tests = tuple(f"cell {mark.cell} " for mark in result.marks)
        failed = any(check["failed"] for part in parts for check in part["checks"])
        return dict(
            title=self.assignment.title,
            student=result.student_id,
            total=points(final.score),
            most=points(most),
            scored=result.state in WITH_SCORE and not final.excused,
            state=_state(result),
            next=_next(result, final, most),
            changed=list(_changed(final)),
            attempts=_attempts(final),
            date=result.graded_on,
            parts=parts,
            notes=[note for note in result.notes if not note.startswith(tests)],
            asks=self.answers is not None and failed,
        )

    def part(self, function: str) -> dict[str, object]:
        """Describe one graded function: the student's code and its checks."""
        marks = [mark for mark in self.result.marks if mark.function == function]
        solutions = self.assignment.solutions.items()
        grade_ids = {grade_id for grade_id, name in solutions if name == function}
        code = (self.result.code or {}).get(function, "")
        comments = self.final.comments
        commented = {*grade_ids, *(mark.cell for mark in marks)} & set(comments)
        score, manual = None, {mark.cell for mark in marks} & set(self.final.waits)
        if self.result.state in WITH_SCORE and not self.final.excused:
            score = sum(self.final.cells[mark.cell].score or 0.0 for mark in marks)
        return dict(
            function=function,
            score=WAITS if manual else points(score),
            waits=bool(manual),
            manual=any(self.final.cells[mark.cell].manual for mark in marks),
            most=points(sum(mark.max_score for mark in marks)),
            code=code[:MOST_CODE],
            prose=self.prose(function, code),
            cut=len(code) > MOST_CODE,
            checks=[self.check(mark) for mark in marks],
            comment="\n".join(comments.get(name, "") for name in sorted(commented)),
        )

    def prose(self, name: str, text: str) -> Markup:
        """Draw a text that a person marks; nothing where the cell holds code."""
        texts = (cell.grade_id for cell in self.assignment.by_hand if cell.kind == "markdown")
        if name not in texts:
            return Markup()
        # most assignments have none: a page needs no parser of Markdown
        from dinosaur_grader.records.prose import page

        return Markup(page(text[:MOST_CODE]))

    def check(self, mark: CellMark) -> dict[str, object]:
        """Describe the verdicts of one test cell: each fault once, with the questions
        that it failed, in the order in which it was asked; then what was passed."""
        hidden = any(not verdict.public for verdict in mark.verdicts) or "hidden" in mark.cell
        whose = "asked only during grading" if hidden else "you can try yourself"
        faults: dict[str, list[dict[str, str]]] = {}
        for verdict in mark.verdicts:
            if not verdict.passed:
                faults.setdefault(verdict.hint, []).append(self.question(verdict))
        final = self.final.cells[mark.cell]
        return dict(
            title="Marked by hand" if final.manual else f"Questions {whose}",
            score=WAITS if final.waits else points(final.score),
            waits=final.waits,
            most=points(mark.max_score),
            by_hand=hand_words(final),
            failed=[dict(hint=hint, questions=own) for hint, own in faults.items()],
            passed=[self.question(verdict) for verdict in mark.verdicts if verdict.passed],
            said="" if final.manual else _said(mark),
        )

    def question(self, verdict: ProbeVerdict) -> dict[str, str]:
        """Describe one question: what was asked, what came, its points; the code by
        which a student asks for another look, and the last answer about it."""
        one, name, answer = self.result, "", ""
        if self.answers is not None and not verdict.passed:
            name = code(one.student_id, one.assignment, verdict.probe, one.digest)
        for said in self.answers or ():
            if said.question == verdict.probe:
                earlier = said.attempt != one.digest
                answer = f"{'About an earlier hand-in. ' if earlier else ''}{said.said}"
        return dict(
            title=verdict.title or verdict.message,
            detail=verdict.detail,
            points=f"{points(verdict.points)} of {points(verdict.max_points)}",
            code=name,
            answer=answer,
        )


def _state(result: Result) -> str:
    """Say what became of the hand-in as a whole."""
    lost = [
        mark.function
        for mark in result.marks
        for verdict in mark.verdicts
        if verdict.fault in UNANSWERED
    ]
    if result.state != "graded" or not lost:
        return STATES[result.state]
    count = "1 question" if len(lost) == 1 else f"{len(lost)} questions"
    functions = " and ".join(dict.fromkeys(map(clean, lost)))
    return (
        f"{count} could not be answered: {functions} never came back. What was answered counts."
    )


def _next(result: Result, final: FinalMark, most: float) -> str:
    """Say what to do next, in a sentence or two."""
    if final.excused:
        return f"You are excused from this assignment ({clean(final.excused)}): nothing is asked of you."
    if result.state not in WITH_SCORE:
        return WITHOUT_SCORE[result.state]
    if (final.score or 0.0) >= most:
        return ALL_DONE
    if short_of_full(result.marks):
        return NEXT
    return ONLY_BY_HAND if any(mark.by_hand for mark in result.marks) else ALL_DONE


def _changed(final: FinalMark) -> Iterator[str]:
    """Yield a sentence for each thing but the questions that made the total."""
    if final.by_hand:
        yield "A person looked at this and gave points by hand: see below."
    if final.waits:
        cells = ", ".join(map(clean, final.waits))
        yield f"Not yet marked: {cells}. A person marks this by hand; those points come later."
    if final.late:
        yield f"It came in {_time(final.late)} late."
    elif final.told_late:
        yield "It came in late."
    if final.penalty:
        yield f"{points(final.penalty)} points are taken off because it came in late."
    if len(final.attempts) > 1 and final.attempt:
        yield f"Attempt {final.attempt} of {len(final.attempts)} is the one that counts."


def _attempts(final: FinalMark) -> list[tuple[str, str, str]]:
    """List all attempts where there are several: which, the day, and its points before
    anything is taken off or given by hand."""
    if len(final.attempts) < 2:
        return []
    return [
        (
            f"{number}, which counts" if number == final.attempt else str(number),
            one.came or one.graded_on,
            points(one.score) if one.state else "not graded",
        )
        for number, one in enumerate(final.attempts, 1)
    ]


def _time(seconds: float) -> str:
    """Say how long a time is, in the largest unit that is full: `3 hours`."""
    units = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
    unit, length = next((u for u in units if seconds >= u[1]), units[-1])
    count = int(seconds // length)
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def _said(mark: CellMark) -> str:
    """Return a sentence for a cell without verdicts, or whose passed ones pay nothing.
    Its error stays with the instructor: it may show a test's inside."""
    if mark.verdicts:
        earned = sum(one.points for one in mark.verdicts if one.passed)
        return SHUT.format(clean(mark.function)) if earned and mark.score == 0 else ""
    if mark.score is None:
        return "Not marked."
    full = mark.score >= mark.max_score
    return "The cell ran without an error." if full else "The cell did not earn all its points."
