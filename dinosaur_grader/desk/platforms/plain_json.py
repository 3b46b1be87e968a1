"""One hand-in as JSON, for whoever builds a door of their own."""

from __future__ import annotations

from typing import Any

import msgspec

from dinosaur_grader.batch.single import Marked
from dinosaur_grader.desk.platforms import question_texts
from dinosaur_grader.results import CellMark


def files(marked: Marked, pages: bool) -> dict[str, str]:
    """`result.json`, and with `pages` the feedback page."""
    result = marked.result
    document = {
        "assignment": result.assignment,
        "student": result.student_id,
        "state": result.state,
        "score": result.score,
        "max_score": sum(mark.max_score for mark in result.marks),
        "cells": [_cell(mark) for mark in result.marks],
        "notes": question_texts.notes(marked),
        "summary": question_texts.summary(marked),
        "needs_look": result.needs_look,
        "isolation": result.level,
        "seed": result.seed,
        "practice": marked.seed.practice,
        "version": result.version,
    }
    written = {"result.json": _text(document)}
    return written | ({"feedback.html": question_texts.page(marked)} if pages else {})


def refused(sentence: str) -> dict[str, str]:
    """The same names where there is no mark."""
    return {"result.json": _text({"state": "refused", "score": None, "summary": sentence})}


def _cell(mark: CellMark) -> dict[str, Any]:
    verdicts = [
        {
            "question": verdict.title,
            "passed": verdict.passed,
            "points": verdict.points,
            "max_points": verdict.max_points,
            "detail": verdict.detail,
            "hint": verdict.hint,
        }
        for verdict in mark.verdicts
    ]
    return {
        "cell": mark.cell,
        "function": mark.function,
        "score": mark.score,
        "max_score": mark.max_score,
        "verdicts": verdicts,
    }


def _text(document: dict[str, Any]) -> str:
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()
