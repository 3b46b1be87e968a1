"""Gradescope: the zip that an instructor uploads under "Configure Autograder", and the
`results.json` that it writes. What that may hold: `files/gradescope/schema.json`."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from dinosaur_grader.batch.single import Marked
from dinosaur_grader.desk.platforms import question_texts
from dinosaur_grader.desk.platforms.question_texts import QuestionText


def files(marked: Marked, pages: bool) -> dict[str, str]:
    """Return `results.json`. The page is in it, question by question."""
    cells = groupby(question_texts.questions(marked), key=lambda question: question.cell)
    tests = [
        _test(question, f"{first}.{second}")
        for first, (_, own) in enumerate(cells, 1)
        for second, question in enumerate(own, 1)
    ]
    result = marked.result
    extra = {
        "state": result.state,
        "isolation": result.level,
        "seed": result.seed,
        "version": result.version,
    }
    said, score = question_texts.summary(marked), result.score or 0.0
    return {"results.json": _text(score=score, output=said, tests=tests, extra_data=extra)}


def refused(sentence: str) -> dict[str, str]:
    """Return the same where there is no mark. Gradescope shows its
    `output` and wants a score."""
    said = question_texts.not_started(sentence)
    return {"results.json": _text(score=0.0, output=said, tests=[])}


def _test(question: QuestionText, number: str) -> dict[str, Any]:
    return {
        "name": f"{question.function}: {question.title}",
        "name_format": "text",
        "number": number,
        "score": question.points,
        "max_score": question.most,
        "status": "passed" if question.passed else "failed",
        "output": question.said,
        "output_format": "text",
        "tags": [question.function, question.cell],
        "visibility": "visible",
    }


def _text(**document: Any) -> str:
    shown = {
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",  # it is the grader's, for the instructor
    }
    return question_texts.as_json(document | shown, 1)
