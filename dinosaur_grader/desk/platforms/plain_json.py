"""One hand-in as JSON, for whoever builds a door of their own."""

from __future__ import annotations

from typing import Any

from dinosaur_grader.batch.single import Marked
from dinosaur_grader.desk.platforms import question_texts
from dinosaur_grader.results import CellMark


def files(marked: Marked, pages: bool) -> dict[str, str]:
    """Return `result.json`, and with `pages` the feedback page."""
    result = marked.result
    document = {
        "assignment": result.assignment,
        "student": result.student_id,
        "state": result.state,
        "score": result.score,
        "max_score": sum(mark.max_score for mark in result.marks),
        "cells": list(map(_cell, result.marks)),
        "notes": question_texts.notes(marked),
        "summary": question_texts.summary(marked),
        "needs_look": result.needs_look,
        "isolation": result.level,
        "seed": result.seed,
        "practice": marked.seed.practice,
        "version": result.version,
    }
    written = {"result.json": question_texts.as_json(document, 2)}
    if pages:
        # not above: it takes as long to load as `one` may run
        from dinosaur_grader.records.feedback import feedback

        written["feedback.html"] = feedback(result, marked.work)
    return written


def refused(sentence: str) -> dict[str, str]:
    """Return `result.json` with the same names where there is no mark."""
    document = {"state": "refused", "score": None, "summary": sentence}
    return {"result.json": question_texts.as_json(document, 2)}


def _cell(mark: CellMark) -> dict[str, Any]:
    said = {name: getattr(mark, name) for name in ("cell", "function", "score", "max_score")}
    names = ("passed", "points", "max_points", "detail", "hint")
    verdicts = [
        {"question": verdict.title, **{name: getattr(verdict, name) for name in names}}
        for verdict in mark.verdicts
    ]
    return {**said, "verdicts": verdicts}
