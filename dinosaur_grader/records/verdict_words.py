"""Verdicts in words, for all who show them: the gradebook's comments, the autograded
notebook, the feedback page.

Why an answer is wrong is said where it is judged: `dinosaur_grader.checks.words.diagnosis`, and the
hints of the known faults.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dinosaur_grader.printable import clean, inert, shortened
from dinosaur_grader.records.final_marks import FinalCell
from dinosaur_grader.results import CellMark, MadeWith, ProbeVerdict, Result

MAX_COMMENT = 4000  # characters: a comment is read by a person


def points(value: float | None) -> str:
    """A score as people write it: at most two digits after the point, and none where
    none is needed."""
    return "no score" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def by_hand(cell: FinalCell) -> str:
    """What a person had to do with a cell's points, as a sentence; empty where
    nothing."""
    said = []
    if cell.hand is not None:
        said.append(
            f"{points(cell.hand)} given by hand; the questions gave {points(cell.auto)}."
        )
    if cell.extra:
        said.append(f"{points(cell.extra)} of extra credit.")
    return " ".join(said)


def faults(verdicts: Iterable[ProbeVerdict]) -> dict[str, list[ProbeVerdict]]:
    """The questions that were not passed by what their failure means, in the order in
    which they were asked: each fault once."""
    found: dict[str, list[ProbeVerdict]] = {}
    for verdict in verdicts:
        if not verdict.passed:
            found.setdefault(verdict.hint or verdict.message, []).append(verdict)
    return found


def verdict_lines(verdicts: Sequence[ProbeVerdict]) -> list[str]:
    """Verdicts in few lines: each fault once with the questions that it failed and what
    came of the first one; then what was passed."""
    lines = []
    for hint, failed in faults(verdicts).items():
        if len(failed) == 1:
            lines.append(f"not passed: {clean(failed[0].message)}")
            continue
        lines.append(f"not passed, {len(failed)} times: {clean(hint)}")
        detail = f"Of the first: {clean(failed[0].detail)} " if failed[0].detail else ""
        lines.append(f"{detail}Asked: {_titles(failed)}.")
    passed = [verdict for verdict in verdicts if verdict.passed]
    return [*lines, f"passed: {_titles(passed)}"] if passed else lines


def _titles(verdicts: Sequence[ProbeVerdict]) -> str:
    return "; ".join(clean(verdict.title or verdict.message) for verdict in verdicts)


def _heading(mark: CellMark) -> list[str]:
    """A test cell's score, and what is said of the cell itself."""
    score = f"{mark.cell}: {points(mark.score)} of {points(mark.max_score)} points"
    told = any(verdict.message in mark.message for verdict in mark.verdicts)
    return [score] if told or not mark.message else [score, clean(mark.message)]


def mark_lines(mark: CellMark) -> list[str]:
    """A test cell's verdicts, those that cost points first, under a line with its
    score."""
    return [*_heading(mark), *verdict_lines(mark.verdicts)]


def comment(result: Result, function: str) -> str:
    """What the gradebook says under a solution cell: the scores of all cells that ask
    about `function`, and each fault once, whichever of them it cost points in.

    It is inert: nbgrader's feedback renders comments as Markdown, with raw HTML.
    """
    marks = [mark for mark in result.marks if mark.function == function]
    lines = [text for mark in marks for text in _heading(mark)]
    lines += verdict_lines([verdict for mark in marks for verdict in mark.verdicts])
    made = marked_by(result.made_with)
    said = shortened("\n".join(lines), MAX_COMMENT - len(made) - 1)
    return inert(f"{said}\n{made}" if said and made else said)


def marked_by(made: MadeWith) -> str:
    """Which kit, seed and isolation the marks were made with, as a line; empty where
    nothing was noted."""
    if not made.version:
        return ""
    return f"Marked by the kit {made.version[:12]}, seed {made.seed}, isolation {made.level}."
