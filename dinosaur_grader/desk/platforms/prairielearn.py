"""PrairieLearn: a question folder, the folder that its image is built from, and the
`results.json` of an external grader. What that may hold: `files/prairielearn/schema.json`.

The question's `info.json` allows five minutes: PrairieLearn takes ten at most, a notebook has
three, a busy machine more."""

from __future__ import annotations

from typing import Any

from dinosaur_grader.batch.single import Marked
from dinosaur_grader.desk.platforms import question_texts


def files(marked: Marked, pages: bool) -> dict[str, str]:
    """Return `results.json`. What could not be graded is not gradable there either:
    it costs no attempt."""
    if marked.exit_code:
        return refused(question_texts.summary(marked))
    tests = [
        {
            "name": f"{question.function}: {question.title}",
            "description": question.cell,
            "points": question.points,
            "max_points": question.most,
            "message": question.said,
        }
        for question in question_texts.questions(marked)
    ]
    most = sum(mark.max_score for mark in marked.result.marks)
    score = (marked.result.score or 0.0) / most if most else 0.0
    said = question_texts.summary(marked)
    return _text(gradable=True, score=score, message=said, tests=tests)


def refused(sentence: str) -> dict[str, str]:
    """Return the same where there is no mark."""
    return _text(gradable=False, format_errors=[sentence], message=sentence)


def _text(**document: Any) -> dict[str, str]:
    return {"results.json": question_texts.as_json(document)}
