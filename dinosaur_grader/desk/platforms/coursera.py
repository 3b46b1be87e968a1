"""Coursera: the zip that an instructor uploads as a custom grader, a part for each
function, and what it writes, `feedback.json` and `htmlFeedback.html`. What these may
hold: `files/coursera/schema.json`."""

from __future__ import annotations

import html
import os

from dinosaur_grader.batch.single import Marked
from dinosaur_grader.desk.platforms import question_texts
from dinosaur_grader.desk.platforms.question_texts import QuestionText

PART = "DINOSAUR_PART"
"""The environment variable that names the function of the part at hand; empty, the
whole assignment is one part."""
MOST = 60_000
"""Coursera cuts feedback at 64 KB."""
LONGEST = len("&quot;")
"""What a character takes at most, escaped."""


def files(marked: Marked, pages: bool) -> dict[str, str]:
    """Return both files. The score is the part's own."""
    part = os.environ.get(PART, "")
    functions = {mark.function for mark in marked.result.marks}
    if part and part not in functions:
        return refused(f"there is no function {part!r} to grade; parts.json names the parts")
    asked = [each for each in question_texts.questions(marked) if part in ("", each.function)]
    most = sum(question.most for question in asked)
    score = sum(question.points for question in asked) / most if most else 0.0
    said = question_texts.summary(marked)
    return {
        "feedback.json": _text(score if marked.exit_code == 0 else 0.0, said),
        "htmlFeedback.html": _page(said, asked),
    }


def refused(sentence: str) -> dict[str, str]:
    """Return the same where there is no mark."""
    said = question_texts.not_started(sentence)
    return {"feedback.json": _text(0.0, said), "htmlFeedback.html": _page(said, [])}


def _text(score: float, said: str) -> str:
    # "HTML" says that htmlFeedback.html is there; this is shown where that can't be
    shown = html.escape(said[: MOST // LONGEST])
    document = {"fractionalScore": score, "feedback": shown, "feedbackType": "HTML"}
    return question_texts.as_json(document)


def _page(said: str, asked: list[QuestionText]) -> str:
    rows = [
        f"<tr><td>{html.escape(each.function)}</td><td>{html.escape(each.title)}</td>"
        f"<td>{each.points:g} of {each.most:g}</td><td>{html.escape(each.said)}</td></tr>"
        for each in asked
    ]
    kept, size = [], 0
    for row in rows:
        size += len(row.encode())
        if size < MOST:
            kept.append(row)
    head = "<tr><th>Function</th><th>Question</th><th>Points</th><th>Result</th></tr>"
    table = f"<table>{head}{''.join(kept)}</table>" if kept else ""
    return f"<p>{html.escape(said[:4000])}</p>".replace("\n", "<br>") + table
