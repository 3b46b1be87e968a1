"""GitHub Actions, for the successors of GitHub Classroom: the folder `action`, which is pushed
as a repository, `check.yml`, which goes into students' repositories, and what it says:
annotations as workflow commands, and a summary in Markdown."""

from __future__ import annotations

import os

from dinosaur_grader.batch.single import Marked
from dinosaur_grader.desk.platforms import question_texts

NOTEBOOK = "DINOSAUR_NOTEBOOK"
"""The environment variable with the notebook's path in the repository."""
MOST = 10
"""Annotations of one kind that GitHub shows of a step."""
MARKDOWN = str.maketrans({mark: f"&#{ord(mark)};" for mark in r"\`*_{}[]<>()#+-=.!|&~@:$"})
"""What Markdown, as GitHub reads it, makes blocks, links or formulas of."""


def files(marked: Marked, pages: bool) -> dict[str, str]:
    """Return the annotations, which the step prints, and the summary, which it appends
    to the file that GitHub names."""
    failed = [each for each in question_texts.questions(marked) if not each.passed]
    if marked.exit_code:
        notes = [_command("error", question_texts.summary(marked))]
    else:  # only now is it known that the notebook is a plain file
        lines = _lines(marked)
        notes = [
            _command("warning", f"{each.title}: {each.said}", lines.get(each.function, 1))
            for each in failed[:MOST]
        ]
    score = marked.result.score
    return {
        "annotations.txt": "\n".join(notes),
        "summary.md": _summary(marked),
        "score.txt": "" if score is None else f"{score:g}",
    }


def refused(sentence: str) -> dict[str, str]:
    """Return the same where there is no mark."""
    said = question_texts.not_started(sentence)
    return {"annotations.txt": _command("error", said), "summary.md": f"{_plain(said)}\n"}


def _command(kind: str, said: str, line: int = 0) -> str:
    """Return a workflow command, about a line of the notebook's file if it is given. A
    student's text can't begin another one: line ends are written as GitHub reads them."""
    file, where = os.environ.get(NOTEBOOK, ""), ""
    if file and line:
        name = _data(file).replace(":", "%3A").replace(",", "%2C")
        where = f" file={name},line={line}"
    return f"::{kind}{where}::{_data(said)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _lines(marked: Marked) -> dict[str, int]:
    """Find the line of the notebook's file where each function is defined, by its name."""
    path = os.environ.get(NOTEBOOK, "")
    found: dict[str, int] = {}
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            for number, line in enumerate(file, 1):
                for mark in marked.result.marks:
                    if f"def {mark.function}(" in line:
                        found[mark.function] = number
    except OSError:
        return {}
    return found


def _summary(marked: Marked) -> str:
    most, score = sum(mark.max_score for mark in marked.result.marks), marked.result.score
    got = "no mark" if score is None else f"{score:g} of {most:g}"
    rows = [
        f"| {_plain(each.function)} | {_plain(each.title)} | {each.points:g} of {each.most:g} "
        f"| {_plain(each.said)} |"
        for each in question_texts.questions(marked)
    ]
    head = "| function | question | points | result |\n| --- | --- | --- | --- |"
    said = "\n\n".join(map(_plain, question_texts.summary(marked).splitlines()))
    return f"## {marked.work.title}: {got}\n\n{said}\n\n{head}\n" + "\n".join(rows) + "\n"


def _plain(text: str) -> str:
    """Escape a text so that Markdown shows it letter by letter."""
    return " ".join(text.split()).translate(MARKDOWN)
