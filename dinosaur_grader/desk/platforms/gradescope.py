"""Gradescope: the zip that an instructor uploads under "Configure Autograder", and the
`results.json` that it writes. What that may hold: `files/gradescope/schema.json`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from dinosaur_grader.batch.single import Marked
from dinosaur_grader.desk.platforms import bundle, question_texts
from dinosaur_grader.desk.platforms.question_texts import QuestionText


def build(order: bundle.Order, out: Path) -> None:
    """Write the zip `out`: `setup.sh`, `run_autograder` and what they need."""
    with bundle.zipped(out) as folder:
        bundle.pack(order, folder)
        (folder / "install.sh").rename(folder / "setup.sh")
        bundle.put("gradescope/run_autograder", folder, 0o755)


def files(marked: Marked, pages: bool) -> dict[str, str]:
    """`results.json`; the page is in it, question by question."""
    asked = question_texts.questions(marked)
    cells = list(dict.fromkeys(question.cell for question in asked))
    seen = dict.fromkeys(cells, 0)
    tests = []
    for question in asked:
        seen[question.cell] += 1
        number = f"{cells.index(question.cell) + 1}.{seen[question.cell]}"
        tests.append(_test(question, number))
    return {
        "results.json": _text(
            score=marked.result.score or 0.0,
            output=question_texts.summary(marked),
            tests=tests,
            extra_data={
                "state": marked.result.state,
                "isolation": marked.result.level,
                "seed": marked.result.seed,
                "version": marked.result.version,
            },
        )
    }


def refused(sentence: str) -> dict[str, str]:
    """The same where there is no mark: Gradescope shows its `output` and wants a score."""
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
    return msgspec.json.format(msgspec.json.encode(document | shown), indent=1).decode()
