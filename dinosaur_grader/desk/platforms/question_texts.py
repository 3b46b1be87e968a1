"""What a platform shows of a hand-in: one question after another, in plain text. It
says what the feedback page says, and nothing else of hidden questions."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from dinosaur_grader.batch.single import Marked
from dinosaur_grader.results import WITH_SCORE, CellMark, ProbeVerdict, short_of_full

NO_MARK = "This is not a mark: {} There is no score yet."
CLOSED = "It counts only together with the questions that are asked during grading."
STATES = {
    "graded": "Every question was asked.",
    "timeout": "The time for the whole notebook ran out. What was answered by then counts.",
    "memory": "The memory for the whole notebook ran out. What was answered by then counts.",
    "unreadable": "the notebook could not be read.",
    "infrastructure": "the grader failed, not you.",
    "missing": "no notebook was found in your hand-in.",
}


class QuestionText(NamedTuple):
    """One question, or a whole test cell without any: what it was, what came of it."""

    cell: str
    function: str
    title: str
    passed: bool
    points: float
    most: float
    said: str


def questions(marked: Marked) -> list[QuestionText]:
    """List the questions in the notebook's order. Their points add up to the cells',
    which pay nothing where the gate of a function is shut."""
    return [each for mark in marked.result.marks for each in _of_cell(mark)]


def _of_cell(mark: CellMark) -> list[QuestionText]:
    if mark.score is None or not mark.verdicts:
        score = mark.score or 0.0
        full = mark.score is not None and score >= mark.max_score
        said = mark.message if mark.by_hand else "" if full else "No points for this cell."
        return [
            QuestionText(mark.cell, mark.function, mark.cell, full, score, mark.max_score, said)
        ]
    pays = sum(verdict.points for verdict in mark.verdicts) == mark.score
    return [_question(mark, verdict, pays) for verdict in mark.verdicts]


def _question(mark: CellMark, verdict: ProbeVerdict, pays: bool) -> QuestionText:
    said = f"{verdict.detail} {verdict.hint}".strip()
    shut = verdict.passed and not pays
    return QuestionText(
        mark.cell,
        mark.function,
        verdict.title or verdict.message,
        verdict.passed,
        verdict.points if pays else 0.0,
        verdict.max_points,
        f"{said} {CLOSED}".strip() if shut else said,
    )


def summary(marked: Marked) -> str:
    """Say what became of the hand-in as a whole, what was noted on the way, and what
    the mark was made with."""
    result = marked.result
    state = STATES[result.state]
    parts = [state if result.state in WITH_SCORE else NO_MARK.format(state), *notes(marked)]
    if result.state in WITH_SCORE and short_of_full(result.marks):
        parts.append("Start with the first question that is not passed.")
    # a mark without all layers, or by published questions, says so
    seed = marked.seed
    which = "the published practice seed" if seed.practice else f"seed {seed.fingerprint}"
    return "\n".join([*parts, f"Isolation {result.level}, {which}."])


def notes(marked: Marked) -> list[str]:
    """Return what was noted on the way, but for what a test cell raised, which may show
    a question's inside."""
    tests = tuple(f"cell {mark.cell} " for mark in marked.result.marks)
    return [note for note in marked.result.notes if not note.startswith(tests)]


def as_json(document: dict[str, Any], indent: int = -1) -> str:
    """Write a document as JSON, on one line without blanks where no indent is given."""
    return msgspec.json.format(msgspec.json.encode(document), indent=indent).decode()


def not_started(sentence: str) -> str:
    """Say that there is no mark, since the grader refused to begin."""
    return NO_MARK.format(f"the grader did not start ({sentence}).")
