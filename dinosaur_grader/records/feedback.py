"""The page that a student gets back: what to do first, the points a function, and of
each function that lost some why, with the student's own lines. One HTML file, loading
nothing, rendered whole from the result, the mark that stands and what was answered.

Everything of a student goes through jinja2's escaping as text, or through Pygments'. Of
hidden questions the page has the verdict's words only; what a test cell printed or
raised while it was graded is not on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from dinosaur_grader.checks.words.secret import NOT_ASKED
from dinosaur_grader.printable import clean
from dinosaur_grader.printable.pages import template
from dinosaur_grader.records.final_marks import FinalMark, of_result, points
from dinosaur_grader.records.function_feedback import Answers, GradedWork, Part, urgency
from dinosaur_grader.results import WITH_SCORE, Result

TEMPLATES = Path(__file__).parent / "templates"
UNANSWERED = ("timeout", "memory", "died", "stopped", *NOT_ASKED)
"""Faults of questions whose function never came back."""
ALL_DONE = "There is nothing left to do: you have all the points."
ONLY_BY_HAND = "There is nothing left to do but what a person marks by hand."
NOTHING_YET = "Nothing is written yet in the exercises of this notebook."
WITHOUT_SCORE = {
    "missing": "Hand in your notebook if your course still accepts it; otherwise talk to your instructor.",
    "unreadable": "Open the notebook in Jupyter, save it, and hand in again if your course still accepts it.",
    "infrastructure": "You don't need to do anything.",
}
"""What to do next where there is no score."""
STATES = {
    "graded": "",
    "timeout": "The time for the whole notebook ran out. What was answered by then counts; a person will look at it.",
    "memory": "The memory for the whole notebook ran out. What was answered by then counts; a person will look at it.",
    "unreadable": "The notebook could not be read, so there is no score yet. Please talk to your instructor.",
    "infrastructure": "The grader failed, not you. There is no score yet; a person will have a look.",
    "missing": "No notebook was found in your hand-in.",
}


def feedback(
    result: Result,
    assignment,
    final: FinalMark | None = None,
    answers: Answers | None = None,
) -> str:
    """Render the feedback page of one student as HTML text. `final` is the mark that
    stands, the grader's own if left out. `answers` are what the lecturer answered, None
    where nobody could look a code up."""
    work = GradedWork(result, assignment, final or of_result(result), answers)
    return template(TEMPLATES / "feedback.html").render(_values(work))


def _values(work: GradedWork) -> dict[str, object]:
    result, final = work.result, work.final
    functions = dict.fromkeys(mark.function for mark in result.marks)
    parts = [Part(work, function, place) for place, function in enumerate(functions, 1)]
    urgent = sorted(parts, key=urgency)
    # not shown: what a test cell raised
    tests = tuple(f"cell {mark.cell} " for mark in result.marks)
    return dict(
        title=work.assignment.title,
        student=result.student_id,
        total=points(final.score),
        most=points(work.most),
        points=points,
        scored=work.scored,
        state=_state(result),
        next=_next(work, urgent),
        changed=list(_changed(final)),
        attempts=_attempts(final),
        date=result.graded_on,
        bars=parts,
        # without a score there is nothing to say of a function
        parts=[p for p in urgent if result.state in WITH_SCORE or p.comment],
        notes=[note for note in result.notes if not note.startswith(tests)],
    )


def _next(work: GradedWork, urgent: Sequence[Part]) -> dict[str, object]:
    """Say what to do next: in a `sentence`, and with which function to `begin`."""
    lost = [part for part in urgent if part.lost]
    if not lost:
        return dict(begin="", sentence=_without_loss(work))
    # what is not begun comes last: where it is the first, nothing else lost a point
    nothing = lost[0].unwritten and len(lost) == len(urgent)
    return dict(
        begin=lost[0].function,
        hint="" if lost[0].unwritten else lost[0].hint,
        cost=lost[0].cost(),
        sentence=NOTHING_YET if nothing else "",
    )


def _without_loss(work: GradedWork) -> str:
    """Say what to do next where no points can be won back."""
    result, final = work.result, work.final
    if final.excused:
        return f"You are excused from this assignment ({clean(final.excused)}): nothing is asked of you."
    if result.state not in WITH_SCORE:
        return WITHOUT_SCORE[result.state]
    by_hand = any(mark.by_hand for mark in result.marks)
    return ONLY_BY_HAND if by_hand and (final.score or 0.0) < work.most else ALL_DONE


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


def _changed(final: FinalMark) -> Iterator[str]:
    """Yield a sentence for each thing but the questions that made the total."""
    if final.by_hand:
        yield "A person looked at this and gave points by hand: see below."
    if final.waits:
        cells = ", ".join(map(clean, final.waits))
        yield f"Not yet marked: {cells}. A person marks this by hand; those points come later."
    if final.late.seconds:
        yield f"It came in {_time(final.late.seconds)} late."
    elif final.late:
        yield "It came in late."
    if final.late.penalty:
        yield f"{points(final.late.penalty)} points are taken off because it came in late."
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
