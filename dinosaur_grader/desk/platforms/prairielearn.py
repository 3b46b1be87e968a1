"""PrairieLearn: a question folder, the folder that its image is built from, and the
`results.json` of an external grader. What that may hold: `files/prairielearn/schema.json`."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import msgspec

from dinosaur_grader.batch.single import Marked
from dinosaur_grader.desk.platforms import bundle, question_texts

SECONDS = 300
"""PrairieLearn allows ten minutes at most; a notebook has three, a busy machine more."""


def build(order: bundle.Order, out: Path, image: str = "island-grader") -> None:
    """Fill the new folder `out`: `questions/NAME` for the course, `image` for
    `docker build`."""
    out.mkdir(mode=0o700)
    question = out / "questions" / order.work.name
    question.mkdir(parents=True)
    text = json.dumps(_info(order, image), indent=2)
    (question / "info.json").write_text(f"{text}\n", encoding="utf-8")
    notebook = f"{order.work.name}.ipynb"
    bundle.put("prairielearn/question.html", question, notebook=notebook)
    (out / "image").mkdir()
    bundle.pack(order, out / "image")
    bundle.put("prairielearn/grade-prairielearn", out / "image", 0o755)
    bundle.put("prairielearn/Dockerfile", out / "image")


def _info(order: bundle.Order, image: str) -> dict[str, object]:
    """Return the question's `info.json`. Its uuid is always the same for an assignment."""
    return {
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"dinosaur-island/{order.work.name}")),
        "title": order.work.title,
        "topic": "Programming",
        "tags": ["notebook"],
        "type": "v3",
        "gradingMethod": "External",
        "externalGradingOptions": {
            "enabled": True,
            "image": image,
            "entrypoint": "/opt/dinosaur/grade-prairielearn",
            "timeout": SECONDS,
        },
    }


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
    return {"results.json": msgspec.json.encode(document).decode()}
