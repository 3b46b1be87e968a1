"""`results.json` for PrairieLearn's external graders. What it may hold: `schema.json`
beside this file."""

from __future__ import annotations

from typing import Any

import msgspec

from dinosaur_grader.batch.single import Marked
from dinosaur_grader.desk.platforms import question_texts


def files(marked: Marked, pages: bool) -> dict[str, str]:
    """`results.json`. What could not be graded is not gradable there either: it costs
    no attempt."""
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
    return _text(
        gradable=True,
        score=question_texts.fraction(marked),
        message=question_texts.summary(marked),
        tests=tests,
    )


def refused(sentence: str) -> dict[str, str]:
    """The same where there is no mark."""
    return _text(gradable=False, format_errors=[sentence], message=sentence)


def _text(**document: Any) -> dict[str, str]:
    return {"results.json": msgspec.json.encode(document).decode()}
